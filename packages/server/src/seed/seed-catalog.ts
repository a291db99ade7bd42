import { randomInt } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { putArtifact } from '../catalog/import-artifact.ts';
import { importKeys } from '../catalog/import-keys.ts';
import { importPriceSheet } from '../catalog/import-price-sheet.ts';
import { importProducts } from '../catalog/import-products.ts';
import type { RecordImport } from '../catalog/import-record-store.ts';
import { readMarketCurrencies } from '../catalog/market-data-store.ts';
import { query, readBatch, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { demoArtifacts } from './demo-artifacts.ts';
import {
  demoProductsFile,
  demoSheets,
  readDemoPrices,
  readDemoProducts,
  writeDemoSheet,
} from './demo-sheets.ts';
import { done } from './done.ts';
import {
  countPriceSheets,
  offerDemoLicences,
  type PoolNeed,
  readDeliverableSkus,
  readPools,
} from './seed-store.ts';

const importedBy = 'demo';
const yearsBack = 2;
const keysOfPool = 1500;

/** Products, sheets, pools and files, through the very imports that an operator uses. Runs again where it was cut off. */
export async function seedCatalog(services: Services, record: RecordImport, year: number): Promise<void> {
  const { system } = services.pools;
  done(await importProducts(system, createReadStream(demoProductsFile)));
  await writeBatch(system, noTenant, [offerDemoLicences()]);
  await Promise.all([
    seedSheets(services, record, year - yearsBack),
    seedPools(services, record),
    seedArtifacts(services, record),
  ]);
}

async function seedSheets(services: Services, record: RecordImport, fromYear: number): Promise<void> {
  const { system } = services.pools;
  const [[imported], markets] = await readBatch(system, noTenant, [
    countPriceSheets(importedBy),
    readMarketCurrencies(),
  ]);
  const sources = { products: await readDemoProducts(), prices: await readDemoPrices() };
  for (const { view, families } of demoSheets.slice(Number(imported?.count ?? 0n))) {
    const sheet = Readable.from(writeDemoSheet(families, sources, markets, fromYear));
    done(await importPriceSheet(system, sheet, { view, importedBy, record }));
  }
}

async function seedPools(services: Services, record: RecordImport): Promise<void> {
  const { vault, pools } = services;
  for (const need of await query(pools.system, noTenant, readPools())) {
    const missing = keysOfPool - Number(need.stock);
    if (missing <= 0) continue;
    const keys = Array.from({ length: missing }, () => demoKeys[need.key_format]());
    const text = Readable.from([Buffer.from(`${keys.join('\n')}\n`)]);
    const target = { productId: need.product_id, skuId: need.sku_id, version: need.key_group };
    done(await importKeys({ system: pools.system, vault }, text, target, { record }));
  }
}

const letters = 'BCDFGHJKMPQRTVWXY2346789';

const demoKeys: Readonly<Record<PoolNeed['key_format'], () => string>> = {
  digits_32: () =>
    withCheckDigits(Array.from({ length: 5 }, () => String(randomInt(1_000_000)).padStart(6, '0')).join('')),
  mak_5x5: () => Array.from({ length: 25 }, () => letters.charAt(randomInt(letters.length))).join(''),
};

async function seedArtifacts(services: Services, record: RecordImport): Promise<void> {
  const { files, pools } = services;
  const skus = await query(pools.system, noTenant, readDeliverableSkus());
  const artifacts = demoArtifacts();
  for (const sku of skus) {
    const versions = sku.key_groups.filter((group) => group !== 'default');
    const wanted = (versions.length > 0 ? versions : ['2025']).flatMap((version) =>
      artifacts.map((artifact) => ({ ...artifact, version })),
    );
    if (Number(sku.artifacts) >= wanted.length) continue;
    await Promise.all(
      wanted.map(async ({ version, language, bitness, bytes }) => {
        const fileName = `${sku.title} ${version} ${language} ${bitness}-bit.iso`;
        const target = { productId: sku.product_id, skuId: sku.sku_id, version, language, bitness, fileName };
        done(await putArtifact({ system: pools.system, files }, Readable.from([bytes]), target, record));
      }),
    );
  }
}
