import { randomInt } from 'node:crypto';
import { type KeyForm, newKey } from '@kontor/domain/catalog/key-format';
import { generatedFormOf } from '../catalog/key-form.ts';
import type { Vault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import type { GeneratedKey, KeyTake } from './purchase-store.ts';

/** What the keys look like, and after which position of their group they are counted on. */
export type Making = { readonly form: KeyForm; readonly after?: number };

/** New keys of our own making, sealed for their tenant and entitlement from the start. */
export const makeKeys = (vault: Vault, wanted: KeyTake, { form, after = 0 }: Making): GeneratedKey[] => {
  const generated = generatedFormOf(form);
  return Array.from({ length: wanted.count }, (_, index) => {
    const key = newKey(generated, randomInt);
    const id = newUuid();
    const tenant = `${wanted.accountId}/${wanted.entitlementId}`;
    const { ciphertext, dataKeyId } = vault.seal({ table: 'licence_key', row: id, tenant }, key);
    return {
      id,
      product_id: wanted.productId,
      sku_id: wanted.skuId,
      key_group: wanted.keyGroup,
      key_format: generated.format,
      ciphertext,
      data_key_id: dataKeyId,
      lookup_hmac: vault.lookupHash(key),
      last_characters: key.slice(-4),
      account_id: wanted.accountId,
      customer_id: wanted.customerId,
      entitlement_id: wanted.entitlementId,
      position: after + index + 1,
      taken_at: wanted.at,
    };
  });
};
