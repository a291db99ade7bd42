import { accepted } from '@kontor/domain/decision';
import { authorized } from '../catalog/operate-catalog.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { findSku, type SkuName } from './find-sku.ts';
import { type PoolsPage, readImportsPage, readPoolsPage } from './key-pools-store.ts';

/** The stock of the pools; numbers only. One row more than asked for is read, to know whether there is a next page. */
export const listKeyPools = async (ctx: RequestContext, page: PoolsPage) => {
  const operator = await authorized(ctx, 'keys.manage');
  if (!operator.accepted) return operator;
  const rows = await query(
    ctx.pools.system,
    noTenant,
    readPoolsPage({ ...page, limit: page.limit + 1 }, ctx.realNow()),
  );
  return accepted({ rows: rows.slice(0, page.limit), hasMore: rows.length > page.limit });
};

/** The batches of a SKU, newest first. */
export const listKeyImports = async (
  ctx: RequestContext,
  name: SkuName,
  page: { readonly before: number | null; readonly limit: number },
) => {
  const operator = await authorized(ctx, 'keys.manage');
  if (!operator.accepted) return operator;
  const found = await findSku(ctx.pools.system, name);
  if (!found.accepted) return found;
  const { productId, skuId } = found.value;
  const rows = await query(
    ctx.pools.system,
    noTenant,
    readImportsPage(productId, skuId, { ...page, limit: page.limit + 1 }),
  );
  return accepted({ rows: rows.slice(0, page.limit), hasMore: rows.length > page.limit });
};
