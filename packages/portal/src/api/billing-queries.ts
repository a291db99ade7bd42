import { type ProblemDetails, ProblemError } from '@kontor/contract/client';
import { routes } from '@kontor/contract/client-routes';
import type { documentFormats } from '@kontor/contract/documents';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiBase, call } from './call.ts';
import type { BillingPreview, BillingRun } from './types.ts';

/** An operator names the partner; a partner sees its own. */
type OfPartner = { readonly partnerId?: string | undefined };
type Page = { readonly cursor?: string | undefined; readonly limit?: string | undefined };
export type InvoiceFilter = OfPartner &
  Page & { readonly period?: string | undefined; readonly currency?: string | undefined };

export const invoicesQuery = (query: InvoiceFilter) =>
  queryOptions({
    queryKey: ['invoices', query],
    queryFn: ({ signal }) => call('listInvoices', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const invoiceQuery = (invoiceId: string, query: OfPartner) =>
  queryOptions({
    queryKey: ['invoices', invoiceId, query],
    queryFn: ({ signal }) => call('getInvoice', { params: { invoiceId }, query }, { signal }),
  });

export const invoiceLinesQuery = (invoiceId: string, query: OfPartner & Page) =>
  queryOptions({
    queryKey: ['invoices', invoiceId, 'lines', query],
    queryFn: ({ signal }) => call('listInvoiceLines', { params: { invoiceId }, query }, { signal }),
    placeholderData: keepPreviousData,
  });

const pollMs = 1500;
const isRunning = ({ status }: Pick<BillingRun, 'status'>) => status === 'running';

export const billingRunsQuery = (query: Page) =>
  queryOptions({
    queryKey: ['billing-runs', query],
    queryFn: ({ signal }) => call('listBillingRuns', { query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? pollMs : false),
  });

export const billingRunQuery = (runId: string) =>
  queryOptions({
    queryKey: ['billing-runs', runId],
    queryFn: ({ signal }) => call('getBillingRun', { params: { runId } }, { signal }),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? pollMs : false),
  });

export type BillAsk = { readonly period: string; readonly partnerId?: string | undefined };

export async function previewBilling(ask: BillAsk): Promise<BillingPreview> {
  const answer = await call('startBillingRun', { query: { preview: 'true' }, body: ask });
  if (!('totals' in answer)) throw new Error('the server began a run where a preview was asked for');
  return answer;
}

export async function startBilling(ask: BillAsk): Promise<string> {
  const answer = await call('startBillingRun', { body: ask });
  if ('totals' in answer) throw new Error('the server answered a preview where a run was asked for');
  return answer.id;
}

export function releaseParked(runId: string, number: number): Promise<{ readonly invoiceId: string }> {
  return call('releaseParked', { params: { runId, number: String(number) } });
}

export const reconciliationQuery = (period: string, query: OfPartner) =>
  queryOptions({
    queryKey: ['reconciliations', period, query],
    queryFn: ({ signal }) => call('getReconciliation', { params: { period }, query }, { signal }),
  });

export type DocumentFormat = (typeof documentFormats)[number];
export type DocumentAsk = OfPartner & {
  readonly invoiceId: string;
  readonly format: DocumentFormat;
  readonly language?: 'en' | 'tr' | undefined;
};
export type DocumentFile = { readonly name: string; readonly content: Blob };

/** A document as a file; read by the page, so that a refusal is said in words and not saved in its place. */
export async function readDocument({
  invoiceId,
  format,
  language,
  partnerId,
}: DocumentAsk): Promise<DocumentFile> {
  const search = new URLSearchParams({ ...(language && { language }), ...(partnerId && { partnerId }) });
  const [, template] = routes.getInvoiceDocument;
  const path = template.replace('{invoiceId}', encodeURIComponent(invoiceId)).replace('{format}', format);
  const response = await fetch(`${apiBase}${path}?${search}`, { credentials: 'same-origin' });
  if (response.ok)
    return { name: nameOf(response, `${invoiceId}.${format}`), content: await response.blob() };
  const answer: unknown = await response.json().catch(() => undefined);
  const isProblem = typeof answer === 'object' && answer !== null && 'code' in answer;
  if (!isProblem) throw new Error(`the server answered ${response.status}`);
  throw new ProblemError(answer as ProblemDetails); // the API's error shape, recognised by its code
}

function nameOf(response: Response, usual: string): string {
  return /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? usual;
}
