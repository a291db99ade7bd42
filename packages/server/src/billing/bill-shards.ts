import type { AccountId } from '@kontor/domain/ids';
import { query } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import {
  advanceRun,
  billShard,
  lockBalances,
  planForThisShard,
  type Release,
  type Shard,
  type ShardCounts,
} from './bill-shard-store.ts';
import { type RunRow, readShard } from './billing-run-store.ts';

/** Accounts of one transaction: enough for hash joins to pay, few enough to lose little to a crash. */
const usualShardSize = 1_000;

/**
 * Makes the documents of a run from where it stands, part by part, each part whole or not at all. A run that a
 * crash has left goes on behind its last part and ends with the numbers and bytes it would have had.
 */
export const billShards = async (system: Pool, run: RunRow, shardSize = usualShardSize): Promise<void> => {
  let after: AccountId | null = run.done_until;
  for (;;) {
    const [next] = await query(system, noTenant, readShard(run, after, shardSize));
    const upto = next?.upto ?? null;
    if (upto === null) return;
    const shard: Shard = { run, after, upto };
    await withRetries(() =>
      withTransaction(system, noTenant, async (transaction) => {
        const counts = await makeDocuments(transaction, shard);
        await transaction.run(advanceRun(shard, counts));
      }),
    );
    after = upto;
  }
};

/** The documents of one shard within a transaction of the caller's. */
export const makeDocuments = async (
  transaction: Transaction,
  shard: Shard,
  release: Release | null = null,
): Promise<ShardCounts> => {
  await transaction.run(planForThisShard);
  await transaction.run(lockBalances(shard));
  const { rows } = await transaction.run(billShard(shard, release));
  return rows[0] ?? { invoices: 0, lines: 0, parked: 0 };
};
