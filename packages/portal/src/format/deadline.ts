import type { MessageKey, Values } from '../locales/messages.ts';
import { formatDate, formatDayAndMonth, formatLastInstant } from './dates.ts';

/** What the server says about a cancellation window; days and hours are whole and rounded down. */
export type WindowFacts = {
  readonly daysRemaining?: number | undefined;
  readonly hoursRemaining?: number | undefined;
  readonly cancellableUntil?: string | undefined;
  readonly closedOn?: string | undefined;
  readonly closedAt?: string | undefined;
};
export type Wording = { readonly key: MessageKey; readonly values: Values };

/** "closes in 3 days (15 Mar 2026, 24:00 UTC)"; undefined when no end is known. */
export function closesIn(facts: WindowFacts, locale: string): Wording | undefined {
  return openWindow(facts, locale, {
    days: 'deadline.closesInDays',
    today: 'deadline.closesToday',
    hours: 'deadline.closesInHours',
    until: 'deadline.closesOn',
  });
}

/** "39 days left to cancel (until 31 Dec 2026, 24:00 UTC)". */
export function leftToCancel(facts: WindowFacts, locale: string): Wording | undefined {
  return openWindow(facts, locale, {
    days: 'deadline.daysLeft',
    today: 'deadline.lastDay',
    hours: 'deadline.hoursLeft',
    until: 'deadline.until',
  });
}

/** The short form of a table cell: "until 31 Dec · 39 days". */
export function untilShort(facts: WindowFacts, locale: string): Wording | undefined {
  if (facts.cancellableUntil === undefined) return undefined;
  const until = formatDayAndMonth(facts.cancellableUntil, locale);
  if (facts.hoursRemaining !== undefined) {
    return { key: 'deadline.cellHours', values: { until, hours: facts.hoursRemaining } };
  }
  if (facts.daysRemaining !== undefined) {
    return facts.daysRemaining === 0
      ? { key: 'deadline.cellToday', values: { until } }
      : { key: 'deadline.cellDays', values: { until, days: facts.daysRemaining } };
  }
  return { key: 'deadline.cellUntil', values: { until } };
}

/** "closed on 30 Aug 2026". */
export function closedOn(facts: WindowFacts, locale: string): Wording | undefined {
  const day = facts.closedOn ?? facts.closedAt;
  if (day === undefined) return undefined;
  return { key: 'deadline.closedOn', values: { date: formatDate(day, locale) } };
}

type Keys = {
  readonly days: MessageKey;
  readonly today: MessageKey;
  readonly hours: MessageKey;
  readonly until: MessageKey;
};

function openWindow(facts: WindowFacts, locale: string, keys: Keys): Wording | undefined {
  if (facts.cancellableUntil === undefined) return undefined;
  const until = formatLastInstant(facts.cancellableUntil, locale);
  if (facts.hoursRemaining !== undefined) {
    return { key: keys.hours, values: { hours: facts.hoursRemaining, until } };
  }
  if (facts.daysRemaining === undefined) return { key: keys.until, values: { until } };
  return facts.daysRemaining === 0
    ? { key: keys.today, values: { until } }
    : { key: keys.days, values: { days: facts.daysRemaining, until } };
}
