import { randomInt, randomUUID } from 'node:crypto';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import type { Pool } from '@kontor/server/platform/db/pools';
import type { Vault } from '@kontor/server/platform/keys/vault';
import { currency, market } from './world-people.ts';

/** The one thing sold: a subscription of a year with a key of 32 digits from a pool and an image to download. */
export const offer = {
  productId: 'DG7GMGF0DWT5',
  skuId: '0002',
  availabilityId: 'DG7GMGF0DE01',
  term: 'P1Y',
  unitMinor: 36_500,
  fulfilment: { version: '2025', language: 'en-US', bitness: '64' },
} as const;

export const catalogItemId = `${offer.productId}:${offer.skuId}:${offer.availabilityId}`;

export const buildOffer = async (owner: Pool): Promise<void> => {
  const { productId, skuId, availabilityId, fulfilment } = offer;
  const title = 'Windows Server Standard subscription';
  const { rows } = await owner.query<{ version: number }>(
    `insert into kontor.price_sheet (view, row_count, effective_from, sha256, imported_by)
     values ('software', 1, '2020-01-01Z', '\\x00', 'bench') returning version`,
  );
  await owner.query(
    `insert into kontor.product (id, title, family, publisher, type_id)
     values ($1, $2, 'software_subscription', 'Microsoft Corporation', 'Software')`,
    [productId, title],
  );
  await owner.query(
    `insert into kontor.sku (product_id, id, title, key_source, keys_per_purchase) values ($1, $2, $3, 'pool', 1)`,
    [productId, skuId, `${title}, 16 cores`],
  );
  await owner.query(
    `insert into kontor.availability (product_id, sku_id, id, market, segment, currency)
     values ($1, $2, $3, $4, 'commercial', $5)`,
    [productId, skuId, availabilityId, market, currency],
  );
  await owner.query(
    `insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration, billing_cycle,
       unit_minor, effective_from, effective_to)
     values ($1, 1, $2, $3, $4, $5, 'one_time', $6, '2020-01-01Z', '2036-12-31Z')`,
    [rows[0]?.version, productId, skuId, availabilityId, offer.term, offer.unitMinor],
  );
  await owner.query(
    `insert into kontor.artifact (product_id, sku_id, version, language, bitness, key_group, file_name, size_bytes,
       sha256, storage_key)
     values ($1, $2, $3, $4, $5, 'default', 'setup.iso', 1, '\\x00', 'never-downloaded')`,
    [productId, skuId, fulfilment.version, fulfilment.language, fulfilment.bitness],
  );
};

const digits = (): string =>
  Array.from({ length: 5 }, () => String(randomInt(1_000_000)).padStart(6, '0')).join('');

const keysOfStatement = 5_000;

/** Adds sealed keys to the pool. */
export const addKeys = async (owner: Pool, vault: Vault, count: number): Promise<void> => {
  for (let left = count; left > 0; left -= keysOfStatement) {
    const keys = Array.from({ length: Math.min(left, keysOfStatement) }, () => sealedKey(vault));
    await owner.query(
      `insert into kontor.licence_key (id, product_id, sku_id, key_group, key_format, ciphertext, data_key_id,
         lookup_hmac, last_characters)
       select id, $1, $2, 'default', 'digits_32', ciphertext, data_key_id, lookup_hmac, last_characters
       from unnest($3::uuid[], $4::bytea[], $5::integer[], $6::bytea[], $7::text[])
         as k(id, ciphertext, data_key_id, lookup_hmac, last_characters)`,
      [
        offer.productId,
        offer.skuId,
        keys.map((key) => key.id),
        keys.map((key) => key.ciphertext),
        keys.map((key) => key.dataKeyId),
        keys.map((key) => key.lookupHash),
        keys.map((key) => key.lastCharacters),
      ],
    );
  }
};

const sealedKey = (vault: Vault) => {
  const id = randomUUID();
  const key = withCheckDigits(digits());
  return {
    id,
    ...vault.seal({ table: 'licence_key', row: id, tenant: 'installation' }, key),
    lookupHash: vault.lookupHash(key),
    lastCharacters: key.slice(-4),
  };
};
