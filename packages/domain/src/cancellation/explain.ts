import type { CreditFormula } from './credit.ts';

/** The arithmetic of a credit as values that any language can put in its own order. */
export type CreditExplanation = {
  readonly key: 'credit.full' | 'credit.prorated' | 'credit.amount';
  readonly values: {
    readonly currency: string;
    readonly unitPrice: string;
    readonly quantity: number;
    readonly days?: number;
    readonly unusedDays?: number;
    readonly creditPerUnit?: string;
    readonly amount?: string;
  };
  /** What earlier credits left, when that was less than the formula gives. */
  readonly limitedTo?: string;
  /** What was kept of it as a fee. */
  readonly fee?: string;
  /** The same in English: "29 of 31 days of 10.08 = 9.42 × 10". */
  readonly sentence: string;
};

/** Explains a stored credit from its formula record alone. */
export function explainCredit({ id, inputs }: CreditFormula): CreditExplanation {
  const { currency, unitPrice, quantity, period, amount, limitedTo, fee } = inputs;
  if (amount !== undefined) {
    return {
      key: 'credit.amount',
      values: { currency, unitPrice, quantity, amount },
      sentence: `${amount}${id === 'total/1' ? ' with tax,' : ''} of ${unitPrice} × ${quantity}`,
    };
  }
  const limit = limitedTo === undefined ? '' : `, limited to the ${limitedTo} not yet credited`;
  if (!period) {
    return {
      key: 'credit.full',
      values: { currency, unitPrice, quantity },
      ...(limitedTo !== undefined && { limitedTo }),
      sentence: `100 % of ${unitPrice} × ${quantity}${limit}`,
    };
  }
  const { days, unusedDays, creditPerUnit } = period;
  return {
    key: 'credit.prorated',
    values: { currency, unitPrice, quantity, days, unusedDays, creditPerUnit },
    ...(limitedTo !== undefined && { limitedTo }),
    ...(fee !== undefined && { fee: fee.amount }),
    sentence: `${unusedDays} of ${days} days of ${unitPrice} = ${creditPerUnit} × ${quantity}${limit}${feeWords(fee)}`,
  };
}

function feeWords(fee: CreditFormula['inputs']['fee']): string {
  if (fee === undefined) return '';
  const percent = `${fee.basisPoints / 100} %`;
  return `, less ${percent} fee = ${fee.amount}`;
}

/** One sentence for a line with several charges, each part separated by a semicolon. */
export function explainCredits(formulas: readonly CreditFormula[]): string {
  return formulas.map((formula) => explainCredit(formula).sentence).join('; ');
}
