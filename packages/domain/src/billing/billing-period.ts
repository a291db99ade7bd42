import { addDays, addTerm, type Instant, type LocalDate, localDateAt, startOfDay, utc } from '../time.ts';

/** The calendar month, in UTC, whose invoice carries what arose at an instant: '2026-11' (product 7). */
export function billingPeriodOf(at: Instant): string {
  return localDateAt(at, utc).slice(0, 7);
}

/** The day on which that invoice is issued: the first of the month after (product 7). */
export function invoiceDateOf(at: Instant): LocalDate {
  const [year = 0, month = 0] = billingPeriodOf(at).split('-').map(Number);
  const next = month === 12 ? [year + 1, 1] : [year, month + 1];
  const [nextYear, nextMonth] = next.map((part) => String(part));
  return `${nextYear?.padStart(4, '0')}-${nextMonth?.padStart(2, '0')}-01` as LocalDate; // a first of a month, made just here
}

/** `to` is the first instant that is no longer inside. */
export type BillingMonth = { readonly from: Instant; readonly to: Instant };

/** The month of an instant, from its first instant in UTC to the next month's. */
export function billingMonthOf(at: Instant): BillingMonth {
  return monthFrom(firstOfMonth(at));
}

/** The month before the one of an instant. */
export function billingMonthBefore(at: Instant): BillingMonth {
  const lastDayBefore = addDays(firstOfMonth(at), -1);
  return billingMonthOf(startOfDay(lastDayBefore, utc));
}

function monthFrom(first: LocalDate): BillingMonth {
  return { from: startOfDay(first, utc), to: startOfDay(addTerm(first, 'P1M'), utc) };
}

function firstOfMonth(at: Instant): LocalDate {
  const today = localDateAt(at, utc);
  return addDays(today, 1 - Number(today.slice(8)));
}
