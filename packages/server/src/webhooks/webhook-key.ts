import { createHash, createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { query } from '../platform/db/batch.ts';
import type { Pools } from '../platform/db/pools.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import type { SealPlace, Vault } from '../platform/keys/vault.ts';
import {
  insertWebhookKey,
  lockWebhookKeys,
  readWebhookKey,
  type WebhookKeyRow,
} from './webhook-key-store.ts';
import { writeCertificate } from './write-certificate.ts';

type Signing = { readonly pools: Pick<Pools, 'system'>; readonly vault: Vault; readonly publicUrl: string };

const pair = promisify(generateKeyPair);
const placeOf = (kid: string): SealPlace => ({
  table: 'webhook_signing_key',
  row: kid,
  tenant: 'installation',
});

/** Where receivers fetch the certificate. */
export const certificatePath = '/webhooks/v1/certificates';

/** Signs a body; what it needs never leaves the process. */
export type WebhookSigner = {
  readonly certificateUrl: string;
  readonly sign: (body: string) => string;
};

/** The certificate of now and its key, sealed; made when there is none. */
export const openWebhookKey = async ({ pools, vault, publicUrl }: Signing): Promise<WebhookKeyRow> => {
  const [known] = await query(pools.system, noTenant, readWebhookKey());
  if (known) return known;
  const made = await newWebhookKey(vault, new URL(publicUrl).hostname);
  return withRetries(() =>
    withTransaction(pools.system, noTenant, async (transaction) => {
      await transaction.run(lockWebhookKeys());
      const [other] = (await transaction.run(readWebhookKey())).rows;
      if (other) return other;
      await transaction.run(insertWebhookKey(made));
      return made;
    }),
  );
};

const day = 86_400_000;

const newWebhookKey = async (vault: Vault, name: string): Promise<WebhookKeyRow> => {
  const { publicKey, privateKey } = await pair('rsa', { modulusLength: 2048 });
  const now = Date.now();
  const certificate = writeCertificate({
    name,
    publicKey,
    privateKey,
    from: new Date(now - day),
    until: new Date(now + 3650 * day),
  });
  const kid = createHash('sha256').update(certificate).digest('hex').slice(0, 40);
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const { ciphertext, dataKeyId } = vault.seal(placeOf(kid), secret);
  return { kid, certificate, private_ciphertext: ciphertext, data_key_id: dataKeyId };
};

// Opened keys by their id, which is a hash of the certificate.
const opened = new Map<string, KeyObject>();

/** The signer of now. @throws SealBroken */
export const openWebhookSigner = async (services: Signing): Promise<WebhookSigner> => {
  const row = await openWebhookKey(services);
  const key = opened.get(row.kid) ?? (await openKey(services.vault, row));
  opened.set(row.kid, key);
  return {
    certificateUrl: `${services.publicUrl}${certificatePath}/${row.kid}.cer`,
    sign: (body) => sign('sha256', Buffer.from(body, 'utf8'), key).toString('base64'),
  };
};

const openKey = async (vault: Vault, row: WebhookKeyRow): Promise<KeyObject> => {
  const text = await vault.open(placeOf(row.kid), row.private_ciphertext, row.data_key_id);
  return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
};
