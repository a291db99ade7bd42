import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool } from '@kontor/server/platform/db/pools';
import { startBenchDatabase } from './bench-database.ts';
import type { ImportCall, Imported } from './import-process.ts';
import { type SheetMarket, sheetText } from './price-sheet-text.ts';
import { startProcess } from './process-call.ts';
import type { Measured } from './report.ts';
import { median } from './statistics.ts';

const sheetRows = 1_000_000;
const rounds = 3;

/**
 * Rows a second of a price sheet's import, beside a bare COPY of the same price rows from a file into a table of
 * the same definition: its keys, its index, its checks and its references. They take turns.
 */
export const measureImport = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const folder = join(directory, 'import');
  await mkdir(folder, { recursive: true });
  const database = await startBenchDatabase(folder);
  try {
    const sheet = join(folder, 'sheet.csv');
    await pipeline(
      Readable.from(sheetText(sheetRows, await readMarkets(database.owner))),
      createWriteStream(sheet),
    );
    const files = join(folder, 'rows');
    await mkdir(files);
    await chmod(files, 0o777);
    const turns: Turn[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await clearCatalog(database.owner);
      const imported = await importOnce({ databaseUrl: database.url, file: sheet });
      const copySeconds = await copyOnce(database.owner, join(files, `${round}.copy`));
      say(
        `import: ${imported.seconds.toFixed(1)} s beside a copy of ${copySeconds.toFixed(1)} s, ${Math.round(imported.megabytes)} MB`,
      );
      turns.push({ imported, copySeconds });
    }
    return resultOf(turns);
  } finally {
    await database.stop();
  }
};

type Turn = { readonly imported: Imported; readonly copySeconds: number };

const resultOf = (turns: readonly Turn[]): Measured => {
  const value = sheetRows / median(turns.map(({ imported }) => imported.seconds));
  const floor = sheetRows / median(turns.map(({ copySeconds }) => copySeconds));
  const none = { floor: null, ratio: null, p50: null, p99: null };
  const megabytes = Math.max(...turns.map(({ imported }) => imported.megabytes));
  const wrong = turns.filter(({ imported }) => imported.rows !== sheetRows).length;
  return {
    figures: [
      { ...none, name: 'import.prices', value, unit: 'rows/s', floor, ratio: value / floor },
      { ...none, name: 'import.prices.memory', value: megabytes, unit: 'MB' },
    ],
    faults: wrong === 0 ? [] : [`${wrong} imports brought another number of rows than the sheet has`],
  };
};

const importOnce = async (call: ImportCall): Promise<Imported> => {
  const child = startProcess<ImportCall, Imported>(new URL('import-process.ts', import.meta.url));
  try {
    return await child.call(call);
  } finally {
    child.end();
  }
};

const readMarkets = async (owner: Pool): Promise<readonly SheetMarket[]> => {
  const { rows } = await owner.query<SheetMarket>(
    `select m.code, m.default_currency as currency, c.digits
     from kontor.market m join kontor.currency c on c.code = m.default_currency order by m.code`,
  );
  return rows;
};

const clearCatalog = async (owner: Pool): Promise<void> => {
  await owner.query('drop table if exists public.price_copy');
  await owner.query(
    'truncate kontor.price, kontor.price_sheet_chunk, kontor.price_sheet, kontor.availability, kontor.sku, kontor.product cascade',
  );
  await owner.query('checkpoint');
};

const copyOnce = async (owner: Pool, file: string): Promise<number> => {
  const quoted = `'${file.replaceAll("'", "''")}'`;
  await owner.query(`copy (select * from kontor.price order by sheet_version, line) to ${quoted}`);
  await owner.query('create table public.price_copy (like kontor.price including all)');
  await addReferences(owner);
  await owner.query('checkpoint');
  const startedAt = performance.now();
  await owner.query(`copy public.price_copy from ${quoted}`);
  return (performance.now() - startedAt) / 1000;
};

const addReferences = async (owner: Pool): Promise<void> => {
  const { rows } = await owner.query<{ readonly definition: string }>(
    `select pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = 'kontor.price'::regclass and contype = 'f'`,
  );
  for (const { definition } of rows) await owner.query(`alter table public.price_copy add ${definition}`);
};
