import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../platform/db/migrate.ts';
import { migrationsFolder, migrationsKey, readMigrations } from '../platform/db/migration-files.ts';
import { openPool, openPools, type Pool, type Pools, type PoolsConfig } from '../platform/db/pools.ts';

export type TestDatabase = Pools & {
  readonly databaseUrl: string;
  /** Connections as the superuser, past row-level security: for arranging and for looking afterwards. */
  readonly owner: Pool;
  /** Closes the pools and drops the database. */
  readonly drop: () => Promise<void>;
};

export type TestDatabaseOptions = {
  /** A folder of migrations other than the product's. */
  readonly migrations?: string;
  readonly pools?: Omit<PoolsConfig, 'databaseUrl'>;
};

/** A fresh database of the cluster, cloned from a template that is migrated and has statistics. */
export async function createTestDatabase(
  clusterUrl: string,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const template = await ensureTemplate(clusterUrl, options.migrations ?? migrationsFolder);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await maintain(clusterUrl, `create database ${name} template ${template}`);
  const databaseUrl = withDatabase(clusterUrl, name);
  const config = { ...options.pools, databaseUrl };
  const pools = openPools(config);
  const owner = openPool(config, null, 4);
  const drop = async () => {
    await Promise.all([pools.close(), owner.end()]);
    await maintain(clusterUrl, `drop database if exists ${name} with (force)`);
  };
  return { ...pools, owner, databaseUrl, drop };
}

/** An empty database without migrations: for tests of the migrations themselves. */
export async function createEmptyDatabase(
  clusterUrl: string,
): Promise<{ databaseUrl: string; drop: () => Promise<void> }> {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await maintain(clusterUrl, `create database ${name}`);
  const drop = () => maintain(clusterUrl, `drop database if exists ${name} with (force)`);
  return { databaseUrl: withDatabase(clusterUrl, name), drop };
}

/** Migrates a template once for each state of the migrations, whoever of several processes comes first. */
export async function ensureTemplate(clusterUrl: string, folder: string): Promise<string> {
  const name = `template_${migrationsKey(await readMigrations(folder))}`;
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await buildTemplate(client, clusterUrl, folder, name);
    return name;
  } finally {
    await client.end();
  }
}

// Built under another name, so that a template that exists is always complete.
async function buildTemplate(client: pg.Client, clusterUrl: string, folder: string, name: string) {
  const draft = `${name}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  await migrate(withDatabase(clusterUrl, draft), folder);
  await client.query(`alter database ${draft} rename to ${name}`);
}

async function maintain(clusterUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}
