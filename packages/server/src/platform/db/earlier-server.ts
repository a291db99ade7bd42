import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-errors.ts';
import { postgresProcessesIn, processFacts, signal } from './processes.ts';

const pollMs = 20;
const patience = { fast: 0, immediate: 15_000, kill: 20_000, giveUp: 30_000 };

/**
 * Stops what an earlier run left behind in a data directory and waits until it is gone. PostgreSQL itself takes
 * a zombie, or another program with the recorded number, for a running server; we look closer.
 * @returns whether there was a server to stop
 * @throws EmbeddedPostgresError when it does not go away
 */
export async function stopEarlierServer(pgdata: string): Promise<boolean> {
  const startedAt = performance.now();
  const sent = new Set<NodeJS.Signals>();
  for (;;) {
    const postmaster = await recordedPostmaster(pgdata);
    const living = (await postgresProcessesIn(pgdata)) ?? (postmaster === undefined ? [] : [postmaster]);
    if (living.length === 0) break;
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > patience.giveUp) throw stuck(pgdata, living);
    const leader = living.includes(postmaster ?? -1) ? [postmaster ?? -1] : undefined;
    for (const name of dueSignals(waitedMs, leader === undefined)) {
      if (sent.has(name)) continue;
      sent.add(name);
      for (const pid of leader ?? living) signal(pid, name);
    }
    await pause(pollMs);
  }
  // Safe only now: the file guards the shared memory of backends, and none is left.
  await rm(join(pgdata, 'postmaster.pid'), { force: true });
  return sent.size > 0;
}

// Backends whose postmaster died leave by themselves, unless they are in the middle of something long.
function dueSignals(waitedMs: number, orphans: boolean): NodeJS.Signals[] {
  if (orphans) return waitedMs > 5_000 ? ['SIGKILL'] : waitedMs > 1_000 ? ['SIGQUIT'] : [];
  if (waitedMs > patience.kill) return ['SIGKILL'];
  return waitedMs > patience.immediate ? ['SIGQUIT'] : ['SIGINT'];
}

/** The process number in postmaster.pid, if that process lives and is PostgreSQL. */
async function recordedPostmaster(pgdata: string): Promise<number | undefined> {
  const content = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  if (!(pid > 1) || pid === process.pid) return undefined;
  const facts = await processFacts(pid);
  return facts !== undefined && !facts.zombie && facts.command === 'postgres' ? pid : undefined;
}

/** Whether the server says in postmaster.pid that it takes connections. */
export async function saysReady(pgdata: string, pid: number): Promise<boolean> {
  const content = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = content.split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function stuck(pgdata: string, living: readonly number[]): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'stuck',
    `An earlier PostgreSQL of ${pgdata} does not stop (processes ${living.join(', ')}).`,
    'End these processes and start again.',
  );
}
