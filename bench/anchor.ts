import { openPool, type Pool } from '@kontor/server/platform/db/pools';

const connections = 8;
const seconds = 1;

/** Commits of one row a second over eight connections: what this disk can do, in the minute of the figures. */
export const measureAnchor = async (databaseUrl: string): Promise<number> => {
  const pool = openPool({ databaseUrl }, null, connections);
  try {
    await pool.query(
      'create table if not exists public.anchor (id bigint generated always as identity primary key)',
    );
    const startedAt = performance.now();
    const counts = await Promise.all(
      Array.from({ length: connections }, () => insertFor(pool, seconds * 1000)),
    );
    const elapsedSeconds = (performance.now() - startedAt) / 1000;
    return counts.reduce((total, count) => total + count, 0) / elapsedSeconds;
  } finally {
    await pool.end();
  }
};

const insertFor = async (pool: Pool, milliseconds: number): Promise<number> => {
  const client = await pool.connect();
  const deadline = performance.now() + milliseconds;
  let count = 0;
  for (; performance.now() < deadline; count += 1)
    await client.query({ name: 'anchor', text: 'insert into public.anchor default values' });
  client.release();
  return count;
};
