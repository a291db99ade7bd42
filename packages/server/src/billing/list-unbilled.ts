import { billingMonthBefore, billingMonthOf } from '@kontor/domain/billing/billing-period';
import { accepted, refused } from '@kontor/domain/decision';
import { parseCurrency } from '@kontor/domain/money';
import { readCurrencies } from '../catalog/offer-store.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { countUnbilled, readUnbilled, type UnbilledPage, type UnbilledRow } from './unbilled-store.ts';

export type UnbilledQuery = Pick<UnbilledPage, 'after' | 'limit'> & {
  readonly currency: string;
  readonly month: 'current' | 'previous';
  /** Lines of a kind that we do not bill: there are none, whatever the rest says. */
  readonly ofAnotherKind: boolean;
};

export type UnbilledList = {
  readonly lines: readonly UnbilledRow[];
  readonly last: UnbilledRow | null;
  readonly total: number;
};

/** A month's charges and credits before their invoice, by the account's clock. */
export const listUnbilled = async (ctx: RequestContext, query: UnbilledQuery) => {
  const read = await readAs(ctx, 'invoices.read', undefined, [readCurrencies()]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const currency = parseCurrency(query.currency);
  if (!currency || !rows[0].some(({ code }) => code === currency))
    return refused({ code: 'currency.not_supported', currency: query.currency });
  if (query.ofAnotherKind) return accepted<UnbilledList>({ lines: [], last: null, total: 0 });
  const month = query.month === 'current' ? billingMonthOf(caller.now) : billingMonthBefore(caller.now);
  const page = { ...month, currency, after: query.after, limit: query.limit + 1 };
  const [lines, [count]] = await readBatch(ctx.pools.app, caller.scope, [
    readUnbilled(caller.accountId, page),
    countUnbilled(caller.accountId, page),
  ]);
  const { items, last } = pageOf(lines, query.limit);
  return accepted<UnbilledList>({ lines: items, last, total: Number(count?.total ?? 0) });
};
