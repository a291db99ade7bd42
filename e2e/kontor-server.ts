import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const startAtMostMs = 90_000;
const stopAtMostMs = 20_000;

export type KontorServer = {
  readonly baseUrl: string;
  /** Holds demo.json, and whatever a run wants to be gone afterwards. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
};

/** The whole product as `npm start` runs it: embedded PostgreSQL, server, worker, demo; on a port and data of its own. */
export async function startKontor(): Promise<KontorServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-e2e-'));
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const { DATABASE_URL: _otherDatabase, KONTOR_MASTER_KEY: _otherKey, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'packages/server/src/start.ts')], {
    cwd: root,
    env: {
      ...env,
      HOST: '127.0.0.1',
      PORT: String(port),
      KONTOR_DATA_DIR: folder,
      KONTOR_PUBLIC_URL: baseUrl,
      KONTOR_SEED: 'demo',
      KONTOR_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = lastWords(child);
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await healthy(baseUrl, child);
  } catch (error) {
    await stop();
    throw new Error(`Kontor did not start: ${error}\n${said()}`);
  }
  return { baseUrl, folder, stop };
}

async function healthy(baseUrl: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + startAtMostMs;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const answer = await fetch(`${baseUrl}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`it was not healthy within ${startAtMostMs / 1000} s`);
}

/** The end of what it wrote, for the message when it fails; without reading, a full pipe would stop it. */
function lastWords(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes) => {
      text = (text + bytes).slice(-4000);
    });
  }
  return () => text;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const inTime = await Promise.race([ended, sleep(stopAtMostMs, 'late', { ref: false })]);
  if (inTime === 'late') child.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the machine gave no port');
  return address.port;
}

export async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
