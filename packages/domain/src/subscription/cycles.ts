import { daysInMonth } from '../calendar.ts';
import { type BillingCycle, firstChargedTerm } from '../catalog/billing-cycle.ts';
import type { Term } from '../catalog/term.ts';
import { invariant } from '../invariant.ts';
import { addDays, addTerm, daysBetween, type LocalDate } from '../time.ts';

/** Start inclusive, end exclusive. */
export type ChargedPeriod = { readonly start: LocalDate; readonly end: LocalDate };

/** A term as far as its charged periods ask about it. */
export type ChargedTerm = {
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly term: Term;
  readonly billingCycle: BillingCycle;
  readonly anchorDay: number;
};

const monthsOf = { P1M: 1, P1Y: 12, P3Y: 36 } as const satisfies Readonly<Record<Exclude<Term, ''>, number>>;

/**
 * The day of the month that a term which starts on a date keeps to: the first purchase's, where a shorter month
 * has cut it (31 January, 28 February, 31 March), else its own.
 */
export function anchorDayOf(startsOn: LocalDate, firstStartedOn: LocalDate): number {
  const day = dayOf(startsOn);
  const isLastOfMonth = dayOf(addDays(startsOn, 1)) === 1;
  return isLastOfMonth ? Math.max(day, dayOf(firstStartedOn)) : day;
}

/** The first day after a term of a subscription; never drifts, since every month is counted from the same day. */
export function termEndsOn(startsOn: LocalDate, term: Exclude<Term, ''>, anchorDay: number): LocalDate {
  return addMonths(startsOn, monthsOf[term], anchorDay);
}

/** The charged period that a day of the term lies in; the last one ends with the term. */
export function chargedPeriodAt(of: ChargedTerm, day: LocalDate): ChargedPeriod {
  const { startsOn, endsOn, anchorDay } = of;
  invariant(startsOn <= day && day < endsOn, 'the day lies in the term');
  const charged = firstChargedTerm(of.term, of.billingCycle);
  if (charged === '' || charged === of.term) return { start: startsOn, end: endsOn };
  const step = monthsOf[charged];
  const startOf = (index: number) => (index === 0 ? startsOn : addMonths(startsOn, index * step, anchorDay));
  let index = Math.max(Math.floor(monthsBetween(startsOn, day) / step) - 1, 0);
  while (startOf(index + 1) <= day) index += 1;
  const next = startOf(index + 1);
  const isLast = next >= endsOn;
  return { start: startOf(index), end: isLast ? endsOn : next };
}

/** The period after one of the term; undefined after the last. */
export function nextChargedPeriod(of: ChargedTerm, { end }: ChargedPeriod): ChargedPeriod | undefined {
  return end < of.endsOn ? chargedPeriodAt(of, end) : undefined;
}

/** All charged periods of a term, in order. */
export function chargedPeriods(of: ChargedTerm): ChargedPeriod[] {
  const periods: ChargedPeriod[] = [];
  let period: ChargedPeriod | undefined = chargedPeriodAt(of, of.startsOn);
  while (period) {
    periods.push(period);
    period = nextChargedPeriod(of, period);
  }
  return periods;
}

/** How many days of a period remain from a day on, the day itself included, and how many it has. */
export function remainingDays({ start, end }: ChargedPeriod, from: LocalDate) {
  return { remaining: daysBetween(from, end), days: daysBetween(start, end) };
}

function addMonths(date: LocalDate, months: number, anchorDay: number): LocalDate {
  const plain = addTerm(date, `P${months}M`);
  const last = daysInMonth(Number(plain.slice(0, 4)), Number(plain.slice(5, 7)));
  return addDays(plain, Math.max(Math.min(anchorDay, last) - dayOf(plain), 0));
}

function monthsBetween(a: LocalDate, b: LocalDate): number {
  const months = (date: LocalDate) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return months(b) - months(a);
}

function dayOf(date: LocalDate): number {
  return Number(date.slice(8, 10));
}
