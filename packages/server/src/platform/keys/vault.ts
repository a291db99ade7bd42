import { createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { invariant } from '@kontor/domain/invariant';
import { query } from '../db/batch.ts';
import type { Pool } from '../db/pools.ts';
import { withRetries } from '../db/retry.ts';
import { noTenant } from '../db/scope.ts';
import { withTransaction } from '../db/transaction.ts';
import { dataKeyPurposes, insertDataKey, listDataKeys, lockDataKeys } from './data-key-store.ts';
import { type KeyRing, openKeyRing, wrapContext } from './key-ring.ts';
import { type KeyService, localKeyService } from './key-service.ts';
import { openBytes, sealBytes } from './sealing.ts';

/** Where a secret lives. A ciphertext that is copied to another place no longer opens. */
export type SealPlace = { readonly table: string; readonly row: string; readonly tenant: string };

export type Sealed = { readonly ciphertext: Buffer; readonly dataKeyId: number };

export type Vault = {
  /** Under the newest data key that this process knows. */
  readonly seal: (place: SealPlace, plaintext: string) => Sealed;
  /** Under any data key; one that another process made since is fetched first. @throws SealBroken */
  readonly open: (place: SealPlace, ciphertext: Buffer, dataKeyId: number) => Promise<string>;
  /** A keyed hash for finding and comparing secrets without opening them; 32 bytes. */
  readonly lookupHash: (text: string) => Buffer;
  /** Learns of data keys that other processes have made (refresh-vault.ts does it every few seconds). */
  readonly refresh: () => Promise<void>;
};

/**
 * Opens the installation's data keys by the key service, or by 32 bytes of a master key; makes them at the first start.
 * @throws MasterKeyRefused when the master key was lost or is another one, KeyServiceUnavailable
 */
export async function openVault(system: Pool, master: KeyService | Buffer): Promise<Vault> {
  const service = Buffer.isBuffer(master) ? localKeyService(master) : master;
  await makeMissingKeys(system, service);
  return vaultOver(await openKeyRing(system, service));
}

// The key service is asked before the transaction, which lasts no longer for a slow one.
async function makeMissingKeys(system: Pool, service: KeyService): Promise<void> {
  const rows = await query(system, noTenant, listDataKeys());
  const missing = dataKeyPurposes.filter((purpose) => !rows.some((row) => isInUse(row, purpose)));
  if (missing.length === 0) return;
  const made = await Promise.all(
    missing.map(async (purpose) => ({
      purpose,
      wrapped: await service.wrap(wrapContext(purpose), randomBytes(32)),
    })),
  );
  await withRetries(() =>
    withTransaction(system, noTenant, async (transaction) => {
      await transaction.run(lockDataKeys());
      const { rows: now } = await transaction.run(listDataKeys());
      for (const { purpose, wrapped } of made) {
        if (now.some((row) => isInUse(row, purpose))) continue;
        await transaction.run(insertDataKey(purpose, wrapped));
      }
    }),
  );
}

const isInUse = (row: { readonly purpose: string; readonly retired: boolean }, purpose: string): boolean =>
  row.purpose === purpose && !row.retired;

function vaultOver(ring: KeyRing): Vault {
  const lookup = ring.newest('lookup').key;
  const keyOf = async (id: number): Promise<KeyObject> => {
    // A reading that was under way may have begun before the key was made; the second one has not.
    for (let turn = 0; turn < 2 && ring.known(id) === undefined; turn += 1) await ring.refresh();
    const key = ring.known(id);
    invariant(key !== undefined, `data key ${id} is unknown`);
    return key;
  };
  return {
    refresh: ring.refresh,
    seal: (place, plaintext) => {
      const { id, key } = ring.newest('secrets');
      return { ciphertext: sealBytes(key, contextOf(place), Buffer.from(plaintext, 'utf8')), dataKeyId: id };
    },
    open: async (place, ciphertext, dataKeyId) => {
      const key = ring.known(dataKeyId) ?? (await keyOf(dataKeyId));
      return openBytes(key, contextOf(place), ciphertext, `a secret of ${place.table}`).toString('utf8');
    },
    lookupHash: (text) => createHmac('sha256', lookup).update(text, 'utf8').digest(),
  };
}

// As JSON, so that no two places can ever be spelled alike.
function contextOf(place: SealPlace): string {
  return JSON.stringify([place.table, place.row, place.tenant]);
}
