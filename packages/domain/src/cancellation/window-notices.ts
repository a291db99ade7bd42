import { type Instant, instant, millisecondsPerHour } from '../time.ts';

/** People are told that a window is about to close three days and one day before it does. */
export const noticeHours = [72, 24] as const;
export type NoticeHours = (typeof noticeHours)[number];

export type WindowNotice =
  | { readonly kind: 'closing'; readonly hours: NoticeHours; readonly at: Instant }
  /** `at` is the first instant at which the window is closed. */
  | { readonly kind: 'closed'; readonly at: Instant };

/** What is to be said next of a window after an instant; undefined once its end has been said. */
export function nextWindowNotice(cancellableUntil: Instant, after: Instant): WindowNotice | undefined {
  const closedAt = instant(cancellableUntil + 1);
  for (const hours of noticeHours) {
    const at = instant(closedAt - hours * millisecondsPerHour);
    if (at > after) return { kind: 'closing', hours, at };
  }
  return closedAt > after ? { kind: 'closed', at: closedAt } : undefined;
}
