import { accepted, type Decision, refused } from '@kontor/domain/decision';
import {
  addDuration,
  type Duration,
  type Instant,
  millisecondsPerDay,
  parseDuration,
  parseInstant,
  parseLocalDate,
  startOfDay,
  utc,
} from '@kontor/domain/time';

export type ClockMove = { readonly advance?: string | undefined; readonly to?: string | undefined };

export type TargetRefusal =
  | { readonly code: 'clock.backwards' }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

/** Terms of purchases fit in it many times over, and calendars do not end inside it. */
const mostYears = 100;
const mostMs = mostYears * 366 * millisecondsPerDay;
/** Dates end with the year 9999; a clock stops well before, so that everything due after it still has a date. */
const latest = Date.UTC(9000, 0, 1);

const invalid = (path: string, message: string) =>
  refused({ code: 'request.invalid', errors: [{ path, message }] });
const tooFar = (path: string) =>
  invalid(path, `must lie within ${mostYears} years, and before the year 9000`);

/** The instant that a clock which shows `now` is to be set to. */
export const clockTarget = ({ advance, to }: ClockMove, now: Instant): Decision<Instant, TargetRefusal> => {
  if ((advance === undefined) === (to === undefined))
    return invalid('advance', 'give either advance or to, and not both');
  return advance === undefined ? targetAt(to ?? '', now) : targetAfter(advance, now);
};

const targetAfter = (advance: string, now: Instant): Decision<Instant, TargetRefusal> => {
  const duration = parseDuration(advance.replace(/^[-+]/, ''));
  if (!duration) return invalid('advance', 'must be an ISO 8601 duration, such as P61D or PT12H');
  const way = longestMs(duration);
  if (way > mostMs || now + way > latest) return tooFar('advance');
  if (advance.startsWith('-')) return refused({ code: 'clock.backwards' });
  return accepted(addDuration(now, duration, utc));
};

const longestMs = ({ years, months, days, hours, minutes, seconds }: Duration): number =>
  (years * 366 + months * 31 + days) * millisecondsPerDay + ((hours * 60 + minutes) * 60 + seconds) * 1000;

const targetAt = (to: string, now: Instant): Decision<Instant, TargetRefusal> => {
  const date = parseLocalDate(to);
  const target = date === undefined ? parseInstant(to) : startOfDay(date, utc);
  if (target === undefined)
    return invalid('to', 'must be an instant (2027-01-31T09:00:00Z) or a date (2027-01-31)');
  if (target < now) return refused({ code: 'clock.backwards' });
  return target - now > mostMs || target > latest ? tooFar('to') : accepted(target);
};
