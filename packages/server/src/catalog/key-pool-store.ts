import type { KeyForm, KeyFormat } from '@kontor/domain/catalog/key-format';
import type { KeyCheck } from '@kontor/domain/catalog/key-template';
import type { Instant } from '@kontor/domain/time';
import { timestamptz } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export type PoolSku = {
  readonly key_source: 'pool' | 'generated' | 'none';
  readonly key_format: KeyFormat;
  readonly key_template: string | null;
  readonly key_check: KeyCheck;
  readonly default_key_group: string;
  readonly key_groups: readonly string[];
};

export const readPoolSku = (productId: string, skuId: string): Statement<PoolSku> =>
  statement(
    'key_pool.read_sku',
    `select key_source, key_format, key_template, key_check, default_key_group, key_groups
     from kontor.sku where product_id = $1 and id = $2`,
    [productId, skuId],
  );

export const readProductExists = (productId: string): Statement<{ readonly id: string }> =>
  statement('key_pool.read_product', 'select id from kontor.product where id = $1', [productId]);

/** Who imports keys means them to be sold. */
export const sellFromPool = (productId: string, skuId: string): Statement =>
  statement(
    'key_pool.sell_from_pool',
    `update kontor.sku set key_source = 'pool' where product_id = $1 and id = $2 and key_source = 'generated'`,
    [productId, skuId],
  );

export type Pool = {
  readonly productId: string;
  readonly skuId: string;
  readonly keyGroup: string;
  readonly form: KeyForm;
};

/** A batch of keys, by whose number it can be withdrawn. */
export const addKeyImport = (
  pool: Pool,
  source: 'imported' | 'generated',
  importedBy: string,
): Statement<{ readonly id: number }> =>
  statement(
    'key_pool.add_import',
    `insert into kontor.key_import (product_id, sku_id, key_group, source, imported_by)
     values ($1, $2, $3, $4, $5) returning id`,
    [pool.productId, pool.skuId, pool.keyGroup, source, importedBy],
  );

export const closeKeyImport = (
  id: number,
  counts: { readonly added: number; readonly duplicates: number; readonly invalid: number },
): Statement =>
  statement(
    'key_pool.close_import',
    'update kontor.key_import set added = $2, duplicates = $3, invalid = $4 where id = $1',
    [id, counts.added, counts.duplicates, counts.invalid],
  );

export type WaitingLine = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly keys_wanted: number;
  readonly key_group: string;
  readonly now: Instant;
};

/** Lines that wait for stock and for nothing else, oldest first, with the moment on their account's clock. */
export const readWaiting = (productId: string, skuId: string, realNow: Instant): Statement<WaitingLine> =>
  statement(
    'key_pool.read_waiting',
    `select e.account_id, e.customer_id, e.id, e.order_id, e.line_number, e.keys_wanted,
       s.default_key_group as key_group, $3::timestamptz + a.clock_offset_ms * interval '1 millisecond' as now
     from kontor.entitlement e
     join kontor.account a on a.id = e.account_id
     join kontor.sku s on s.product_id = e.product_id and s.id = e.sku_id
     join kontor.purchase_order o on o.account_id = e.account_id and o.id = e.order_id and o.status <> 'pending'
     where e.product_id = $1 and e.sku_id = $2 and e.status = 'provisioning'
     order by e.created_at, e.id limit 500`,
    [productId, skuId, timestamptz(realNow)],
  );

/** Order before entitlement, as everywhere: a cancel of the same purchase waits here instead of deadlocking. */
export const lockWaiting = (line: WaitingLine): Statement<{ readonly waits: boolean }> =>
  statement(
    'key_pool.lock_waiting',
    `with o as (select id, status from kontor.purchase_order where account_id = $1 and id = $2 for update)
     select e.status = 'provisioning' and o.status <> 'pending' as waits from o join kontor.entitlement e on e.order_id = o.id
     where e.account_id = $1 and e.id = $3 for update of e`,
    [line.account_id, line.order_id, line.id],
  );

export const takeForWaiting = (
  line: ShortPurchase & { readonly keys_wanted: number },
  { productId, skuId, hint }: { readonly productId: string; readonly skuId: string; readonly hint: bigint },
): Statement<{ readonly top: bigint | null }> =>
  statement(
    'key_pool.take_for_waiting',
    'select kontor.take_keys($1, $2, $3, $4, $9, $5, $6, $7, $8) as top',
    [
      productId,
      skuId,
      line.key_group,
      line.keys_wanted,
      line.account_id,
      line.customer_id,
      line.id,
      timestamptz(line.now),
      hint,
    ],
  );

export const activateWaiting = (line: WaitingLine): Statement =>
  statement(
    'key_pool.activate_waiting',
    `with activated as (
       update kontor.entitlement set status = 'active', version = version + 1
       where account_id = $1 and id = $2 and status = 'provisioning' returning 1)
     select kontor.expect(count(*), 1, 'entitlement.changed') from activated`,
    [line.account_id, line.id],
  );

export const fulfilWaitingLine = (line: WaitingLine): Statement =>
  statement(
    'key_pool.fulfil_waiting_line',
    `update kontor.order_line set status = 'fulfilled'
     where account_id = $1 and order_id = $2 and line_number = $3 and status = 'provisioning'`,
    [line.account_id, line.order_id, line.line_number],
  );

export const addFulfilledEvent = (line: WaitingLine, id: string): Statement =>
  statement(
    'key_pool.add_fulfilled_event',
    `insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
     values ($1, $2, 'entitlement.provisioned', 'entitlement', $3, $4,
       jsonb_build_object('orderId', $5::text, 'lineItemNumber', $6::integer))`,
    [line.account_id, id, line.id, timestamptz(line.now), line.order_id, line.line_number],
  );

/** An active purchase with a key a unit that holds fewer keys of a group than it has units. */
export type ShortPurchase = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly id: string;
  readonly key_group: string;
  readonly now: Instant;
};

/** Oldest first, with the moment on their account's clock; a sandbox's keys come from no pool. */
export const readShortPurchases = (
  productId: string,
  skuId: string,
  realNow: Instant,
): Statement<ShortPurchase> =>
  statement(
    'key_pool.read_short_purchases',
    `select e.account_id, e.customer_id, e.id, g.key_group,
       $3::timestamptz + a.clock_offset_ms * interval '1 millisecond' as now
     from kontor.entitlement e
     join kontor.account a on a.id = e.account_id and not a.sandbox
     join kontor.sku s on s.product_id = e.product_id and s.id = e.sku_id and s.key_source = 'pool'
     cross join lateral (select k.key_group, count(*) as held from kontor.licence_key k
       where k.account_id = e.account_id and k.entitlement_id = e.id and k.revoked_at is null group by k.key_group) g
     where e.product_id = $1 and e.sku_id = $2 and e.key_rule = 'per_unit' and e.status = 'active'
       and g.held < e.keys_wanted
     order by e.created_at, e.id, g.key_group limit 500`,
    [productId, skuId, timestamptz(realNow)],
  );

/** How many keys of the group it lacks, under the lock that a look and a cancel take; nothing when it has ended. */
export const lockShort = (purchase: ShortPurchase): Statement<{ readonly missing: number }> =>
  statement(
    'key_pool.lock_short',
    `with e as (select id, keys_wanted from kontor.entitlement
       where account_id = $1 and id = $2 and status = 'active' for update)
     select e.keys_wanted - (select count(*)::integer from kontor.licence_key k
       where k.account_id = $1 and k.entitlement_id = e.id and k.key_group = $3 and k.revoked_at is null) as missing
     from e`,
    [purchase.account_id, purchase.id, purchase.key_group],
  );

/** SKUs of which some purchase waits for keys. */
export const readWaitingSkus = (): Statement<{ readonly product_id: string; readonly sku_id: string }> =>
  statement(
    'key_pools.read_waiting_skus',
    `select distinct e.product_id, e.sku_id from kontor.entitlement e
     join kontor.purchase_order o on o.account_id = e.account_id and o.id = e.order_id and o.status <> 'pending'
     where e.status = 'provisioning'`,
  );
