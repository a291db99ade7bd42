import type { TaxMode } from '@kontor/domain/money';
import type { OrderLineStatus } from '@kontor/domain/order/order';
import type { ReservationStatus } from '@kontor/domain/reservation/reservation';
import type { Instant, Zone } from '@kontor/domain/time';
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

/** A line of an order with what else can be given back of it. */
export type CreditLineRow = {
  readonly order_id: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly created_at: Instant;
  readonly line_number: number;
  readonly sku_title: string;
  readonly quantity: number;
  readonly status: OrderLineStatus;
  readonly currency: string;
  readonly tax_mode: TaxMode;
  readonly reservation_id: string | null;
  readonly reservation_name: string | null;
  readonly reservation_status: ReservationStatus | null;
};

export const readCreditLines = (accountId: string, orderId: string): Statement<CreditLineRow> => ({
  name: 'cancellations.read_credit_lines',
  text: `select o.id as order_id, o.customer_id, c.name as customer_name, o.created_at, l.line_number, l.sku_title,
      l.quantity, l.status, l.currency, l.tax_mode, r.id as reservation_id, r.name as reservation_name,
      r.status as reservation_status
    from kontor.purchase_order o
    join kontor.customer c on c.account_id = o.account_id and c.id = o.customer_id
    join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id
    left join kontor.reservation r on r.account_id = l.account_id and r.order_id = l.order_id
      and r.line_number = l.line_number
    where o.account_id = $1 and o.id = $2
    order by l.line_number`,
  values: [accountId, orderId],
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
