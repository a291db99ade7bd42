import pg from 'pg';
import { CommitRefused, databaseError } from './errors.ts';
import type { Pool } from './pools.ts';
import { type Scope, scopeStatement } from './scope.ts';
import { type Answer, sendBatch } from './send-batch.ts';
import type { Statement, Written } from './statement.ts';

/** An open transaction that may look at an answer before it goes on. Not for hot paths: a round trip each. */
export type Transaction = {
  readonly run: <R>(statement: Statement<R>) => Promise<Written<R>>;
  /** SQL built elsewhere (kysely, migrations); unprepared. */
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<Answer>;
};

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws.
 * @throws what `work` throws, and as `writeBatch`
 */
export async function withTransaction<T>(
  pool: Pool,
  scope: Scope,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: Error) => {
    throw databaseError(error);
  });
  let broken: Error | undefined;
  const send = async (statements: readonly Statement[]) => {
    const { answers, failure } = await sendBatch(client, statements);
    if (failure === undefined) return answers;
    if (!(failure instanceof pg.DatabaseError)) broken = failure;
    throw databaseError(failure);
  };
  try {
    const setScope = scopeStatement(scope);
    await send([plain('begin'), ...(setScope === undefined ? [] : [setScope])]);
    const result = await work(transactionOver(send));
    const [answer] = await send([plain('commit')]);
    if (answer?.command !== 'COMMIT') throw new CommitRefused(String(answer?.command));
    return result;
  } catch (error) {
    if (broken === undefined) await send([plain('rollback')]).catch(() => undefined);
    throw error;
  } finally {
    client.release(broken);
  }
}

function transactionOver(send: (statements: readonly Statement[]) => Promise<Answer[]>): Transaction {
  const one = async (statement: Statement): Promise<Answer> => {
    const [answer] = await send([statement]);
    if (answer === undefined) throw new Error('a statement was not answered');
    return answer;
  };
  return {
    run: async <R>(statement: Statement<R>) => {
      const { rows, rowCount } = await one(statement);
      // The store that wrote the statement vouches for the row type.
      return { rows: rows as R[], count: rowCount ?? 0 };
    },
    sql: (text, values = []) => one({ name: '', text, values }),
  };
}

function plain(text: string): Statement {
  return { name: '', text, values: [] };
}
