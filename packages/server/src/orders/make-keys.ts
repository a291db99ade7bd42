import { randomInt } from 'node:crypto';
import type { KeyForm } from '@kontor/domain/catalog/key-format';
import { sandboxKey, soldKey } from '@kontor/domain/catalog/sandbox-key';
import { generatedFormOf } from '../catalog/key-form.ts';
import type { Vault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import type { GeneratedKey, KeyTake } from './purchase-store.ts';

/** What the keys look like, and after which position of their group they are counted on. */
export type Making = {
  readonly form: KeyForm;
  readonly after?: number;
  /** For a sandbox account: marked, in the form that its SKU's real keys have. */
  readonly sandbox?: boolean;
};

/** What a key is found by. A sandbox's never stands in the way of the same one that a vendor has made. */
export const lookupOf = (vault: Vault, key: string, sandbox: boolean): Buffer =>
  vault.lookupHash(sandbox ? `sandbox ${key}` : key);

/** New keys of our own making, sealed for their tenant and entitlement from the start. */
export const makeKeys = (
  vault: Vault,
  wanted: KeyTake,
  { form, after = 0, sandbox = false }: Making,
): GeneratedKey[] => {
  const made = sandbox ? form : generatedFormOf(form);
  return Array.from({ length: wanted.count }, (_, index) => {
    const key = sandbox ? sandboxKey(form, randomInt) : soldKey(generatedFormOf(form), randomInt);
    const id = newUuid();
    const tenant = `${wanted.accountId}/${wanted.entitlementId}`;
    const { ciphertext, dataKeyId } = vault.seal({ table: 'licence_key', row: id, tenant }, key);
    return {
      id,
      product_id: wanted.productId,
      sku_id: wanted.skuId,
      key_group: wanted.keyGroup,
      key_format: made.format,
      ciphertext,
      data_key_id: dataKeyId,
      lookup_hmac: lookupOf(vault, key, sandbox),
      last_characters: key.slice(-4),
      account_id: wanted.accountId,
      customer_id: wanted.customerId,
      entitlement_id: wanted.entitlementId,
      position: after + index + 1,
      taken_at: wanted.at,
    };
  });
};
