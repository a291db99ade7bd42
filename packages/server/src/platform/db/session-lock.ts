import pg from 'pg';
import { databaseError } from './errors.ts';
import type { Pool } from './pools.ts';
import type { Statement } from './statement.ts';

/** A lock by name that no two processes hold at once; `space` keeps the names of different uses apart. */
export type LockName = { readonly space: number; readonly name: string };

export type HeldLock = { readonly release: () => Promise<void> };

/**
 * Takes a lock that lasts longer than a transaction, or answers undefined when somebody else has it. It hangs on
 * a connection of its own: when the process dies the lock is free, and holders never starve the pool.
 * @throws DatabaseUnavailable
 */
export async function holdSessionLock(pool: Pool, { space, name }: LockName): Promise<HeldLock | undefined> {
  const client = new pg.Client(pool.options);
  // When the connection breaks the lock is gone, which whoever works under it must be able to bear.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('select pg_try_advisory_lock($1::int, hashtext($2)) as held', [
      space,
      name,
    ]);
    if (rows[0].held) return { release: () => client.end() };
    await client.end();
    return undefined;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error instanceof Error ? databaseError(error) : error;
  }
}

/** Whether somebody holds the lock now; any role may ask. */
export function isLockHeld({ space, name }: LockName): Statement<{ readonly held: boolean }> {
  return {
    name: 'lock_held',
    text: `select exists (
      select from pg_locks l join pg_database d on d.oid = l.database
      where l.locktype = 'advisory' and l.granted and d.datname = current_database() and l.objsubid = 2
        and l.classid = $1::oid and l.objid = (hashtext($2)::bigint & 4294967295)::oid) as held`,
    values: [space, name],
  };
}
