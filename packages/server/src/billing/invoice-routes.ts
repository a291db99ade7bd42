import * as contract from '@kontor/contract/billing';
import { parseBillingPeriod } from '@kontor/domain/billing/billing-run';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { invalid } from '../platform/http/invalid.ts';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import type { RunRow } from './billing-run-store.ts';
import { parkedView, previewView, runView } from './billing-run-view.ts';
import type { InvoiceRow } from './invoice-store.ts';
import { invoiceLineView, invoiceView } from './invoice-view.ts';
import {
  getInvoice,
  type InvoiceLineList,
  type InvoiceList,
  listInvoiceLines,
  listInvoices,
} from './list-invoices.ts';
import { type BillingPreview, previewBilling } from './preview-billing.ts';
import { getBillingRun, listBillingRuns, type RunDetail, type RunList } from './read-billing-runs.ts';
import { getReconciliation, type Reconciliation } from './reconcile.ts';
import { reconciliationView } from './reconcile-view.ts';
import { type Released, releaseParked } from './release-parked.ts';
import { startBillingRun } from './start-billing-run.ts';

const place = (ctx: RequestContext, list: string) => ({ accountId: ctx.principal.accountId, list });

/** Runs for the operator, and the documents they made for partners. */
export const registerBillingKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerRuns(app, surface);
  registerInvoices(app, surface);
};

const registerRuns = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.startBillingRun, {
    run: async (ctx, { query, body }) =>
      query.preview === 'true' ? previewBilling(ctx, body) : startBillingRun(ctx, body),
    view: (made: RunRow | BillingPreview) =>
      'totals' in made ? previewView(made) : { id: made.id, status: made.status },
    status: (made: RunRow | BillingPreview) => ('totals' in made ? 200 : 202),
  });
  registerKontor(app, surface, contract.listBillingRuns, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, place(ctx, 'billing_runs'), query.cursor);
      if (!cursor.accepted) return cursor;
      const [at = '', id = ''] = cursor.value ?? [];
      const before = cursor.value === null ? null : { at: instant(Number(at)), id };
      return listBillingRuns(ctx, { before, limit: limit.value });
    },
    view: ({ runs, last }: RunList, ctx) => ({
      items: runs.map(runView),
      next:
        last === null
          ? null
          : sealCursor(ctx.vault, place(ctx, 'billing_runs'), [String(last.started_at), last.id]),
    }),
  });
  registerKontor(app, surface, contract.getBillingRun, {
    run: (ctx, { params }) => getBillingRun(ctx, uuidFrom(params.runId)),
    view: ({ run, parked }: RunDetail) => ({ ...runView(run), parkedDocuments: parked.map(parkedView) }),
  });
  registerKontor(app, surface, contract.releaseParked, {
    run: (ctx, { params }) =>
      releaseParked(ctx, { runId: uuidFrom(params.runId), number: Number(params.number) }),
    view: ({ invoiceId }: Released) => ({ invoiceId }),
  });
  registerKontor(app, surface, contract.getReconciliation, {
    run: (ctx, { params, query }) =>
      getReconciliation(ctx, { period: params.period, partnerId: query.partnerId }),
    view: (found: Reconciliation) => reconciliationView(found),
  });
};

const registerInvoices = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listInvoices, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, place(ctx, 'invoices'), query.cursor);
      if (!cursor.accepted) return cursor;
      if (query.period !== undefined && !parseBillingPeriod(query.period))
        return invalid([{ path: 'period', message: 'must be a month, such as 2026-10' }]);
      const [date = '', id = ''] = cursor.value ?? [];
      return listInvoices(ctx, query.partnerId, {
        period: query.period ?? null,
        currency: query.currency ?? null,
        after: cursor.value === null ? null : { date, id },
        limit: limit.value,
      });
    },
    view: ({ invoices, last }: InvoiceList, ctx) => ({
      items: invoices.map(invoiceView),
      next:
        last === null ? null : sealCursor(ctx.vault, place(ctx, 'invoices'), [last.invoice_date, last.id]),
    }),
  });
  registerKontor(app, surface, contract.getInvoice, {
    run: (ctx, { params, query }) => getInvoice(ctx, query.partnerId, params.invoiceId.toUpperCase()),
    view: (row: InvoiceRow) => invoiceView(row),
  });
  registerKontor(app, surface, contract.listInvoiceLines, {
    run: async (ctx, { params, query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const id = params.invoiceId.toUpperCase();
      const cursor = openCursor(ctx.vault, place(ctx, `invoice_lines/${id}`), query.cursor);
      if (!cursor.accepted) return cursor;
      const after = Number(cursor.value?.[0] ?? 0);
      return listInvoiceLines(ctx, query.partnerId, { id, after, limit: limit.value });
    },
    view: ({ id, lines, last }: InvoiceLineList, ctx) => ({
      items: lines.map(invoiceLineView),
      next:
        last === null
          ? null
          : sealCursor(ctx.vault, place(ctx, `invoice_lines/${id}`), [String(last.position)]),
    }),
  });
};
