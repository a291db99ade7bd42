import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Segment } from '@kontor/domain/catalog/segment';
import type { Term } from '@kontor/domain/catalog/term';
import type { AvailabilityId, ProductId, SkuId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import type { TaxMode } from '@kontor/domain/money';
import type { ScheduledChange, SubscriptionStatus } from '@kontor/domain/subscription/subscription';
import type { Instant, LocalDate, Zone } from '@kontor/domain/time';
import type { LineDiscount, OrderLineRow, OrderOrigin } from '../orders/order-rows.ts';
import type { Statement } from '../platform/db/statement.ts';

/** A subscription with the base line of its running term, and the price that the term was begun at. */
export type SubscriptionRow = {
  readonly id: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly customer_market: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly status: SubscriptionStatus;
  readonly version: number;
  readonly quantity: number;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly auto_renew: boolean;
  readonly starts_on: LocalDate;
  readonly ends_on: LocalDate;
  readonly created_at: Instant;
  readonly term_number: number;
  readonly scheduled_change: ScheduledChange | null;
  readonly friendly_name: string | null;
  /** The reseller on record, in the partner's own words. */
  readonly partner_mpn_id: string | null;
  readonly promotion_id: string | null;
  readonly publisher: string;
  readonly own_product: boolean;
  readonly type_id: string;
  readonly suspended_at: Instant | null;
  readonly ended_at: Instant | null;
  readonly entitlement_id: string | null;
  readonly entitlement_version: number | null;
  readonly entitlement_status: string | null;
  readonly product_id: ProductId;
  readonly sku_id: SkuId;
  readonly availability_id: AvailabilityId;
  readonly product_title: string;
  readonly sku_title: string;
  readonly family: Family;
  readonly segment: Segment;
  readonly currency: string;
  readonly policy_zone: Zone | null;
  readonly locked_unit_minor: bigint;
  readonly locked_list_minor: bigint | null;
  readonly locked_discounts: readonly LineDiscount[];
  readonly locked_tax_mode: TaxMode;
  /** Of the term's first charge; the last three only where it is in another currency than the price. */
  readonly charge_currency: string | null;
  readonly charge_unit_minor: bigint | null;
  readonly exchange_rate: string | null;
  readonly exchange_rate_at: Instant | null;
};

// The line that began the running term carries its price, also when it was cancelled and units added later live on.
const joined = (subscriptions: string, order: string): string => `
select s.id, s.customer_id, c.name as customer_name, c.market as customer_market, s.order_id, s.line_number, s.status,
  s.version, s.quantity, s.term_duration, coalesce(s.billing_cycle, l.billing_cycle) as billing_cycle, s.auto_renew,
  s.starts_on, s.ends_on, s.created_at, s.term_number, s.scheduled_change, s.friendly_name, s.suspended_at, s.ended_at,
  s.partner_mpn_id, l.promotion_id, coalesce(p.publisher, '') as publisher, coalesce(p.own_product, false) as own_product,
  coalesce(p.type_id, 'Software') as type_id,
  s.entitlement_id, e.version as entitlement_version, e.status as entitlement_status, l.product_id, l.sku_id,
  l.availability_id, l.product_title, l.sku_title, l.family,
  coalesce(l.segment, a.segment, 'commercial') as segment, l.currency, l.policy_zone,
  k.unit_minor as locked_unit_minor, k.list_unit_minor as locked_list_minor, k.discounts as locked_discounts,
  k.tax_mode as locked_tax_mode, k.charge_currency, k.charge_unit_minor, k.exchange_rate, k.exchange_rate_at
from (${subscriptions}) s
join kontor.customer c on c.account_id = s.account_id and c.id = s.customer_id
join kontor.order_line l on l.account_id = s.account_id and l.order_id = s.order_id and l.line_number = s.line_number
left join kontor.product p on p.id = l.product_id
left join kontor.availability a on a.product_id = l.product_id and a.sku_id = l.sku_id and a.id = l.availability_id
left join kontor.entitlement e on e.account_id = s.account_id and e.id = s.entitlement_id
cross join lateral (
  select b.unit_minor, b.list_unit_minor, b.discounts, b.tax_mode, t.currency as charge_currency,
    t.unit_minor as charge_unit_minor, t.exchange_rate::text as exchange_rate, t.exchange_rate_at
  from kontor.order_line b
  left join kontor.charge t on t.account_id = b.account_id and t.order_id = b.order_id and t.line_number = b.line_number
    and t.sign = 1 and t.kind in ('new', 'renew')
  where b.account_id = s.account_id and b.subscription_id = s.id and b.ends_on = s.ends_on
  order by (t.id is null), b.order_id, b.line_number limit 1) k
${order}`;

const oneText = joined(
  'select * from kontor.subscription where account_id = $1 and customer_id = $2 and id = $3',
  '',
);

export const readSubscription = (
  accountId: string,
  customerId: string,
  subscriptionId: string,
): Statement<SubscriptionRow> => ({
  name: 'subscriptions.read',
  text: oneText,
  values: [accountId, customerId, subscriptionId],
});

const manyText = joined(
  'select * from kontor.subscription where account_id = $1 and id = any ($2::uuid[])',
  'order by s.id',
);

/** Of several customers, in the order of their ids; for work that falls due. */
export const readSubscriptions = (
  accountId: string,
  subscriptionIds: readonly string[],
): Statement<SubscriptionRow> => ({
  name: 'subscriptions.read_many',
  text: manyText,
  values: [accountId, subscriptionIds],
});

export type SubscriptionPage = {
  readonly customerId: string;
  readonly status: SubscriptionStatus | null;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

const pageText = joined(
  `select * from kontor.subscription p
   where p.account_id = $1 and p.customer_id = $2 and ($3::text is null or p.status = $3)
     and (p.created_at, p.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
   order by p.created_at desc, p.id desc limit $6`,
  'order by s.created_at desc, s.id desc',
);

/** A customer's subscriptions, newest first. */
export const readSubscriptionPage = (
  accountId: string,
  page: SubscriptionPage,
): Statement<SubscriptionRow> => ({
  name: 'subscriptions.read_page',
  text: pageText,
  values: [
    accountId,
    page.customerId,
    page.status,
    page.after ? new Date(page.after.at) : null,
    page.after?.id ?? null,
    page.limit,
  ],
});

/** A line of a subscription's running term with what a cancel asks about its order. */
export type TermLineRow = OrderLineRow & {
  readonly order_id: string;
  readonly purchased_at: Instant;
  readonly order_origin: OrderOrigin;
  readonly order_currency: string;
  readonly order_total_minor: bigint;
  readonly dispute_unpaid: boolean;
  readonly keys_shown: number;
  readonly keys_wanted: number;
};

/** The lines of the running terms of a customer's subscriptions, cancelled ones too, oldest first. */
export const readTermLines = (
  accountId: string,
  customerId: string,
  subscriptionIds: readonly string[],
): Statement<TermLineRow> => ({
  name: 'subscriptions.read_term_lines',
  text: `select l.*, o.created_at as purchased_at, o.origin as order_origin, o.currency as order_currency,
      o.net_minor + o.tax_minor as order_total_minor, o.dispute_unpaid,
      coalesce(e.keys_wanted, 0) as keys_wanted,
      (select count(*)::int from kontor.licence_key k
        where k.account_id = l.account_id and k.entitlement_id = l.entitlement_id and k.first_shown_at is not null
          and k.revoked_at is null) as keys_shown
    from kontor.subscription s
    join kontor.order_line l on l.account_id = s.account_id and l.subscription_id = s.id and l.ends_on = s.ends_on
    join kontor.purchase_order o on o.account_id = l.account_id and o.id = l.order_id
    left join kontor.entitlement e on e.account_id = l.account_id and e.id = l.entitlement_id
    where s.account_id = $1 and s.customer_id = $2 and s.id = any ($3::uuid[])
    order by o.created_at, l.order_id, l.line_number`,
  values: [accountId, customerId, subscriptionIds],
});

const ofOrderText = joined(
  `select * from kontor.subscription p
   where p.account_id = $1 and p.customer_id = $2
     and ($3::text is null or exists (select 1 from kontor.order_line o
       where o.account_id = p.account_id and o.subscription_id = p.id and o.order_id = $3))
     and ($4::text is null or p.partner_mpn_id = $4)`,
  'order by s.created_at desc, s.id desc',
);

/** Every subscription of a customer, newest first; of one order, or of one reseller on record, where that is asked. */
export const readAllSubscriptions = (
  accountId: string,
  customerId: string,
  only: { readonly orderId: string | null; readonly mpnId: string | null },
): Statement<SubscriptionRow> => ({
  name: 'subscriptions.read_all',
  text: ofOrderText,
  values: [accountId, customerId, only.orderId, only.mpnId],
});

export type SupportContact = {
  readonly supportTenantId: string;
  readonly supportMpnId: string;
  readonly name: string;
};

export const readSupportContact = (
  accountId: string,
  customerId: string,
  subscriptionId: string,
): Statement<{ readonly support_contact: SupportContact | null }> => ({
  name: 'subscriptions.read_support_contact',
  text: 'select support_contact from kontor.subscription where account_id = $1 and customer_id = $2 and id = $3',
  values: [accountId, customerId, subscriptionId],
});

export const updateSupportContact = (
  accountId: string,
  subscriptionId: string,
  contact: SupportContact,
): Statement => ({
  name: 'subscriptions.update_support_contact',
  text: `with changed as (
      update kontor.subscription set support_contact = $3::jsonb where account_id = $1 and id = $2 returning 1)
    select kontor.expect(count(*), 1, 'subscription.changed') from changed`,
  values: [accountId, subscriptionId, JSON.stringify(contact)],
});

export const updateResellerOnRecord = (
  accountId: string,
  row: { readonly id: string; readonly version: number },
  mpnId: string,
): Statement => ({
  name: 'subscriptions.update_reseller',
  text: `with changed as (
      update kontor.subscription set partner_mpn_id = $4, version = version + 1
      where account_id = $1 and id = $2 and version = $3 returning 1)
    select kontor.expect(count(*), 1, 'subscription.changed') from changed`,
  values: [accountId, row.id, row.version, mpnId],
});
