import { type Statement, statement } from '../platform/db/statement.ts';

export type CrossingRow = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly key_group: string;
  readonly threshold: number;
  /** No more than the threshold is counted. */
  readonly free: number;
  readonly is_low: boolean;
};

/** Pools of which it is no longer true what is written of them. A threshold of 0 is never crossed. */
export const readCrossings = (): Statement<CrossingRow> =>
  statement(
    'low_stock.read_crossings',
    `select w.product_id, w.sku_id, w.key_group, w.threshold, f.free, f.free < w.threshold as is_low
     from (
       select s.product_id, s.id as sku_id, g.key_group, p.low_since,
         coalesce(p.threshold, (select low_stock_threshold from kontor.installation)) as threshold
       from kontor.sku s cross join lateral unnest(s.key_groups) as g(key_group)
       left join kontor.key_pool p on p.product_id = s.product_id and p.sku_id = s.id and p.key_group = g.key_group
       where s.key_source = 'pool') w
     cross join lateral (
       select count(*)::integer as free from (
         select 1 from kontor.licence_key k
         where k.product_id = w.product_id and k.sku_id = w.sku_id and k.key_group = w.key_group
           and k.entitlement_id is null and k.revoked_at is null limit w.threshold) counted) f
     where (f.free < w.threshold) <> (w.low_since is not null)
     order by w.product_id, w.sku_id, w.key_group`,
  );

/** Says it once, whoever looks at the same moment; the event is the operator's own. */
export const reportLow = (pool: CrossingRow, eventId: string): Statement =>
  statement(
    'low_stock.report',
    `with crossed as (
       insert into kontor.key_pool as p (product_id, sku_id, key_group, low_since)
       values ($1, $2, $3, clock_timestamp())
       on conflict (product_id, sku_id, key_group) do update set low_since = excluded.low_since
         where p.low_since is null
       returning low_since)
     insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
     select a.id, $6, 'key_pool.low', 'key_pool', $1 || ':' || $2 || ':' || $3, crossed.low_since,
       jsonb_build_object('productId', $1::text, 'skuId', $2::text, 'keyGroup', $3::text, 'free', $4::integer,
         'threshold', $5::integer)
     from crossed, kontor.account a where a.kind = 'installation'`,
    [pool.product_id, pool.sku_id, pool.key_group, pool.free, pool.threshold, eventId],
  );

export const recoverPool = (pool: CrossingRow): Statement =>
  statement(
    'low_stock.recover',
    `update kontor.key_pool set low_since = null where product_id = $1 and sku_id = $2 and key_group = $3`,
    [pool.product_id, pool.sku_id, pool.key_group],
  );
