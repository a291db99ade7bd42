import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type FileStore,
  isStorageKey,
  type PieceOptions,
  pathOfKey,
  putWith,
  type ReceivedFile,
} from './file-store.ts';
import { measured } from './measured.ts';

/** A file store in a directory, which is made when it is first written to. */
export function createFileStore(directory: string): FileStore {
  const pathOf = (storageKey: string) => join(directory, pathOfKey(storageKey));
  const drafts = join(directory, 'incoming');
  const receive: FileStore['receive'] = (stream) => receiveFile(drafts, pathOf, stream);
  return {
    receive,
    put: putWith(receive),
    size: (storageKey) => sizeOf(pathOf(storageKey)),
    open: (storageKey, options = {}) => createReadStream(pathOf(storageKey), options),
    pieces: (storageKey, options) => readPieces(pathOf(storageKey), options),
    remove: (storageKey) => rm(pathOf(storageKey), { force: true }),
    list: () => listKeys(directory),
    dropAbandoned: (before) => dropDrafts(drafts, before),
  };
}

async function receiveFile(
  drafts: string,
  pathOf: (storageKey: string) => string,
  stream: AsyncIterable<Uint8Array>,
): Promise<ReceivedFile> {
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  const draft = join(drafts, randomBytes(12).toString('hex'));
  const discard = () => rm(draft, { force: true });
  try {
    const { bytes, measure } = measured(stream);
    await pipeline(bytes, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }));
    const { sizeBytes, sha256 } = measure();
    const storageKey = sha256.toString('hex');
    return { storageKey, sizeBytes, sha256, keep: () => keepDraft(draft, pathOf(storageKey)), discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function keepDraft(draft: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(draft, path);
  await syncDirectory(dirname(path));
}

// Without it a power cut can forget the rename of a file whose row has been committed.
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Two buffers in turn: one is filled while the other is on its way. */
async function* readPieces(path: string, { start, end, pieceBytes, signal }: PieceOptions) {
  const file = await open(path, 'r');
  try {
    const first = pieceBytes();
    const buffers = [Buffer.alloc(0), Buffer.alloc(0)];
    for (let position = start, turn = 0; position <= end && !signal.aborted; turn = 1 - turn) {
      const wanted = Math.min(pieceBytes(), first, end + 1 - position);
      const known = buffers[turn];
      const buffer = known && known.length >= wanted ? known : Buffer.allocUnsafeSlow(wanted);
      buffers[turn] = buffer;
      const { bytesRead } = await file.read(buffer, 0, wanted, position);
      if (bytesRead === 0) throw new Error('the file is shorter than it was');
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await unlessGone(stat(path)))?.size;
}

async function* listKeys(directory: string): AsyncGenerator<string> {
  const folders = (await unlessGone(readdir(directory))) ?? [];
  for (const folder of folders.filter((name) => /^[0-9a-f]{2}$/.test(name)))
    for await (const { name } of await opendir(join(directory, folder))) if (isStorageKey(name)) yield name;
}

async function dropDrafts(drafts: string, before: number): Promise<number> {
  let dropped = 0;
  for (const name of (await unlessGone(readdir(drafts))) ?? []) {
    const draft = join(drafts, name);
    const facts = await unlessGone(stat(draft));
    // Whoever still writes has touched it lately.
    if (facts === undefined || facts.mtimeMs >= before) continue;
    await rm(draft, { force: true });
    dropped += 1;
  }
  return dropped;
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
