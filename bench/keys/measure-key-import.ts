import { randomBytes, randomInt } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newKey } from '@kontor/domain/catalog/key-format';
import type { Pool } from '@kontor/server/platform/db/pools';
import { startBenchDatabase } from '../bench-database.ts';
import { startProcess } from '../process-call.ts';
import type { Measured } from '../report.ts';
import { median } from '../statistics.ts';
import { buildOffer, offer } from '../world-offer.ts';
import type { KeyImportCall, KeysImported } from './key-import-process.ts';

const keyCount = 1_000_000;
const rounds = 3;
const patienceMs = 600_000;

/**
 * Keys a second of an import, beside a bare COPY of the same rows from a file into a table of the same definition: its
 * keys, its indexes, its checks and its references. They take turns.
 */
export const measureKeyImport = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const folder = join(directory, 'keys');
  await mkdir(folder, { recursive: true });
  const database = await startBenchDatabase(folder);
  try {
    await buildOffer(database.owner);
    const file = join(folder, 'keys.txt');
    await pipeline(Readable.from(keyText(keyCount)), createWriteStream(file));
    const files = join(folder, 'rows');
    await mkdir(files);
    await chmod(files, 0o777);
    const { productId, skuId } = offer;
    const call = { databaseUrl: database.url, file, masterKey: randomBytes(32), productId, skuId };
    const turns: Turn[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await clearStock(database.owner);
      const imported = await importOnce(call);
      const copySeconds = await copyOnce(database.owner, join(files, `${round}.copy`));
      say(
        `key import: ${imported.seconds.toFixed(1)} s beside a copy of ${copySeconds.toFixed(1)} s, ${Math.round(imported.megabytes)} MB, requests beside it wait ${imported.lag.p99.toFixed(0)} ms at p99, ${imported.lag.most.toFixed(0)} at most`,
      );
      turns.push({ imported, copySeconds });
    }
    return resultOf(turns);
  } finally {
    await database.stop();
  }
};

function* keyText(count: number): Generator<string> {
  const pieceKeys = 1000;
  for (let left = count; left > 0; left -= pieceKeys) {
    const keys = Array.from({ length: Math.min(left, pieceKeys) }, () =>
      newKey({ format: 'digits_32' }, randomInt),
    );
    yield `${keys.join('\n')}\n`;
  }
}

type Turn = { readonly imported: KeysImported; readonly copySeconds: number };

const resultOf = (turns: readonly Turn[]): Measured => {
  const value = keyCount / median(turns.map(({ imported }) => imported.seconds));
  const floor = keyCount / median(turns.map(({ copySeconds }) => copySeconds));
  const none = { floor: null, ratio: null, p50: null, p99: null };
  const megabytes = Math.max(...turns.map(({ imported }) => imported.megabytes));
  const lag = median(turns.map(({ imported }) => imported.lag.p99));
  const wrong = turns.filter(({ imported }) => imported.added !== keyCount).length;
  return {
    figures: [
      { ...none, name: 'import.keys', value, unit: 'keys/s', floor, ratio: value / floor },
      { ...none, name: 'import.keys.memory', value: megabytes, unit: 'MB' },
      { ...none, name: 'import.keys.lag', value: lag, unit: 'ms', p99: lag },
    ],
    faults: wrong === 0 ? [] : [`${wrong} imports brought another number of keys than the file has`],
  };
};

const importOnce = async (call: KeyImportCall): Promise<KeysImported> => {
  const script = new URL('key-import-process.ts', import.meta.url);
  const child = startProcess<KeyImportCall, KeysImported>(script, patienceMs);
  try {
    return await child.call(call);
  } finally {
    child.end();
  }
};

const clearStock = async (owner: Pool): Promise<void> => {
  await owner.query('drop table if exists public.key_copy');
  await owner.query('truncate kontor.licence_key, kontor.key_import, kontor.key_pool cascade');
  await owner.query('checkpoint');
};

const copyOnce = async (owner: Pool, file: string): Promise<number> => {
  const quoted = `'${file.replaceAll("'", "''")}'`;
  const client = await owner.connect();
  try {
    await client.query('set statement_timeout = 0');
    const { rows } = await client.query<{ readonly columns: string }>(
      `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
       where attrelid = 'kontor.licence_key'::regclass and attnum > 0 and not attisdropped and attname <> 'seq'`,
    );
    const columns = rows[0]?.columns ?? '';
    await client.query(`copy (select ${columns} from kontor.licence_key order by seq) to ${quoted}`);
    await client.query('create table public.key_copy (like kontor.licence_key including all)');
    const { rows: references } = await client.query<{ readonly definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
       where conrelid = 'kontor.licence_key'::regclass and contype = 'f'`,
    );
    for (const { definition } of references)
      await client.query(`alter table public.key_copy add ${definition}`);
    await client.query('checkpoint');
    const startedAt = performance.now();
    await client.query(`copy public.key_copy (${columns}) from ${quoted}`);
    return (performance.now() - startedAt) / 1000;
  } finally {
    client.release();
  }
};
