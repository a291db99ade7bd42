import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type CloudSubscriptionRow = {
  readonly id: string;
  readonly name: string;
  readonly status: 'registering' | 'registered';
  readonly registered_at: Instant;
};

export const readCloudSubscriptions = (
  accountId: string,
  customerId: string,
): Statement<CloudSubscriptionRow> => ({
  name: 'reservations.read_cloud_subscriptions',
  text: `select id, name, status, registered_at from kontor.cloud_subscription
    where account_id = $1 and customer_id = $2 order by registered_at, id`,
  values: [accountId, customerId],
});

/** Registered twice is registered once. */
export const insertCloudSubscription = (
  accountId: string,
  customerId: string,
  row: CloudSubscriptionRow,
): Statement => ({
  name: 'reservations.insert_cloud_subscription',
  text: `with added as (
      insert into kontor.cloud_subscription (account_id, customer_id, id, name, status, registered_at)
      values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1)
    select kontor.expect(count(*), 1, 'cloud_subscription.changed') from added`,
  values: [accountId, customerId, row.id, row.name, row.status, new Date(row.registered_at)],
});
