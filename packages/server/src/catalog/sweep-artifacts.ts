import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import type { FileStore } from '../platform/storage/file-store.ts';
import { dropLostTransfers, forgetFile, holdUnused, readUnused, registerFiles } from './stored-file-store.ts';

export type Swept = {
  /** Uploads that nobody went on with. */
  readonly abandoned: number;
  /** Files that no row names any more. */
  readonly removed: number;
};

export type SweepPatience = {
  /** How long an upload may stand still. */
  readonly uploadMs: number;
  /** How long a file may lie there before a row names it. */
  readonly claimMs: number;
};

const usualPatience: SweepPatience = { uploadMs: 86_400_000, claimMs: 86_400_000 };
const keysAtOnce = 1_000;

type Stores = { readonly system: Pool; readonly files: FileStore };

/**
 * Removes abandoned uploads, and files that no row names and that were replaced longer ago than they are kept. Safe
 * in several processes at once and beside uploads: a file is taken away only under the row that a claim of it needs.
 */
export const sweepArtifacts = async (stores: Stores, patience = usualPatience): Promise<Swept> => {
  const { system, files } = stores;
  const abandoned = await files.dropAbandoned(Date.now() - patience.uploadMs);
  await writeBatch(system, noTenant, [dropLostTransfers()]);
  await registerAll(stores);
  let removed = 0;
  const claimedSeconds = patience.claimMs / 1_000;
  for (let after = ''; ; ) {
    const found = await query(system, noTenant, readUnused(claimedSeconds, after, keysAtOnce));
    for (const { storage_key } of found)
      if (await removeUnused(stores, storage_key, claimedSeconds)) removed += 1;
    const last = found.at(-1);
    if (last === undefined) return { abandoned, removed };
    after = last.storage_key;
  }
};

/** Files of before they were registered, or of a backup: nobody knows when they came. */
const registerAll = async ({ system, files }: Stores): Promise<void> => {
  let keys: string[] = [];
  const register = async () => {
    if (keys.length > 0) await writeBatch(system, noTenant, [registerFiles(keys)]);
    keys = [];
  };
  for await (const key of files.list()) {
    keys.push(key);
    if (keys.length === keysAtOnce) await register();
  }
  await register();
};

// The file goes inside the transaction: it is ours, gone twice is gone once, and the row's lock is what keeps an
// upload of the same content from being taken with it. A process that dies here leaves the row for the next sweep.
const removeUnused = ({ system, files }: Stores, key: string, claimedSeconds: number): Promise<boolean> =>
  withTransaction(system, noTenant, async ({ run }) => {
    const { rows } = await run(holdUnused(claimedSeconds, key));
    if (rows.length === 0) return false;
    await files.remove(key);
    await run(forgetFile(key));
    return true;
  });
