import type { Instant } from '@kontor/domain/time';
import type { ArtifactRow } from '../catalog/offer-store.ts';
import type { OrderLineRow } from '../orders/order-rows.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { EntitlementRow } from './entitlement-store.ts';

/** An entitlement with its order line and what a cancel would ask about it. */
export type SoftwareRow = EntitlementRow &
  Omit<OrderLineRow, 'status' | 'family'> & {
    readonly l_status: OrderLineRow['status'];
    readonly purchased_at: Instant;
    readonly order_currency: string;
    readonly order_total_minor: bigint;
    readonly dispute_unpaid: boolean;
    readonly keys_shown: number;
    readonly credited_minor: bigint;
  };

export type SoftwarePage = {
  readonly customerId: string;
  readonly status: 'all' | 'active' | 'cancelled';
  readonly search: string | null;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

const softwareFamilies = `('software_subscription', 'perpetual_software', 'software_plan')`;

const pageText = `
select e.id, e.customer_id, e.order_id, e.line_number, e.product_id, e.sku_id, e.family, e.status, e.version,
  e.keys_wanted, e.expires_at, e.created_at, s.key_format, s.key_source, l.product_title, l.sku_title,
  l.availability_id, l.friendly_name, e.quantity, l.currency, l.unit_minor, l.tax_mode, l.tax_rate_basis_points,
  l.net_minor, l.tax_minor, l.term_duration, l.billing_cycle, l.starts_on, l.ends_on, l.policy_id, l.policy_version,
  l.policy_zone, l.window_kind, l.cancellation_window, l.cancellable_until, l.closed_on, l.credit_rule,
  l.status as l_status, l.entitlement_id, l.subscription_id, o.created_at as purchased_at, o.currency as order_currency,
  o.net_minor + o.tax_minor as order_total_minor, o.dispute_unpaid,
  (select count(*)::int from kontor.licence_key k
    where k.account_id = e.account_id and k.entitlement_id = e.id and k.first_shown_at is not null
          and k.revoked_at is null) as keys_shown,
  (select coalesce(sum(c.net_minor + c.tax_minor), 0)::bigint from kontor.charge c
    where c.account_id = e.account_id and c.order_id = e.order_id and c.line_number = e.line_number and c.sign = -1) as credited_minor
from (select * from kontor.entitlement pe
  where pe.account_id = $1 and pe.customer_id = $2 and pe.family in ${softwareFamilies}
    and ($3 = 'all' or ($3 = 'cancelled') = (pe.status = 'cancelled'))
    and ($4::text is null or position(lower($4) in pe.order_id) > 0 or exists (
      select 1 from kontor.order_line sl where sl.account_id = pe.account_id and sl.order_id = pe.order_id
        and sl.line_number = pe.line_number and position(lower($4) in lower(sl.product_title || ' ' || sl.sku_title)) > 0))
    and (pe.created_at, pe.id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
  order by pe.created_at desc, pe.id desc limit $7) e
join kontor.order_line l on l.account_id = e.account_id and l.order_id = e.order_id and l.line_number = e.line_number
join kontor.purchase_order o on o.account_id = e.account_id and o.id = e.order_id
join kontor.sku s on s.product_id = e.product_id and s.id = e.sku_id
order by e.created_at desc, e.id desc`;

/** Everything bought for a customer, cancelled items included, newest first. */
export const readSoftwarePage = (accountId: string, page: SoftwarePage): Statement<SoftwareRow> => ({
  name: 'entitlements.read_software_page',
  text: pageText,
  values: [
    accountId,
    page.customerId,
    page.status,
    page.search,
    page.after ? new Date(page.after.at) : null,
    page.after?.id ?? null,
    page.limit,
  ],
});

/** The files of every SKU that the customer has software of. */
export const readCustomerArtifacts = (accountId: string, customerId: string): Statement<ArtifactRow> => ({
  name: 'entitlements.read_customer_artifacts',
  text: `select f.product_id, f.sku_id, f.version, f.language, f.bitness, f.key_group, f.file_name, f.size_bytes, f.sha256
    from kontor.artifact f
    where exists (select 1 from kontor.entitlement e where e.account_id = $1 and e.customer_id = $2
      and e.product_id = f.product_id and e.sku_id = f.sku_id)
    order by f.product_id, f.sku_id, f.version desc, f.language, f.bitness`,
  values: [accountId, customerId],
});

export type WireEntitlementRow = {
  readonly id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly alternate_id: string;
  readonly product_id: string;
  readonly sku_id: string;
  readonly quantity: number;
  readonly status: EntitlementRow['status'];
  readonly family: string;
  readonly ends_on: string | null;
  readonly reservation_id: string | null;
  readonly reservation_type: string | null;
};

/** What a customer is entitled to now; cancelled purchases are not among it. */
export const readEntitlements = (accountId: string, customerId: string): Statement<WireEntitlementRow> => ({
  name: 'entitlements.read_all',
  text: `select e.id, e.order_id, e.line_number, o.alternate_id, e.product_id, e.sku_id, e.quantity, e.status, e.family, l.ends_on,
      r.id as reservation_id, p.sub_type_id as reservation_type
    from kontor.entitlement e
    join kontor.purchase_order o on o.account_id = e.account_id and o.id = e.order_id
    join kontor.order_line l on l.account_id = e.account_id and l.order_id = e.order_id and l.line_number = e.line_number
    join kontor.product p on p.id = e.product_id
    left join kontor.reservation r on r.account_id = e.account_id and r.order_id = e.order_id and r.line_number = e.line_number
    where e.account_id = $1 and e.customer_id = $2 and e.status <> 'cancelled'
    order by e.created_at, e.id`,
  values: [accountId, customerId],
});
