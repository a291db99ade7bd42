import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { descendantsOf, isRunning, type ProcessFacts } from './process-tree.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export type KontorServer = {
  readonly port: number;
  /** From spawning `npm start` to the first 200 of /health. */
  readonly startSeconds: number;
  /** The server and its worker; PostgreSQL is not among them. */
  readonly nodeProcesses: () => Promise<readonly ProcessFacts[]>;
  /** Resolves when nothing of it is left. */
  readonly stop: () => Promise<void>;
};

export type StartOptions = {
  readonly dataDir: string;
  /** Where its standard output goes, as in production. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
};

const started = new Set<() => Promise<void>>();

/** Stops every server that still runs: for when the bench is interrupted. */
export const stopStarted = async (): Promise<void> => {
  await Promise.all([...started].map((stop) => stop()));
};

const pollMs = 20;
const startPatienceMs = 120_000;

/** Runs `npm start` and waits until it answers. @throws Error with the end of its log */
export const startKontor = async ({ dataDir, logFile, env = {} }: StartOptions): Promise<KontorServer> => {
  const port = await freePort();
  const log = await open(logFile, 'a');
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, KONTOR_LOG_LEVEL: 'info', ...env, KONTOR_DATA_DIR: dataDir, PORT: String(port) },
  });
  child.on('error', () => undefined);
  await log.close();
  const stop = async () => {
    await stopAll(child);
    started.delete(stop);
  };
  started.add(stop);
  while (!(await isHealthy(port))) {
    const ended = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (ended || performance.now() - startedAt > startPatienceMs) {
      await stop();
      const said = await readFile(logFile, 'utf8');
      throw new Error(`npm start ${ended ? 'ended' : 'was not ready in time'}:\n${said.slice(-2_000)}`);
    }
    await pause(pollMs);
  }
  const startSeconds = (performance.now() - startedAt) / 1000;
  const nodeProcesses = async () => nodesOf(await descendantsOf(child.pid ?? -1));
  return { port, startSeconds, nodeProcesses, stop };
};

// Words of their own: the shell that npm starts has the same text inside one long word.
const programs = ['packages/server/src/start.ts', '/packages/server/src/worker.ts'];

/** Of a family: the server first, then its worker. */
const nodesOf = (family: readonly ProcessFacts[]): ProcessFacts[] =>
  programs.flatMap((program, at) =>
    family.filter(({ words }) =>
      words.some((word) => (at === 0 ? word === program : word.endsWith(program))),
    ),
  );

const isHealthy = async (port: number): Promise<boolean> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
};

const patience = { npmMs: 1_500, serverMs: 20_000 };

/** SIGTERM to npm, then to what it did not pass it on to; at last SIGKILL to what does not end. */
const stopAll = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined) return;
  const family = await descendantsOf(child.pid);
  child.kill('SIGTERM');
  if (await allEnded(family, patience.npmMs)) return;
  // The server ends its worker and its database by itself, in that order.
  await signal(nodesOf(family).slice(0, 1), 'SIGTERM');
  if (await allEnded(family, patience.serverMs)) return;
  await signal(family, 'SIGKILL');
  await allEnded(family, patience.npmMs);
};

const allEnded = async (family: readonly ProcessFacts[], withinMs: number): Promise<boolean> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const running = await Promise.all(family.map(isRunning));
    if (!running.includes(true)) return true;
    if (performance.now() > deadline) return false;
    await pause(50);
  }
};

const signal = async (family: readonly ProcessFacts[], name: NodeJS.Signals): Promise<void> => {
  for (const facts of family) if (await isRunning(facts)) process.kill(facts.pid, name);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
