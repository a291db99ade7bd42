import { addDays, addTerm, type Instant, type LocalDate, localDateAt, startOfDay, utc } from '../time.ts';
import { type BillingMonth, billingPeriodOf } from './billing-period.ts';

/** A calendar month in UTC, 'YYYY-MM'. */
export type BillingPeriod = string & { readonly __brand: 'BillingPeriod' };

/** The day of the month after, 1 to 8, on which a month is billed (product 7). */
export type BillingDay = number;

export const firstBillingDay = 1;
export const lastBillingDay = 8;

export function parseBillingPeriod(text: string): BillingPeriod | undefined {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? (text as BillingPeriod) : undefined; // a month, just checked
}

export function periodOf(at: Instant): BillingPeriod {
  return billingPeriodOf(at) as BillingPeriod; // a month by construction
}

/** First day of the month, and of the month after. */
export function datesOf(period: BillingPeriod): { readonly start: LocalDate; readonly end: LocalDate } {
  const start = `${period}-01` as LocalDate; // the first of a month is a date
  return { start, end: addTerm(start, 'P1M') };
}

/** The month's instants; `to` is the first that is no longer inside. */
export function monthOf(period: BillingPeriod): BillingMonth {
  const { start, end } = datesOf(period);
  return { from: startOfDay(start, utc), to: startOfDay(end, utc) };
}

export function periodAfter(period: BillingPeriod): BillingPeriod {
  return datesOf(period).end.slice(0, 7) as BillingPeriod; // the month of a date
}

/** Whether the month has ended, so that nothing of it can still arise. */
export function isClosed(period: BillingPeriod, now: Instant): boolean {
  return now >= monthOf(period).to;
}

/** When a month is billed by itself: 00:00 UTC of the billing day of the month after. */
export function billingInstant(period: BillingPeriod, day: BillingDay): Instant {
  return startOfDay(addDays(datesOf(period).end, day - 1), utc);
}

/** The next month to be billed by itself: the one before, if its day is still to come, else the running one. */
export function nextPeriodToBill(now: Instant, day: BillingDay): BillingPeriod {
  const running = periodOf(now);
  const before = addDays(datesOf(running).start, -1).slice(0, 7) as BillingPeriod; // the month of a date
  return billingInstant(before, day) > now ? before : running;
}

/** The day printed on what a run makes: the run's own, in UTC. */
export function documentDate(now: Instant): LocalDate {
  return localDateAt(now, utc);
}
