import type { AccountId } from '@kontor/domain/ids';
import type { LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** A document as the wire tells of it; amounts are signed minor units. */
export type WireInvoiceRow = {
  readonly id: string;
  readonly document_type: 'invoice' | 'credit_note';
  readonly period_start: LocalDate;
  /** Exclusive. */
  readonly period_end: LocalDate;
  readonly invoice_date: LocalDate;
  readonly currency: string;
  readonly total_minor: bigint;
  /** What is settled of it, by money or by earlier credit. */
  readonly paid_minor: bigint;
  readonly line_count: number;
  readonly mpn_id: string;
  /** Of a credit note: the document on which the first of its charges stands. */
  readonly amends: string | null;
};

const columns = `i.id, i.document_type, i.period_start, i.period_end, i.invoice_date, i.currency, i.total_minor,
  (i.balance_used_minor + (select coalesce(sum(p.amount_minor), 0) from kontor.payment_allocation p
    where p.account_id = i.account_id and p.invoice_id = i.id))::bigint as paid_minor, i.line_count,
  coalesce(i.buyer ->> 'mpnId', '') as mpn_id,
  case when i.document_type = 'credit_note' then (
    select charged.invoice_id from kontor.invoice_line l
    join kontor.invoice_line charged on charged.account_id = l.account_id and charged.charge_id = l.credits_charge_id
    where l.account_id = i.account_id and l.invoice_id = i.id and charged.invoice_id <> i.id
    order by l.position limit 1) end as amends`;

/** Days on which a document was issued: inside the range, or outside of it. */
export type DateFilter = {
  readonly from: LocalDate | null;
  /** Exclusive. */
  readonly before: LocalDate | null;
  readonly inside: boolean;
};

const dated = `(i.invoice_date >= coalesce($2::date, '-infinity') and i.invoice_date < coalesce($3::date, 'infinity')) = $4`;

/** Documents, newest first. */
export const readWireInvoices = (
  accountId: AccountId,
  { from, before, inside }: DateFilter,
  { offset, size }: { readonly offset: number; readonly size: number },
): Statement<WireInvoiceRow> => ({
  name: 'documents.read_wire_invoices',
  text: `select ${columns} from kontor.invoice i where i.account_id = $1 and ${dated}
    order by i.invoice_date desc, i.id desc offset $5 limit $6`,
  values: [accountId, from, before, inside, offset, size],
});

export const countWireInvoices = (
  accountId: AccountId,
  { from, before, inside }: DateFilter,
): Statement<{ readonly total: bigint }> => ({
  name: 'documents.count_wire_invoices',
  text: `select count(*) as total from kontor.invoice i where i.account_id = $1 and ${dated}`,
  values: [accountId, from, before, inside],
});

export const readWireInvoice = (accountId: AccountId, id: string): Statement<WireInvoiceRow> => ({
  name: 'documents.read_wire_invoice',
  text: `select ${columns} from kontor.invoice i where i.account_id = $1 and i.id = $2`,
  values: [accountId, id],
});

/** Every credit note of the account; there is one a month and currency at most. */
export const readWireNotes = (accountId: AccountId): Statement<WireInvoiceRow> => ({
  name: 'documents.read_wire_notes',
  text: `select ${columns} from kontor.invoice i where i.account_id = $1 and i.document_type = 'credit_note'
    order by i.invoice_date, i.id`,
  values: [accountId],
});

export const readLineHead = (
  accountId: AccountId,
  id: string,
): Statement<{ readonly line_count: number; readonly currency: string; readonly mpn_id: string }> => ({
  name: 'documents.read_line_head',
  text: `select line_count, currency, coalesce(buyer ->> 'mpnId', '') as mpn_id from kontor.invoice
    where account_id = $1 and id = $2`,
  values: [accountId, id],
});
