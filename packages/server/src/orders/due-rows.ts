import { nextWindowNotice } from '@kontor/domain/cancellation/window-notices';
import {
  anchorDayOf,
  type ChargedTerm,
  chargedPeriodAt,
  nextChargedPeriod,
} from '@kontor/domain/subscription/cycles';
import { type Instant, type LocalDate, startOfDay, utc, type Zone } from '@kontor/domain/time';
import { newUuid } from '../platform/new-id.ts';
import type { DueKind } from '../sandbox/due-events.ts';
import type { NewDue } from '../sandbox/due-store.ts';
import type { OrderLineRow } from './order-rows.ts';

/** A line that was just bought, and the term whose periods it is charged by. */
export type BoughtLine = {
  readonly accountId: string;
  readonly orderId: string;
  readonly line: OrderLineRow;
  readonly term: ChargedTerm | null;
  /** Units added to a term that runs end with it; its own end is due already. */
  readonly coTermed?: true;
};

const due = (accountId: string, at: Instant, kind: DueKind, ref: string): NewDue => ({
  account_id: accountId,
  id: newUuid(),
  due_at: at,
  kind,
  ref,
});

/** What falls due of a line: what is next of its window, its end, and its next charge; each hands on to the one after. */
export const dueRows = ({ accountId, orderId, line, term, coTermed }: BoughtLine, now: Instant): NewDue[] => [
  ...windowDue(accountId, { orderId, lineNumber: line.line_number }, line.cancellable_until, now),
  ...(coTermed ? [] : endDue(accountId, line)),
  ...(term && line.starts_on ? cycleDue(accountId, { orderId, line, term }, line.starts_on) : []),
];

/** What is to be said next of a line's window after an instant. Whoever moves a window replaces this row. */
export const windowDue = (
  accountId: string,
  { orderId, lineNumber }: { readonly orderId: string; readonly lineNumber: number },
  cancellableUntil: Instant | null,
  after: Instant,
): NewDue[] => {
  const notice = cancellableUntil === null ? undefined : nextWindowNotice(cancellableUntil, after);
  if (!notice) return [];
  const ref = `${orderId}:${lineNumber}`;
  return notice.kind === 'closed'
    ? [due(accountId, notice.at, 'cancellation_window.closed', ref)]
    : [due(accountId, notice.at, 'cancellation_window.closing', `${ref}:${notice.hours}`)];
};

/** Every reference that due work may have to a line. */
export const dueRefsOfLine = (orderId: string, lineNumber: number): string[] =>
  ['', ':72', ':24'].map((tail) => `${orderId}:${lineNumber}${tail}`);

export const endDue = (accountId: string, line: OrderLineRow): NewDue[] => {
  if (line.ends_on === null) return [];
  const at = startOfDay(line.ends_on, zoneOfLine(line));
  if (line.subscription_id !== null)
    return [due(accountId, at, 'subscription.term_end', line.subscription_id)];
  return line.entitlement_id === null ? [] : [due(accountId, at, 'entitlement.expiry', line.entitlement_id)];
};

/** The charge after the period that a day of the term lies in. */
export const cycleDue = (
  accountId: string,
  { orderId, line, term }: { readonly orderId: string; readonly line: CycleLine; readonly term: ChargedTerm },
  day: LocalDate,
): NewDue[] => {
  const next = nextChargedPeriod(term, chargedPeriodAt(term, day));
  if (!next) return [];
  return [
    due(
      accountId,
      startOfDay(next.start, zoneOfLine(line)),
      'charge.cycle',
      `${orderId}:${line.line_number}`,
    ),
  ];
};

type CycleLine = Pick<OrderLineRow, 'line_number' | 'policy_zone'>;

export const zoneOfLine = (line: Pick<OrderLineRow, 'policy_zone'>): Zone => line.policy_zone ?? utc;

/** A line's own term, where it began it. */
export const ownTerm = (line: OrderLineRow): ChargedTerm | null => {
  const { starts_on: startsOn, ends_on: endsOn, term_duration: term, billing_cycle: billingCycle } = line;
  if (startsOn === null || endsOn === null || billingCycle === 'none') return null;
  return { startsOn, endsOn, term, billingCycle, anchorDay: anchorDayOf(startsOn, startsOn) };
};
