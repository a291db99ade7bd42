import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { type ArmourLabel, armour } from '@kontor/domain/licence/armour';
import { type Claim, keyFor, type LicenceKey } from '@kontor/domain/licence/judge-licence';
import { formatInstant, type Instant } from '@kontor/domain/time';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import type { Services } from '../platform/http/context.ts';
import type { SealPlace, Vault } from '../platform/keys/vault.ts';
import {
  insertLicenceKey,
  type LicenceKeyRow,
  listVerifyingKeys,
  lockLicenceKeys,
  type NewLicenceKey,
  readSigningRow,
  type SigningRow,
} from './licence-key-store.ts';

type Signing = Pick<Services, 'pools' | 'vault' | 'realNow'>;

/** Signs licences and lists under the key of now; the key itself never leaves the process. */
export type Signer = {
  readonly kid: string;
  /** The armoured text with its signature. */
  readonly seal: (label: ArmourLabel, text: string) => string;
};

// Opened keys by their id, which is a hash of the key.
const opened = new Map<string, KeyObject>();

/** The signer of now; makes the installation's first key when there is none. @throws SealBroken */
export const openSigner = async (services: Signing): Promise<Signer> => {
  const [row] = await query(services.pools.system, noTenant, readSigningRow());
  return signerOf(services.vault, row ?? (await makeFirstKey(services)));
};

const makeFirstKey = ({ pools, vault, realNow }: Signing): Promise<SigningRow> =>
  withRetries(() =>
    withTransaction(pools.system, noTenant, async (transaction) => {
      await transaction.run(lockLicenceKeys());
      const [known] = (await transaction.run(readSigningRow())).rows;
      if (known) return known;
      const key = newLicenceKey(vault);
      await transaction.run(insertLicenceKey(key, realNow()));
      return { kid: key.kid, private_ciphertext: key.ciphertext, data_key_id: key.dataKeyId };
    }),
  );

/** A new pair, its private half sealed. Its id is its thumbprint (RFC 7638, 8037). */
export const newLicenceKey = (vault: Vault): NewLicenceKey => {
  const pair = generateKeyPairSync('ed25519');
  const { x = '' } = pair.publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
  const secret = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return { kid, publicKey: Buffer.from(x, 'base64url'), ...vault.seal(placeOf(kid), secret) };
};

const placeOf = (kid: string): SealPlace => ({
  table: 'licence_signing_key',
  row: kid,
  tenant: 'installation',
});

const signerOf = async (vault: Vault, row: SigningRow): Promise<Signer> => {
  const key = opened.get(row.kid) ?? (await openKey(vault, row));
  opened.set(row.kid, key);
  return {
    kid: row.kid,
    seal: (label, text) => armour(label, text, sign(null, Buffer.from(text, 'utf8'), key)),
  };
};

const openKey = async (vault: Vault, row: SigningRow): Promise<KeyObject> => {
  const secret = await vault.open(placeOf(row.kid), row.private_ciphertext, row.data_key_id);
  return createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' });
};

/** A key as published: a JWK (RFC 8037), since when it is there and until when it verifies. */
export type PublishedKey = LicenceKey & {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly alg: 'EdDSA';
  readonly use: 'sig';
  readonly since: string;
  readonly until: string | null;
};

/** Keys that verify now, the signing one first. */
export const publishedKeys = async (services: Signing): Promise<PublishedKey[]> => {
  await openSigner(services);
  const rows = await query(services.pools.system, noTenant, listVerifyingKeys(services.realNow()));
  return rows.map(publishedKey);
};

const publishedKey = (row: LicenceKeyRow): PublishedKey => ({
  kty: 'OKP',
  crv: 'Ed25519',
  alg: 'EdDSA',
  use: 'sig',
  kid: row.kid,
  x: row.public_key.toString('base64url'),
  since: formatInstant(row.created_at),
  until: row.verifies_until === null ? null : formatInstant(row.verifies_until),
});

/** Whether a signed text is of ours. */
export const isOurs = (
  { payload, signed }: Claim<{ readonly keyId: string }>,
  keys: readonly PublishedKey[],
  now: Instant,
): boolean => {
  const key = keyFor(payload.keyId, keys, now);
  if (!key) return false;
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.x }, format: 'jwk' });
  return verify(null, signed.bytes, publicKey, signed.signature);
};
