import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../platform/db/embedded-postgres.ts';

export type TestCluster = {
  /** Of the maintenance database, as superuser. */
  readonly databaseUrl: string;
  readonly stop: () => Promise<void>;
};

export type TestClusterOptions = {
  /** true keeps fsync on, for measurements and crash tests. */
  readonly durable?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
};

/** Starts a PostgreSQL of its own in a temporary directory, which goes away with `stop`. */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-test-'));
  const durable = options.durable ?? false;
  const settings = { max_connections: '200', ...options.settings };
  const postgres = await startEmbeddedPostgres({ directory, durable, settings });
  const stop = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { databaseUrl: postgres.databaseUrl, stop };
}
