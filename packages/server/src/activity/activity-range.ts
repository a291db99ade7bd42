import { accepted, type Decision, refused } from '@kontor/domain/decision';
import {
  addDays,
  type Instant,
  instant,
  type LocalDate,
  localDateAt,
  parseInstant,
  parseLocalDate,
  startOfDay,
  utc,
} from '@kontor/domain/time';

/** `to` is exclusive. */
export type ActivityRange = { readonly from: Instant; readonly to: Instant };

export type RangeRefusal =
  | { readonly code: 'activity.range_reversed' }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

const usualDays = 31;
const message = 'must be a date (2026-11-22) or an instant (2026-11-22T15:23:37Z)';

export const dayStart = (date: LocalDate): Instant => startOfDay(date, utc);
export const dayAfter = (date: LocalDate): Instant => startOfDay(addDays(date, 1), utc);

/** A date's day is inside on both ends, an instant only as `from`; the last month when nothing is given. */
export const rangeFrom = (
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Instant,
): Decision<ActivityRange, RangeRefusal> => {
  const today = localDateAt(now, utc);
  const from = query.from ? edgeOf(query.from, dayStart) : dayStart(addDays(today, -usualDays));
  const to = query.to ? edgeOf(query.to, dayAfter) : dayAfter(today);
  const errors = [
    ...(from === undefined ? [{ path: 'from', message }] : []),
    ...(to === undefined ? [{ path: 'to', message }] : []),
  ];
  if (from === undefined || to === undefined) return refused({ code: 'request.invalid', errors });
  if (to < from) return refused({ code: 'activity.range_reversed' });
  return accepted({ from, to });
};

const edgeOf = (text: string, ofDay: (date: LocalDate) => Instant): Instant | undefined => {
  const date = parseLocalDate(text);
  // The calendar ends with the year 9999, and the day after its last day does not exist.
  if (date !== undefined) return date === '9999-12-31' ? instant(dayStart(date) + 86_399_999) : ofDay(date);
  return withinCalendar(parseInstant(text));
};

/** The years 1 to 9999, in milliseconds. */
export const firstInstant = -62_135_596_800_000;
export const lastInstant = 253_402_300_799_999;

/** An offset can push an instant out of the years 1 to 9999, which dates and the database end with. */
export const withinCalendar = (at: Instant | undefined): Instant | undefined =>
  at !== undefined && at >= firstInstant && at <= lastInstant ? at : undefined;
