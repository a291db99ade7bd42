import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-errors.ts';
import { processFacts } from './processes.ts';

export const lockName = 'owner.lock';

type Owner = { readonly pid: number; readonly startedAt: string };

/**
 * Makes this process the only one to run the database of a directory, until the returned function is called or
 * the process dies: a lock left by a dead process is taken over.
 * @throws EmbeddedPostgresError naming the process that holds it
 */
export async function lockInstance(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, lockName);
  const facts = await processFacts(process.pid);
  const mine = JSON.stringify({ pid: process.pid, startedAt: facts?.startedAt ?? 'unknown' } satisfies Owner);
  for (;;) {
    if (await create(path, mine)) return () => unlock(path, mine);
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    await refuseIfAlive(directory, found);
    await discard(path, found);
  }
}

// Written aside and linked into place, so that nobody ever reads half a lock.
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function refuseIfAlive(directory: string, content: string): Promise<void> {
  const owner = parseOwner(content);
  const facts = owner && (await processFacts(owner.pid));
  if (!owner || !facts || facts.zombie || facts.startedAt !== owner.startedAt) return;
  throw new EmbeddedPostgresError(
    'in_use',
    `The data directory ${directory} is in use by process ${owner.pid}.`,
    'Stop that process, or choose another directory with KONTOR_DATA_DIR.',
  );
}

// Two processes may find the same dead lock: whoever moved a living one away by mistake puts it back.
async function discard(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => dead);
  if (moved !== dead) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function unlock(path: string, mine: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === mine) await rm(path, { force: true });
}

function parseOwner(content: string): Owner | undefined {
  const match = /^\{"pid":(\d+),"startedAt":"([^"]*)"\}$/.exec(content);
  return match ? { pid: Number(match[1]), startedAt: match[2] ?? '' } : undefined;
}
