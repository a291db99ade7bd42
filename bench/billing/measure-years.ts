import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startBenchDatabase } from '../bench-database.ts';
import { startProcess } from '../process-call.ts';
import type { Measured } from '../report.ts';
import { arrangeSubscriptions } from './arrange-subscriptions.ts';
import type { YearsCall, YearsMoved } from './years-process.ts';

const subscriptions = 10_000;
const years = 10;
const year = 2026;

/** Minutes that ten years of ten thousand subscriptions take: renewals, notices, closing windows and 120 billing runs. */
export const measureYears = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const folder = join(directory, 'years');
  await mkdir(folder, { recursive: true });
  const { url, owner, stop } = await startBenchDatabase(folder);
  try {
    const sandbox = await arrangeSubscriptions(owner, { count: subscriptions, year });
    const child = startProcess<YearsCall, YearsMoved>(
      new URL('years-process.ts', import.meta.url),
      1_800_000,
    );
    const moved = await child
      .call({ databaseUrl: url, sandbox, from: `${year}-12-31T12:00:00Z`, advance: `P${years}Y` })
      .finally(child.end);
    const { rows } = await owner.query<{ renewed: number; runs: number }>(
      `select (select count(*) from kontor.charge where kind = 'renew')::integer as renewed,
         (select count(*) from kontor.billing_run where status = 'completed')::integer as runs`,
    );
    const renewed = rows[0]?.renewed ?? 0;
    say(`ten years: ${renewed} renewals in ${moved.seconds.toFixed(0)} s, ${Math.round(moved.megabytes)} MB`);
    const none = { floor: null, ratio: null, p50: null, p99: null };
    const expected = subscriptions * years;
    return {
      figures: [{ ...none, name: 'years.ten', value: moved.seconds / 60, unit: 'minutes' }],
      faults: renewed === expected ? [] : [`${renewed} renewals in ten years where ${expected} were due`],
    };
  } finally {
    await stop();
  }
};
