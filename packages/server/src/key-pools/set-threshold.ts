import { accepted } from '@kontor/domain/decision';
import type { RecordImport } from '../catalog/import-record-store.ts';
import { noticeStock } from '../catalog/low-stock.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { findKeyGroup, type SkuName } from './find-sku.ts';
import { readThreshold, saveThreshold } from './key-pools-store.ts';

export type PoolName = SkuName & { readonly version?: string | undefined };

/** Below how many free keys a pool is low: its own number, or the installation's. */
export async function readStockThreshold(system: Pool, name: PoolName) {
  const found = await findKeyGroup(system, name, name.version);
  if (!found.accepted) return found;
  const { productId, skuId, keyGroup } = found.value;
  const [row] = await query(system, noTenant, readThreshold(productId, skuId, keyGroup));
  return accepted({ threshold: row?.threshold ?? null, inForce: row?.in_force ?? 0 });
}

/** Sets it, and looks at once whether the pool is low by it. */
export async function setStockThreshold(
  system: Pool,
  name: PoolName,
  threshold: number | null,
  record: RecordImport,
) {
  const found = await findKeyGroup(system, name, name.version);
  if (!found.accepted) return found;
  const { productId, skuId, keyGroup } = found.value;
  const [before] = await query(system, noTenant, readThreshold(productId, skuId, keyGroup));
  const records = record({
    action: 'set_stock_threshold',
    eventType: 'key_pool.threshold_changed',
    resourceType: 'key_pool',
    resourceId: `${productId}:${skuId}:${keyGroup}`,
    oldValue: { keyGroup, threshold: before?.threshold ?? null },
    newValue: { keyGroup, threshold },
    details: { keyGroup, threshold },
  });
  await writeBatch(system, noTenant, [saveThreshold(productId, skuId, keyGroup, threshold), ...records]);
  await noticeStock(system);
  return readStockThreshold(system, name);
}
