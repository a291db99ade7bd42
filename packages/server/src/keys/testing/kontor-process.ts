// Kontor's own programs as processes, for tests that kill them and look at what they leave behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const patienceMs = 100_000;

type Environment = Readonly<Record<string, string>>;

const ownEnvironment = (env: Environment) => {
  const { DATABASE_URL: _url, KONTOR_MASTER_KEY: _key, KONTOR_MASTER_KEY_FILE: _file, ...rest } = process.env;
  return { ...rest, ...env };
};

export type KontorProcess = {
  readonly baseUrl: string;
  readonly port: number;
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
};

/**
 * `npm start` without npm: server, worker and what they need; everything they say goes to the log file. On the port
 * of before, whoever had a token there has it still.
 */
export async function startKontor(
  logFile: string,
  env: Environment,
  portOfBefore?: number,
): Promise<KontorProcess> {
  const port = portOfBefore ?? (await freePort());
  const baseUrl = `http://127.0.0.1:${port}`;
  const own = { HOST: '127.0.0.1', PORT: String(port), KONTOR_PUBLIC_URL: baseUrl, ...env };
  const child = spawn(process.execPath, [program('start.ts')], {
    env: ownEnvironment(own),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (isRunning(child)) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    log.end();
  };
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await fetch(`${baseUrl}/health`).catch(() => undefined);
    if (answer?.ok) return { baseUrl, port, end };
    if (!isRunning(child) || Date.now() > deadline) {
      await end('SIGKILL');
      throw new Error(`Kontor did not start: ${(await readFile(logFile, 'utf8')).slice(-2000)}`);
    }
    await pause(50);
  }
}

export type CommandProcess = {
  readonly child: ChildProcess;
  /** What it said and its exit code, null when it was killed. */
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
};

/** `kontor WORDS…`, running. */
export function startCommand(words: readonly string[], env: Environment): CommandProcess {
  const child = spawn(process.execPath, [program('cli.ts'), ...words], {
    env: ownEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      said += bytes;
    });
  }
  return { child, ended: once(child, 'close').then(([code]) => ({ code, said })) };
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the machine gave no port');
  return address.port;
}
