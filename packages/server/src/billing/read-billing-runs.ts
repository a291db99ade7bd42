import { accepted, refused } from '@kontor/domain/decision';
import { readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { type RunPage, type RunRow, readRun, readRunPage } from './billing-run-store.ts';
import { type ParkedRow, readParked } from './parked-store.ts';

export type RunList = { readonly runs: readonly RunRow[]; readonly last: RunRow | null };
export type RunDetail = { readonly run: RunRow; readonly parked: readonly ParkedRow[] };

/** Runs, newest first. */
export const listBillingRuns = async (ctx: RequestContext, page: RunPage) => {
  const read = await readAs(ctx, 'billing.run', undefined, []);
  if (!read.accepted) return read;
  const rows = await query(ctx.pools.system, noTenant, readRunPage({ ...page, limit: page.limit + 1 }));
  const { items, last } = pageOf(rows, page.limit);
  return accepted<RunList>({ runs: items, last });
};

export const getBillingRun = async (ctx: RequestContext, id: string) => {
  const read = await readAs(ctx, 'billing.run', undefined, []);
  if (!read.accepted) return read;
  const [[run], parked] = await readBatch(ctx.pools.system, noTenant, [readRun(id), readParked(id)]);
  return run ? accepted<RunDetail>({ run, parked }) : refused({ code: 'billing.run_not_found' });
};
