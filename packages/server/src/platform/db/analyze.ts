import { openPool } from './pools.ts';
import { noTenant } from './scope.ts';
import { withTransaction } from './transaction.ts';

/** Gathers statistics as the owner of the tables, so that connections opened afterwards plan on what is there. */
export async function analyze(databaseUrl: string): Promise<void> {
  const owner = openPool({ databaseUrl, statementTimeoutMs: 120_000 }, null, 1);
  try {
    await withTransaction(owner, noTenant, ({ sql }) => sql('analyze'));
  } finally {
    await owner.end();
  }
}
