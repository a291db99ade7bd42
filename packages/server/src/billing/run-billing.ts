import { type BillingPeriod, documentDate } from '@kontor/domain/billing/billing-run';
import type { AccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import type { Instant } from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type HeldLock, holdSessionLock, type LockName } from '../platform/db/session-lock.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import { billShards } from './bill-shards.ts';
import {
  completeRun,
  type Issuer,
  insertRun,
  openSeries,
  type RunRow,
  readRun,
  readRunningRuns,
} from './billing-run-store.ts';

export type BillingAsk = {
  readonly issuer: Issuer;
  readonly period: BillingPeriod;
  /** One partner only; null is every account of the issuer. */
  readonly onlyAccountId: AccountId | null;
  /** On the issuer's clock; the day of the documents. */
  readonly now: Instant;
  readonly startedBy: string | null;
};

const billingSpace = 1_129_270_092;

/** Held by whoever makes documents of an issuer, since numbers are given in one order. */
export const billingLock = (issuer: Issuer): LockName => ({ space: billingSpace, name: issuer });

/** Writes a run down together with the record of who started it; throws where neither may be. */
export type WriteRun = (run: RunRow, writes: readonly Statement[]) => Promise<unknown>;

/** A run that is written down and whose issuer is locked; `finish` makes its documents. */
export type StartedRun = { readonly run: RunRow; readonly finish: () => Promise<RunRow> };

/**
 * Begins a run, or answers undefined while another of the issuer goes on. One that a process left behind is
 * finished first.
 */
export const startBilling = async (
  system: Pool,
  ask: BillingAsk,
  write?: WriteRun,
): Promise<StartedRun | undefined> => {
  const lock = await holdSessionLock(system, billingLock(ask.issuer));
  if (!lock) return undefined;
  try {
    for (const left of await query(system, noTenant, readRunningRuns(ask.issuer)))
      await finishRun(system, left.id);
    const run = newRun(ask);
    const writes = [openSeries(ask.issuer), insertRun({ ...run, started_by: ask.startedBy })];
    await (write ? write(run, writes) : writeBatch(system, noTenant, writes));
    return { run, finish: () => releasing(lock, () => finishRun(system, run.id)) };
  } catch (error) {
    await lock.release();
    throw error;
  }
};

/** Bills a month from beginning to end. @throws Error while another run of the issuer goes on */
export const runBilling = async (system: Pool, ask: BillingAsk): Promise<RunRow> => {
  const started = await startBilling(system, ask);
  if (!started) throw new Error(`another billing run of ${ask.issuer} is going on`);
  return started.finish();
};

/** Finishes runs that nobody works on any more: their process died. Answers how many. */
export const resumeBilling = async (system: Pool): Promise<number> => {
  let resumed = 0;
  for (const run of await query(system, noTenant, readRunningRuns(null))) {
    const lock = await holdSessionLock(system, billingLock(run.issuer));
    if (!lock) continue;
    await releasing(lock, async () => {
      const { status } = await mustRead(system, run.id);
      if (status !== 'running') return;
      await finishRun(system, run.id);
      resumed += 1;
    });
  }
  return resumed;
};

/** A run that has done nothing yet. */
export const newRun = (ask: BillingAsk): RunRow => ({
  id: newUuid(),
  issuer: ask.issuer,
  period: ask.period,
  only_account_id: ask.onlyAccountId,
  status: 'running',
  invoice_date: documentDate(ask.now),
  done_until: null,
  invoices: 0,
  lines: 0,
  parked: 0,
  error: null,
  started_at: ask.now,
  finished_at: null,
});

const finishRun = async (system: Pool, id: string): Promise<RunRow> => {
  const run = await mustRead(system, id);
  if (run.status !== 'running') return run;
  await billShards(system, run);
  // A run's instants are the account's time, which stands still while it works.
  await writeBatch(system, noTenant, [completeRun(run.id, run.started_at)]);
  return mustRead(system, id);
};

const mustRead = async (system: Pool, id: string): Promise<RunRow> => {
  const [run] = await query(system, noTenant, readRun(id));
  invariant(run, 'a run that was written can be read');
  return run;
};

const releasing = async <T>(lock: HeldLock, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } finally {
    await lock.release();
  }
};
