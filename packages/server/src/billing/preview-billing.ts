import { accepted, refused } from '@kontor/domain/decision';
import type { AccountId } from '@kontor/domain/ids';
import { readAs } from '../partners/read-as.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { Written } from '../platform/db/statement.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { makeDocuments } from './bill-shards.ts';
import { insertRun, openSeries, type RunRow, readShard } from './billing-run-store.ts';
import { type RunInput, type RunSubject, subjectOfRun } from './billing-run-subject.ts';
import {
  type DocumentRow,
  type ParkedRow,
  readLargestDocuments,
  readParked,
  readTotalsOfRun,
  type TotalsRow,
} from './parked-store.ts';
import { billingLock, newRun } from './run-billing.ts';

export type BillingPreview = {
  readonly period: string;
  readonly totals: readonly TotalsRow[];
  readonly documents: readonly DocumentRow[];
  readonly parked: readonly ParkedRow[];
};

const shardSize = 5_000;

class Undo extends Error {}

/**
 * What a run would make now: the run itself, in a transaction that is taken back. No number is used up, and a
 * month that still goes on can be looked at too.
 */
export const previewBilling = async (ctx: RequestContext, input: RunInput) => {
  const read = await readAs(ctx, 'billing.run', undefined, []);
  if (!read.accepted) return read;
  const subject = await subjectOfRun(ctx, input, false);
  if (!subject.accepted) return subject;
  const lock = await holdSessionLock(ctx.pools.system, billingLock(subject.value.issuer));
  if (!lock) return refused({ code: 'billing.run_in_progress' });
  try {
    return accepted(await runAndUndo(ctx.pools.system, subject.value));
  } finally {
    await lock.release();
  }
};

const runAndUndo = async (system: Pool, subject: RunSubject): Promise<BillingPreview> => {
  let preview: BillingPreview | undefined;
  try {
    await withTransaction(system, noTenant, async (transaction) => {
      preview = await previewIn(transaction, newRun({ ...subject, startedBy: null }));
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo) || !preview) throw error;
  }
  return preview as BillingPreview; // set before the only Undo is thrown
};

const previewIn = async (transaction: Transaction, run: RunRow): Promise<BillingPreview> => {
  await transaction.run(openSeries(run.issuer));
  await transaction.run(insertRun({ ...run, started_by: null }));
  let after: AccountId | null = null;
  for (;;) {
    const next: Written<{ readonly upto: AccountId | null }> = await transaction.run(
      readShard(run, after, shardSize),
    );
    const upto = next.rows[0]?.upto ?? null;
    if (upto === null) break;
    await makeDocuments(transaction, { run, after, upto });
    after = upto;
  }
  const totals = await transaction.run(readTotalsOfRun(run.id));
  const documents = await transaction.run(readLargestDocuments(run.id));
  const parked = await transaction.run(readParked(run.id));
  return { period: run.period, totals: totals.rows, documents: documents.rows, parked: parked.rows };
};
