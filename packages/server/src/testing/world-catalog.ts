import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import type { Vault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import type { FileStore } from '../platform/storage/file-store.ts';

export type WorldOffer = {
  readonly productId: string;
  readonly skuId: string;
  readonly availabilityId: string;
  readonly catalogItemId: string;
  readonly family: string;
  readonly title: string;
  readonly term: string;
  readonly currency: string;
  readonly unitMinor: bigint;
};

/** A product's offer in each market, by market code. */
export type WorldOffers = Readonly<Record<string, WorldOffer>>;

export type WorldCatalog = {
  /** Windows Server, P1Y, one time, keys of 32 digits from a pool. */
  readonly subscription: WorldOffers;
  /** Office, perpetual, generated keys. */
  readonly perpetual: WorldOffers;
  /** SUSE Linux, P1Y: no key, never cancelled. */
  readonly plan: WorldOffers;
  readonly artifact: {
    readonly bytes: Buffer;
    readonly version: string;
    readonly languages: readonly string[];
  };
};

const markets = { DE: 'EUR', AU: 'AUD', BR: 'BRL', TR: 'TRY', JP: 'JPY', US: 'USD' } as const;

type ProductSeed = {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly publisher: string;
  readonly keySource: 'pool' | 'generated' | 'none';
  readonly term: string;
  readonly unitMinor: bigint;
};

const products = {
  subscription: {
    id: 'DG7GMGF0DWT5',
    title: 'Windows Server Standard subscription',
    family: 'software_subscription',
    publisher: 'Microsoft Corporation',
    keySource: 'pool',
    term: 'P1Y',
    unitMinor: 36_500n,
  },
  perpetual: {
    id: 'DG7GMGF0DVT9',
    title: 'Office LTSC Professional Plus',
    family: 'perpetual_software',
    publisher: 'Microsoft Corporation',
    keySource: 'generated',
    term: '',
    unitMinor: 50_000n,
  },
  plan: {
    id: 'DZH318Z0SUSE',
    title: 'SUSE Linux Enterprise Server plan',
    family: 'software_plan',
    publisher: 'SUSE',
    keySource: 'none',
    term: 'P1Y',
    unitMinor: 80_000n,
  },
} as const satisfies Record<string, ProductSeed>;

const skuId = '0001';
export const artifactVersion = '2025';
export const artifactLanguages = ['en-US', 'tr-TR'] as const;

/** A little more than two of the chunks that downloads are sent in, no two stretches alike. */
const artifactBytes = (): Buffer => {
  const bytes = Buffer.alloc(2 * 1024 * 1024 + 4321);
  for (let at = 0; at + 4 <= bytes.length; at += 4)
    bytes.writeUInt32LE(Math.imul(at + 1, 2_654_435_761) >>> 0, at);
  return bytes;
};

/** Products, SKUs, offers and prices of ten years, files, and keys in the pool. */
export const buildCatalog = async (
  system: Pool,
  { vault, files, keys }: { readonly vault: Vault; readonly files: FileStore; readonly keys: number },
): Promise<WorldCatalog> => {
  const bytes = artifactBytes();
  const file = await files.put(Readable.from([bytes]));
  return withTransaction(system, noTenant, async (transaction) => {
    const { rows } = await transaction.sql(
      `insert into kontor.price_sheet (view, row_count, effective_from, sha256, imported_by)
       values ('software', 18, '2020-01-01Z', '\\x00', 'tests') returning version`,
    );
    const { version: sheet } = rows[0] as { version: number }; // the row that was just inserted
    const subscription = await addProduct(transaction, sheet, products.subscription, 0);
    const perpetual = await addProduct(transaction, sheet, products.perpetual, 10);
    const plan = await addProduct(transaction, sheet, products.plan, 20);
    for (const { id } of Object.values(products)) {
      for (const language of artifactLanguages) await addArtifact(transaction, id, language, file);
    }
    await addKeys(transaction, vault, keys);
    const artifact = { bytes, version: artifactVersion, languages: artifactLanguages };
    return { subscription, perpetual, plan, artifact };
  });
};

const addProduct = async (
  transaction: Transaction,
  sheet: number,
  seed: ProductSeed,
  firstLine: number,
): Promise<WorldOffers> => {
  await transaction.sql(
    `insert into kontor.product (id, title, family, publisher, type_id) values ($1, $2, $3, $4, 'Software')`,
    [seed.id, seed.title, seed.family, seed.publisher],
  );
  await transaction.sql(
    `insert into kontor.sku (product_id, id, title, key_source, keys_per_purchase) values ($1, $2, $3, $4, 1)`,
    [seed.id, skuId, `${seed.title}, 16 cores`, seed.keySource],
  );
  const offers: Record<string, WorldOffer> = {};
  let line = firstLine;
  for (const [market, currency] of Object.entries(markets)) {
    const availabilityId = `${seed.id.slice(-4)}00${market}${currency}0`;
    line += 1;
    await transaction.sql(
      `insert into kontor.availability (product_id, sku_id, id, market, segment, currency)
       values ($1, $2, $3, $4, 'commercial', $5)`,
      [seed.id, skuId, availabilityId, market, currency],
    );
    await transaction.sql(
      `insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration, billing_cycle,
         unit_minor, effective_from, effective_to)
       values ($1, $2, $3, $4, $5, $6, 'one_time', $7, '2020-01-01Z', '2036-12-31Z')`,
      [sheet, line, seed.id, skuId, availabilityId, seed.term, seed.unitMinor],
    );
    offers[market] = {
      productId: seed.id,
      skuId,
      availabilityId,
      catalogItemId: `${seed.id}:${skuId}:${availabilityId}`,
      family: seed.family,
      title: seed.title,
      term: seed.term,
      currency,
      unitMinor: seed.unitMinor,
    };
  }
  return offers;
};

const addArtifact = (
  transaction: Transaction,
  productId: string,
  language: string,
  file: { readonly storageKey: string; readonly sizeBytes: number; readonly sha256: Buffer },
) =>
  transaction.sql(
    `insert into kontor.artifact (product_id, sku_id, version, language, bitness, key_group, file_name, size_bytes,
       sha256, storage_key)
     values ($1, $2, $3, $4, '64', 'default', $5, $6, $7, $8)`,
    [
      productId,
      skuId,
      artifactVersion,
      language,
      language === 'tr-TR' ? 'Kurulum Görüntüsü.iso' : 'setup.iso',
      file.sizeBytes,
      file.sha256,
      file.storageKey,
    ],
  );

const digits = (): string =>
  Array.from({ length: 5 }, () => String(randomInt(1_000_000)).padStart(6, '0')).join('');

const addKeys = async (transaction: Transaction, vault: Vault, count: number) => {
  for (let number = 0; number < count; number += 1) {
    const id = newUuid();
    const key = withCheckDigits(digits());
    const { ciphertext, dataKeyId } = vault.seal(
      { table: 'licence_key', row: id, tenant: 'installation' },
      key,
    );
    await transaction.sql(
      `insert into kontor.licence_key (id, product_id, sku_id, key_group, key_format, ciphertext, data_key_id,
         lookup_hmac, last_characters)
       values ($1, $2, $3, 'default', 'digits_32', $4, $5, $6, $7)`,
      [id, products.subscription.id, skuId, ciphertext, dataKeyId, vault.lookupHash(key), key.slice(-4)],
    );
  }
};
