import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId, OrderId } from '@kontor/domain/ids';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { OrderRecord } from './order-rows.ts';
import { type OrderPage, ordersFrom, readOrderPage, readOrders as readOrderRows } from './order-store.ts';
import { type ChargeRow, readCharges } from './purchase-store.ts';

export type OrderWithCharges = OrderRecord & {
  readonly charges: readonly ChargeRow[];
};

/** One order of a customer with its charges and credits. */
export const readOrder = async (
  ctx: RequestContext,
  { customerId, orderId }: { readonly customerId: CustomerId; readonly orderId: OrderId },
) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'orders.read', customerId, [
    readOrderRows(accountId, customerId, [orderId]),
    readCharges(accountId, orderId),
  ]);
  if (!read.accepted) return read;
  const [orderRows, charges] = read.value.rows;
  const [record] = ordersFrom(orderRows);
  if (!record) return refused({ code: 'order.not_found' });
  return accepted<OrderWithCharges>({ ...record, charges });
};

export type OrderList = {
  readonly orders: readonly OrderRecord[];
  readonly next: OrderPage['after'];
};

/** Orders newest first; `limit` null answers them all, as the wire does. */
export const listOrders = async (
  ctx: RequestContext,
  page: Omit<OrderPage, 'customerId'> & { readonly customerId: CustomerId | null },
) => {
  const limit = page.limit === null ? null : page.limit + 1;
  const read = await readAs(ctx, 'orders.read', page.customerId ?? undefined, [
    readOrderPage(ctx.principal.accountId, { ...page, limit }),
  ]);
  if (!read.accepted) return read;
  const all = ordersFrom(read.value.rows[0]);
  const orders = page.limit === null ? all : all.slice(0, page.limit);
  const last = orders.at(-1);
  const next = all.length > orders.length && last ? { at: last.order.created_at, id: last.order.id } : null;
  return accepted<OrderList>({ orders, next });
};
