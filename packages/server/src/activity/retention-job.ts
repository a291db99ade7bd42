import { setTimeout as sleep } from 'node:timers/promises';
import { retentionOn } from '@kontor/domain/activity/retention';
import { localDateAt, utc } from '@kontor/domain/time';
import { relaxTimeouts } from '../catalog/price-sheet-store.ts';
import { readBatch, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock, type LockName } from '../platform/db/session-lock.ts';
import type { Services } from '../platform/http/context.ts';
import { type Archiving, archiveMonth, type Month, monthOf } from './archive-month.ts';
import { closeMonth, readMonth, readMonths, readRetentionRules } from './archive-store.ts';

const retentionLock: LockName = { space: 7_236_542, name: 'activity retention' };
const usualPauseMs = 3_600_000;

/**
 * Takes the months out of the database that are older than the rule of today lets stay: the archives of every account
 * first, then the month. Done in steps that may each be the last; whoever comes next goes on where they stopped.
 * Answers how many months went; undefined while somebody else is at it.
 */
export const keepRetention = async (services: Archiving): Promise<number | undefined> => {
  const { system } = services.pools;
  const lock = await holdSessionLock(system, retentionLock);
  if (!lock) return undefined;
  try {
    const [rules, months] = await readBatch(system, noTenant, [readRetentionRules(), readMonths()]);
    const today = localDateAt(services.realNow(), utc);
    const made = rules.map((row) => ({ months: row.months, effectiveFrom: row.effective_from }));
    const rule = retentionOn(made, today);
    if (!rule) return 0;
    const kept = monthsBefore(today, rule.months);
    const leaving = months.map(({ month }) => monthOf(month)).filter(({ month }) => month < kept);
    for (const month of leaving) await retireMonth(services, month);
    return leaving.length;
  } finally {
    await lock.release().catch(() => undefined);
  }
};

/** The first day of the oldest month of which anything is younger than so many months. */
const monthsBefore = (today: string, months: number): string => {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
};

const retireMonth = async (services: Archiving, month: Month): Promise<void> => {
  const { system } = services.pools;
  // A month of a large installation takes longer to count than a request may.
  const [, accounts] = await writeBatch(system, noTenant, [
    relaxTimeouts(),
    readMonth(month.from, month.to, month.month),
  ]);
  for (const row of accounts.rows) if (!row.archived) await archiveMonth(services, month, row);
  await writeBatch(system, noTenant, [relaxTimeouts(), closeMonth(month.month)]);
};

/** Looks every hour. Answers a function that stops it and resolves when the month in hand is done. */
export const startRetention = (
  services: Archiving & Pick<Services, 'log'>,
  everyMs = usualPauseMs,
): (() => Promise<void>) => {
  const ended = new AbortController();
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        const gone = await keepRetention(services);
        if (gone)
          services.log.info({ months: gone }, 'months of the activity log have left for their archives');
      } catch (error) {
        services.log.error(
          { error: String(error) },
          'a month of the activity log could not be archived; it stays and is tried again',
        );
      }
      await sleep(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};
