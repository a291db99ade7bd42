import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { saysReady } from './earlier-server.ts';
import { EmbeddedPostgresError, explainFailure, isEarlierServerLeaving } from './embedded-errors.ts';
import { programEnvironment } from './init-cluster.ts';
import type { Launcher } from './launcher.ts';
import type { Binaries } from './postgres-binaries.ts';

export type ServerOptions = {
  readonly directory: string;
  readonly socketDirectory: string;
  readonly binaries: Binaries;
  readonly launcher: Launcher;
  readonly durable: boolean;
  readonly settings: Readonly<Record<string, string>>;
};

export type Postmaster = {
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly child: ChildProcess;
};

const pollMs = 5;
const startTimeoutMs = 120_000;
const retryForMs = 15_000;
const longestLogBytes = 16 * 1024 * 1024;

function serverSettings(options: ServerOptions): Record<string, string> {
  const sync = options.durable ? 'on' : 'off';
  return {
    listen_addresses: '',
    unix_socket_directories: options.socketDirectory,
    unix_socket_permissions: '0700',
    fsync: sync,
    full_page_writes: sync,
    synchronous_commit: sync,
    jit: 'off',
    autovacuum_naptime: '5s',
    max_connections: '100',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    huge_pages: 'off',
    log_line_prefix: '%m [%p] ',
    // Refused expectations are errors to PostgreSQL and daily business to us, who report the real ones ourselves.
    log_min_messages: 'log',
    ...options.settings,
  };
}

/** Starts the server and waits until it takes connections. @throws EmbeddedPostgresError */
export async function startPostmaster(options: ServerOptions): Promise<Postmaster> {
  const startedAt = performance.now();
  for (;;) {
    const attempt = await tryStart(options);
    if ('pid' in attempt) return attempt;
    const leaving = isEarlierServerLeaving(attempt.said);
    if (!leaving || performance.now() - startedAt > retryForMs) {
      throw explainFailure('start', attempt.said);
    }
    await pause(100);
  }
}

async function tryStart(options: ServerOptions): Promise<Postmaster | { said: string }> {
  const logPath = join(options.directory, 'postgres.log');
  const logStart = await rotateLog(logPath);
  const log = await open(logPath, 'a', 0o600);
  const child = launch(options, log.fd);
  const ended = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  );
  await log.close();
  const deadline = performance.now() + startTimeoutMs;
  const pid = child.pid ?? -1;
  while (isRunning(child) && performance.now() < deadline) {
    if (await saysReady(join(options.directory, 'pgdata'), pid)) return { pid, ended, child };
    await pause(pollMs);
  }
  if (isRunning(child)) {
    child.kill('SIGINT');
    throw new EmbeddedPostgresError(
      'stuck',
      `PostgreSQL was not ready within ${startTimeoutMs / 1000} seconds.`,
      `See ${logPath}.`,
    );
  }
  const content = await readFile(logPath);
  return { said: content.subarray(logStart).toString('utf8') };
}

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function launch(options: ServerOptions, logFd: number): ChildProcess {
  const pgdata = join(options.directory, 'pgdata');
  const settings = Object.entries(serverSettings(options)).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const words = [...options.launcher.prefix, options.binaries.postgres, '-D', pgdata, ...settings];
  const [command = options.binaries.postgres, ...rest] = words;
  const child = spawn(command, rest, {
    // A group of its own: Ctrl-C on the terminal must reach Kontor alone, which stops the server last.
    detached: true,
    stdio: ['ignore', logFd, logFd],
    env: programEnvironment(),
    cwd: '/',
  });
  child.unref();
  return child;
}

/** Keeps one older log of at most 16 MB. Returns where this start's output will begin. */
async function rotateLog(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size < longestLogBytes) return size;
  await rename(path, `${path}.1`);
  return 0;
}
