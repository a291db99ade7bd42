import type { DocumentType, ParkingReason } from '@kontor/domain/billing/document';
import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type ParkedRow = {
  readonly run_id: string;
  readonly position: number;
  readonly account_id: AccountId;
  readonly partner_name: string;
  readonly currency: string;
  readonly reason: ParkingReason;
  readonly line_count: number;
  readonly total_minor: bigint;
  readonly last_total_minor: bigint | null;
  readonly released_at: Instant | null;
  readonly invoice_id: string | null;
};

const parkedColumns = `p.run_id, p.position, p.account_id, a.name as partner_name, p.currency, p.reason, p.line_count,
  p.total_minor, p.last_total_minor, p.released_at, p.invoice_id`;

/** What a run held back, in its order. */
export const readParked = (runId: string): Statement<ParkedRow> => ({
  name: 'billing.read_parked',
  text: `select ${parkedColumns} from kontor.billing_parked p join kontor.account a on a.id = p.account_id
    where p.run_id = $1 order by p.position`,
  values: [runId],
});

/** Documents of the same partner and currency that an earlier month holds back still. */
export const readParkedBefore = (
  row: Pick<ParkedRow, 'account_id' | 'currency'>,
  period: string,
): Statement<ParkedRow> => ({
  name: 'billing.read_parked_before',
  text: `select ${parkedColumns} from kontor.billing_parked p join kontor.account a on a.id = p.account_id
    join kontor.billing_run r on r.id = p.run_id
    where p.account_id = $1 and p.currency = $2 and p.released_at is null and r.period < $3 order by r.period limit 1`,
  values: [row.account_id, row.currency, period],
});

/** Everything of the partner, currency and month at once: a run that was repeated may have put it down twice. */
export const markReleased = (
  row: Pick<ParkedRow, 'account_id' | 'currency'>,
  period: string,
  by: { readonly at: Instant; readonly userId: string | null; readonly invoiceId: string },
): Statement => ({
  name: 'billing.mark_released',
  text: `update kontor.billing_parked p set released_at = $4, released_by = $5, invoice_id = $6 from kontor.billing_run r
    where r.id = p.run_id and p.account_id = $1 and p.currency = $2 and r.period = $3 and p.released_at is null`,
  values: [row.account_id, row.currency, period, new Date(by.at), by.userId, by.invoiceId],
});

/** The document that was made last of a run for a partner and currency, by its number. */
export const readDocumentOf = (
  runId: string,
  row: Pick<ParkedRow, 'account_id' | 'currency'>,
): Statement<{ readonly id: string }> => ({
  name: 'billing.read_document_of',
  text: `select id from kontor.invoice where run_id = $1 and account_id = $2 and currency = $3 order by id desc limit 1`,
  values: [runId, row.account_id, row.currency],
});

export const countReleased = (runId: string, lines: number): Statement => ({
  name: 'billing.count_released',
  text: `update kontor.billing_run set invoices = invoices + 1, lines = lines + $2 where id = $1`,
  values: [runId, lines],
});

export type TotalsRow = {
  readonly currency: string;
  readonly invoices: number;
  readonly lines: number;
  readonly net_minor: bigint;
  readonly tax_minor: bigint;
};

export const readTotalsOfRun = (runId: string): Statement<TotalsRow> => ({
  name: 'billing.read_totals_of_run',
  text: `select currency, count(*)::integer as invoices, sum(line_count)::integer as lines, sum(net_minor)::bigint as net_minor,
      sum(tax_minor)::bigint as tax_minor from kontor.invoice where run_id = $1 group by currency order by currency`,
  values: [runId],
});

export type DocumentRow = {
  readonly account_id: AccountId;
  readonly partner_name: string;
  readonly document_type: DocumentType;
  readonly currency: string;
  readonly line_count: number;
  readonly total_minor: bigint;
  readonly amount_due_minor: bigint;
};

const mostPreviewed = 500;

export const readLargestDocuments = (runId: string): Statement<DocumentRow> => ({
  name: 'billing.read_largest_documents',
  text: `select i.account_id, i.buyer ->> 'name' as partner_name, i.document_type, i.currency, i.line_count, i.total_minor,
      i.amount_due_minor from kontor.invoice i where i.run_id = $1 order by abs(i.total_minor) desc, i.id limit $2`,
  values: [runId, mostPreviewed],
});
