import { randomInt } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { type KeyFormat, readKey } from '@kontor/domain/catalog/key-format';
import { soldKey } from '@kontor/domain/catalog/sandbox-key';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { readBatch } from '../platform/db/batch.ts';
import type { Pool as DatabasePool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import { holdDataKeys } from '../platform/keys/data-key-store.ts';
import type { Vault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import { fulfilWaiting } from './fulfil-waiting.ts';
import type { RecordImport } from './import-record-store.ts';
import { generatedFormOf, keyFormOf } from './key-form.ts';
import {
  addKeyImport,
  closeKeyImport,
  type Pool,
  readPoolSku,
  readProductExists,
  sellFromPool,
} from './key-pool-store.ts';
import { noticeStock } from './low-stock.ts';
import { relaxTimeouts } from './price-sheet-store.ts';
import { readLines } from './read-lines.ts';
import {
  addStaged,
  createStaging,
  lockStock,
  type StagedKey,
  stagedText,
  stageKeysText,
} from './stage-keys-store.ts';

export type ImportKeysDeps = { readonly system: DatabasePool; readonly vault: Vault };

export type KeyPoolTarget = {
  readonly productId: string;
  readonly skuId: string;
  /** The key group, where the SKU has several; its default one when left out. */
  readonly version?: string | undefined;
};

export type ImportKeysOptions = {
  readonly record: RecordImport;
  /** Who brings the keys, for the list of imports. */
  readonly importedBy?: string;
  /** Told of the lines read so far. */
  readonly onProgress?: (lines: number) => void;
};

export type KeyImport = {
  /** What the keys are withdrawn by, should they turn out bad. */
  readonly importId: number;
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

const batchKeys = 500;
const longestList = 1000;

/**
 * Adds the keys of a text, one a line, to a pool and then serves the purchases that wait for them. Known keys are
 * counted and passed over, malformed lines named; a key is never repeated in an answer, a record or an error. It is one
 * transaction: whatever ends it leaves nothing of the file, and the same file can be sent again.
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
  const tally = emptyTally();
  return addKeys(
    deps,
    pool,
    { source: 'imported', ...options },
    tally,
    linesOf(pool, stream, options, tally),
  );
}

/** Fills a pool with new keys of the SKU's form; of 32 digits where the form is a vendor's own. */
export async function generateKeys(
  deps: ImportKeysDeps,
  target: KeyPoolTarget & { readonly count: number },
  options: ImportKeysOptions,
): Promise<Decision<KeyImport, KeyPoolRefusal>> {
  const found = await findPool(deps.system, target);
  if (!found.accepted) return found;
  const form = generatedFormOf(found.value.form);
  const pool = { ...found.value, form };
  return addKeys(deps, pool, { source: 'generated', ...options }, emptyTally(), drawn());
  async function* drawn() {
    for (let left = target.count; left > 0; left -= batchKeys)
      yield Array.from({ length: Math.min(left, batchKeys) }, () => soldKey(form, randomInt));
  }
}

type Tally = { valid: number; invalid: { line: number; message: string }[]; moreInvalid: number };

const emptyTally = (): Tally => ({ valid: 0, invalid: [], moreInvalid: 0 });

async function addKeys(
  deps: ImportKeysDeps,
  pool: Pool,
  options: ImportKeysOptions & { readonly source: 'imported' | 'generated' },
  tally: Tally,
  batches: AsyncIterable<readonly string[]>,
): Promise<Decision<KeyImport, never>> {
  const { productId, skuId } = pool;
  const { importId, added } = await withTransaction(deps.system, noTenant, async (transaction) => {
    await transaction.run(relaxTimeouts());
    await transaction.run(holdDataKeys());
    await transaction.run(createStaging());
    await transaction.copyIn(stageKeysText, sealedText(deps.vault, batches, tally));
    const begun = await transaction.run(addKeyImport(pool, options.source, options.importedBy ?? ''));
    const id = begun.rows[0]?.id;
    invariant(id !== undefined, 'an import has a number');
    await transaction.run(lockStock());
    const { count } = await transaction.run(addStaged(pool, id));
    await finish(transaction, pool, options, { ...tally, importId: id, added: count });
    return { importId: id, added: count };
  });
  const fulfilled = await fulfilWaiting(deps.system, productId, skuId);
  await noticeStock(deps.system);
  const { valid, invalid, moreInvalid } = tally;
  return accepted({ importId, added, duplicates: valid - added, invalid, moreInvalid, fulfilled });
}

type Finished = Tally & { readonly importId: number; readonly added: number };

async function finish(
  transaction: Transaction,
  { productId, skuId, keyGroup }: Pool,
  options: ImportKeysOptions,
  { importId, added, valid, invalid, moreInvalid }: Finished,
): Promise<void> {
  const counts = { added, duplicates: valid - added, invalid: invalid.length + moreInvalid };
  await transaction.run(closeKeyImport(importId, counts));
  if (added > 0) await transaction.run(sellFromPool(productId, skuId));
  const records = options.record({
    action: 'import_keys',
    eventType: 'key_pool.filled',
    resourceType: 'key_pool',
    resourceId: `${productId}:${skuId}:${keyGroup}`,
    details: { keyGroup, importId, ...counts },
  });
  for (const record of records) await transaction.run(record);
}

async function* linesOf(
  pool: Pool,
  stream: AsyncIterable<Uint8Array>,
  options: ImportKeysOptions,
  tally: Tally,
): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  for await (const { number, text } of readLines(stream)) {
    if (text === '') continue;
    const key = readKey(pool.form, text);
    if (key !== undefined) batch.push(key);
    else noteInvalid(tally, number, pool.form.format);
    if (batch.length < batchKeys) continue;
    yield batch;
    batch = [];
    options.onProgress?.(number);
  }
  if (batch.length > 0) yield batch;
}

const formatRules: Readonly<Record<KeyFormat, string>> = {
  digits_32: 'the line is not a key of 32 digits with right check digits',
  mak_5x5: 'the line is not a key of five groups of five letters or digits',
  template: 'the line is not a key of the template that the SKU has, check characters included',
};

function noteInvalid(tally: Tally, line: number, format: KeyFormat): void {
  if (tally.invalid.length < longestList) tally.invalid.push({ line, message: formatRules[format] });
  else tally.moreInvalid += 1;
}

// Other requests get their turn between two batches, and the database works on one while the next is sealed.
async function* sealedText(
  vault: Vault,
  batches: AsyncIterable<readonly string[]>,
  tally: Tally,
): AsyncGenerator<string> {
  for await (const keys of batches) {
    let text = '';
    for (const key of keys) {
      tally.valid += 1;
      text += stagedText(tally.valid, sealedKey(vault, key));
    }
    yield text;
    await breathe();
  }
}

function sealedKey(vault: Vault, key: string): StagedKey {
  const id = newUuid();
  const sealed = vault.seal({ table: 'licence_key', row: id, tenant: 'installation' }, key);
  return { id, ...sealed, lookup: vault.lookupHash(key), lastCharacters: key.slice(-4) };
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
  const { key_groups: groups, default_key_group: standard } = sku;
  // A SKU with one group has it for every version.
  const keyGroup = version === undefined || groups.length === 1 ? standard : version;
  if (sku.key_source === 'none' || !groups.includes(keyGroup)) {
    return refused({ code: 'key_group.unknown', keyGroups: sku.key_source === 'none' ? [] : groups });
  }
  return accepted({ productId, skuId, keyGroup, form: keyFormOf(sku) });
}
