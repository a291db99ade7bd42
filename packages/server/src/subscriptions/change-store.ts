import type { ScheduledChange } from '@kontor/domain/subscription/subscription';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type ChangedSubscription = {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly quantity: number;
  readonly autoRenew: boolean;
  readonly friendlyName: string | null;
  readonly scheduledChange: ScheduledChange | null;
};

export const updateSubscription = (accountId: string, row: ChangedSubscription, at: Instant): Statement => ({
  name: 'subscriptions.update',
  text: `with changed as (
      update kontor.subscription set status = $4, quantity = $5, auto_renew = $6, friendly_name = $7,
        scheduled_change = $8::jsonb, version = version + 1, modified_at = $9,
        suspended_at = case when $4 = 'suspended' then coalesce(suspended_at, $9) end
      where account_id = $1 and id = $2 and version = $3 returning 1)
    select kontor.expect(count(*), 1, 'subscription.changed') from changed`,
  values: [
    accountId,
    row.id,
    row.version,
    row.status,
    row.quantity,
    row.autoRenew,
    row.friendlyName,
    row.scheduledChange === null ? null : JSON.stringify(row.scheduledChange),
    new Date(at),
  ],
});

/** The entitlement follows: more units, blocked, or free again. One that still waits for its key stays waiting. */
export const updateEntitlement = (
  accountId: string,
  row: { readonly id: string; readonly version: number; readonly added: number; readonly status: string },
): Statement => ({
  name: 'subscriptions.update_entitlement',
  text: `with changed as (
      update kontor.entitlement set quantity = quantity + $4, version = version + 1,
        keys_wanted = keys_wanted + case when key_rule = 'per_unit' then $4 else 0 end,
        status = case when status in ('active', 'suspended') then $5 else status end
      where account_id = $1 and id = $2 and version = $3 and status in ('provisioning', 'active', 'suspended') returning 1)
    select kontor.expect(count(*), 1, 'entitlement.changed') from changed`,
  values: [accountId, row.id, row.version, row.added, row.status],
});
