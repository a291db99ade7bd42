import type { ChargeKind } from '@kontor/domain/billing/charge';
import type { CreditFormula } from '@kontor/domain/cancellation/credit';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Term } from '@kontor/domain/catalog/term';
import type { AccountId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import type { TaxCategory } from '@kontor/domain/market/tax';
import type { CurrencyCode, TaxMode } from '@kontor/domain/money';
import type { Discount } from '@kontor/domain/pricing/discount';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { DocumentLine } from './invoice-document.ts';

export type InvoiceRow = {
  readonly id: string;
  readonly document_type: 'invoice' | 'credit_note';
  readonly period: string;
  readonly period_start: LocalDate;
  readonly period_end: LocalDate;
  readonly invoice_date: LocalDate;
  readonly due_date: LocalDate;
  readonly currency: CurrencyCode;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly total_minor: bigint;
  readonly balance_used_minor: bigint;
  readonly amount_due_minor: bigint;
  readonly line_count: number;
  readonly tax_totals: unknown;
  readonly issuer: unknown;
  readonly buyer: unknown;
  readonly einvoice: 'ready' | 'currency' | 'tolerance';
  /** Of the two parties' countries. */
  readonly countries: readonly CountryNames[];
  readonly log_checkpoint: { readonly origin: string; readonly size: number; readonly root: string } | null;
};

export type CountryNames = {
  readonly code: string;
  readonly iso2: string;
  readonly en: string;
  readonly tr: string;
};

export const readInvoice = (accountId: AccountId, number: string): Statement<InvoiceRow> => ({
  name: 'documents.read_invoice',
  text: `select i.id, i.document_type, i.period, i.period_start, i.period_end, i.invoice_date, i.due_date, i.currency,
      i.net_minor, i.tax_minor, i.total_minor, i.balance_used_minor, i.amount_due_minor, i.line_count, i.tax_totals,
      i.issuer, i.buyer, i.einvoice,
      (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'iso2', m.iso2, 'en', m.name_en, 'tr', m.name_tr)), '[]')
        from (select distinct on (code) code, iso2, name_en, name_tr from kontor.market
          where code in (i.issuer ->> 'country', i.buyer ->> 'country') order by code, effective_from desc) m) as countries,
      (select jsonb_build_object('origin', t.origin, 'size', c.size, 'root', encode(c.root, 'base64'))
        from kontor.activity_checkpoint c join kontor.activity_tree t on t.id = c.tree_id
        -- Any later and it might commit after the first print.
        where c.tree_id = i.account_id and c.signed_at <= i.recorded_at - interval '1 minute'
        order by c.signed_at desc, c.size desc limit 1) as log_checkpoint
    from kontor.invoice i where i.account_id = $1 and i.id = $2`,
  values: [accountId, number],
});

export type PrecedingRow = { readonly id: string; readonly invoice_date: LocalDate };

/** The documents on which the charges stand that this one gives back, but for itself. */
export const readPreceding = (accountId: AccountId, number: string): Statement<PrecedingRow> => ({
  name: 'documents.read_preceding',
  text: `select distinct p.id, p.invoice_date from kontor.invoice_line l
    join kontor.invoice_line charged on charged.account_id = l.account_id and charged.charge_id = l.credits_charge_id
    join kontor.invoice p on p.account_id = charged.account_id and p.id = charged.invoice_id
    where l.account_id = $1 and l.invoice_id = $2 and l.credits_charge_id is not null and p.id <> $2
    order by p.invoice_date, p.id`,
  values: [accountId, number],
});

type LineRow = {
  readonly position: number;
  readonly charge_id: string;
  readonly credits_charge_id: string | null;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly customer_domain: string;
  readonly customer_market: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly order_date: Instant;
  readonly alternate_id: string | null;
  readonly product_id: string;
  readonly sku_id: string;
  readonly availability_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly publisher: string | null;
  readonly family: Family;
  readonly kind: ChargeKind;
  readonly sign: 1 | -1;
  readonly unit_minor: bigint;
  readonly list_unit_minor: bigint;
  readonly discounts: readonly Discount[] | null;
  readonly quantity: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly tax_mode: TaxMode;
  readonly tax_rate_basis_points: number;
  readonly tax_category: TaxCategory;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly period_start: LocalDate | null;
  readonly period_end: LocalDate | null;
  readonly starts_on: LocalDate | null;
  readonly ends_on: LocalDate | null;
  readonly subscription_id: string | null;
  readonly friendly_name: string | null;
  readonly pricing_currency: CurrencyCode | null;
  readonly pricing_unit_minor: bigint | null;
  readonly exchange_rate: string | null;
  readonly exchange_rate_at: Instant | null;
  readonly promotion_id: string | null;
  readonly formula: CreditFormula | null;
  readonly reason: string;
  readonly at: Instant;
};

/**
 * Lines behind a position. An order's second number, a line's discounts and a product's publisher never
 * change. The page is cut before they are looked up, so that the last costs what the first does.
 */
export const readLines = (
  accountId: AccountId,
  number: string,
  page: { readonly after: number; readonly limit: number },
): Statement<LineRow> => ({
  name: 'documents.read_lines',
  text: `select l.position, l.charge_id, l.credits_charge_id, l.customer_id, l.customer_name, l.customer_domain,
      l.customer_market, l.order_id, l.line_number, l.order_date, o.alternate_id, l.product_id, l.sku_id, l.availability_id,
      l.product_title, l.sku_title, p.publisher, l.family, l.kind, l.sign, l.unit_minor, l.list_unit_minor,
      ol.discounts, l.quantity,
      l.net_minor, l.tax_minor, l.tax_mode, l.tax_rate_basis_points, l.tax_category, l.term_duration, l.billing_cycle,
      l.period_start, l.period_end, l.starts_on, l.ends_on, l.subscription_id, l.friendly_name, l.pricing_currency,
      l.pricing_unit_minor, l.exchange_rate, l.exchange_rate_at, l.promotion_id, l.formula, l.reason, l.at
    from (select * from kontor.invoice_line
      where account_id = $1 and invoice_id = $2 and position > $3 order by position limit $4) l
    left join kontor.purchase_order o on o.account_id = l.account_id and o.id = l.order_id
    left join kontor.order_line ol on ol.account_id = l.account_id and ol.order_id = l.order_id and ol.line_number = l.line_number
    left join kontor.product p on p.id = l.product_id
    order by l.position`,
  values: [accountId, number, page.after, page.limit],
});

export const lineFromRow = (row: LineRow): DocumentLine => ({
  position: row.position,
  chargeId: row.charge_id,
  creditsChargeId: row.credits_charge_id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  customerDomain: row.customer_domain,
  customerMarket: row.customer_market,
  orderId: row.order_id,
  lineNumber: row.line_number,
  orderedAt: row.order_date,
  alternateId: row.alternate_id ?? '',
  productId: row.product_id,
  skuId: row.sku_id,
  availabilityId: row.availability_id,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
  publisher: row.publisher ?? '',
  family: row.family,
  kind: row.kind,
  sign: row.sign,
  unit: row.unit_minor,
  listUnit: row.list_unit_minor,
  discounts: row.discounts ?? [],
  quantity: row.quantity,
  net: row.net_minor,
  tax: row.tax_minor,
  taxMode: row.tax_mode,
  taxRateBasisPoints: row.tax_rate_basis_points,
  taxCategory: row.tax_category,
  termDuration: row.term_duration,
  billingCycle: row.billing_cycle,
  periodStart: row.period_start,
  periodEnd: row.period_end,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  subscriptionId: row.subscription_id,
  friendlyName: row.friendly_name,
  pricing:
    row.pricing_currency === null || row.exchange_rate === null || row.pricing_unit_minor === null
      ? null
      : {
          currency: row.pricing_currency,
          unit: row.pricing_unit_minor,
          rate: plainDecimal(row.exchange_rate),
          rateAt: row.exchange_rate_at,
        },
  promotionId: row.promotion_id,
  formula: row.formula,
  reason: row.reason,
  at: row.at,
});

/** '1.0830000000' → '1.083'. */
const plainDecimal = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;

export type SummaryRow = {
  readonly name: string;
  readonly market: string;
  readonly lines: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly inclusive: boolean;
};

const summarised = `count(*)::integer as lines, sum(sign * net_minor)::bigint as net_minor,
  sum(sign * tax_minor)::bigint as tax_minor, bool_or(tax_mode = 'inclusive') as inclusive
from kontor.invoice_line where account_id = $1 and invoice_id = $2`;

/** What each customer's lines come to, by name. */
export const summariseByCustomer = (
  accountId: AccountId,
  number: string,
  limit: number,
): Statement<SummaryRow> => ({
  name: 'documents.summarise_by_customer',
  text: `select min(customer_name) as name, min(customer_market) as market, ${summarised}
    group by customer_id order by 1, customer_id limit $3`,
  values: [accountId, number, limit],
});

/** What each market's lines come to. */
export const summariseByMarket = (accountId: AccountId, number: string): Statement<SummaryRow> => ({
  name: 'documents.summarise_by_market',
  text: `select '' as name, customer_market as market, ${summarised} group by customer_market order by 2`,
  values: [accountId, number],
});
