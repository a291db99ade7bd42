import type { BasisPoints, Money } from '../money.ts';
import { addTerm, daysBetween, type Instant, localDateAt, type Zone } from '../time.ts';

/** How a reservation is given back (product 8); rows are never rewritten. */
export type ReservationPolicy = {
  readonly version: number;
  /** Days after the purchase within which one that was not used is refunded whole. */
  readonly fullRefundDays: number;
  /** Kept of a prorated refund. */
  readonly feeBasisPoints: BasisPoints;
  /** The most commitment that an account may cancel within the months before. */
  readonly cap: Money;
  readonly capMonths: number;
  readonly zone: Zone;
  readonly effectiveFrom: Instant;
};

/** The latest in force; of two from the same instant the later version. */
export function chooseReservationPolicy(
  policies: readonly ReservationPolicy[],
  at: Instant,
): ReservationPolicy | undefined {
  return policies
    .filter(({ effectiveFrom }) => effectiveFrom <= at)
    .reduce<ReservationPolicy | undefined>(
      (best, next) => (best && !isLater(next, best) ? best : next),
      undefined,
    );
}

function isLater(a: ReservationPolicy, b: ReservationPolicy): boolean {
  return a.effectiveFrom === b.effectiveFrom ? a.version > b.version : a.effectiveFrom > b.effectiveFrom;
}

/** Whole days since the purchase, as calendars in the policy's zone count them. */
export function daysSince(
  { zone }: Pick<ReservationPolicy, 'zone'>,
  purchasedAt: Instant,
  now: Instant,
): number {
  return daysBetween(localDateAt(purchasedAt, zone), localDateAt(now, zone));
}

/** Whether what was given back earlier still counts: until the day on which its months are full. */
export function countsToCap(
  { zone, capMonths }: Pick<ReservationPolicy, 'zone' | 'capMonths'>,
  returnedAt: Instant,
  now: Instant,
): boolean {
  return localDateAt(now, zone) < addTerm(localDateAt(returnedAt, zone), `P${capMonths}M`);
}
