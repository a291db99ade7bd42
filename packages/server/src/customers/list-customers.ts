import { accepted } from '@kontor/domain/decision';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { type CustomerPage, type CustomerRow, countCustomers, readCustomerPage } from './customer-store.ts';

export type CustomerList = {
  readonly customers: readonly CustomerRow[];
  /** Of all pages together. */
  readonly total: number;
  /** The last customer of this page when there is another page. */
  readonly lastId: string | null;
};

/** The partner's customers by name. */
export const listCustomers = async (ctx: RequestContext, page: CustomerPage) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'customers.read', undefined, [
    readCustomerPage(accountId, ctx.realNow(), { ...page, limit: page.limit + 1 }),
    countCustomers(accountId, ctx.realNow(), page),
  ]);
  if (!read.accepted) return read;
  const [rows, [count]] = read.value.rows;
  const { items, last } = pageOf(rows, page.limit);
  return accepted<CustomerList>({
    customers: items,
    total: Number(count?.total ?? 0),
    lastId: last?.id ?? null,
  });
};

/** The customers of somebody who has none, to whom may ask. */
export const listNobody = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'customers.read', undefined, []);
  return read.accepted ? accepted<CustomerList>({ customers: [], total: 0, lastId: null }) : read;
};
