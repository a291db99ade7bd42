import { type Connection, onConnection } from './connection.ts';
import { assertCommitted } from './errors.ts';
import type { Pool } from './pools.ts';
import { type Scope, scopeStatement } from './scope.ts';
import { type Statement, statement, type Written } from './statement.ts';

const begin = statement('begin', 'begin');
const commit = statement('commit', 'commit');

/** An open transaction that may look at an answer before it goes on. Not for hot paths: a round trip each. */
export type Transaction = {
  readonly run: <R>(statement: Statement<R>) => Promise<Written<R>>;
  /** One statement of SQL built elsewhere; unprepared. */
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<Written<unknown>>;
  /** Feeds a `copy … from stdin` in the text format; answers how many rows it took. */
  readonly copyIn: (text: string, source: AsyncIterable<string>) => Promise<number>;
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
  const setScope = scopeStatement(scope);
  return await onConnection(pool, async (connection) => {
    await connection.send(setScope === undefined ? [begin] : [begin, setScope]);
    const result = await work(transactionOn(connection));
    const [answer] = await connection.send([commit]);
    assertCommitted(answer);
    return result;
  });
}

function transactionOn({ send, copyIn }: Connection): Transaction {
  const run = async <R>(statement: Statement<R>) => {
    const [answer] = await send([statement]);
    // The store that wrote the statement vouches for the row type.
    return { rows: (answer?.rows ?? []) as R[], count: answer?.count ?? 0 };
  };
  return { run, sql: (text, values = []) => run({ name: '', text, values }), copyIn };
}
