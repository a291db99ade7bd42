import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { stopEarlierServer } from './earlier-server.ts';
import { EmbeddedPostgresError, explainFailure } from './embedded-errors.ts';
import { embeddedOwner, ensureCluster, prepareDirectory } from './init-cluster.ts';
import { lockInstance } from './instance-lock.ts';
import { chooseLauncher, type Launcher } from './launcher.ts';
import { findBinaries } from './postgres-binaries.ts';
import { isRunning, type Postmaster, type ServerOptions, startPostmaster } from './postmaster.ts';
import { clearSocketDirectory, makeSocketDirectory, removeSocketDirectory } from './socket-directory.ts';

export type EmbeddedEvent =
  | { readonly kind: 'initialised' | 'earlier_server_stopped' | 'restarted'; readonly durationMs: number }
  | { readonly kind: 'died' }
  | { readonly kind: 'restart_failed'; readonly error: Error };

export type EmbeddedOptions = {
  /** Holds the cluster, its log and the lock; made if missing. */
  readonly directory: string;
  /** false gives up safety for speed; for tests alone. */
  readonly durable?: boolean;
  /** Server settings over ours. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onEvent?: (event: EmbeddedEvent) => void;
  /** How to start PostgreSQL; chosen by trying when left out. */
  readonly launcher?: Launcher;
};

export type EmbeddedPostgres = {
  /** Of the database `kontor`, as its superuser, through the private socket. */
  readonly databaseUrl: string;
  readonly directory: string;
  /** The postmaster's process; undefined while it is being restarted. */
  readonly pid: () => number | undefined;
  /** Fast shutdown: open transactions are rolled back, what was committed is on disk. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts PostgreSQL on a directory and keeps it running until `stop`: makes the cluster at the first start, stops
 * what an earlier run left behind, restarts a server that died. Call it from the main thread: the server ends with
 * the thread that started it.
 * @throws EmbeddedPostgresError saying what is wrong and what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await prepareDirectory(options.directory);
  const directory = await realpath(options.directory);
  const unlock = await lockInstance(directory).catch((error) => {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw explainFailure(`use the directory ${directory}`, String(error), error);
  });
  try {
    const server = await prepareServer(directory, options);
    const supervised = await supervise(server, options).catch(async (error) => {
      await removeSocketDirectory(server.socketDirectory);
      throw error;
    });
    const stop = once(async () => {
      await supervised.stop();
      await removeSocketDirectory(server.socketDirectory);
      await unlock();
    });
    return { databaseUrl: urlOf(server.socketDirectory, 'kontor'), directory, pid: supervised.pid, stop };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function prepareServer(directory: string, options: EmbeddedOptions): Promise<ServerOptions> {
  const [binaries, launcher] = await Promise.all([findBinaries(), options.launcher ?? chooseLauncher()]);
  const durable = options.durable ?? true;
  await clearEarlierServer(directory, options);
  const startedAt = performance.now();
  const made = await ensureCluster(directory, { binaries, launcher, durable });
  if (made) options.onEvent?.({ kind: 'initialised', durationMs: performance.now() - startedAt });
  const socketDirectory = await makeSocketDirectory(directory, launcher);
  await clearSocketDirectory(socketDirectory);
  return { directory, socketDirectory, binaries, launcher, durable, settings: options.settings ?? {} };
}

async function clearEarlierServer(directory: string, options: EmbeddedOptions): Promise<void> {
  const startedAt = performance.now();
  const stopped = await stopEarlierServer(join(directory, 'pgdata'));
  if (stopped) {
    options.onEvent?.({ kind: 'earlier_server_stopped', durationMs: performance.now() - startedAt });
  }
}

async function supervise(
  server: ServerOptions,
  options: EmbeddedOptions,
): Promise<{ pid: () => number | undefined; stop: () => Promise<void> }> {
  let stopping = false;
  const first = await startPostmaster(server);
  await ensureDatabase(server.socketDirectory).catch(async (error) => {
    await stopPostmaster(first);
    throw error;
  });
  let current: Postmaster | undefined = first;
  const watch = async () => {
    while (current !== undefined) {
      await current.ended;
      if (stopping) return;
      options.onEvent?.({ kind: 'died' });
      current = undefined;
      current = await restart(server, options, () => stopping);
    }
  };
  const watching = watch();
  const stop = async () => {
    stopping = true;
    if (current !== undefined) await stopPostmaster(current);
    await watching;
    // A restart may have been under way when we were told to stop.
    if (current !== undefined && isRunning(current.child)) await stopPostmaster(current);
  };
  return { pid: () => current?.pid, stop };
}

async function restart(
  server: ServerOptions,
  options: EmbeddedOptions,
  isStopping: () => boolean,
): Promise<Postmaster | undefined> {
  const startedAt = performance.now();
  for (let pauseMs = 100; !isStopping(); pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      await stopEarlierServer(join(server.directory, 'pgdata'));
      await clearSocketDirectory(server.socketDirectory);
      const postmaster = await startPostmaster(server);
      options.onEvent?.({ kind: 'restarted', durationMs: performance.now() - startedAt });
      return postmaster;
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      options.onEvent?.({ kind: 'restart_failed', error: cause });
      await pause(pauseMs);
    }
  }
  return undefined;
}

const patienceMs = { fast: 20_000, immediate: 10_000 };

async function stopPostmaster({ child, ended }: Postmaster): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', patienceMs.fast],
    ['SIGQUIT', patienceMs.immediate],
  ] as const) {
    if (!isRunning(child)) return;
    child.kill(signal);
    const cancel = new AbortController();
    const waited = pause(waitMs, undefined, { signal: cancel.signal }).catch(() => undefined);
    await Promise.race([ended, waited]);
    cancel.abort();
  }
  if (isRunning(child)) child.kill('SIGKILL');
  await ended;
}

async function ensureDatabase(socketDirectory: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(socketDirectory, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'kontor'");
    if (rowCount === 0) await client.query('create database kontor');
  } finally {
    await client.end();
  }
}

function urlOf(socketDirectory: string, database: string): string {
  return `postgresql://${embeddedOwner}@localhost/${database}?host=${encodeURIComponent(socketDirectory)}`;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}
