import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Launcher } from './launcher.ts';

// A socket's path has 107 bytes at most, ".s.PGSQL.5432.lock" included, and a data directory may lie deep.
const longestBase = 60;

/**
 * A short private directory for the server's socket, the same at every start where possible. Only its owner may
 * enter it, which is why connections through it need no password.
 */
export async function makeSocketDirectory(cluster: string, launcher: Launcher): Promise<string> {
  const base = tmpdir().length <= longestBase ? tmpdir() : '/tmp';
  const key = createHash('sha256').update(cluster).digest('hex').slice(0, 12);
  const wanted = join(base, `kontor-${key}`);
  await mkdir(wanted, { mode: 0o700 }).catch(() => undefined);
  const path = (await isPrivate(wanted, launcher)) ? wanted : await mkdtemp(join(base, 'kontor-'));
  await chown(path, launcher.uid, launcher.gid);
  return path;
}

// Everybody may write to the temporary directory, so that the name may be taken by somebody else.
async function isPrivate(path: string, launcher: Launcher): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || !found.isDirectory() || (found.mode & 0o077) !== 0) return false;
  return found.uid === process.getuid?.() || found.uid === launcher.uid;
}

/**
 * Removes the socket of a server that is surely gone. Its lock file names a process, and PostgreSQL would take a
 * zombie, or another program with that number, for the server.
 */
export async function clearSocketDirectory(path: string): Promise<void> {
  await Promise.all(
    ['.s.PGSQL.5432', '.s.PGSQL.5432.lock'].map((name) => rm(join(path, name), { force: true })),
  );
}

/** Removes the directory if the server left nothing in it. */
export async function removeSocketDirectory(path: string): Promise<void> {
  await rmdir(path).catch(() => undefined);
}
