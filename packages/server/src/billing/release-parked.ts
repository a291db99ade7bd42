import { documentDate } from '@kontor/domain/billing/billing-run';
import { accepted, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { type Instant, instant } from '@kontor/domain/time';
import { addActivity } from '../activity/activity-store.ts';
import { readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { Statement } from '../platform/db/statement.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { makeDocuments } from './bill-shards.ts';
import { readBilledAccount } from './billed-account-store.ts';
import { type RunRow, readRun } from './billing-run-store.ts';
import {
  countReleased,
  markReleased,
  type ParkedRow,
  readDocumentOf,
  readParked,
  readParkedBefore,
} from './parked-store.ts';
import { billingLock } from './run-billing.ts';

export type ReleaseInput = { readonly runId: string; readonly number: number };

export type Released = { readonly invoiceId: string };

/**
 * Lets a held document out, dated today, so that dates follow numbers. Released twice is released once; an earlier
 * month of the same partner and currency goes first.
 */
export const releaseParked = async (ctx: RequestContext, input: ReleaseInput) => {
  const read = await readAs(ctx, 'billing.run', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const { system } = ctx.pools;
  const [run] = await query(system, noTenant, readRun(input.runId));
  if (!run) return refused({ code: 'billing.run_not_found' });
  const lock = await holdSessionLock(system, billingLock(run.issuer));
  if (!lock) return refused({ code: 'billing.run_in_progress' });
  try {
    const parked = (await query(system, noTenant, readParked(run.id))).find(
      ({ position }) => position === input.number,
    );
    if (!parked) return refused({ code: 'billing.run_not_found' });
    if (parked.invoice_id !== null) return accepted<Released>({ invoiceId: parked.invoice_id });
    const [earlier] = await query(system, noTenant, readParkedBefore(parked, run.period));
    if (earlier)
      return refused({ code: 'billing.earlier_parked', runId: earlier.run_id, number: earlier.position });
    const now = await clockOf(ctx, parked);
    const userId = caller.actor.userId ?? null;
    const record = (invoiceId: string) =>
      addActivity(ctx, caller, {
        action: 'release_parked',
        resourceId: run.id,
        details: { period: run.period, partnerId: parked.account_id, invoiceId },
      });
    return accepted<Released>({ invoiceId: await makeIt(ctx, run, parked, { now, userId, record }) });
  } finally {
    await lock.release();
  }
};

const clockOf = async (ctx: RequestContext, parked: ParkedRow): Promise<Instant> => {
  const [account] = await query(ctx.pools.system, noTenant, readBilledAccount(parked.account_id));
  return instant(ctx.realNow() + Number(account?.clock_offset_ms ?? 0n));
};

type Releasing = {
  readonly now: Instant;
  readonly userId: string | null;
  /** Commits with the document. */
  readonly record: (invoiceId: string) => Statement;
};

const makeIt = (
  ctx: RequestContext,
  run: RunRow,
  parked: ParkedRow,
  { now, userId, record }: Releasing,
): Promise<string> =>
  withTransaction(ctx.pools.system, noTenant, async (transaction) => {
    const only = {
      ...run,
      only_account_id: parked.account_id,
      invoice_date: documentDate(now),
      started_at: now,
    };
    const shard = { run: only, after: null, upto: parked.account_id };
    const { lines } = await makeDocuments(transaction, shard, { currency: parked.currency });
    const { rows } = await transaction.run(readDocumentOf(run.id, parked));
    const [made] = rows;
    invariant(made && lines > 0, 'a parked document has charges');
    await transaction.run(markReleased(parked, run.period, { at: now, userId, invoiceId: made.id }));
    await transaction.run(countReleased(run.id, lines));
    await transaction.run(record(made.id));
    return made.id;
  });
