import { accepted, refused } from '@kontor/domain/decision';
import type { RecordImport } from '../catalog/import-record-store.ts';
import { noticeStock } from '../catalog/low-stock.ts';
import { relaxTimeouts } from '../catalog/price-sheet-store.ts';
import type { Pool } from '../platform/db/pools.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import { findSku, type SkuName } from './find-sku.ts';
import { closeWithdrawal, lockImport, withdrawStock } from './key-pools-store.ts';

export type Withdrawal = {
  readonly withdrawn: number;
  /** Keys of the batch that purchases have; they are replaced one by one. */
  readonly taken: number;
};

/** Takes a bad batch out of stock: what nobody has is never sold. Done twice, it is done once. */
export async function withdrawKeys(
  system: Pool,
  name: SkuName & { readonly importId: number },
  record: RecordImport,
) {
  const found = await findSku(system, name);
  if (!found.accepted) return found;
  const { productId, skuId } = found.value;
  const { importId } = name;
  const done = await withRetries(() =>
    withTransaction(system, noTenant, async (transaction): Promise<Withdrawal | undefined> => {
      await transaction.run(relaxTimeouts());
      const [batch] = (await transaction.run(lockImport(productId, skuId, importId))).rows;
      if (!batch) return undefined;
      const keyGroup = batch.key_group;
      const { count } = await transaction.run(withdrawStock(productId, skuId, keyGroup, importId));
      const closed = await transaction.run(closeWithdrawal(importId, count));
      const value = { withdrawn: count, taken: closed.rows[0]?.taken ?? 0 };
      const records = record({
        action: 'withdraw_keys',
        eventType: 'key_pool.withdrawn',
        resourceType: 'key_pool',
        resourceId: `${productId}:${skuId}:${keyGroup}`,
        details: { keyGroup, importId, ...value },
      });
      for (const statement of records) await transaction.run(statement);
      return value;
    }),
  );
  if (!done) return refused({ code: 'key_import.not_found' });
  await noticeStock(system);
  return accepted(done);
}
