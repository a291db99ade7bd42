import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Pool } from '../db/pools.ts';
import { withRetries } from '../db/retry.ts';
import { noTenant } from '../db/scope.ts';
import { type Transaction, withTransaction } from '../db/transaction.ts';
import type { SealPlace, Vault } from '../keys/vault.ts';
import {
  insertSigningKey,
  listSigningKeys,
  lockSigningKeys,
  type SigningKeyRow,
} from './signing-key-store.ts';

export const signingAlgorithm = 'RS256';

/** Keys that sign tokens, newest first; `private` never leaves the process. */
export type SigningKeys = { readonly public: readonly JWK[]; readonly private: readonly JWK[] };

const generate = promisify(generateKeyPair);

/** Opens the installation's signing keys; makes one at the first start. @throws SealBroken */
export async function openSigningKeys(system: Pool, vault: Vault): Promise<SigningKeys> {
  const rows = await withRetries(() =>
    withTransaction(system, noTenant, async (transaction) => {
      await transaction.run(lockSigningKeys());
      const { rows } = await transaction.run(listSigningKeys());
      return rows.length > 0 ? rows : [await createSigningKey(transaction, vault)];
    }),
  );
  const open = async (row: SigningKeyRow): Promise<JWK> =>
    // Sealed by createSigningKey below, from a JWK.
    JSON.parse(await vault.open(placeOf(row.kid), row.private_ciphertext, row.data_key_id)) as JWK;
  return { public: rows.map((row) => row.public_jwk), private: await Promise.all(rows.map(open)) };
}

async function createSigningKey(transaction: Transaction, vault: Vault): Promise<SigningKeyRow> {
  const pair = await generate('rsa', { modulusLength: 2048 });
  const bare: JWK = pair.publicKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(bare);
  const names = { kid, use: 'sig', alg: signingAlgorithm };
  const secret = JSON.stringify({ ...pair.privateKey.export({ format: 'jwk' }), ...names });
  const { ciphertext, dataKeyId } = vault.seal(placeOf(kid), secret);
  const row = {
    kid,
    public_jwk: { ...bare, ...names },
    private_ciphertext: ciphertext,
    data_key_id: dataKeyId,
  };
  await transaction.run(insertSigningKey(row, signingAlgorithm));
  return row;
}

function placeOf(kid: string): SealPlace {
  return { table: 'signing_key', row: kid, tenant: 'installation' };
}
