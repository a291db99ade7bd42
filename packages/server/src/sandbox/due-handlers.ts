import type { Statement } from '../platform/db/statement.ts';
import { announceWindowClosed, type DueKind, type DueRow, expireEntitlement } from './due-store.ts';

/** What each kind of due work does, as data; it is sent with the row's own completion, all or nothing. */
const dueHandlers: Readonly<Record<DueKind, (due: DueRow) => readonly Statement[]>> = {
  'entitlement.expiry': (due) => [expireEntitlement(due)],
  'cancellation_window.closed': (due) => [announceWindowClosed(due)],
};

// Work of a kind that only a newer version knows waits for that version.
export const dueKinds = Object.keys(dueHandlers) as DueKind[]; // the record has no keys beyond its type

export const workOf = (due: DueRow): readonly Statement[] => dueHandlers[due.kind](due);
