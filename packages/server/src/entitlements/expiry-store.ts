import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** Terms that have ended: nothing of the purchases is handed out any more. What ended before is left alone. */
export const expireEntitlements = (
  accountId: string,
  at: Instant,
  entitlementIds: readonly string[],
): Statement => ({
  name: 'entitlements.expire',
  text: `with ended as (
    update kontor.entitlement set status = 'expired', version = version + 1, ended_at = $3
    where account_id = $1 and id = any ($2::uuid[]) and status in ('provisioning', 'active', 'suspended') and expires_at <= $3
    returning account_id, customer_id, id, order_id, line_number)
  insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
  select account_id, gen_random_uuid(), 'entitlement.expired', 'entitlement', id::text, $3, jsonb_build_object(
    'customerId', customer_id, 'orderId', order_id, 'lineNumber', line_number)
  from ended order by id`,
  values: [accountId, entitlementIds, new Date(at)],
});
