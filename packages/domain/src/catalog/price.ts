import type { CurrencyCode, Money } from '../money.ts';
import type { Instant } from '../time.ts';
import type { BillingCycle } from './billing-cycle.ts';
import type { Term } from './term.ts';

/** One row of a price sheet: a unit price for a range of quantities and of time. */
export type PriceRow = {
  readonly term: Term;
  readonly billingCycle: BillingCycle;
  readonly unitPrice: Money;
  /** First quantity of the tier. */
  readonly tierFrom: number;
  /** Last quantity of the tier; null has no end. */
  readonly tierTo: number | null;
  readonly effectiveFrom: Instant;
  /** The first instant at which the price no longer holds; null has no end. */
  readonly effectiveTo: Instant | null;
};

export type PriceQuestion = {
  readonly term: Term;
  readonly billingCycle: BillingCycle;
  readonly currency: CurrencyCode;
  readonly quantity: number;
};

export function pricesInForce(rows: readonly PriceRow[], at: Instant): PriceRow[] {
  return rows.filter((row) => row.effectiveFrom <= at && (row.effectiveTo === null || at < row.effectiveTo));
}

/** The unit price of the tier that the quantity falls into; of several rows the one that took effect last. */
export function unitPriceAt(
  rows: readonly PriceRow[],
  question: PriceQuestion,
  at: Instant,
): Money | undefined {
  let latest: PriceRow | undefined;
  for (const row of pricesInForce(rows, at)) {
    if (!answers(row, question)) continue;
    if (!latest || row.effectiveFrom >= latest.effectiveFrom) latest = row;
  }
  return latest?.unitPrice;
}

function answers(row: PriceRow, { term, billingCycle, currency, quantity }: PriceQuestion): boolean {
  const sameTerms = row.term === term && row.billingCycle === billingCycle;
  if (!sameTerms || row.unitPrice.currency !== currency) return false;
  return row.tierFrom <= quantity && (row.tierTo === null || quantity <= row.tierTo);
}
