import type pg from 'pg';
import { copyIn } from './copy-in.ts';
import { databaseError, isConnectionLost, isStalePlan } from './errors.ts';
import type { Pool } from './pools.ts';
import { type Answer, sendBatch } from './send-batch.ts';
import { type Statement, statement } from './statement.ts';

const rollback = statement('rollback', 'rollback');

/** A connection taken from a pool. It goes back rolled back, or not at all when its state is unknown. */
export type Connection = {
  /** @throws our error for the first statement that failed */
  readonly send: (statements: readonly Statement[]) => Promise<readonly Answer[]>;
  /** Feeds a `copy … from stdin`; answers how many rows it took. @throws our error for it, or the source's */
  readonly copyIn: (text: string, source: AsyncIterable<string>) => Promise<number>;
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
  const copyInto = async (text: string, source: AsyncIterable<string>) => {
    const { count, failure, sourceFailure } = await copyIn(client, text, source);
    if (sourceFailure !== undefined) throw sourceFailure;
    if (failure === undefined) return count;
    if (isConnectionLost(failure)) broken = failure;
    throw databaseError(failure);
  };
  try {
    return await work({ send, copyIn: copyInto });
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
