import { appendFile, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatInstant, type Instant, localDateAt, parseInstant, utc } from '@kontor/domain/time';
import { type CheckpointRow, installationTree } from './tree-store.ts';

/** The file of a tree and a day (UTC); the installation's tree has a folder by name. */
export const checkpointFile = (
  directory: string,
  { tree_id: treeId, signed_at: at }: CheckpointRow,
): string =>
  join(directory, treeId === installationTree ? 'installation' : treeId, `${localDateAt(at, utc)}.txt`);

/**
 * Puts a signed note at the end of its file, with an empty line behind it, and waits until the disk has it. A note
 * that is there already is left alone; half a one that a crash left behind is left standing, and the whole follows.
 */
export const keepCheckpoint = async (directory: string, checkpoint: CheckpointRow): Promise<void> => {
  const path = checkpointFile(directory, checkpoint);
  const kept = await textOf(path);
  if (kept.includes(`${checkpoint.note}\n`)) return;
  if (kept === '') await mkdir(dirname(path), { recursive: true });
  const gap = kept === '' || kept.endsWith('\n\n') ? '' : '\n\n';
  const file = await open(path, 'a', 0o644);
  try {
    await appendFile(file, `${gap}${checkpoint.note}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  if (kept === '') await syncFolder(dirname(path));
};

const stateFile = (directory: string): string => join(directory, 'published-until.txt');

/** Up to when checkpoints are in the files; undefined where there are none yet. */
export const readPublishedUntil = async (directory: string): Promise<Instant | undefined> =>
  parseInstant((await textOf(stateFile(directory))).trim());

export const writePublishedUntil = async (directory: string, until: Instant): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const draft = `${stateFile(directory)}.new`;
  const file = await open(draft, 'w', 0o644);
  try {
    await file.writeFile(`${formatInstant(until)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, stateFile(directory));
};

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
};

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
