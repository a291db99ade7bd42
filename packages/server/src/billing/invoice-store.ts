import type { ChargeKind } from '@kontor/domain/billing/charge';
import type { DocumentType, EinvoiceState } from '@kontor/domain/billing/document';
import type { CreditFormula } from '@kontor/domain/cancellation/credit';
import type { AccountId } from '@kontor/domain/ids';
import type { TaxCategory } from '@kontor/domain/market/tax';
import type { TaxMode } from '@kontor/domain/money';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type InvoiceRow = {
  readonly account_id: AccountId;
  readonly id: string;
  readonly document_type: DocumentType;
  readonly period: string;
  readonly invoice_date: LocalDate;
  readonly due_date: LocalDate;
  readonly currency: string;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly total_minor: bigint;
  readonly balance_used_minor: bigint;
  readonly amount_due_minor: bigint;
  readonly paid_minor: bigint;
  readonly line_count: number;
  /** Minor units as texts, since JSON numbers are not exact. */
  readonly tax_totals: readonly {
    readonly category: TaxCategory;
    readonly rateBasisPoints: number;
    readonly net: string;
    readonly tax: string;
  }[];
  readonly einvoice: EinvoiceState;
  readonly partner_name: string;
};

const columns = `i.account_id, i.id, i.document_type, i.period, i.invoice_date, i.due_date, i.currency, i.net_minor, i.tax_minor,
  i.total_minor, i.balance_used_minor, i.amount_due_minor, i.line_count, i.tax_totals, i.einvoice, i.buyer ->> 'name' as partner_name,
  (select coalesce(sum(p.amount_minor), 0)::bigint from kontor.payment_allocation p
    where p.account_id = i.account_id and p.invoice_id = i.id) as paid_minor`;

export type InvoicePage = {
  readonly period: string | null;
  readonly currency: string | null;
  readonly after: { readonly date: string; readonly id: string } | null;
  readonly limit: number;
};

/** Documents of an account, newest first. */
export const readInvoicePage = (accountId: AccountId, page: InvoicePage): Statement<InvoiceRow> => ({
  name: 'billing.read_invoice_page',
  text: `select ${columns} from kontor.invoice i
    where i.account_id = $1 and ($2::text is null or i.period = $2) and ($3::text is null or i.currency = $3)
      and (i.invoice_date, i.id) < (coalesce($4::date, 'infinity'), coalesce($5, '~'))
    order by i.invoice_date desc, i.id desc limit $6`,
  values: [
    accountId,
    page.period,
    page.currency,
    page.after?.date ?? null,
    page.after?.id ?? null,
    page.limit,
  ],
});

export const readInvoice = (accountId: AccountId, id: string): Statement<InvoiceRow> => ({
  name: 'billing.read_invoice',
  text: `select ${columns} from kontor.invoice i where i.account_id = $1 and i.id = $2`,
  values: [accountId, id],
});

export type InvoiceLineRow = {
  readonly position: number;
  readonly charge_id: string;
  readonly credits_charge_id: string | null;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly order_date: Instant;
  readonly product_title: string;
  readonly sku_title: string;
  readonly kind: ChargeKind;
  readonly sign: 1 | -1;
  readonly unit_minor: bigint;
  readonly list_unit_minor: bigint;
  readonly quantity: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
  readonly tax_mode: TaxMode;
  readonly tax_rate_basis_points: number;
  readonly tax_category: TaxCategory;
  readonly period_start: LocalDate | null;
  readonly period_end: LocalDate | null;
  readonly subscription_id: string | null;
  readonly formula: CreditFormula | null;
  readonly reason: string;
  readonly at: Instant;
  readonly currency: string;
};

/** Lines of a document behind a position. */
export const readInvoiceLines = (
  accountId: AccountId,
  id: string,
  after: number,
  limit: number,
): Statement<InvoiceLineRow> => ({
  name: 'billing.read_invoice_lines',
  text: `select l.position, l.charge_id, l.credits_charge_id, l.customer_id, l.customer_name, l.order_id, l.line_number,
      l.order_date, l.product_title, l.sku_title, l.kind, l.sign, l.unit_minor, l.list_unit_minor, l.quantity, l.net_minor,
      l.tax_minor, l.tax_mode, l.tax_rate_basis_points, l.tax_category, l.period_start, l.period_end, l.subscription_id,
      l.formula, l.reason, l.at, i.currency
    from kontor.invoice_line l join kontor.invoice i on i.account_id = l.account_id and i.id = l.invoice_id
    where l.account_id = $1 and l.invoice_id = $2 and l.position > $3 order by l.position limit $4`,
  values: [accountId, id, after, limit],
});
