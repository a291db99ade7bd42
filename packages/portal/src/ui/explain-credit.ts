import type { Reader } from './reader.ts';

type Formula = Readonly<Record<string, unknown>>;
type Words = Pick<Reader, 't' | 'money'>;

/** The arithmetic of a credit in the reader's words, from its stored formula; else the server's own sentence. */
export function explainCredit(
  formula: Formula | undefined,
  explanation: string,
  currency: string,
  { t, money }: Words,
): string {
  const inputs = record(formula?.inputs);
  if (!inputs || typeof inputs.unitPrice !== 'string' || typeof inputs.quantity !== 'number')
    return explanation;
  const unit = money(inputs.unitPrice, currency);
  const { quantity } = inputs;
  const limit =
    typeof inputs.limitedTo === 'string'
      ? ` ${t('credit.limited', { left: money(inputs.limitedTo, currency) })}`
      : '';
  const period = record(inputs.period);
  if (!period) return t('credit.full', { unit, quantity }) + limit;
  const { unusedDays, days, creditPerUnit } = period;
  if (typeof unusedDays !== 'number' || typeof days !== 'number' || typeof creditPerUnit !== 'string') {
    return explanation;
  }
  const perUnit = money(creditPerUnit, currency);
  return t('credit.prorated', { unusedDays, days, unit, perUnit, quantity }) + limit;
}

/** The tax rate that the formula used, in basis points, when it names one. */
export function rateOfFormula(formula: Formula | undefined): number | undefined {
  const rate = record(formula?.inputs)?.taxRateBasisPoints;
  return typeof rate === 'number' ? rate : undefined;
}

function record(value: unknown): Formula | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Formula)
    : undefined;
}
