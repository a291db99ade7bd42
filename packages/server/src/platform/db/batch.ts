import { onConnection } from './connection.ts';
import { assertCommitted, isStalePlan } from './errors.ts';
import type { Pool } from './pools.ts';
import { type Scope, scopeStatement } from './scope.ts';
import type { Answer } from './send-batch.ts';
import type { RowsOf, Statement, WrittenOf } from './statement.ts';

const begin: Statement = { name: 'begin', text: 'begin', values: [] };
const beginReadOnly: Statement = { name: 'begin_read_only', text: 'begin read only', values: [] };
const commit: Statement = { name: 'commit', text: 'commit', values: [] };

/** Told of every batch as it is sent, from begin to commit, when set. */
export type Capture = (role: string, statements: readonly Statement[]) => void;

let capture: Capture | undefined;

/** Records the statements of every batch from now on (the bench replays them); undefined stops it. */
export function captureStatements(to: Capture | undefined): void {
  capture = to;
}

/**
 * Reads several things of one moment's scope in one round trip, in one read-only transaction.
 * @throws DatabaseUnavailable, RetryableError, pg.DatabaseError
 */
export async function readBatch<const S extends readonly Statement[]>(
  pool: Pool,
  scope: Scope,
  statements: S,
): Promise<RowsOf<S>> {
  const answers = await run(pool, scope, beginReadOnly, statements);
  // Each row has the type its statement declares; the store that wrote the statement vouches for it.
  return answers.map((answer) => answer.rows) as RowsOf<S>;
}

/** The rows of one statement. @throws as `readBatch` */
export async function query<R>(pool: Pool, scope: Scope, statement: Statement<R>): Promise<R[]> {
  const [rows] = await readBatch(pool, scope, [statement]);
  return rows;
}

/**
 * Writes all statements or none, in one round trip. Nothing can branch inside, so that every conditional
 * statement has to raise on a wrong row count (`kontor.expect`).
 * @throws ExpectationFailed, VersionChanged, RetryableError, DatabaseUnavailable, CommitRefused, pg.DatabaseError
 */
export async function writeBatch<const S extends readonly Statement[]>(
  pool: Pool,
  scope: Scope,
  statements: S,
): Promise<WrittenOf<S>> {
  const answers = await run(pool, scope, begin, statements);
  // As above: the store vouches for the row type.
  return answers.map(({ rows, count }) => ({ rows, count })) as WrittenOf<S>;
}

async function run(
  pool: Pool,
  scope: Scope,
  opening: Statement,
  statements: readonly Statement[],
): Promise<readonly Answer[]> {
  const setScope = scopeStatement(scope);
  const opened = setScope === undefined ? [opening] : [opening, setScope];
  const batch = [...opened, ...statements, commit];
  capture?.(roleOf(pool), batch);
  const answers = await sendToFreshPlans(pool, batch);
  return answers.slice(opened.length, -1);
}

// After a migration each connection fails once and is replaced. Nothing was kept, so that nobody needs to hear of it.
async function sendToFreshPlans(pool: Pool, batch: readonly Statement[]): Promise<readonly Answer[]> {
  for (let staleLeft = pool.options.max; ; staleLeft -= 1) {
    try {
      return await onConnection(pool, async ({ send }) => {
        const answers = await send(batch);
        assertCommitted(answers.at(-1));
        return answers;
      });
    } catch (error) {
      if (staleLeft === 0 || !isStalePlan(error)) throw error;
    }
  }
}

function roleOf(pool: Pool): string {
  return /-c role=(\w+)/.exec(pool.options.options ?? '')?.[1] ?? 'owner';
}
