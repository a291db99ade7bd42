import { getOrder, listCustomerOrders, listOrders as listOrdersOperation } from '@kontor/contract/orders';
import { parseBillingCycle } from '@kontor/domain/catalog/billing-cycle';
import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import type { WireOperation } from '@kontor/wire/operation';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Cancelled } from '../cancellations/cancel-deed.ts';
import { cancelPurchase } from '../cancellations/cancel-purchase.ts';
import type { Idempotency, RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { snakeCase } from '../platform/http/normalise.ts';
import { customerIdFrom, orderIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { versionOfEtag } from '../wire/etag.ts';
import type { OrderRecord } from './order-rows.ts';
import { orderDetailView, orderView } from './order-view.ts';
import { orderWire } from './order-wire.ts';
import { registerOrderCallsWire } from './order-wire-routes.ts';
import { listOrders, readOrder } from './read-orders.ts';

type PageQuery = { readonly limit?: string | undefined; readonly cursor?: string | undefined };
type Where = { readonly customerId: CustomerId | null; readonly search: string | null };

const listName = ({ customerId, search }: Where): string => `orders/${customerId ?? ''}/${search ?? ''}`;

const readPage = async (ctx: RequestContext, query: PageQuery, where: Where) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const place = { accountId: ctx.principal.accountId, list: listName(where) };
  const position = openCursor(ctx.vault, place, query.cursor);
  if (!position.accepted) return position;
  const [at, id] = position.value ?? [];
  const after = at === undefined || id === undefined ? null : { at: instant(Number(at)), id };
  const page = await listOrders(ctx, { ...where, billingCycle: null, after, limit: limit.value });
  if (!page.accepted) return page;
  const { orders, next } = page.value;
  return accepted({ orders, next: next && sealCursor(ctx.vault, place, [String(next.at), next.id]) });
};

const pageView = ({
  orders,
  next,
}: {
  readonly orders: readonly OrderRecord[];
  readonly next: string | null;
}) => ({
  items: orders.map(orderView),
  next,
});

export const registerOrdersKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, listOrdersOperation, {
    run: (ctx, { query }) => readPage(ctx, query, { customerId: null, search: query.search?.trim() || null }),
    view: pageView,
  });
  registerKontor(app, surface, listCustomerOrders, {
    run: (ctx, { params, query }) =>
      readPage(ctx, query, { customerId: customerIdFrom(params.customerId), search: null }),
    view: pageView,
  });
  registerKontor(app, surface, getOrder, {
    run: (ctx, { params }) =>
      readOrder(ctx, { customerId: customerIdFrom(params.customerId), orderId: orderIdFrom(params.orderId) }),
    view: orderDetailView,
  });
};

const wantsPrice = (query: Readonly<Record<string, string>>): boolean =>
  query.include_price?.toLowerCase() === 'true';

const collection = (uri: string, items: readonly unknown[]) => ({
  totalCount: items.length,
  items,
  links: { self: { uri, method: 'GET', headers: [] } },
  attributes: { objectType: 'Collection' },
});

/** `billingType` as clients spell it: OneTime, onetime, monthly, annual. */
const cycleFromWire = (text: string) => {
  const cycle = snakeCase(text);
  return parseBillingCycle(cycle === 'onetime' ? 'one_time' : cycle);
};

const listForWire = async (ctx: RequestContext, { params, query }: WireInput<WireOperation>) => {
  const { billingtype } = query;
  const cycle = billingtype === undefined ? null : cycleFromWire(billingtype);
  if (cycle === undefined)
    return refused({
      code: 'request.invalid',
      errors: [{ path: 'billingType', message: 'must be onetime, monthly, annual or triennial' }],
    });
  const customerId = customerIdFrom(params.customer);
  return listOrders(ctx, { customerId, billingCycle: cycle, search: null, after: null, limit: null });
};

/** The one change that an order takes so far: status "cancelled", whole or by line (reference 6.2). */
const patchFromWire = async (
  ctx: RequestContext,
  { params, body, ifMatch }: WireInput<(typeof operations)['patchOrder']>,
) => {
  const target = { customerId: customerIdFrom(params.customer), orderId: orderIdFrom(params.order) };
  if (body.status !== 'cancelled') {
    const found = await readOrder(ctx, target);
    return found.accepted ? refused({ code: refusalOfChange(found.value, body) }) : found;
  }
  // A text that is no etag of this order can never be its present one.
  const version =
    ifMatch === undefined || ifMatch === '*' ? undefined : (versionOfEtag(ifMatch, target.orderId) ?? -1);
  const lineNumbers = body.lineItems?.map((line) => line.lineItemNumber);
  const { idempotency } = ctx;
  const repeatable = idempotency ? { ...ctx, idempotency: answeringOrder(idempotency) } : ctx;
  const done = await cancelPurchase(repeatable, {
    ...target,
    version,
    ...(lineNumbers?.length ? { lineNumbers } : {}),
  });
  if (done.accepted) return accepted(done.value.record);
  // Twice is once: the order as it stands.
  if (done.refusal.code === 'order.already_cancelled') return accepted(done.refusal.record);
  return done;
};

const refusalOfChange = (
  { order }: OrderRecord,
  { billingCycle, lineItems }: z.infer<(typeof operations)['patchOrder']['body']>,
) => {
  if (lineItems?.some((line) => line.parentSubscriptionId)) return 'order.add_on_unknown' as const;
  if (billingCycle !== undefined && billingCycle !== 'unknown' && billingCycle !== order.billing_cycle)
    return 'order.billing_cycle_fixed' as const;
  return 'order.change_unsupported' as const;
};

/** The stored answer is of the order alone; cancelPurchase's act is about to return a Cancelled around it. */
const answeringOrder = (idempotency: Idempotency): Idempotency => ({
  ...idempotency,
  answerOf: (value) => idempotency.answerOf((value as Cancelled).record), // the value of that act
});

export const registerOrdersWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerOrderCallsWire(app, surface);
  registerWire(app, surface, operations.listOrders, {
    run: listForWire,
    view: ({ orders }, _ctx, { params, query }) =>
      collection(
        `/customers/${params.customer}/orders`,
        orders.map((record) => orderWire(record, { includePrice: wantsPrice(query) })),
      ),
  });
  registerWire(app, surface, operations.getOrder, {
    run: (ctx, { params }) =>
      readOrder(ctx, { customerId: customerIdFrom(params.customer), orderId: orderIdFrom(params.order) }),
    view: (record, _ctx, { query }) => orderWire(record, { includePrice: wantsPrice(query) }),
  });
  registerWire(app, surface, operations.patchOrder, {
    run: patchFromWire,
    view: (record, _ctx, { query }) => orderWire(record, { includePrice: wantsPrice(query) }),
  });
};
