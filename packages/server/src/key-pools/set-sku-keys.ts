import { faultsOf, type KeySettings, type SettingFault } from '@kontor/domain/catalog/key-settings';
import { accepted } from '@kontor/domain/decision';
import type { RecordImport } from '../catalog/import-record-store.ts';
import { keyQuantityOf } from '../catalog/key-form.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { invalid } from '../platform/http/invalid.ts';
import { findSku, type SkuName } from './find-sku.ts';
import { readGroupsInUse, type SkuKeysRow, updateSkuKeys } from './key-pools-store.ts';

/** What a SKU says of its keys. */
export async function readSkuSettings(system: Pool, name: SkuName) {
  const found = await findSku(system, name);
  return found.accepted ? accepted(settingsOf(found.value.row)) : found;
}

/**
 * Changes what a SKU says of its keys, for purchases from now on: what was promised stands, and keys in stock keep the
 * format that they came in with.
 */
export async function setSkuKeys(system: Pool, name: SkuName, settings: KeySettings, record: RecordImport) {
  const found = await findSku(system, name);
  if (!found.accepted) return found;
  const { productId, skuId, row } = found.value;
  const left = row.key_groups.filter((group) => !settings.groups.includes(group));
  const faults = [...faultsOf(settings), ...(await groupFaults(system, { productId, skuId }, left))];
  if (faults.length > 0) return invalid(faults);
  const records = record({
    action: 'set_sku_keys',
    eventType: 'sku.keys_changed',
    resourceType: 'key_pool',
    resourceId: `${productId}:${skuId}`,
    oldValue: settingsOf(row),
    newValue: settings,
    details: { before: settingsOf(row), after: settings },
  });
  await writeBatch(system, noTenant, [updateSkuKeys(productId, skuId, rowOf(settings)), ...records]);
  return accepted(settings);
}

async function groupFaults(
  system: Pool,
  { productId, skuId }: SkuName,
  left: readonly string[],
): Promise<SettingFault[]> {
  if (left.length === 0) return [];
  const rows = await query(system, noTenant, readGroupsInUse(productId, skuId, left));
  return rows.map(({ key_group }) => ({
    path: 'groups',
    message: `must keep "${key_group}": files or keys in stock belong to it; withdraw the keys first`,
  }));
}

const settingsOf = (row: SkuKeysRow): KeySettings => ({
  source: row.key_source,
  format: row.key_format,
  template: row.key_template,
  check: row.key_check,
  groups: row.key_groups,
  quantity: keyQuantityOf(row, row.keys_per_purchase),
});

const rowOf = ({ quantity, ...settings }: KeySettings): SkuKeysRow => ({
  key_source: settings.source,
  key_format: settings.format,
  key_template: settings.template,
  key_check: settings.check,
  key_groups: settings.groups,
  key_rule: quantity.rule,
  keys_per_purchase: quantity.rule === 'per_purchase' ? quantity.keys : 1,
  key_activations: quantity.rule === 'activations' ? quantity.activationsPerUnit : null,
});
