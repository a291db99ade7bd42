import { accepted, refused } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { readSkuKeys } from './key-pools-store.ts';

export type SkuName = { readonly productId: string; readonly skuId: string };

/** A SKU by its ids in any case, with what it says of keys. */
export async function findSku(system: Pool, name: SkuName) {
  const productId = parseProductId(name.productId);
  const skuId = parseSkuId(name.skuId);
  if (productId === undefined || skuId === undefined) return refused({ code: 'sku.not_found' });
  const [row] = await query(system, noTenant, readSkuKeys(productId, skuId));
  return row ? accepted({ productId, skuId, row }) : refused({ code: 'sku.not_found' });
}

/** The key group that is meant: the named one, or the SKU's default one. */
export async function findKeyGroup(system: Pool, name: SkuName, version: string | undefined) {
  const found = await findSku(system, name);
  if (!found.accepted) return found;
  const { key_groups: groups, key_source: source } = found.value.row;
  const keyGroup = version ?? groups[0];
  if (source === 'none' || keyGroup === undefined || !groups.includes(keyGroup))
    return refused({ code: 'key_group.unknown', keyGroups: source === 'none' ? [] : groups });
  return accepted({ ...found.value, keyGroup });
}
