/** Calendar months in UTC as the API names them, "2026-11". */
export type Month = string;

const monthOf = (instant: string): Month => instant.slice(0, 7);

/** A number of months from one, backwards when it is negative. */
export function addMonths(month: Month, count: number): Month {
  const [year = 0, ofYear = 1] = month.split('-').map(Number);
  const index = year * 12 + ofYear - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** The month that the clock is in. */
export function runningMonth(now: string): Month {
  return monthOf(now);
}

/** The last month that has ended. */
export function lastClosedMonth(now: string): Month {
  return addMonths(monthOf(now), -1);
}

/** Months newest first, from the one given. */
export function monthsBackFrom(month: Month, count: number): readonly Month[] {
  return Array.from({ length: count }, (_, index) => addMonths(month, -index));
}

/** The day on which what arises now is invoiced: the first of the next month (product 7). */
export function invoiceDateOf(now: string): string {
  return `${addMonths(monthOf(now), 1)}-01`;
}

/** The month if the text names one: an address may hold anything. */
export function monthFrom(text: string | undefined): Month | undefined {
  return text !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined;
}
