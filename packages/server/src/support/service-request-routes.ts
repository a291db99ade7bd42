import { accepted, refused } from '@kontor/domain/decision';
import { operations as wire } from '@kontor/wire/operations';
import type { serviceRequestPatch } from '@kontor/wire/service-request';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type Caller, readAs, readSelf } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { type IndexPlace, indexCollection, readIndex } from '../wire/index-page.ts';
import { filterRefused, readFilter } from '../wire/read-filter.ts';
import { changeImpact } from './change-impact.ts';
import { createSupportRequest } from './create-support-request.ts';
import { type FoundRequest, findRequest, requestKeyFrom } from './find-request.ts';
import { filterFrom, type RequestQuery, readerOf } from './list-support-requests.ts';
import { sayInRequest } from './move-support-request.ts';
import {
  descriptionOf,
  impactFrom,
  newRequestFrom,
  serviceRequest,
  serviceRequestOf,
  supportTopics,
} from './service-request-wire.ts';
import { listRequestsFrom, type RequestRow } from './support-store.ts';

const sizes = { usual: 100, most: 500 };

type WirePage = IndexPlace & {
  readonly caller: Caller;
  readonly rows: readonly (RequestRow & { readonly total: bigint })[];
};

export const registerSupportWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listSupportTopics, {
    run: (ctx) => readAs(ctx, 'support.read', undefined, []),
    view: () => supportTopics(),
  });
  registerWire(app, surface, wire.listServiceRequests, {
    run: (ctx, input) => listPage(ctx, input.query, undefined),
    view: (page, _ctx, input) => pageView(page, '/servicerequests', input.query),
  });
  registerWire(app, surface, wire.listCustomerServiceRequests, {
    run: (ctx, input) => listPage(ctx, input.query, input.params.customer ?? ''),
    view: (page, _ctx, input) =>
      pageView(page, `/customers/${input.params.customer}/servicerequests`, input.query),
  });
  registerWire(app, surface, wire.createServiceRequest, {
    run: async (ctx, { params, body }) => {
      const self = await readSelf(ctx);
      if (!self.accepted) return self;
      const locale = params.agentLocale ?? '';
      const made = newRequestFrom(body, self.value.person);
      // Whether they may is told before what is wrong with it.
      if (!made.ok) {
        const allowed = await readAs(ctx, 'support.create', undefined, []);
        return allowed.accepted ? invalid([{ path: made.path, message: made.message }]) : allowed;
      }
      return createSupportRequest({ ...ctx, locale }, made.request);
    },
    view: serviceRequest,
  });
  registerWire(app, surface, wire.getServiceRequest, {
    run: (ctx, { params }) => findOne(ctx, params.request ?? '', undefined),
    view: serviceRequest,
  });
  registerWire(app, surface, wire.getCustomerServiceRequest, {
    run: (ctx, { params }) => findOne(ctx, params.request ?? '', params.customer ?? ''),
    view: serviceRequest,
  });
  registerWire(app, surface, wire.updateServiceRequest, {
    run: (ctx, { params, body }) => update(ctx, params.request ?? '', undefined, body),
    view: serviceRequest,
  });
  registerWire(app, surface, wire.updateCustomerServiceRequest, {
    run: (ctx, { params, body }) => update(ctx, params.request ?? '', params.customer ?? '', body),
    view: serviceRequest,
  });
};

const listPage = async (
  ctx: RequestContext,
  asked: Readonly<Record<string, string>>,
  customer: string | undefined,
) => {
  const customerId = customer === undefined ? undefined : customerIdFrom(customer);
  const read = await readAs(ctx, 'support.read', customerId, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const place = readIndex(asked, sizes);
  if (!place.accepted) return place;
  const wanted = queryFrom(asked);
  if (!wanted.accepted) return wanted;
  const filter = filterFrom(ctx, caller, { ...wanted.value, ...(customerId ? { customerId } : {}) });
  if (!filter.accepted) return filter;
  const { size, offset } = place.value;
  const rows = await query(
    ...readerOf(ctx, caller),
    listRequestsFrom({ ...filter.value, limit: size }, offset),
  );
  return accepted<WirePage>({ caller, rows, size, offset });
};

const pageView = (
  { caller, rows, size, offset }: WirePage,
  path: string,
  asked: Readonly<Record<string, string>>,
) =>
  indexCollection({
    items: rows.map((row) => serviceRequestOf(row, caller)),
    totalCount: Number(rows[0]?.total ?? 0),
    path,
    query: { status: asked.status, filter: asked.filter },
    size,
    offset,
  });

const spelled = (text: string) =>
  text
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

const queryFrom = (asked: Readonly<Record<string, string>>) => {
  const filter = readFilter(asked.filter);
  if (!filter.accepted) return filter;
  const query: RequestQuery = asked.status === undefined ? {} : { status: spelled(asked.status) };
  if (filter.value === null) return accepted(query);
  const { field, operator, value } = filter.value;
  if (field === 'status' && operator === 'equals') return accepted({ ...query, status: spelled(value) });
  if (field === 'severity' && operator === 'equals') return accepted({ ...query, impact: spelled(value) });
  if (field === 'title' && operator === 'substring') return accepted({ ...query, text: value });
  return filterRefused('must be of Status or Severity with equals, or of Title with substring');
};

const findOne = async (ctx: RequestContext, request: string, customer: string | undefined) => {
  if (customer !== undefined) {
    const known = await readAs(ctx, 'support.read', customerIdFrom(customer), []);
    if (!known.accepted) return known;
  }
  const found = await findRequest(ctx, 'support.read', requestKeyFrom(request));
  if (!found.accepted) return found;
  const isTheirs = customer === undefined || found.value.record.row.customer_id === customerIdFrom(customer);
  return isTheirs ? found : refused({ code: 'support.not_found' });
};

type Patch = z.infer<typeof serviceRequestPatch>;

/** What a client sends as it was, or as the unset default of its kind, is unchanged. */
const update = async (ctx: RequestContext, request: string, customer: string | undefined, patch: Patch) => {
  const found = await findOne(ctx, request, customer);
  if (!found.accepted) return found;
  const { row } = found.value.record;
  const fixed = (['title', 'description'] as const).find(
    (name) => patch[name] !== undefined && !isSame(row, name, patch[name]),
  );
  if (fixed) return invalid([{ path: fixed, message: 'cannot be changed; add a note' }]);
  const impact = impactFrom(patch.severity);
  const status = patch.status === 'none' || patch.status === row.status ? undefined : patch.status;
  if (status === 'attention_needed')
    return invalid([
      { path: 'status', message: 'must be open or closed; attention_needed is not yours to set' },
    ]);
  const text = patch.newNote?.text?.trim() ?? '';
  const id = row.number;
  if (status === 'closed') return sayInRequest(ctx, id, { what: 'close', text, impact });
  if (status === 'open' && row.status === 'closed')
    return sayInRequest(ctx, id, { what: 'reopen', text, impact });
  if (text !== '') return sayInRequest(ctx, id, { what: 'note', text, impact });
  if (impact !== undefined && impact !== row.impact) return changeImpact(ctx, id, impact);
  return accepted<FoundRequest>(found.value);
};

const isSame = (row: RequestRow, name: 'title' | 'description', value: string): boolean =>
  value === row[name] || value === '' || (name === 'description' && value === descriptionOf(row));
