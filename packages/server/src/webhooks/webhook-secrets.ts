import type { SealPlace, Vault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import type { SecretRow } from './endpoint-store.ts';
import { newWebhookSecret, publicText, sharedText } from './standard-signature.ts';

export const secretPlace = (accountId: string, id: string): SealPlace => ({
  table: 'webhook_secret',
  row: id,
  tenant: accountId,
});

export type MadeSecret = {
  readonly row: Pick<SecretRow, 'id' | 'ciphertext' | 'data_key_id' | 'public_key'>;
  /** Shown once. */
  readonly secret: string;
  readonly publicKey: string;
};

/** A secret and a pair of keys for one endpoint, sealed. */
export const makeSecret = (vault: Vault, accountId: string): MadeSecret => {
  const id = newUuid();
  const { secret, publicKey } = newWebhookSecret();
  const { ciphertext, dataKeyId } = vault.seal(secretPlace(accountId, id), JSON.stringify(secret));
  return {
    row: { id, ciphertext, data_key_id: dataKeyId, public_key: publicKey },
    secret: sharedText(secret),
    publicKey: publicText(publicKey),
  };
};
