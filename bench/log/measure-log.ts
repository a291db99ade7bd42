import { mkdir } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parseAccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { instant } from '@kontor/domain/time';
import { jsonlPieces } from '@kontor/server/activity/export-pieces';
import { askedOf, findRecords, type LogReader } from '@kontor/server/activity/find-records';
import type { ActivityQuestion } from '@kontor/server/activity/read-activity-store';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type BenchDatabase, startBenchDatabase } from '../bench-database.ts';
import type { Figure } from '../figure.ts';
import type { Measured } from '../report.ts';
import { median, quantile } from '../statistics.ts';
import { customerOf, fillLog, logCustomers, logPeople, personNameOf } from './fill-log.ts';

const few = 100_000;
const exported = 1_000_000;
const months = 24;
const end = '2026-12-01';
const pages = 400;
const rounds = 3;
const id = '01900000-0000-7000-8000-000000000001';
const parsed = parseAccountId(id);
invariant(parsed, 'the id of the bench is one');
const accountId = parsed;

/** Fewer for a look on a busy machine. */
const many = Number(process.env.KONTOR_BENCH_LOG_RECORDS ?? 10_000_000);

const kinds = ['date', 'customer', 'user'] as const;
type Kind = (typeof kinds)[number];

/**
 * How much longer a page of fifty records takes in a log of ten million than in one of a hundred thousand, page by page
 * in turns, so that what else the machine does hits both; and JSON lines of a million of them over HTTP beside a bare
 * COPY.
 */
export const measureLog = async (
  directory: string,
  wanted: { readonly pages: boolean; readonly export: boolean },
  say: (line: string) => void,
): Promise<Measured> => {
  const started: BenchDatabase[] = [];
  const start = async (name: string, records: number): Promise<BenchDatabase> => {
    const folder = join(directory, name);
    await mkdir(folder, { recursive: true });
    const database = await startBenchDatabase(folder);
    started.push(database);
    await fillLog(database.owner, { accountId, from: 0, to: records, end, months }, say);
    return database;
  };
  try {
    const total = wanted.pages ? many : Math.min(many, exported);
    const large = await start('log', total);
    const faults: string[] = [];
    const figures = wanted.pages ? await measurePages(await start('small-log', few), large) : [];
    if (wanted.export)
      figures.push(await measureExport(large, readerOf(large), Math.min(exported, total), faults, say));
    return { figures, faults };
  } finally {
    await Promise.all(started.map(({ stop }) => stop()));
  }
};

const readerOf = ({ pools }: BenchDatabase): LogReader => ({
  pool: pools.app,
  scope: { tenant: accountId },
  accountId,
});

const figureOfPages = (kind: Kind, small: readonly number[], large: readonly number[]): Figure => ({
  name: `log.pages.${kind}`,
  value: median(large) / median(small),
  unit: 'times as long',
  floor: null,
  ratio: null,
  p50: median(large),
  p99: quantile(large, 0.99),
});

const anything: Omit<ActivityQuestion, 'from' | 'to'> = {
  actions: null,
  resourceTypes: null,
  resourceId: null,
  customerId: null,
  customerName: null,
  user: null,
  outcome: null,
  text: null,
};
const whole = { from: instant(Date.parse('2000-01-01')), to: instant(Date.parse('2100-01-01')) };

/** Questions one after the other over months, customers and people, the same ones each time. */
const questionOf = (kind: Kind, number: number): ActivityQuestion => {
  const month = (back: number) => instant(Date.UTC(2026, 11 - back, 1));
  const back = number % months;
  switch (kind) {
    case 'date':
      return { ...anything, from: month(back + 1), to: month(back) };
    case 'customer':
      return { ...anything, ...whole, customerId: customerOf((number * 37) % logCustomers) };
    case 'user':
      return { ...anything, ...whole, user: personNameOf((number * 37) % logPeople) };
  }
};

const measurePages = async (small: BenchDatabase, large: BenchDatabase): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const kind of kinds) {
    const times: { readonly small: number[]; readonly large: number[] } = { small: [], large: [] };
    for (let round = 0; round <= rounds; round += 1)
      for (let number = 0; number < pages; number += 1) {
        const inSmall = await timeOf(readerOf(small), kind, number);
        const inLarge = await timeOf(readerOf(large), kind, number);
        // The first round warms the plans and what is cached.
        if (round === 0) continue;
        times.small.push(inSmall);
        times.large.push(inLarge);
      }
    figures.push(figureOfPages(kind, times.small, times.large));
  }
  return figures;
};

const timeOf = async (reader: LogReader, kind: Kind, number: number): Promise<number> => {
  const started = performance.now();
  const { records } = await findRecords(reader, questionOf(kind, number), { after: null, limit: 50 });
  const taken = performance.now() - started;
  if (records.length !== 50) throw new Error(`a page by ${kind} had ${records.length} records`);
  return taken;
};

const measureExport = async (
  database: BenchDatabase,
  reader: LogReader,
  records: number,
  faults: string[],
  say: (line: string) => void,
): Promise<Figure> => {
  const asked = await askedOf(reader, { ...anything, ...whole });
  const server = createServer((_request, response) => {
    Readable.from(jsonlPieces({ reader, asked, begin: 0, end: records }), { objectMode: false }).pipe(
      response,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const [copied, copying] = await timed(() => copyBare(database, records));
    const [fetched, fetching] = await timed(() => fetchAll(port));
    if (copied !== fetched) faults.push(`log.export: ${fetched} bytes came, a COPY has ${copied}`);
    say(`log: export ${fetching.toFixed(2)} s beside ${copying.toFixed(2)} s bare`);
    if (round > 0) {
      ours.push(records / fetching);
      bare.push(records / copying);
    }
  }
  await new Promise((resolve) => server.close(resolve));
  const [value, floor] = [median(ours), median(bare)];
  return { name: 'log.export', value, unit: 'records/s', floor, ratio: value / floor, p50: null, p99: null };
};

const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const started = performance.now();
  const value = await work();
  return [value, (performance.now() - started) / 1000];
};

const fetchAll = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      response.on('end', () => resolve(bytes));
      response.on('error', reject);
    }).on('error', reject);
  });

// Quotes that no JSON has leave the lines as they are, so that both have the same bytes.
const copyText = (records: number): string =>
  `copy (select leaf from kontor.activity where account_id = '${id}' and leaf_index < ${records} order by leaf_index)
   to stdout with (format csv, quote E'\\x01', delimiter E'\\x02')`;

const copyBare = async ({ url }: BenchDatabase, records: number): Promise<number> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    let bytes = 0;
    for await (const piece of client.query(copyTo(copyText(records)))) bytes += (piece as Buffer).length;
    return bytes;
  } finally {
    await client.end();
  }
};
