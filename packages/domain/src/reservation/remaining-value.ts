import { type CreditableCharge, creditForCharge } from '../cancellation/credit.ts';
import type { BillingCycle } from '../catalog/billing-cycle.ts';
import type { Term } from '../catalog/term.ts';
import { add, type CurrencyCode, type Money, multiply, zero } from '../money.ts';
import { chargedPeriods } from '../subscription/cycles.ts';
import type { Instant, LocalDate } from '../time.ts';

/** A reservation as far as giving it back asks about it. */
export type ReturnableReservation = {
  readonly purchasedAt: Instant;
  /** The first use that was reported. */
  readonly usedAt: Instant | null;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly term: Exclude<Term, ''>;
  readonly billingCycle: BillingCycle;
  /** Charged so far, oldest first, all in one currency. */
  readonly charges: readonly CreditableCharge[];
};

/** How many times a term is charged: once, or for each of its months or years. */
export function chargesInTerm(of: Omit<ReturnableReservation, 'charges' | 'purchasedAt' | 'usedAt'>): number {
  const anchorDay = Number(of.startsOn.slice(8, 10));
  return chargedPeriods({ ...of, anchorDay }).length;
}

/** What the whole term comes to before tax, from the net of one of its charges. */
export function commitmentOf(net: Money, charges: number): Money {
  return multiply(net, charges);
}

/**
 * What is left of a commitment on a day, before tax: the unused days of what was charged, and everything that
 * would still be charged.
 */
export function remainingValue(
  reservation: ReturnableReservation,
  rule: 'full' | 'prorated',
  day: LocalDate,
  currency: CurrencyCode,
): Money {
  const { charges } = reservation;
  const charged = charges.map((charge) => creditForCharge(charge, rule, day).net).reduce(add, zero(currency));
  const last = charges.at(-1);
  const toCome = Math.max(chargesInTerm(reservation) - charges.length, 0);
  return last ? add(charged, commitmentOf(last.net, toCome)) : charged;
}
