import type { OrderStatus } from '@kontor/domain/order/order';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type ClosedLine = {
  readonly accountId: string;
  readonly orderId: string;
  readonly version: number;
  readonly orderStatus: OrderStatus;
  readonly lineNumber: number;
  readonly entitlementId: string;
  readonly at: Instant;
};

/** What has no keys and no links ends with three rows and its due work; raises when something came first. */
export const closeLine = (closed: ClosedLine): Statement[] => {
  const { accountId, orderId, lineNumber, entitlementId } = closed;
  const at = new Date(closed.at);
  return [
    {
      name: 'reservations.close_order',
      text: `with changed as (
          update kontor.purchase_order set status = $4, version = version + 1,
            cancelled_at = case when $4 = 'cancelled' then $5::timestamptz end
          where account_id = $1 and id = $2 and version = $3 returning 1)
        select kontor.expect(count(*), 1, 'order.changed') from changed`,
      values: [accountId, orderId, closed.version, closed.orderStatus, at],
    },
    {
      name: 'reservations.close_line',
      text: `with changed as (
          update kontor.order_line set status = 'cancelled', cancelled_at = $4
          where account_id = $1 and order_id = $2 and line_number = $3 and status <> 'cancelled' returning 1)
        select kontor.expect(count(*), 1, 'order.changed') from changed`,
      values: [accountId, orderId, lineNumber, at],
    },
    {
      name: 'reservations.end_entitlement',
      text: `with changed as (
          update kontor.entitlement set status = 'cancelled', version = version + 1, ended_at = $3
          where account_id = $1 and id = $2 and status in ('active', 'provisioning', 'suspended') returning 1)
        select kontor.expect(count(*), 1, 'entitlement.changed') from changed`,
      values: [accountId, entitlementId, at],
    },
    {
      name: 'reservations.drop_due',
      text: `update kontor.due set done_at = $3 where account_id = $1 and ref = any ($2) and done_at is null`,
      values: [
        accountId,
        [entitlementId, ...['', ':72', ':24'].map((tail) => `${orderId}:${lineNumber}${tail}`)],
        at,
      ],
    },
  ];
};
