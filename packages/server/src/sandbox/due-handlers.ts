import { invariant } from '@kontor/domain/invariant';
import { billingHandlers } from '../billing/bill-due-months.ts';
import { windowHandlers } from '../cancellations/close-windows.ts';
import { entitlementExpiryHandlers } from '../entitlements/expire-entitlements.ts';
import { extensionHandlers } from '../policies/extend-windows.ts';
import { chargeCycleHandlers } from '../subscriptions/charge-cycles.ts';
import { termEndHandlers } from '../subscriptions/renew-subscriptions.ts';
import { type DueHandler, type DueHandlers, type DueKind, dueKinds } from './due-events.ts';

/** Who does what falls due. */
const dueHandlers: DueHandlers = {
  ...extensionHandlers,
  ...billingHandlers,
  ...windowHandlers,
  ...chargeCycleHandlers,
  ...termEndHandlers,
  ...entitlementExpiryHandlers,
};

// Work of a kind that only a newer version knows waits for that version.
export const handledKinds: readonly DueKind[] = dueKinds.filter((kind) => dueHandlers[kind] !== undefined);

export const handlerOf = (kind: DueKind): DueHandler => {
  const handler = dueHandlers[kind];
  invariant(handler, `${kind} has a handler`);
  return handler;
};
