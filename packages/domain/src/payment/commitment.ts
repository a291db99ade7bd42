import type { BillingCycle } from '../catalog/billing-cycle.ts';
import { allocate, type Money, multiply, zero } from '../money.ts';
import { addTerm, type LocalDate } from '../time.ts';

/** Charged periods of a running term that begin on `next` or later; the term ends on `endsOn`, exclusive. */
export function cyclesLeft(next: LocalDate, endsOn: LocalDate, cycle: BillingCycle): number {
  const months = { monthly: 1, annual: 12, triennial: 36, one_time: 0, none: 0 }[cycle];
  if (months === 0) return 0;
  let count = 0;
  // Each is counted from the first, so that a short month in between moves none of them.
  while (addTerm(next, `P${count * months}M`) < endsOn) count += 1;
  return count;
}

/** What a line will still be charged until its term ends, at what one cycle costs, tax included. */
export function committedFuture(
  perCycle: Money,
  term: { readonly next: LocalDate; readonly endsOn: LocalDate; readonly cycle: BillingCycle },
): Money {
  return multiply(perCycle, cyclesLeft(term.next, term.endsOn, term.cycle));
}

/**
 * Spreads what is open on a document over its customers by what each was charged on it; credits of a customer
 * count for nothing there. The parts add up to the whole.
 */
export function shareOpenAmount<K>(open: Money, totals: ReadonlyMap<K, Money>): Map<K, Money> {
  const entries = [...totals].map(([key, total]) => [key, total.minor > 0n ? total.minor : 0n] as const);
  if (entries.every(([, weight]) => weight === 0n)) return new Map();
  const parts = allocate(
    open,
    entries.map(([, weight]) => weight),
  );
  return new Map(entries.map(([key], index) => [key, parts[index] ?? zero(open.currency)]));
}
