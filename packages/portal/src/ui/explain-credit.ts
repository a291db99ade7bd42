import type { Reader } from './reader.ts';

type Facts = Readonly<Record<string, unknown>>;
type Words = Pick<Reader, 't' | 'money'>;

/** The arithmetic of a credit in the reader's words, from its stored formula; else the server's own sentence. */
export function explainCredit(
  formula: Facts | undefined,
  explanation: string,
  currency: string,
  words: Words,
): string {
  const sentences = inputsOf(formula).map((inputs) => sentence(inputs, currency, words));
  return sentences.length > 0 && sentences.every(Boolean) ? sentences.join('; ') : explanation;
}

/** The tax rate that the formula used, in basis points, when it names one. */
export function rateOfFormula(formula: Facts | undefined): number | undefined {
  const rate = inputsOf(formula)[0]?.taxRateBasisPoints;
  return typeof rate === 'number' ? rate : undefined;
}

/** Whether the price that the formula began with had its tax inside. */
export function taxIsInside(formula: Facts | undefined): boolean {
  return inputsOf(formula)[0]?.taxMode === 'inclusive';
}

/** A credit of one charge has its inputs at hand; one of a line with several charges has them charge by charge. */
function inputsOf(formula: Facts | undefined): readonly Facts[] {
  const charges = Array.isArray(formula?.charges) ? formula.charges : [formula];
  return charges.flatMap((charge: unknown) => {
    const inputs = facts(facts(charge)?.inputs);
    return inputs ? [inputs] : [];
  });
}

function sentence(inputs: Facts, currency: string, { t, money }: Words): string | undefined {
  const { unitPrice, quantity, limitedTo } = inputs;
  if (typeof unitPrice !== 'string' || typeof quantity !== 'number') return undefined;
  const unit = money(unitPrice, currency);
  if (typeof inputs.amount === 'string')
    return t('credit.amount', { amount: money(inputs.amount, currency), unit, quantity });
  const limit =
    typeof limitedTo === 'string' ? ` ${t('credit.limited', { left: money(limitedTo, currency) })}` : '';
  const period = facts(inputs.period);
  if (!period) return t('credit.full', { unit, quantity }) + limit;
  const { unusedDays, days, creditPerUnit } = period;
  if (typeof unusedDays !== 'number' || typeof days !== 'number' || typeof creditPerUnit !== 'string') {
    return undefined;
  }
  return (
    t('credit.prorated', { unusedDays, days, unit, perUnit: money(creditPerUnit, currency), quantity }) +
    limit +
    feeWords(facts(inputs.fee), currency, { t, money })
  );
}

/** A fee that was kept, where the formula has one. */
function feeWords(fee: Facts | undefined, currency: string, { t, money }: Words): string {
  const amount = fee?.amount;
  return typeof amount === 'string' ? t('credit.lessFee', { fee: money(amount, currency) }) : '';
}

function facts(value: unknown): Facts | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : undefined;
}
