import { readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type DataKeyPurpose, listDataKeys } from '../platform/keys/data-key-store.ts';
import { countSealed, sealedColumns } from './sealed-column-store.ts';

export type DataKeyFacts = {
  readonly id: number;
  readonly purpose: DataKeyPurpose;
  readonly retired: boolean;
  /** Rows that it seals. */
  readonly rows: bigint;
};

export type KeysFacts = {
  readonly dataKeys: readonly DataKeyFacts[];
  /** Whether a new master key has been prepared and not yet confirmed. */
  readonly masterKeyChanging: boolean;
};

/** The data keys without themselves, and how many rows each one seals. */
export async function listKeys(system: Pool): Promise<KeysFacts> {
  const [keys, ...counts] = await readBatch(system, noTenant, [
    listDataKeys(),
    ...sealedColumns.map((column) => countSealed(column)),
  ]);
  const rowsOf = (id: number) =>
    counts
      .flat()
      .filter((count) => count.data_key_id === id)
      .reduce((sum, count) => sum + count.rows, 0n);
  return {
    dataKeys: keys.map(({ id, purpose, retired }) => ({ id, purpose, retired, rows: rowsOf(id) })),
    masterKeyChanging: keys.some((key) => key.wrapped_next !== null),
  };
}
