import { fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { createApp } from './app.ts';
import { type Config, configFrom } from './config.ts';
import { openDatabase, openServices, prepareDatabase } from './open-services.ts';
import { analyze } from './platform/db/analyze.ts';
import { openIdentity } from './platform/identity/identity.ts';
import { createLog, type Log } from './platform/log.ts';
import { isSeedWanted } from './seed/seed-wanted.ts';

const portalDir = fileURLToPath(new URL('../../portal/dist', import.meta.url));
const serverPools = { app: 8, lookup: 2, system: 3 };

export type Running = { readonly address: string; readonly stop: () => Promise<void> };

/** Starts everything in order: database, migrations, seed, HTTP, worker; stops it in the reverse. */
export const main = async (options: {
  readonly worker: boolean;
  /** Resolves when the portal has been built; the pages are served from then on. */
  readonly portalReady: Promise<void>;
}): Promise<Running> => {
  const config = configFrom(process.env);
  const log = createLog(config.logLevel);
  await mkdir(config.dataDir, { recursive: true });
  const database = await openDatabase(config, log);
  try {
    return await serve(config, log, database, options);
  } catch (error) {
    await database.stop();
    throw error;
  }
};

const serve = async (
  config: Config,
  log: Log,
  database: Awaited<ReturnType<typeof openDatabase>>,
  options: Parameters<typeof main>[0],
): Promise<Running> => {
  await prepareDatabase(database.url, log);
  await seedIfWanted(config, database.url, log);
  const { services, close } = await openServices(config, database.url, log, serverPools);
  const identity = await openIdentity({ ...services });
  const { demoPeople } = await import('./seed/demo-people.ts');
  await options.portalReady;
  const app = await createApp({ services, identity, portalDir, demoPeople: demoPeople(config.dataDir) });
  const address = await listen(app, config);
  log.info({ address: config.publicUrl }, 'ready');
  const stopWorker = options.worker ? startWorker(database.url, log) : async () => {};
  const stop = async () => {
    await app.close();
    await stopWorker();
    await close();
    await database.stop();
  };
  return { address, stop };
};

const portProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it. Stop that program, or set PORT to a free port.',
  EACCES: 'this user may not open it. Set PORT to 1024 or higher.',
  EADDRNOTAVAIL: 'this machine does not have the address. Set HOST to one of its own.',
};

const listen = async (app: FastifyInstance, { port, host }: Config): Promise<string> => {
  try {
    return await app.listen({ port, host });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const problem = portProblems[code];
    if (problem === undefined) throw error;
    throw new Error(`Port ${port} on ${host} cannot be opened: ${problem}`, { cause: error });
  }
};

/** Demo data, in pools of their own: plans made on empty tables must not outlive them (architecture, Storage). */
const seedIfWanted = async (config: Config, databaseUrl: string, log: Log): Promise<void> => {
  const { services, close } = await openServices(config, databaseUrl, log, serverPools);
  try {
    if (!(await isSeedWanted(config, services.pools))) return;
    const { seedDemo } = await import('./seed/seed-demo.ts');
    await seedDemo({ services, dataDir: config.dataDir, log });
  } finally {
    await close();
  }
  await analyze(databaseUrl);
};

const restartAfterMs = 1000;

/** The worker in a process of its own, started again when it dies. */
const startWorker = (databaseUrl: string, log: Log): (() => Promise<void>) => {
  let stopping = false;
  const start = () => {
    const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        KONTOR_EMBEDDED: process.env.DATABASE_URL ? '' : '1',
        // Compiled and type-stripped once: without it the worker alone carries 30 MB of compiler.
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? getCompileCacheDir() ?? '',
      },
      execArgv: ['--max-semi-space-size=2', '--max-old-space-size=128', '--v8-pool-size=1'],
    });
    child.on('exit', (code) => {
      if (stopping) return;
      log.warn({ code }, 'worker ended; starting it again');
      setTimeout(() => {
        if (!stopping) current = start();
      }, restartAfterMs);
    });
    return child;
  };
  let current = start();
  return () =>
    new Promise((resolve) => {
      stopping = true;
      if (current.exitCode !== null || current.signalCode !== null) return resolve();
      current.once('exit', () => resolve());
      current.kill('SIGTERM');
    });
};
