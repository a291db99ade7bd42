import { expireReservations } from '../reservations/reservation-store.ts';
import { type DueHandlers, groupOf } from '../sandbox/due-events.ts';
import { expireEntitlements } from './expiry-store.ts';

/** What has a term and no subscription, as a software plan or a reservation, ends with it. */
export const entitlementExpiryHandlers = {
  'entitlement.expiry': async (_services, accountId, rows) => {
    const at = groupOf(rows).due_at;
    const ids = rows.map(({ ref }) => ref);
    return [expireEntitlements(accountId, at, ids), expireReservations(accountId, ids, at)];
  },
} as const satisfies DueHandlers;
