import {
  addDays,
  type Instant,
  instant,
  type LocalDate,
  parseInstant,
  parseLocalDate,
} from '@kontor/domain/time';
import { dayAfter, dayStart, withinCalendar } from './activity-range.ts';

/** A moment as a client of the wire wrote it; a date, or midnight, stands for its whole day. */
export type WireMoment = { readonly start: Instant; readonly end: Instant };

const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$/;
const dayOfYear = /^(\d{4})-(\d{2})-(\d{2,3})$/;

/**
 * Reads the forms that clients send (reference 9, clients on the wire): `2026-11-22`, RFC 3339,
 * `11/22/2026 15:23:37`, `11/22/2026 3:23:37 PM`, and `2026-11-326`, the day of the year in place of the month's.
 */
export const readWireMoment = (text: string): WireMoment | undefined => {
  const date = parseLocalDate(text) ?? dateOfYear(text);
  if (date !== undefined) return wholeDay(date);
  const at = withinCalendar(parseInstant(text) ?? parseInstant(`${text}Z`));
  return at === undefined ? slashedMoment(text) : momentAt(at);
};

const wholeDay = (date: LocalDate): WireMoment | undefined =>
  date === '9999-12-31' ? undefined : { start: dayStart(date), end: dayAfter(date) };

const momentAt = (at: Instant): WireMoment => ({ start: at, end: instant(at + 1) });

const slashedMoment = (text: string): WireMoment | undefined => {
  const match = slashed.exec(text.trim());
  if (!match) return undefined;
  const [, month = '', day = '', year, hourText = '0', minuteText = '0', secondText = '0', half] = match;
  const date = parseLocalDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  const hour = hourOf(Number(hourText), half);
  const [minute, second] = [Number(minuteText), Number(secondText)];
  if (date === undefined || hour === undefined || minute > 59 || second > 59) return undefined;
  const seconds = (hour * 60 + minute) * 60 + second;
  return seconds === 0 ? wholeDay(date) : momentAt(instant(dayStart(date) + seconds * 1000));
};

const hourOf = (hour: number, half: string | undefined): number | undefined => {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
};

// One SDK writes the day of the year after the month; month and day then have to agree.
const dateOfYear = (text: string): LocalDate | undefined => {
  const [, year, month, day] = dayOfYear.exec(text) ?? [];
  const first = parseLocalDate(`${year}-01-01`);
  if (first === undefined || Number(day) < 1 || Number(day) > 366) return undefined;
  const date = addDays(first, Number(day) - 1);
  return date.slice(0, 7) === `${year}-${month}` ? date : undefined;
};
