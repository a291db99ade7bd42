import { randomInt } from 'node:crypto';
import { isValidKey, type KeyFormat, normaliseKey, withCheckDigits } from '@kontor/domain/catalog/key-format';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { readBatch } from '../platform/db/batch.ts';
import type { Pool as DatabasePool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import type { Vault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import { fulfilWaiting } from './fulfil-waiting.ts';
import type { RecordImport } from './import-record-store.ts';
import {
  addStock,
  type Pool,
  readPoolSku,
  readProductExists,
  type StockKey,
  sellFromPool,
} from './key-pool-store.ts';
import { relaxTimeouts } from './price-sheet-store.ts';
import { readLines } from './read-lines.ts';

export type ImportKeysDeps = { readonly system: DatabasePool; readonly vault: Vault };

export type KeyPoolTarget = {
  readonly productId: string;
  readonly skuId: string;
  /** The key group, where the SKU has several; its default one when left out. */
  readonly version?: string | undefined;
};

export type ImportKeysOptions = {
  readonly record: RecordImport;
  /** Told of the lines read so far. */
  readonly onProgress?: (lines: number) => void;
};

export type KeyImport = {
  readonly added: number;
  readonly duplicates: number;
  /** The first thousand lines that hold no key of the format, without their text. */
  readonly invalid: readonly { readonly line: number; readonly message: string }[];
  readonly moreInvalid: number;
  /** Purchases that waited for stock and have it now. */
  readonly fulfilled: number;
};

export type KeyPoolRefusal =
  | { readonly code: 'product.not_found' }
  | { readonly code: 'sku.not_found' }
  | { readonly code: 'key_group.unknown'; readonly keyGroups: readonly string[] };

const batchKeys = 1000;
const longestList = 1000;

/**
 * Adds the keys of a text, one a line, to a pool and then serves the purchases that wait for them. Known keys are
 * counted and passed over, malformed lines named; a key is never repeated in an answer, a record or an error.
 */
export async function importKeys(
  deps: ImportKeysDeps,
  stream: AsyncIterable<Uint8Array>,
  target: KeyPoolTarget,
  options: ImportKeysOptions,
): Promise<Decision<KeyImport, KeyPoolRefusal>> {
  const found = await findPool(deps.system, target);
  if (!found.accepted) return found;
  const pool = found.value;
  return addKeys(deps, pool, options, (transaction, tally) =>
    addLines(deps, transaction, pool, stream, options, tally),
  );
}

/** Fills a pool with new keys of 32 digits. @throws InvariantError for a SKU of another format */
export async function generateKeys(
  deps: ImportKeysDeps,
  target: KeyPoolTarget & { readonly count: number },
  options: ImportKeysOptions,
): Promise<Decision<KeyImport, KeyPoolRefusal>> {
  const found = await findPool(deps.system, target);
  if (!found.accepted) return found;
  const pool = { ...found.value, keyFormat: 'digits_32' as const };
  return addKeys(deps, pool, options, async (transaction, tally) => {
    for (let left = target.count; left > 0; left -= batchKeys) {
      const keys = Array.from({ length: Math.min(left, batchKeys) }, newDigits32);
      await addBatch(deps, transaction, pool, keys, tally);
    }
  });
}

type Tally = {
  added: number;
  duplicates: number;
  invalid: { line: number; message: string }[];
  moreInvalid: number;
};

async function addKeys(
  deps: ImportKeysDeps,
  pool: Pool,
  options: ImportKeysOptions,
  work: (transaction: Transaction, tally: Tally) => Promise<void>,
): Promise<Decision<KeyImport, never>> {
  const { productId, skuId, keyGroup } = pool;
  const tally = await withTransaction(deps.system, noTenant, async (transaction) => {
    const counts: Tally = { added: 0, duplicates: 0, invalid: [], moreInvalid: 0 };
    await transaction.run(relaxTimeouts());
    await work(transaction, counts);
    if (counts.added > 0) await transaction.run(sellFromPool(productId, skuId));
    const details = {
      keyGroup,
      added: counts.added,
      duplicates: counts.duplicates,
      invalid: counts.invalid.length + counts.moreInvalid,
    };
    const entry = {
      resourceType: 'key_pool',
      resourceId: `${productId}:${skuId}:${keyGroup}`,
      details,
    } as const;
    const records = options.record({ action: 'import_keys', eventType: 'key_pool.filled', ...entry });
    for (const record of records) await transaction.run(record);
    return counts;
  });
  const fulfilled = await fulfilWaiting(deps.system, productId, skuId);
  return accepted({ ...tally, fulfilled });
}

async function addLines(
  deps: ImportKeysDeps,
  transaction: Transaction,
  pool: Pool,
  stream: AsyncIterable<Uint8Array>,
  options: ImportKeysOptions,
  tally: Tally,
): Promise<void> {
  let batch: string[] = [];
  for await (const { number, text } of readLines(stream)) {
    if (text === '') continue;
    const key = isValidKey(pool.keyFormat, text) ? normaliseKey(pool.keyFormat, text) : undefined;
    if (key !== undefined) batch.push(key);
    else noteInvalid(tally, number, pool.keyFormat);
    if (batch.length < batchKeys) continue;
    await addBatch(deps, transaction, pool, batch, tally);
    batch = [];
    options.onProgress?.(number);
  }
  await addBatch(deps, transaction, pool, batch, tally);
}

const formatRules: Readonly<Record<KeyFormat, string>> = {
  digits_32: 'the line is not a key of 32 digits with right check digits',
  mak_5x5: 'the line is not a key of five groups of five letters or digits',
};

function noteInvalid(tally: Tally, line: number, format: KeyFormat): void {
  if (tally.invalid.length < longestList) tally.invalid.push({ line, message: formatRules[format] });
  else tally.moreInvalid += 1;
}

async function addBatch(
  { vault }: ImportKeysDeps,
  transaction: Transaction,
  pool: Pool,
  keys: readonly string[],
  tally: Tally,
): Promise<void> {
  if (keys.length === 0) return;
  const { count } = await transaction.run(
    addStock(
      pool,
      keys.map((key) => stockKey(vault, key)),
    ),
  );
  tally.added += count;
  tally.duplicates += keys.length - count;
}

function stockKey(vault: Vault, key: string): StockKey {
  const id = newUuid();
  const sealed = vault.seal({ table: 'licence_key', row: id, tenant: 'installation' }, key);
  return { id, ...sealed, lookup: vault.lookupHash(key), lastCharacters: key.slice(-4) };
}

function newDigits32(): string {
  const sixes = Array.from({ length: 5 }, () => String(randomInt(1_000_000)).padStart(6, '0'));
  return withCheckDigits(sixes.join(''));
}

async function findPool(
  system: DatabasePool,
  target: KeyPoolTarget,
): Promise<Decision<Pool, KeyPoolRefusal>> {
  const { version } = target;
  const productId = parseProductId(target.productId);
  if (productId === undefined) return refused({ code: 'product.not_found' });
  const skuId = parseSkuId(target.skuId);
  if (skuId === undefined) return refused({ code: 'sku.not_found' });
  const [[product], [sku]] = await readBatch(system, noTenant, [
    readProductExists(productId),
    readPoolSku(productId, skuId),
  ]);
  if (product === undefined) return refused({ code: 'product.not_found' });
  if (sku === undefined) return refused({ code: 'sku.not_found' });
  const { key_groups: groups, default_key_group: standard, key_format: keyFormat } = sku;
  // A SKU with one group has it for every version.
  const keyGroup = version === undefined || groups.length === 1 ? standard : version;
  if (sku.key_source === 'none' || !groups.includes(keyGroup)) {
    return refused({ code: 'key_group.unknown', keyGroups: sku.key_source === 'none' ? [] : groups });
  }
  return accepted({ productId, skuId, keyGroup, keyFormat });
}
