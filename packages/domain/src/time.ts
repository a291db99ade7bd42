import { civilOfDay, dayOfCivil, daysInMonth, two } from './calendar.ts';
import { invariant } from './invariant.ts';
import { isKnownZone, offsetAt } from './zone-offset.ts';

/** Whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly __brand: 'Instant' };
/** A day on a calendar, 'YYYY-MM-DD', without zone or time. */
export type LocalDate = string & { readonly __brand: 'LocalDate' };
/** An IANA zone that the runtime knows; 'UTC' for coordinated universal time. */
export type Zone = string & { readonly __brand: 'Zone' };

/** The parts of an ISO 8601 duration; 'exact' ones have hours, minutes and seconds only. */
export type Duration = {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly kind: 'calendar' | 'exact';
};

export const millisecondsPerDay = 86_400_000;
export const millisecondsPerHour = 3_600_000;
export const utc = 'UTC' as Zone; // known to every runtime

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|([+-])(\d{2}):(\d{2}))$/;
const durationPattern =
  /^P(?=\d|T\d)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?$/;

/** Whole milliseconds since 1970 UTC as an instant. */
export function instant(milliseconds: number): Instant {
  invariant(Number.isSafeInteger(milliseconds), 'an instant is a whole number of milliseconds');
  return milliseconds as Instant; // checked above
}

/** Reads RFC 3339; finer fractions than a millisecond are cut. */
export function parseInstant(text: string): Instant | undefined {
  const match = instantPattern.exec(text);
  if (!match) return undefined;
  const [, dateText = '', hh, mm, ss, fraction = '', , sign, offsetHours = '0', offsetMinutes = '0'] = match;
  const date = parseLocalDate(dateText);
  const [hour, minute, second] = [Number(hh), Number(mm), Number(ss)];
  if (!date || hour > 23 || minute > 59 || second > 59) return undefined;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  const milliseconds =
    ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  const ahead = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return instant(dayNumber(date) * millisecondsPerDay + milliseconds - ahead);
}

/** RFC 3339 in UTC with three decimals: '2026-11-22T15:23:37.123Z'. */
export function formatInstant(at: Instant): string {
  const day = Math.floor(at / millisecondsPerDay);
  const rest = at - day * millisecondsPerDay;
  const seconds = Math.floor(rest / 1000);
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${dateOfNumber(day)}T${time}.${String(rest % 1000).padStart(3, '0')}Z`;
}

export function parseLocalDate(text: string): LocalDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const real = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return real ? (text as LocalDate) : undefined; // checked against the calendar
}

export function addDays(date: LocalDate, days: number): LocalDate {
  invariant(Number.isInteger(days), 'days are whole');
  return dateOfNumber(dayNumber(date) + days);
}

/** Whole days from a to b; negative when b lies before a. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  return dayNumber(b) - dayNumber(a);
}

/** The date a term after the original date, clamped to the month: 29 Feb 2028 + P1Y = 28 Feb 2029 (product 6). */
export function addTerm(date: LocalDate, term: string): LocalDate {
  const duration = parseDuration(term);
  invariant(duration?.kind === 'calendar' && clockPart(duration) === 0, `not a term in whole days: ${term}`);
  return addDatePart(date, duration);
}

/** Reads 'P60D', 'PT168H', 'P1Y'…; a week counts as seven days. */
export function parseDuration(text: string): Duration | undefined {
  const match = durationPattern.exec(text);
  if (!match) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = [1, 2, 3, 4, 5, 6, 7].map((index) =>
    Number(match[index] ?? 0),
  ) as [number, number, number, number, number, number, number]; // the list above has seven entries
  const kind = match.slice(1, 5).some((part) => part !== undefined) ? 'calendar' : 'exact';
  return { years, months, days: weeks * 7 + days, hours, minutes, seconds, kind };
}

/** Exact durations count elapsed time; calendar ones keep the wall clock of the zone. */
export function addDuration(at: Instant, duration: Duration, zone: Zone): Instant {
  if (duration.kind === 'exact') return instant(at + clockPart(duration));
  const wall = at + offsetAt(at, zone);
  const day = Math.floor(wall / millisecondsPerDay);
  const date = addDatePart(dateOfNumber(day), duration);
  const shifted = dayNumber(date) * millisecondsPerDay + (wall - day * millisecondsPerDay);
  return instant(instantOfWall(shifted, zone) + clockPart(duration));
}

/** UTC is spelled one way, so that the fast path is always taken for it. */
export function parseZone(text: string): Zone | undefined {
  if (/^(Etc\/)?(UTC|GMT|Zulu|UCT|Universal)$|^Z$/i.test(text)) return utc;
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(text)) return undefined;
  return isKnownZone(text) ? (text as Zone) : undefined; // the runtime has rules for it
}

/** What calendars in the zone show at an instant. */
export function localDateAt(at: Instant, zone: Zone): LocalDate {
  return dateOfNumber(Math.floor((at + offsetAt(at, zone)) / millisecondsPerDay));
}

/** The first instant of the date in the zone, also where midnight or the whole day is skipped. */
export function startOfDay(date: LocalDate, zone: Zone): Instant {
  return instant(instantOfWall(dayNumber(date) * millisecondsPerDay, zone));
}

/** The last millisecond of the date in the zone. */
export function endOfDay(date: LocalDate, zone: Zone): Instant {
  return instant(startOfDay(addDays(date, 1), zone) - 1);
}

/**
 * The instant at which clocks in the zone first show a wall time (milliseconds since 1970 as if in UTC);
 * where they jump over it, the instant of the jump.
 */
function instantOfWall(wall: number, zone: Zone): number {
  if (zone === utc) return wall;
  // Zones lie between 12 hours behind and 14 ahead of UTC, some historic ones an hour more.
  let before = wall - 16 * millisecondsPerHour;
  let after = wall + 16 * millisecondsPerHour;
  for (const offset of [offsetAt(before, zone), offsetAt(after, zone)]) {
    const candidate = wall - offset;
    if (offsetAt(candidate, zone) === offset) return candidate;
  }
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetAt(middle, zone) >= wall) after = middle;
    else before = middle;
  }
  return after;
}

function addDatePart(date: LocalDate, duration: Duration): LocalDate {
  const { year, month, day } = civilOfDay(dayNumber(date));
  const months = year * 12 + month - 1 + duration.years * 12 + duration.months;
  const toYear = Math.floor(months / 12);
  const toMonth = months - toYear * 12 + 1;
  const toDay = Math.min(day, daysInMonth(toYear, toMonth));
  return dateOfNumber(dayOfCivil(toYear, toMonth, toDay) + duration.days);
}

function clockPart(duration: Duration): number {
  return ((duration.hours * 60 + duration.minutes) * 60 + duration.seconds) * 1000;
}

function dayNumber(date: LocalDate): number {
  return dayOfCivil(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
}

function dateOfNumber(daysSinceEpoch: number): LocalDate {
  const { year, month, day } = civilOfDay(daysSinceEpoch);
  invariant(year >= 1 && year <= 9999, 'dates run from year 1 to 9999');
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return text as LocalDate; // month and day come from calendar arithmetic
}
