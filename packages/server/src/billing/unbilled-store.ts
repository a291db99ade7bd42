import type { ChargeKind } from '@kontor/domain/billing/charge';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Term } from '@kontor/domain/catalog/term';
import type { AccountId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import type { TaxMode } from '@kontor/domain/money';
import type { Discount } from '@kontor/domain/pricing/discount';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** A charge or credit with everything that a line of reconciliation says beside it. */
export type UnbilledRow = {
  readonly id: string;
  readonly kind: ChargeKind;
  readonly sign: 1 | -1;
  readonly credits_charge_id: string | null;
  readonly currency: string;
  readonly unit_minor: bigint;
  readonly quantity: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly tax_mode: TaxMode;
  readonly list_unit_minor: bigint | null;
  readonly promotion_id: string | null;
  readonly pricing_currency: string | null;
  readonly pricing_unit_minor: bigint | null;
  /** Decimal text, ten places. */
  readonly exchange_rate: string | null;
  readonly exchange_rate_at: Instant | null;
  readonly discounts: readonly Discount[];
  readonly period_start: LocalDate | null;
  /** Exclusive. */
  readonly period_end: LocalDate | null;
  readonly at: Instant;
  readonly order_id: string;
  readonly alternate_id: string;
  readonly ordered_at: Instant;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly customer_domain: string;
  readonly customer_market: string;
  readonly mpn_id: string;
  readonly product_id: string;
  readonly sku_id: string;
  readonly availability_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly friendly_name: string | null;
  readonly publisher: string;
  readonly family: Family;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly starts_on: LocalDate | null;
  readonly ends_on: LocalDate | null;
  readonly subscription_id: string | null;
};

export type UnbilledFilter = {
  readonly currency: string;
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
};

export type UnbilledPage = UnbilledFilter & {
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

const found = `ch.account_id = $1 and ch.currency = $2 and ch.at >= $3 and ch.at < $4
  and not exists (select 1 from kontor.invoice_line i where i.account_id = ch.account_id and i.charge_id = ch.id)`;

const pageText = `select ch.id, ch.kind, ch.sign, ch.credits_charge_id, ch.currency, ch.unit_minor, ch.quantity,
  ch.net_minor, ch.tax_minor, ch.tax_mode, ch.list_unit_minor, ch.promotion_id, ch.pricing_currency, ch.pricing_unit_minor,
  ch.exchange_rate::text, ch.exchange_rate_at, l.discounts, ch.period_start, ch.period_end, ch.at, ch.order_id, o.alternate_id,
  o.created_at as ordered_at, c.id as customer_id, c.name as customer_name, c.domain as customer_domain,
  c.market as customer_market, a.mpn_id, l.product_id, l.sku_id, l.availability_id, l.product_title, l.sku_title,
  l.friendly_name, p.publisher, l.family, l.term_duration, l.billing_cycle, l.starts_on, l.ends_on, l.subscription_id
from kontor.charge ch
join kontor.account a on a.id = ch.account_id
join kontor.purchase_order o on o.account_id = ch.account_id and o.id = ch.order_id
join kontor.order_line l on l.account_id = ch.account_id and l.order_id = ch.order_id and l.line_number = ch.line_number
join kontor.customer c on c.account_id = ch.account_id and c.id = ch.customer_id
join kontor.product p on p.id = l.product_id
where ${found} and (ch.at, ch.id) > (coalesce($5::timestamptz, '-infinity'), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'::uuid))
order by ch.at, ch.id limit $7`;

const values = (accountId: AccountId, filter: UnbilledFilter) => [
  accountId,
  filter.currency,
  new Date(filter.from),
  new Date(filter.to),
];

/** Charges and credits that stand on no invoice yet, oldest first. */
export const readUnbilled = (accountId: AccountId, page: UnbilledPage): Statement<UnbilledRow> => ({
  name: 'billing.read_unbilled',
  text: pageText,
  values: [
    ...values(accountId, page),
    page.after ? new Date(page.after.at) : null,
    page.after?.id ?? null,
    page.limit,
  ],
});

export const countUnbilled = (
  accountId: AccountId,
  filter: UnbilledFilter,
): Statement<{ readonly total: bigint }> => ({
  name: 'billing.count_unbilled',
  text: `select count(*) as total from kontor.charge ch where ${found}`,
  values: values(accountId, filter),
});
