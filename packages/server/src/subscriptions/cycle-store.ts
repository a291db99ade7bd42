import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Term } from '@kontor/domain/catalog/term';
import type { TaxCategory } from '@kontor/domain/market/tax';
import type { TaxMode } from '@kontor/domain/money';
import type { OrderLineStatus } from '@kontor/domain/order/order';
import type { Instant, LocalDate, Zone } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** A line that is charged again, with the term it is charged in and the unit frozen when that began. */
export type CycleRow = {
  readonly order_id: string;
  readonly line_number: number;
  readonly customer_id: string;
  readonly status: OrderLineStatus;
  readonly quantity: number;
  readonly subscription_id: string | null;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly starts_on: LocalDate;
  readonly ends_on: LocalDate;
  readonly policy_zone: Zone | null;
  readonly tax_mode: TaxMode;
  readonly tax_rate_basis_points: number;
  readonly tax_category: TaxCategory;
  readonly term_starts_on: LocalDate | null;
  readonly subscribed_at: Instant | null;
  readonly charge_currency: string;
  readonly charge_unit_minor: bigint;
  readonly charge_list_minor: bigint | null;
  readonly pricing_currency: string | null;
  readonly pricing_unit_minor: bigint | null;
  readonly exchange_rate: string | null;
  readonly exchange_rate_at: Instant | null;
  readonly promotion_id: string | null;
};

// Units added while a term ran were first charged for its remaining days; from the next period on they cost what the
// term's own first charge says. Of a line without a subscription that is its own first charge.
export const readCycles = (accountId: string, refs: readonly string[]): Statement<CycleRow> => ({
  name: 'subscriptions.read_cycles',
  text: `select l.order_id, l.line_number, l.customer_id, l.status, l.quantity, l.subscription_id, l.term_duration,
      l.billing_cycle, l.starts_on, l.ends_on, l.policy_zone, l.tax_mode, l.tax_rate_basis_points, l.tax_category,
      s.starts_on as term_starts_on, s.created_at as subscribed_at, k.currency as charge_currency,
      k.unit_minor as charge_unit_minor, k.list_unit_minor as charge_list_minor, k.pricing_currency,
      k.pricing_unit_minor, k.exchange_rate::text as exchange_rate, k.exchange_rate_at, k.promotion_id
    from (select split_part(ref, ':', 1) as order_id, split_part(ref, ':', 2)::integer as line_number
      from unnest($2::text[]) as r(ref)) w
    join kontor.order_line l on l.account_id = $1 and l.order_id = w.order_id and l.line_number = w.line_number
    left join kontor.subscription s on s.account_id = l.account_id and s.id = l.subscription_id and s.ends_on = l.ends_on
    cross join lateral (
      select t.* from (
        select l.order_id, l.line_number
        union
        select b.order_id, b.line_number from kontor.order_line b
        where b.account_id = l.account_id and b.subscription_id = l.subscription_id and b.ends_on = l.ends_on) b
      join kontor.charge t on t.account_id = l.account_id and t.order_id = b.order_id and t.line_number = b.line_number
        and t.sign = 1 and t.kind in ('new', 'renew')
      order by t.at, t.id limit 1) k
    where l.starts_on is not null and l.ends_on is not null
    order by l.order_id, l.line_number`,
  values: [accountId, refs],
});

/** Whoever decides a cancel from an order's charges learns that there is one more. */
export const touchOrders = (accountId: string, orderIds: readonly string[]): Statement => ({
  name: 'subscriptions.touch_orders',
  text: 'update kontor.purchase_order set version = version + 1 where account_id = $1 and id = any ($2)',
  values: [accountId, orderIds],
});
