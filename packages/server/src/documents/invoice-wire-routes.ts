import { accepted, refused } from '@kontor/domain/decision';
import { type CurrencyCode, parseCurrency } from '@kontor/domain/money';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { kindOf } from '../billing/line-query.ts';
import { invoiceReader } from '../billing/list-invoices.ts';
import { readCurrencies } from '../catalog/offer-store.ts';
import { readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { type IndexPlace, indexCollection, readIndex } from '../wire/index-page.ts';
import { readSeek, seekCollection } from '../wire/seek-page.ts';
import { openRenderer } from './document-routes.ts';
import { lineFromRow, readLines } from './document-store.ts';
import { type GivenDocument, giveDocument } from './give-document.ts';
import { readDateFilter } from './invoice-date-filter.ts';
import type { DocumentLine } from './invoice-document.ts';
import { estimateLinks, invoiceIdFrom, invoiceWire, linkedId } from './invoice-wire.ts';
import { oneTimeLine } from './one-time-line.ts';
import type { PdfRenderer } from './pdf-renderer.ts';
import {
  countWireInvoices,
  readLineHead,
  readWireInvoice,
  readWireInvoices,
  readWireNotes,
  type WireInvoiceRow,
} from './wire-invoice-store.ts';

/** What the wire gives to users only (reference 10). */
const usersOnly = 'invoice_summaries.read';

/** Invoices of the partner, their lines and pages. */
export const registerInvoicesWire = (
  app: FastifyInstance,
  surface: WireSurface,
  renderer: PdfRenderer = openRenderer(app, surface),
): void => {
  registerWire(app, surface, wire.listInvoices, {
    run: (ctx, input) => listInvoices(ctx, input.query),
    view: ({ rows, notes, total, place }: InvoiceList, _, { query: { filter } }) =>
      indexCollection({
        items: rows.map((row) => invoiceWire(row, notes)),
        totalCount: total,
        path: '/invoices',
        query: { filter },
        ...place,
      }),
  });
  registerWire(app, surface, wire.getInvoice, {
    run: (ctx, { params }) => getInvoice(ctx, invoiceIdFrom(params.invoice)),
    view: ({ row, notes }: OneInvoice) => invoiceWire(row, notes),
  });
  registerWire(app, surface, wire.getInvoiceStatement, {
    run: (ctx, { params }) =>
      giveDocument(ctx, renderer, {
        number: invoiceIdFrom(params.invoice),
        format: 'pdf',
        partnerId: undefined,
        language: undefined,
        bom: false,
        known: undefined,
        permission: usersOnly,
      }),
    view: () => undefined,
    headers: ({ contentType, etag }: GivenDocument, _, { params }) => ({
      'content-type': contentType,
      'content-disposition': `attachment; filename=Invoice_${invoiceIdFrom(params.invoice)}.pdf`,
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      etag,
    }),
    send: ({ body }, reply) => reply.send(body),
  });
  registerWire(app, surface, wire.listEstimateLinks, {
    run: (ctx, input) => findCurrency(ctx, input.query.currencycode),
    view: (currency: CurrencyCode) => estimateLinks(currency),
  });
  registerLines(app, surface);
};

const registerLines = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listInvoiceLines, {
    run: (ctx, input) => listLines(ctx, input, input.params.provider, input.params.lineType),
    view: (list: LineList, ctx, { params, query }) => {
      const path = `/invoices/${linkedId(list.id)}/lineitems/${params.provider}/${params.lineType}`;
      return linesView(ctx, list, path, { size: query.size });
    },
  });
  registerWire(app, surface, wire.findInvoiceLines, {
    run: (ctx, input) => {
      const { provider, invoicelineitemtype } = input.query;
      return listLines(ctx, input, provider, invoicelineitemtype);
    },
    view: (list: LineList, ctx, { query }) => {
      const { provider, invoicelineitemtype, currencycode, period, size } = query;
      const asked = { provider, invoicelineitemtype, currencycode, period, size };
      return linesView(ctx, list, `/invoices/${linkedId(list.id)}/lineitems`, asked);
    },
  });
};

type InvoiceList = {
  readonly rows: readonly WireInvoiceRow[];
  readonly notes: readonly WireInvoiceRow[];
  readonly total: number;
  readonly place: IndexPlace;
};

const listInvoices = async (ctx: RequestContext, asked: Readonly<Record<string, string>>) => {
  const place = readIndex(asked, { usual: 200, most: 2000 });
  if (!place.accepted) return place;
  const dates = readDateFilter(asked.filter);
  if (!dates.accepted) return dates;
  const reader = await invoiceReader(ctx, undefined);
  if (!reader.accepted) return reader;
  const { pool, scope, accountId } = reader.value;
  const [rows, [count], notes] = await readBatch(pool, scope, [
    readWireInvoices(accountId, dates.value, place.value),
    countWireInvoices(accountId, dates.value),
    readWireNotes(accountId),
  ]);
  return accepted<InvoiceList>({ rows, notes, total: Number(count?.total ?? 0), place: place.value });
};

type OneInvoice = { readonly row: WireInvoiceRow; readonly notes: readonly WireInvoiceRow[] };

const getInvoice = async (ctx: RequestContext, id: string) => {
  const reader = await invoiceReader(ctx, undefined, usersOnly);
  if (!reader.accepted) return reader;
  const { pool, scope, accountId } = reader.value;
  const [[row], notes] = await readBatch(pool, scope, [
    readWireInvoice(accountId, id),
    readWireNotes(accountId),
  ]);
  return row ? accepted<OneInvoice>({ row, notes }) : refused({ code: 'invoice.not_found' });
};

const findCurrency = async (ctx: RequestContext, text: string | undefined) => {
  const read = await readAs(ctx, 'invoices.read', undefined, [readCurrencies()]);
  if (!read.accepted) return read;
  if (text === undefined)
    return refused({
      code: 'request.invalid',
      errors: [{ path: 'currencycode', message: 'is required' }],
    });
  const currency = parseCurrency(text);
  return currency && read.value.rows[0].some(({ code }) => code === currency)
    ? accepted(currency)
    : refused({ code: 'currency.not_supported', currency: text });
};

type LineList = {
  readonly id: string;
  readonly currency: CurrencyCode;
  readonly mpnId: string;
  readonly lines: readonly DocumentLine[];
  readonly last: number | null;
  readonly total: number;
};

const placeOf = (ctx: RequestContext, id: string) => ({
  accountId: ctx.principal.accountId,
  list: `wire.invoice_lines/${id}`,
});

/** Lines behind the token, or behind the offset that older clients count by. */
const listLines = async (
  ctx: RequestContext,
  input: Pick<WireInput<never>, 'params' | 'query' | 'continuationToken'>,
  provider: string | undefined,
  lineType: string | undefined,
) => {
  const id = invoiceIdFrom(input.params.invoice);
  const sizes = { usual: 2000, most: 2000 };
  const seek = readSeek(ctx.vault, placeOf(ctx, id), input, sizes);
  if (!seek.accepted) return seek;
  const index = readIndex(input.query, sizes);
  if (!index.accepted) return index;
  const kind = kindOf(provider, lineType);
  if (kind.errors.length > 0) return refused({ code: 'request.invalid', errors: kind.errors });
  const reader = await invoiceReader(ctx, undefined);
  if (!reader.accepted) return reader;
  const { pool, scope, accountId } = reader.value;
  const [head] = await query(pool, scope, readLineHead(accountId, id));
  const currency = head && parseCurrency(head.currency);
  if (!head || !currency) return refused({ code: 'invoice.not_found' });
  const facts = { id, currency, mpnId: head.mpn_id };
  if (!kind.ours) return accepted<LineList>({ ...facts, lines: [], last: null, total: 0 });
  const { size } = seek.value;
  // Lines are numbered from 1 without gaps, so that an offset is a position.
  const after = seek.value.after === null ? index.value.offset : Number(seek.value.after[0]);
  const rows = await query(pool, scope, readLines(accountId, id, { after, limit: size + 1 }));
  const { items, last } = pageOf(rows, size);
  return accepted<LineList>({
    ...facts,
    lines: items.map(lineFromRow),
    last: last === null ? null : last.position,
    total: head.line_count,
  });
};

const linesView = (
  ctx: RequestContext,
  { id, currency, mpnId, lines, last, total }: LineList,
  path: string,
  asked: Readonly<Record<string, string | undefined>>,
) =>
  seekCollection(ctx.vault, placeOf(ctx, id), {
    items: lines.map((line) =>
      oneTimeLine(line, { number: id, currency, partnerId: ctx.principal.accountId, mpnId }),
    ),
    totalCount: total,
    path,
    query: asked,
    next: last === null ? null : [String(last)],
  });
