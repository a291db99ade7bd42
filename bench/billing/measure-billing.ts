import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from '@kontor/server/platform/db/pools';
import { startBenchDatabase } from '../bench-database.ts';
import { startProcess } from '../process-call.ts';
import type { Measured } from '../report.ts';
import { median } from '../statistics.ts';
import { arrangeCharges } from './arrange-charges.ts';
import type { Billed, BillingCall } from './billing-process.ts';

const rounds = 3;
const linesEach = 20;
const few = 5_000;
const many = 50_000;
const month = '2026-10';
const earlierMonth = '2026-08';

/**
 * Lines a second of a billing run of a million lines in 50,000 documents, beside a bare INSERT … SELECT of the same
 * rows into tables of the same definition. They take turns. Then how much longer ten times the lines take.
 */
export const measureBilling = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const folder = join(directory, 'billing');
  await mkdir(folder, { recursive: true });
  const database = await startBenchDatabase(folder);
  const { owner, url } = database;
  try {
    await arrangeCharges(owner, { accounts: many, from: 0, linesEach, month });
    await arrangeCharges(owner, { accounts: few, from: many, linesEach, month: earlierMonth });
    const small: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      small.push((await billOnce(url, earlierMonth)).seconds);
      await clearDocuments(owner);
    }
    say(`billing: ${few * linesEach} lines in ${median(small).toFixed(1)} s`);
    const turns: { readonly billed: Billed; readonly bareSeconds: number }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await setAside(owner);
      const billed = await billOnce(url, month);
      const bareSeconds = await insertBare(owner);
      say(
        `billing: ${billed.lines} lines in ${billed.seconds.toFixed(1)} s beside ${bareSeconds.toFixed(1)} s bare, ${Math.round(billed.megabytes)} MB`,
      );
      turns.push({ billed, bareSeconds });
      await clearDocuments(owner);
    }
    return resultOf(small, turns);
  } finally {
    await database.stop();
  }
};

const resultOf = (
  small: readonly number[],
  turns: readonly { readonly billed: Billed; readonly bareSeconds: number }[],
): Measured => {
  const lines = many * linesEach;
  const seconds = median(turns.map(({ billed }) => billed.seconds));
  const floor = lines / median(turns.map(({ bareSeconds }) => bareSeconds));
  const none = { floor: null, ratio: null, p50: null, p99: null };
  const wrong = turns.filter(({ billed }) => billed.lines !== lines || billed.invoices !== many).length;
  return {
    figures: [
      {
        ...none,
        name: 'billing.run',
        value: lines / seconds,
        unit: 'lines/s',
        floor,
        ratio: lines / seconds / floor,
      },
      {
        ...none,
        name: 'billing.run.memory',
        value: Math.max(...turns.map(({ billed }) => billed.megabytes)),
        unit: 'MB',
      },
      { ...none, name: 'billing.run.tenfold', value: seconds / median(small), unit: 'times' },
    ],
    faults:
      wrong === 0 ? [] : [`${wrong} billing runs made another number of documents or lines than there are`],
  };
};

const billOnce = async (databaseUrl: string, period: string): Promise<Billed> => {
  const child = startProcess<BillingCall, Billed>(new URL('billing-process.ts', import.meta.url), 600_000);
  try {
    return await child.call({ databaseUrl, period, now: '2026-11-01T00:00:00Z' });
  } finally {
    child.end();
  }
};

/** What the run has made, once more into empty tables with the same keys and checks. */
const insertBare = async (owner: Pool): Promise<number> => {
  await owner.query('set statement_timeout = 0');
  for (const table of ['invoice', 'invoice_line']) {
    await owner.query(`drop table if exists kontor.bare_${table}`);
    await owner.query(`create table kontor.bare_${table} (like kontor.${table} including all)`);
  }
  await owner.query('checkpoint');
  const startedAt = performance.now();
  await owner.query('insert into kontor.bare_invoice select * from kontor.invoice');
  await owner.query('insert into kontor.bare_invoice_line select * from kontor.invoice_line');
  const seconds = (performance.now() - startedAt) / 1000;
  for (const table of ['invoice', 'invoice_line']) await owner.query(`drop table kontor.bare_${table}`);
  return seconds;
};

/** The accounts of the small month count as billed for good. */
const setAside = async (owner: Pool): Promise<void> => {
  await owner.query(
    `insert into kontor.billing_watermark (account_id, billed_until) select id, '2099-01-01Z' from kontor.account
     where kind = 'partner' order by id desc limit ${few}`,
  );
};

const clearDocuments = async (owner: Pool): Promise<void> => {
  await owner.query(
    'truncate kontor.invoice_line, kontor.invoice, kontor.billing_watermark, kontor.billing_run cascade',
  );
  await owner.query("delete from kontor.event where type = 'invoice.issued'");
  await owner.query('update kontor.invoice_series set next_number = 1');
  await owner.query('vacuum analyze kontor.event');
  await owner.query('checkpoint');
};
