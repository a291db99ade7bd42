import type { keyImport, keyPool, skuKeys } from '@kontor/contract/key-pools';
import type { KeySettings } from '@kontor/domain/catalog/key-settings';
import type { KeyQuantity } from '@kontor/domain/entitlement/key-quantity';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { optionalInstant } from '../orders/amount-text.ts';
import type { KeyImportRow, KeyPoolRow } from './key-pools-store.ts';

const recentDays = 30;

export const keyPoolView = (row: KeyPoolRow): z.infer<typeof keyPool> => ({
  productId: row.product_id,
  skuId: row.sku_id,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
  keyGroup: row.key_group,
  format: row.key_format,
  rule: row.key_rule,
  free: row.free,
  taken: row.taken,
  revoked: row.revoked,
  waiting: row.waiting,
  threshold: row.threshold,
  low: row.free < row.threshold,
  lowSince: optionalInstant(row.low_since),
  lastImportAt: optionalInstant(row.last_import_at),
  takenLast30Days: row.recent,
  daysOfStock: row.recent === 0 ? null : Math.floor((row.free * recentDays) / row.recent),
});

export const keyImportView = (row: KeyImportRow): z.infer<typeof keyImport> => ({
  id: String(row.id),
  keyGroup: row.key_group,
  source: row.source,
  importedAt: formatInstant(row.imported_at),
  importedBy: row.imported_by,
  added: row.added,
  duplicates: row.duplicates,
  invalid: row.invalid,
  free: row.free,
  withdrawn: row.withdrawn,
  withdrawnAt: optionalInstant(row.withdrawn_at),
});

export const skuKeysView = ({ quantity, groups, ...settings }: KeySettings): z.infer<typeof skuKeys> => ({
  ...settings,
  groups: [...groups],
  rule: quantity.rule,
  keysPerPurchase: quantity.rule === 'per_purchase' ? quantity.keys : 1,
  activationsPerUnit: quantity.rule === 'activations' ? quantity.activationsPerUnit : null,
});

export const skuKeysFrom = (body: z.infer<typeof skuKeys>): KeySettings => {
  const { rule, keysPerPurchase, activationsPerUnit, ...settings } = body;
  return { ...settings, quantity: quantityFrom(rule, keysPerPurchase, activationsPerUnit) };
};

const quantityFrom = (rule: KeyQuantity['rule'], keys: number, activations: number | null): KeyQuantity => {
  switch (rule) {
    case 'per_purchase':
      return { rule, keys };
    case 'per_unit':
      return { rule };
    case 'activations':
      return { rule, activationsPerUnit: activations ?? 0 };
  }
};
