import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { invariant } from '@kontor/domain/invariant';
import type { Pool } from '../db/pools.ts';
import { withRetries } from '../db/retry.ts';
import { noTenant } from '../db/scope.ts';
import { type Transaction, withTransaction } from '../db/transaction.ts';
import {
  type DataKeyPurpose,
  type DataKeyRow,
  dataKeyPurposes,
  insertDataKey,
  listDataKeys,
  lockDataKeys,
} from './data-key-store.ts';
import { openBytes, SealBroken, sealBytes } from './sealing.ts';

/** Where a secret lives. A ciphertext that is copied to another place no longer opens. */
export type SealPlace = { readonly table: string; readonly row: string; readonly tenant: string };

export type Vault = {
  readonly seal: (place: SealPlace, plaintext: string) => { ciphertext: Buffer; dataKeyId: number };
  /** @throws SealBroken */
  readonly open: (place: SealPlace, ciphertext: Buffer, dataKeyId: number) => string;
  /** A keyed hash for finding and comparing secrets without opening them; 32 bytes. */
  readonly lookupHash: (text: string) => Buffer;
};

/** The master key is not the one that this installation was started with. */
export class MasterKeyRefused extends Error {
  override readonly name = 'MasterKeyRefused';
}

/**
 * Opens the installation's data keys with the master key; makes them at the first start.
 * @throws MasterKeyRefused when the master key was lost or is another one
 */
export async function openVault(system: Pool, masterKey: Buffer): Promise<Vault> {
  invariant(masterKey.length === 32, 'a master key has 32 bytes');
  const master = createSecretKey(masterKey);
  const rows = await withRetries(() =>
    withTransaction(system, noTenant, async (transaction) => {
      await transaction.run(lockDataKeys());
      await makeMissingKeys(transaction, master);
      return (await transaction.run(listDataKeys())).rows;
    }),
  );
  const keys = new Map(rows.map((row) => [row.id, unwrap(master, row)]));
  const current = (purpose: DataKeyPurpose) => {
    const row = rows.findLast((candidate) => candidate.purpose === purpose && !candidate.retired);
    invariant(row !== undefined, `no data key for ${purpose}`);
    return row.id;
  };
  return vaultOver(keys, current('secrets'), current('lookup'));
}

async function makeMissingKeys(transaction: Transaction, master: KeyObject): Promise<void> {
  const { rows } = await transaction.run(listDataKeys());
  for (const purpose of dataKeyPurposes) {
    if (rows.some((row) => row.purpose === purpose && !row.retired)) continue;
    const wrapped = sealBytes(master, wrapContext(purpose), randomBytes(32));
    await transaction.run(insertDataKey(purpose, wrapped));
  }
}

function unwrap(master: KeyObject, row: DataKeyRow): KeyObject {
  try {
    return createSecretKey(openBytes(master, wrapContext(row.purpose), row.wrapped, 'the data key'));
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new MasterKeyRefused(
      'The master key does not fit this database: it was lost or is another one. Put back the key of the first ' +
        'start (KONTOR_MASTER_KEY, KONTOR_MASTER_KEY_FILE, or master.key in the data directory). ' +
        'Without it the stored licence keys and authenticator secrets cannot be read.',
      { cause: error },
    );
  }
}

function vaultOver(keys: ReadonlyMap<number, KeyObject>, sealingId: number, lookupId: number): Vault {
  const keyOf = (id: number): KeyObject => {
    const key = keys.get(id);
    invariant(key !== undefined, `data key ${id} is unknown`);
    return key;
  };
  const sealing = keyOf(sealingId);
  const lookup = keyOf(lookupId);
  return {
    seal: (place, plaintext) => ({
      ciphertext: sealBytes(sealing, contextOf(place), Buffer.from(plaintext, 'utf8')),
      dataKeyId: sealingId,
    }),
    open: (place, ciphertext, dataKeyId) =>
      openBytes(keyOf(dataKeyId), contextOf(place), ciphertext, `a secret of ${place.table}`).toString(
        'utf8',
      ),
    lookupHash: (text) => createHmac('sha256', lookup).update(text, 'utf8').digest(),
  };
}

// As JSON, so that no two places can ever be spelled alike.
function contextOf(place: SealPlace): string {
  return JSON.stringify([place.table, place.row, place.tenant]);
}

function wrapContext(purpose: DataKeyPurpose): string {
  return JSON.stringify(['data_key', purpose]);
}
