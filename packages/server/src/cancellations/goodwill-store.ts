import type { Zone } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** An order that something is given back of, with its partner's clock. */
export type CreditedOrderRow = {
  readonly version: number;
  readonly customer_id: string;
  readonly clock_offset_ms: bigint;
  readonly has_line: boolean;
  readonly policy_zone: Zone | null;
};

export const readCreditedLine = (
  accountId: string,
  orderId: string,
  lineNumber: number,
): Statement<CreditedOrderRow> => ({
  name: 'cancellations.read_credited_line',
  text: `select o.version, o.customer_id, a.clock_offset_ms, l.line_number is not null as has_line, l.policy_zone
    from kontor.purchase_order o
    join kontor.account a on a.id = o.account_id
    left join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id and l.line_number = $3
    where o.account_id = $1 and o.id = $2`,
  values: [accountId, orderId, lineNumber],
});

/** Two who give back of an order at once, or one who cancels it meanwhile, never give the same amount twice. */
export const holdOrder = (accountId: string, orderId: string, version: number): Statement => ({
  name: 'cancellations.hold_order',
  text: `with held as (
      update kontor.purchase_order set version = version + 1
      where account_id = $1 and id = $2 and version = $3 returning 1)
    select kontor.expect(count(*), 1, 'order.changed') from held`,
  values: [accountId, orderId, version],
});
