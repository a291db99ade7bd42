import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import type { Instant } from '@kontor/domain/time';
import { readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import { type Spool, spoolStream } from '../platform/storage/spool.ts';
import type { RecordImport } from './import-record-store.ts';
import { addToList, emptyList, type ProblemList } from './price-sheet-problems.ts';
import type { KnownWords } from './price-sheet-row.ts';
import {
  addChunk,
  addPrices,
  addSheet,
  addUnknownAvailabilities,
  addUnknownProducts,
  addUnknownSkus,
  analyseStaging,
  createStaging,
  findCrossTierClashes,
  findSameTierClashes,
  lockImports,
  readKnownCurrencies,
  readKnownMarkets,
  relaxTimeouts,
  stageRepeated,
} from './price-sheet-store.ts';
import { stageSheet } from './stage-price-sheet.ts';

export type PriceSheetImport = {
  readonly version: number;
  readonly rows: number;
  readonly effectiveFrom: Instant;
};

export type PriceSheetRefusal = { readonly code: 'price_sheet.invalid' } & ProblemList;

export type ImportProgress = {
  readonly phase: 'checking' | 'saving';
  readonly bytes: number;
  readonly totalBytes: number;
};

export type PriceSheetOptions = {
  readonly view: string;
  /** Whom the list of sheets names. */
  readonly importedBy: string;
  readonly record: RecordImport;
  readonly onProgress?: (progress: ImportProgress) => void;
};

const chunkBytes = 262_144;

// Rolls the import back and carries what is wrong out of the transaction.
class SheetRefused extends Error {
  override readonly name = 'SheetRefused';
  readonly problems: ProblemList;
  constructor(problems: ProblemList) {
    super('the price sheet has rows that cannot be imported');
    this.problems = problems;
  }
}

/**
 * Imports a sheet as a new version, all of it or nothing (product 2). The bytes are set aside on disk first, so that
 * a slow sender holds no transaction open, and are kept for the export. Memory does not grow with the sheet.
 * @throws what the stream throws
 */
export async function importPriceSheet(
  system: Pool,
  stream: AsyncIterable<Uint8Array>,
  options: PriceSheetOptions,
): Promise<Decision<PriceSheetImport, PriceSheetRefusal>> {
  const spool = await spoolStream(stream);
  try {
    const known = await readKnownWords(system);
    const imported = await withTransaction(system, noTenant, (transaction) =>
      importInside(transaction, spool, known, options),
    );
    return accepted(imported);
  } catch (error) {
    if (error instanceof SheetRefused) return refused({ code: 'price_sheet.invalid', ...error.problems });
    throw error;
  } finally {
    await spool.close();
  }
}

async function readKnownWords(system: Pool): Promise<KnownWords> {
  const [markets, currencies] = await readBatch(system, noTenant, [
    readKnownMarkets(),
    readKnownCurrencies(),
  ]);
  const codes = (rows: readonly { readonly code: string }[]) => new Set(rows.map((row) => row.code));
  return { markets: codes(markets), currencies: codes(currencies) };
}

async function importInside(
  transaction: Transaction,
  spool: Spool,
  known: KnownWords,
  options: PriceSheetOptions,
): Promise<PriceSheetImport> {
  const tell = (phase: ImportProgress['phase']) => (bytes: number) =>
    options.onProgress?.({ phase, bytes, totalBytes: spool.sizeBytes });
  await transaction.run(relaxTimeouts());
  await transaction.run(createStaging());
  const staged = await stageSheet(transaction, spool, known, tell('checking'));
  await transaction.run(analyseStaging());
  await transaction.run(stageRepeated());
  const problems = await addClashes(transaction, staged);
  if (problems.errors.length > 0) throw new SheetRefused(problems);
  await transaction.run(lockImports());
  await transaction.run(addUnknownProducts());
  await transaction.run(addUnknownSkus());
  await transaction.run(addUnknownAvailabilities());
  const { rows } = await transaction.run(addSheet(options.view, spool.sha256, options.importedBy));
  const [sheet] = rows;
  invariant(sheet !== undefined, 'a sheet that was added answers its version');
  await transaction.run(addPrices(sheet.version));
  await saveBytes(transaction, spool, sheet.version, tell('saving'));
  const details = { version: sheet.version, rows: sheet.rows, view: options.view };
  const entry = { resourceType: 'price_sheet', resourceId: String(sheet.version), details } as const;
  const records = options.record({
    action: 'import_price_sheet',
    eventType: 'price_sheet.imported',
    ...entry,
  });
  for (const record of records) await transaction.run(record);
  return sheet;
}

async function addClashes(transaction: Transaction, staged: ProblemList): Promise<ProblemList> {
  const problems = emptyList(staged);
  const limit = 1001;
  const sameTier = (await transaction.run(findSameTierClashes(limit))).rows;
  const crossTier = (await transaction.run(findCrossTierClashes(limit))).rows;
  for (const { line, other, same } of [...sameTier, ...crossTier]) {
    const message = same
      ? `the row repeats line ${other}: same offer, quantities and dates`
      : `the dates and quantities overlap those of line ${other} for the same offer`;
    addToList(problems, { line, column: same ? '' : 'EffectiveStartDate', message });
  }
  return problems;
}

async function saveBytes(
  transaction: Transaction,
  spool: Spool,
  version: number,
  tell: (bytes: number) => void,
): Promise<void> {
  let position = 0;
  let bytes = 0;
  for await (const chunk of spool.read(chunkBytes)) {
    await transaction.run(addChunk(version, position, chunk));
    position += 1;
    bytes += chunk.length;
    tell(bytes);
  }
}
