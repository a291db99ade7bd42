import type { AccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { Services } from '../platform/http/context.ts';

/**
 * What can fall due, in the order in which it is done where several things fall due at one instant: windows are
 * lengthened before one closes, and the month is billed when everything of that moment has happened.
 */
export const dueKinds = [
  'policy.extension',
  'cancellation_window.closing',
  'cancellation_window.closed',
  'charge.cycle',
  'subscription.term_end',
  'entitlement.expiry',
  'billing.run',
] as const;
export type DueKind = (typeof dueKinds)[number];

/** One piece of work that falls due, in account time. */
export type DueRow = {
  readonly account_id: AccountId;
  readonly id: string;
  readonly due_at: Instant;
  readonly kind: DueKind;
  /** What it is about: of each kind its own form (`order:line`, a subscription's id, a month). */
  readonly ref: string;
};

export type DueServices = Pick<Services, 'pools' | 'realNow' | 'log' | 'taxEngine'>;

/**
 * Decides what a group of due work does: rows of one account, one kind and one instant, which is the `now` of the
 * work. The statements are sent with the rows' completion, all or nothing; where another change came first they
 * raise, and the handler is asked again.
 */
export type DueHandler = (
  services: DueServices,
  accountId: AccountId,
  rows: readonly DueRow[],
) => Promise<readonly Statement[]>;

export type DueHandlers = Readonly<Partial<Record<DueKind, DueHandler>>>;

/** What a group of due work has in common. */
export const groupOf = (rows: readonly DueRow[]): Pick<DueRow, 'account_id' | 'kind' | 'due_at'> => {
  const [first] = rows;
  invariant(first, 'a group of due work has a row');
  return first;
};
