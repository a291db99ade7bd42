import { invariant } from '@kontor/domain/invariant';
import { extensionHandlers } from '../policies/extend-windows.ts';
import { type DueHandler, type DueHandlers, type DueKind, dueKinds } from './due-events.ts';
import { announceWindowClosed, expireEntitlement } from './ended-store.ts';

/** Who does what falls due. */
const dueHandlers: DueHandlers = {
  ...extensionHandlers,
  'entitlement.expiry': async (_services, _account, rows) => rows.map(expireEntitlement),
  'cancellation_window.closed': async (_services, _account, rows) => rows.map(announceWindowClosed),
};

// Work of a kind that only a newer version knows waits for that version.
export const handledKinds: readonly DueKind[] = dueKinds.filter((kind) => dueHandlers[kind] !== undefined);

export const handlerOf = (kind: DueKind): DueHandler => {
  const handler = dueHandlers[kind];
  invariant(handler, `${kind} has a handler`);
  return handler;
};
