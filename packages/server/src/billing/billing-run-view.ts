import type * as contract from '@kontor/contract/billing';
import type { AnswerOf } from '@kontor/contract/operation';
import { formatInstant } from '@kontor/domain/time';
import type { RunRow } from './billing-run-store.ts';
import { amountIn } from './invoice-view.ts';
import type { ParkedRow } from './parked-store.ts';
import type { BillingPreview } from './preview-billing.ts';

type RunView = AnswerOf<typeof contract.listBillingRuns>['items'][number];
type ParkedView = AnswerOf<typeof contract.getBillingRun>['parkedDocuments'][number];

export const runView = (run: RunRow): RunView => ({
  id: run.id,
  period: run.period,
  ...(run.only_account_id === null ? {} : { partnerId: run.only_account_id }),
  issuer: run.issuer,
  status: run.status,
  invoiceDate: run.invoice_date,
  invoices: run.invoices,
  lines: run.lines,
  parked: run.parked,
  startedAt: formatInstant(run.started_at),
  ...(run.finished_at === null ? {} : { finishedAt: formatInstant(run.finished_at) }),
});

export const parkedView = (row: ParkedRow): ParkedView => {
  const amount = amountIn(row.currency);
  return {
    number: row.position,
    partnerId: row.account_id,
    partnerName: row.partner_name,
    currency: row.currency,
    reason: row.reason,
    lines: row.line_count,
    total: amount(row.total_minor),
    ...(row.last_total_minor === null ? {} : { lastTotal: amount(row.last_total_minor) }),
    ...(row.released_at === null ? {} : { releasedAt: formatInstant(row.released_at) }),
    ...(row.invoice_id === null ? {} : { invoiceId: row.invoice_id }),
  };
};

export const previewView = ({ period, totals, documents, parked }: BillingPreview) => ({
  period,
  invoices: totals.reduce((count, { invoices }) => count + invoices, 0),
  lines: totals.reduce((count, { lines }) => count + lines, 0),
  parked: parked.length,
  totals: totals.map(({ currency, net_minor, tax_minor }) => {
    const amount = amountIn(currency);
    return { currency, net: amount(net_minor), tax: amount(tax_minor), total: amount(net_minor + tax_minor) };
  }),
  documents: documents.map((row) => {
    const amount = amountIn(row.currency);
    return {
      partnerId: row.account_id,
      partnerName: row.partner_name,
      type: row.document_type,
      currency: row.currency,
      lines: row.line_count,
      total: amount(row.total_minor),
      amountDue: amount(row.amount_due_minor),
    };
  }),
  parkedDocuments: parked.map(parkedView),
});
