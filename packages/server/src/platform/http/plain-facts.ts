import { formatAmount, type Money } from '@kontor/domain/money';

const isMoney = (value: object): value is Money =>
  'minor' in value && typeof value.minor === 'bigint' && 'currency' in value;

/** Facts of a refusal as JSON: money as amount and currency, never a bigint. Instants are worded by the views. */
export const plainFacts = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([name, fact]) => [name, plain(name, fact)]));

const plain = (name: string, fact: unknown): unknown => {
  if (typeof fact === 'bigint') return fact.toString();
  if (typeof fact === 'number' && /(At|Until)$/.test(name)) return new Date(fact).toISOString();
  if (Array.isArray(fact)) return fact.map((item) => plain('', item));
  if (typeof fact === 'object' && fact !== null)
    return isMoney(fact)
      ? { value: formatAmount(fact), currency: fact.currency }
      : plainFacts(fact as Record<string, unknown>); // an object that is neither array nor null
  return fact;
};
