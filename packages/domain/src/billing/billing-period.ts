import { type Instant, type LocalDate, localDateAt, utc } from '../time.ts';

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
