import type { KeyFormat } from '@kontor/domain/catalog/key-format';
import type { KeySource } from '@kontor/domain/catalog/key-settings';
import type { KeyCheck } from '@kontor/domain/catalog/key-template';
import type { KeyRule } from '@kontor/domain/entitlement/key-quantity';
import type { Instant } from '@kontor/domain/time';
import { timestamptz } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export type KeyPoolRow = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly key_group: string;
  readonly key_format: KeyFormat;
  readonly key_rule: KeyRule;
  readonly threshold: number;
  readonly low_since: Instant | null;
  readonly free: number;
  readonly taken: number;
  readonly revoked: number;
  readonly recent: number;
  readonly waiting: number;
  readonly last_import_at: Instant | null;
};

export type PoolsPage = {
  readonly search: string | null;
  readonly lowOnly: boolean;
  readonly after: readonly [productId: string, skuId: string, keyGroup: string] | null;
  readonly limit: number;
};

/** Pools in the order of their names, with their stock counted now. Sandbox clocks run ahead: their takes are not recent. */
export const readPoolsPage = (page: PoolsPage, realNow: Instant): Statement<KeyPoolRow> =>
  statement(
    'key_pools.read_page',
    `with pool as materialized (
       select s.product_id, s.id as sku_id, g.key_group, p.title as product_title, s.title as sku_title, s.key_format,
         s.key_rule, s.default_key_group, k.low_since,
         coalesce(k.threshold, (select low_stock_threshold from kontor.installation)) as threshold
       from kontor.sku s
       join kontor.product p on p.id = s.product_id
       cross join lateral unnest(s.key_groups) as g(key_group)
       left join kontor.key_pool k on k.product_id = s.product_id and k.sku_id = s.id and k.key_group = g.key_group
       where s.key_source = 'pool' and (not $2 or k.low_since is not null)
         and ($1::text is null or position(lower($1) in lower(p.title || ' ' || s.title || ' ' || p.id || ' ' || s.id)) > 0)
         and ($3::text is null or (s.product_id, s.id, g.key_group) > ($3, $4, $5))
       order by s.product_id, s.id, g.key_group limit $6),
     counted as materialized (
       select product_id, sku_id, key_group,
         count(*) filter (where entitlement_id is null and revoked_at is null)::integer as free,
         count(*) filter (where entitlement_id is not null and revoked_at is null)::integer as taken,
         count(*) filter (where revoked_at is not null)::integer as revoked,
         count(*) filter (where taken_at > $7::timestamptz - interval '30 days' and taken_at <= $7)::integer as recent
       from kontor.licence_key where (product_id, sku_id) in (select product_id, sku_id from pool)
       group by product_id, sku_id, key_group)
     select pool.*, coalesce(c.free, 0) as free, coalesce(c.taken, 0) as taken, coalesce(c.revoked, 0) as revoked,
       coalesce(c.recent, 0) as recent,
       case when pool.key_group = pool.default_key_group then (select count(*)::integer from kontor.entitlement e
         where e.product_id = pool.product_id and e.sku_id = pool.sku_id and e.status = 'provisioning') else 0 end as waiting,
       (select max(i.imported_at) from kontor.key_import i where i.product_id = pool.product_id
         and i.sku_id = pool.sku_id and i.key_group = pool.key_group and i.added > 0) as last_import_at
     from pool
     left join counted c on c.product_id = pool.product_id and c.sku_id = pool.sku_id and c.key_group = pool.key_group
     order by pool.product_id, pool.sku_id, pool.key_group`,
    [page.search, page.lowOnly, ...(page.after ?? [null, null, null]), page.limit, timestamptz(realNow)],
  );

export type SkuKeysRow = {
  readonly key_source: KeySource;
  readonly key_format: KeyFormat;
  readonly key_template: string | null;
  readonly key_check: KeyCheck;
  readonly key_groups: readonly string[];
  readonly key_rule: KeyRule;
  readonly keys_per_purchase: number;
  readonly key_activations: number | null;
};

export const readSkuKeys = (productId: string, skuId: string): Statement<SkuKeysRow> =>
  statement(
    'key_pools.read_sku',
    `select key_source, key_format, key_template, key_check, key_groups, key_rule, keys_per_purchase, key_activations
     from kontor.sku where product_id = $1 and id = $2`,
    [productId, skuId],
  );

export const updateSkuKeys = (productId: string, skuId: string, row: SkuKeysRow): Statement =>
  statement(
    'key_pools.update_sku',
    `update kontor.sku set key_source = $3, key_format = $4, key_template = $5, key_check = $6, key_groups = $7,
       default_key_group = ($7::text[])[1], key_rule = $8, keys_per_purchase = $9, key_activations = $10
     where product_id = $1 and id = $2`,
    [
      productId,
      skuId,
      row.key_source,
      row.key_format,
      row.key_template,
      row.key_check,
      row.key_groups,
      row.key_rule,
      row.keys_per_purchase,
      row.key_activations,
    ],
  );

/** Of the named key groups, those that files or keys in stock belong to. */
export const readGroupsInUse = (
  productId: string,
  skuId: string,
  groups: readonly string[],
): Statement<{ readonly key_group: string }> =>
  statement(
    'key_pools.read_groups_in_use',
    `select g.key_group from unnest($3::text[]) as g(key_group)
     where exists (select from kontor.artifact a
         where a.product_id = $1 and a.sku_id = $2 and a.key_group = g.key_group)
       or exists (select from kontor.licence_key k where k.product_id = $1 and k.sku_id = $2
         and k.key_group = g.key_group and k.entitlement_id is null and k.revoked_at is null)`,
    [productId, skuId, groups],
  );

export type ThresholdRow = { readonly threshold: number | null; readonly in_force: number };

export const readThreshold = (productId: string, skuId: string, keyGroup: string): Statement<ThresholdRow> =>
  statement(
    'key_pools.read_threshold',
    `select p.threshold, coalesce(p.threshold, i.low_stock_threshold) as in_force
     from kontor.installation i
     left join kontor.key_pool p on p.product_id = $1 and p.sku_id = $2 and p.key_group = $3`,
    [productId, skuId, keyGroup],
  );

export const saveThreshold = (
  productId: string,
  skuId: string,
  keyGroup: string,
  threshold: number | null,
): Statement =>
  statement(
    'key_pools.save_threshold',
    `insert into kontor.key_pool (product_id, sku_id, key_group, threshold) values ($1, $2, $3, $4)
     on conflict (product_id, sku_id, key_group) do update set threshold = excluded.threshold`,
    [productId, skuId, keyGroup, threshold],
  );

export type KeyImportRow = {
  readonly id: number;
  readonly key_group: string;
  readonly source: 'imported' | 'generated';
  readonly imported_at: Instant;
  readonly imported_by: string;
  readonly added: number;
  readonly duplicates: number;
  readonly invalid: number;
  readonly withdrawn: number;
  readonly withdrawn_at: Instant | null;
  readonly free: number;
};

export const readImportsPage = (
  productId: string,
  skuId: string,
  page: { readonly before: number | null; readonly limit: number },
): Statement<KeyImportRow> =>
  statement(
    'key_pools.read_imports',
    `with batch as materialized (
       select * from kontor.key_import
       where product_id = $1 and sku_id = $2 and ($3::integer is null or id < $3) order by id desc limit $4),
     free as materialized (
       select import_id, count(*)::integer as free from kontor.licence_key
       where product_id = $1 and sku_id = $2 and entitlement_id is null and revoked_at is null group by import_id)
     select b.*, coalesce(f.free, 0) as free from batch b left join free f on f.import_id = b.id order by b.id desc`,
    [productId, skuId, page.before, page.limit],
  );

/** An import under its lock, so that two who withdraw it at once follow each other. */
export const lockImport = (
  productId: string,
  skuId: string,
  importId: number,
): Statement<{ readonly key_group: string }> =>
  statement(
    'key_pools.lock_import',
    'select key_group from kontor.key_import where product_id = $1 and sku_id = $2 and id = $3 for update',
    [productId, skuId, importId],
  );

/**
 * Keys of the batch that nobody has. A take that came first keeps its key: the row is looked at again once it is free,
 * and then belongs to somebody.
 */
export const withdrawStock = (
  productId: string,
  skuId: string,
  keyGroup: string,
  importId: number,
): Statement =>
  statement(
    'key_pools.withdraw_stock',
    `update kontor.licence_key set revoked_at = clock_timestamp()
     where product_id = $1 and sku_id = $2 and key_group = $3 and import_id = $4 and entitlement_id is null
       and revoked_at is null`,
    [productId, skuId, keyGroup, importId],
  );

export const closeWithdrawal = (importId: number, withdrawn: number): Statement<{ readonly taken: number }> =>
  statement(
    'key_pools.close_withdrawal',
    `update kontor.key_import set withdrawn = withdrawn + $2,
       withdrawn_at = coalesce(withdrawn_at, clock_timestamp())
     where id = $1 returning added - withdrawn as taken`,
    [importId, withdrawn],
  );

export type KeyPolicyRow = {
  readonly key_replacements_a_year: number;
  readonly low_stock_threshold: number;
};

export const readKeyPolicy = (): Statement<KeyPolicyRow> =>
  statement(
    'key_pools.read_policy',
    'select key_replacements_a_year, low_stock_threshold from kontor.installation',
  );

export const updateKeyPolicy = (row: KeyPolicyRow): Statement =>
  statement(
    'key_pools.update_policy',
    'update kontor.installation set key_replacements_a_year = $1, low_stock_threshold = $2',
    [row.key_replacements_a_year, row.low_stock_threshold],
  );
