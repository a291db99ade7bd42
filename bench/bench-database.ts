import { join } from 'node:path';
import { prepareDatabase } from '@kontor/server/open-services';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@kontor/server/platform/db/embedded-postgres';
import { openPool, openPools, type Pool, type Pools } from '@kontor/server/platform/db/pools';
import type { Log } from '@kontor/server/platform/log';

export const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export type BenchDatabase = {
  readonly url: string;
  readonly pools: Pools;
  /** As the superuser, past row-level security: for arranging and counting. */
  readonly owner: Pool;
  readonly stop: () => Promise<void>;
};

/** A durable embedded PostgreSQL with the product's schema and reference data, and nothing else in it. */
export const startBenchDatabase = async (directory: string): Promise<BenchDatabase> => {
  const postgres: EmbeddedPostgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  try {
    const { databaseUrl } = postgres;
    await prepareDatabase(databaseUrl, silent);
    const pools = openPools({
      databaseUrl,
      size: { app: 2, lookup: 1, system: 2 },
      statementTimeoutMs: 60_000,
    });
    const owner = openPool({ databaseUrl, statementTimeoutMs: 60_000 }, null, 2);
    const stop = async () => {
      await Promise.all([pools.close(), owner.end()]);
      await postgres.stop();
    };
    return { url: databaseUrl, pools, owner, stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
};

export type DurabilitySettings = {
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly full_page_writes: string;
  readonly server_version: string;
};

/** What the load figures depend on. @throws Error unless every commit is on disk before it is answered */
export const readDurability = async (owner: Pool): Promise<DurabilitySettings> => {
  const { rows } = await owner.query<DurabilitySettings>(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
       current_setting('full_page_writes') as full_page_writes, current_setting('server_version') as server_version`,
  );
  const [settings] = rows;
  if (settings === undefined) throw new Error('PostgreSQL did not say how it is set.');
  const { fsync, synchronous_commit, full_page_writes } = settings;
  if ([fsync, synchronous_commit, full_page_writes].some((value) => value !== 'on'))
    throw new Error(
      `Figures without durable commits mean nothing: fsync ${fsync}, synchronous_commit ${synchronous_commit}, full_page_writes ${full_page_writes}.`,
    );
  return settings;
};
