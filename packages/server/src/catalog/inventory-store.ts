import type { Family } from '@kontor/domain/market/family';
import { type Statement, statement } from '../platform/db/statement.ts';

export type InventoryRow = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly family: Family;
  readonly needs_cloud_subscription: boolean;
  readonly region: string | null;
  /** Whether it has a price in this market at all. */
  readonly offered: boolean;
  /** A key of its pool is free; true where it needs none of a pool. */
  readonly in_stock: boolean;
};

export type InventoryItem = { readonly productId: string; readonly skuId: string | null };

/** The SKUs that were asked about, a product alone standing for all of its own; what is unknown is left out. */
export const readInventory = (items: readonly InventoryItem[], market: string): Statement<InventoryRow> =>
  statement(
    'catalog.read_inventory',
    `with asked as (
       select min(a.at) as at, s.product_id, s.id as sku_id
       from unnest($1::text[], $2::text[]) with ordinality as a(product_id, sku_id, at)
       join kontor.sku s on s.product_id = a.product_id and (a.sku_id is null or s.id = a.sku_id)
       group by s.product_id, s.id)
     select s.product_id, s.id as sku_id, p.family,
       'AzureSubscriptionRegistration' = any (s.prerequisites) as needs_cloud_subscription,
       s.attributes->>'armRegionName' as region,
       exists (select 1 from kontor.availability v
         where v.product_id = s.product_id and v.sku_id = s.id and v.market = $3) as offered,
       s.key_source <> 'pool' or exists (select 1 from kontor.licence_key k
         where k.product_id = s.product_id and k.sku_id = s.id and k.key_group = s.default_key_group
           and k.entitlement_id is null and k.revoked_at is null) as in_stock
     from asked join kontor.sku s on s.product_id = asked.product_id and s.id = asked.sku_id
     join kontor.product p on p.id = s.product_id
     order by asked.at, s.product_id, s.id`,
    [items.map(({ productId }) => productId), items.map(({ skuId }) => skuId), market],
  );
