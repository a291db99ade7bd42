import { randomInt } from 'node:crypto';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import type { Vault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import type { GeneratedKey, KeyTake } from './purchase-store.ts';

const thirtyDigits = (): string =>
  Array.from({ length: 5 }, () => randomInt(1_000_000).toString().padStart(6, '0')).join('');

/** New keys of our own making, sealed for their tenant and entitlement from the start. */
export const makeKeys = (vault: Vault, wanted: KeyTake): GeneratedKey[] =>
  Array.from({ length: wanted.count }, (_, index) => {
    const key = withCheckDigits(thirtyDigits());
    const id = newUuid();
    const tenant = `${wanted.accountId}/${wanted.entitlementId}`;
    const { ciphertext, dataKeyId } = vault.seal({ table: 'licence_key', row: id, tenant }, key);
    return {
      id,
      product_id: wanted.productId,
      sku_id: wanted.skuId,
      key_group: wanted.keyGroup,
      key_format: 'digits_32',
      ciphertext,
      data_key_id: dataKeyId,
      lookup_hmac: vault.lookupHash(key),
      last_characters: key.slice(-4),
      account_id: wanted.accountId,
      customer_id: wanted.customerId,
      entitlement_id: wanted.entitlementId,
      position: index + 1,
      taken_at: wanted.at,
    };
  });
