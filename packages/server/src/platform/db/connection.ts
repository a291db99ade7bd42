import type pg from 'pg';
import { databaseError, isConnectionLost, isStalePlan } from './errors.ts';
import type { Pool } from './pools.ts';
import { type Answer, sendBatch } from './send-batch.ts';
import { type Statement, statement } from './statement.ts';

const rollback = statement('rollback', 'rollback');

/** A connection taken from a pool. It goes back rolled back, or not at all when its state is unknown. */
export type Connection = {
  /** @throws our error for the first statement that failed */
  readonly send: (statements: readonly Statement[]) => Promise<readonly Answer[]>;
};

/** Lends a connection to `work`, and clears up after a failure before anybody else gets it. */
export async function onConnection<T>(pool: Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await connect(pool);
  let broken: Error | undefined;
  const send = async (statements: readonly Statement[]) => {
    const { answers, failure } = await sendBatch(client, statements);
    if (failure === undefined) return answers;
    if (isConnectionLost(failure) || isStalePlan(failure)) broken = failure;
    throw databaseError(failure);
  };
  try {
    return await work({ send });
  } catch (error) {
    if (broken === undefined) broken = (await sendBatch(client, [rollback])).failure;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function connect(pool: Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw error instanceof Error ? databaseError(error) : error;
  }
}
