import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Checkpoint, checkpointText, signedCheckpoint } from '@kontor/domain/activity/checkpoint';
import { noteKeyId, verifierKey } from '@kontor/domain/activity/signed-note';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import type { Services } from '../platform/http/context.ts';
import type { SealPlace, Vault } from '../platform/keys/vault.ts';
import {
  insertActivityKey,
  lockActivityKeys,
  type NewActivityKey,
  type PublicKeyRow,
  readSigningKey,
  type SigningKeyRow,
} from './activity-key-store.ts';
import { sha256 } from './leaf-of.ts';

type Signing = Pick<Services, 'pools' | 'vault' | 'realNow'>;

/** Signs checkpoints under the key of now; the key itself never leaves the process. */
export type CheckpointSigner = {
  readonly keyId: string;
  /** The signed note. */
  readonly sign: (checkpoint: Checkpoint) => string;
};

// Opened keys by their id, which is a hash of the key.
const opened = new Map<string, KeyObject>();

/** The signer of a row that was just read, or of the installation's first key, made now. @throws SealBroken */
export const signerOf = async (
  services: Signing,
  row: SigningKeyRow | undefined,
): Promise<CheckpointSigner> => {
  const known = row ?? (await makeFirstKey(services));
  const key = opened.get(known.id) ?? (await openKey(services.vault, known));
  opened.set(known.id, key);
  return {
    keyId: known.id,
    sign: (checkpoint) =>
      signedCheckpoint(
        checkpoint,
        noteKeyId(sha256, checkpoint.origin, known.public_key),
        sign(null, Buffer.from(checkpointText(checkpoint), 'utf8'), key),
      ),
  };
};

/** The key that signs now; makes the installation's first one when there is none. */
export const currentKey = async (services: Signing): Promise<SigningKeyRow> => {
  const [row] = await query(services.pools.system, noTenant, readSigningKey());
  return row ?? (await makeFirstKey(services));
};

const makeFirstKey = ({ pools, vault, realNow }: Signing): Promise<SigningKeyRow> =>
  withRetries(() =>
    withTransaction(pools.system, noTenant, async (transaction) => {
      await transaction.run(lockActivityKeys());
      const [known] = (await transaction.run(readSigningKey())).rows;
      if (known) return known;
      const key = newActivityKey(vault);
      await transaction.run(insertActivityKey(key, realNow()));
      return {
        id: key.id,
        public_key: key.publicKey,
        private_ciphertext: key.ciphertext,
        data_key_id: key.dataKeyId,
      };
    }),
  );

/** A new pair, its private half sealed. Its id is a hash of the public one. */
export const newActivityKey = (vault: Vault): NewActivityKey => {
  const pair = generateKeyPairSync('ed25519');
  const { x = '' } = pair.publicKey.export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url');
  const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 32);
  const secret = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return { id, publicKey, ...vault.seal(placeOf(id), secret) };
};

const placeOf = (id: string): SealPlace => ({ table: 'activity_key', row: id, tenant: 'installation' });

const openKey = async (vault: Vault, row: SigningKeyRow): Promise<KeyObject> => {
  const secret = await vault.open(placeOf(row.id), row.private_ciphertext, row.data_key_id);
  return createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' });
};

/** Keys as verifiers take them, one a line: each under the name of every origin, in the order given. */
export const keysText = (origins: readonly string[], keys: readonly PublicKeyRow[]): string =>
  origins.flatMap((origin) => keys.map((key) => `${verifierKey(sha256, origin, key.public_key)}\n`)).join('');
