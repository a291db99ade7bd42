import { type DueHandlers, groupOf } from '../sandbox/due-events.ts';
import { expireEntitlements } from './expiry-store.ts';

/** What has a term and no subscription, as a software plan, ends with it. */
export const entitlementExpiryHandlers = {
  'entitlement.expiry': async (_services, accountId, rows) => [
    expireEntitlements(
      accountId,
      groupOf(rows).due_at,
      rows.map(({ ref }) => ref),
    ),
  ],
} as const satisfies DueHandlers;
