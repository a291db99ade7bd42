import * as contract from '@kontor/contract/key-pools';
import type { KeySettings } from '@kontor/domain/catalog/key-settings';
import { accepted } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import type { FastifyInstance } from 'fastify';
import { authorized } from '../catalog/operate-catalog.ts';
import { type Replacement, replaceKey, replacePartnerKey } from '../entitlements/replace-key.ts';
import { type KeysFacts, listKeys } from '../keys/list-keys.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom, entitlementIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { getKeyPolicy, type KeyPolicy, putKeyPolicy } from './key-policy.ts';
import { keyImportView, keyPoolView, skuKeysFrom, skuKeysView } from './key-pool-view.ts';
import type { KeyImportRow, KeyPoolRow } from './key-pools-store.ts';
import { listKeyImports, listKeyPools } from './list-key-pools.ts';
import { readSkuSettings, setSkuKeys } from './set-sku-keys.ts';
import { readStockThreshold, setStockThreshold } from './set-threshold.ts';
import { type Withdrawal, withdrawKeys } from './withdraw-keys.ts';

/** Key pools, what SKUs say of keys, and keys that take another's place. */
export const registerKeyPools = (app: FastifyInstance, surface: KontorSurface): void => {
  registerLists(app, surface);
  registerSkuKeys(app, surface);
  registerThresholds(app, surface);
  registerReplacements(app, surface);
  registerKontor(app, surface, contract.withdrawKeys, {
    run: async (ctx, { params: { importId, ...sku } }) => {
      const operator = await authorized(ctx, 'keys.manage');
      if (!operator.accepted) return operator;
      const name = { ...sku, importId: Number(importId) };
      return withdrawKeys(ctx.pools.system, name, operator.value.record);
    },
    view: (withdrawal: Withdrawal) => withdrawal,
  });
  registerKontor(app, surface, contract.getKeyPolicy, {
    run: (ctx) => getKeyPolicy(ctx),
    view: (policy: KeyPolicy) => policy,
  });
  registerKontor(app, surface, contract.getKeyStatus, {
    run: async (ctx) => {
      const operator = await authorized(ctx, 'keys.manage');
      return operator.accepted ? accepted(await listKeys(ctx.pools.system)) : operator;
    },
    view: ({ dataKeys, masterKeyChanging }: KeysFacts) => ({
      dataKeys: dataKeys.map((key) => ({ ...key, rows: String(key.rows) })),
      masterKeyChanging,
    }),
  });
  registerKontor(app, surface, contract.putKeyPolicy, {
    run: (ctx, { body }) => putKeyPolicy(ctx, body),
    view: (policy: KeyPolicy) => policy,
  });
};

type Listed<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

const poolsOf = async (
  ctx: RequestContext,
  query: { readonly limit?: string | undefined; readonly cursor?: string | undefined } & {
    readonly search?: string | undefined;
    readonly low?: 'true' | undefined;
  },
) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const search = query.search?.trim() || null;
  const lowOnly = query.low === 'true';
  const place = { accountId: ctx.principal.accountId, list: `key_pools/${lowOnly}/${search ?? ''}` };
  const cursor = openCursor(ctx.vault, place, query.cursor);
  if (!cursor.accepted) return cursor;
  const [productId, skuId, keyGroup] = cursor.value ?? [];
  const isFirst = productId === undefined || skuId === undefined || keyGroup === undefined;
  const after = isFirst ? null : ([productId, skuId, keyGroup] as const);
  const page = await listKeyPools(ctx, { search, lowOnly, after, limit: limit.value });
  if (!page.accepted) return page;
  const last = page.value.rows.at(-1);
  const next =
    page.value.hasMore && last
      ? sealCursor(ctx.vault, place, [last.product_id, last.sku_id, last.key_group])
      : null;
  return accepted<Listed<KeyPoolRow>>({ rows: page.value.rows, next });
};

const importsOf = async (
  ctx: RequestContext,
  sku: { readonly productId: string; readonly skuId: string },
  query: { readonly limit?: string | undefined; readonly cursor?: string | undefined },
) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const list = `key_imports/${sku.productId}/${sku.skuId}`;
  const place = { accountId: ctx.principal.accountId, list };
  const cursor = openCursor(ctx.vault, place, query.cursor);
  if (!cursor.accepted) return cursor;
  const before = cursor.value === null ? null : Number(cursor.value[0]);
  const page = await listKeyImports(ctx, sku, { before, limit: limit.value });
  if (!page.accepted) return page;
  const last = page.value.rows.at(-1);
  const next = page.value.hasMore && last ? sealCursor(ctx.vault, place, [String(last.id)]) : null;
  return accepted<Listed<KeyImportRow>>({ rows: page.value.rows, next });
};

const registerLists = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listKeyPools, {
    run: (ctx, { query }) => poolsOf(ctx, query),
    view: ({ rows, next }: Listed<KeyPoolRow>) => ({ items: rows.map(keyPoolView), next }),
  });
  registerKontor(app, surface, contract.listKeyImports, {
    run: (ctx, { params, query }) => importsOf(ctx, params, query),
    view: ({ rows, next }: Listed<KeyImportRow>) => ({ items: rows.map(keyImportView), next }),
  });
};

const registerSkuKeys = (app: FastifyInstance, surface: KontorSurface): void => {
  const view = (settings: KeySettings) => skuKeysView(settings);
  registerKontor(app, surface, contract.getSkuKeys, {
    run: async (ctx, { params }) => {
      const operator = await authorized(ctx, 'keys.manage');
      return operator.accepted ? readSkuSettings(ctx.pools.system, params) : operator;
    },
    view,
  });
  registerKontor(app, surface, contract.putSkuKeys, {
    run: async (ctx, { params, body }) => {
      const operator = await authorized(ctx, 'keys.manage');
      if (!operator.accepted) return operator;
      return setSkuKeys(ctx.pools.system, params, skuKeysFrom(body), operator.value.record);
    },
    view,
  });
};

const registerThresholds = (app: FastifyInstance, surface: KontorSurface): void => {
  const view = (threshold: { readonly threshold: number | null; readonly inForce: number }) => threshold;
  registerKontor(app, surface, contract.getStockThreshold, {
    run: async (ctx, { params, query }) => {
      const operator = await authorized(ctx, 'keys.manage');
      return operator.accepted ? readStockThreshold(ctx.pools.system, { ...params, ...query }) : operator;
    },
    view,
  });
  registerKontor(app, surface, contract.putStockThreshold, {
    run: async (ctx, { params, query, body }) => {
      const operator = await authorized(ctx, 'keys.manage');
      if (!operator.accepted) return operator;
      const name = { ...params, ...query };
      return setStockThreshold(ctx.pools.system, name, body.threshold, operator.value.record);
    },
    view,
  });
};

const registerReplacements = (app: FastifyInstance, surface: KontorSurface): void => {
  const view = (replacement: Replacement) => replacement;
  registerKontor(app, surface, contract.replaceKey, {
    run: (ctx, { params, body }) => replaceKey(ctx, customerIdFrom(params.customerId), inputOf(params, body)),
    view,
  });
  registerKontor(app, surface, contract.replacePartnerKey, {
    run: (ctx, { params, body }) =>
      replacePartnerKey(ctx, parseAccountId(params.partnerId), inputOf(params, body)),
    view,
  });
};

const inputOf = (
  params: { readonly entitlementId: string; readonly position: string },
  {
    reason,
    version,
  }: { readonly reason: Parameters<typeof replaceKey>[2]['reason'] } & {
    readonly version?: string | undefined;
  },
) => ({
  entitlementId: entitlementIdFrom(params.entitlementId),
  position: Number(params.position),
  keyGroup: version,
  reason,
});
