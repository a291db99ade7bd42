import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invariant } from '@kontor/domain/invariant';

export type StoredFile = { readonly storageKey: string; readonly sizeBytes: number; readonly sha256: Buffer };

/** `start` and `end` are byte positions, both inclusive, as in HTTP ranges. */
export type ReadOptions = {
  readonly start?: number;
  readonly end?: number;
  readonly highWaterMark?: number;
};

/**
 * Files by their content: the storage key is the SHA-256, so that a file that is put twice is kept once and what
 * a key names never changes.
 */
export type FileStore = {
  /** Resolves when the bytes are safely on disk; a stream that fails leaves nothing behind. */
  readonly put: (stream: AsyncIterable<Uint8Array>) => Promise<StoredFile>;
  /** Bytes, or undefined when there is no such file. */
  readonly size: (storageKey: string) => Promise<number | undefined>;
  /** A transfer that has begun reads to its end, also when the file is removed meanwhile. */
  readonly open: (storageKey: string, options?: ReadOptions) => Readable;
  /** Removing what is not there is no error. */
  readonly remove: (storageKey: string) => Promise<void>;
};

const keyPattern = /^[0-9a-f]{64}$/;

/** A file store in a directory, which is made when it is first written to. */
export function createFileStore(directory: string): FileStore {
  const pathOf = (storageKey: string) => {
    // Also what keeps a key from ever leaving the directory.
    invariant(keyPattern.test(storageKey), 'a storage key is a SHA-256 in hex');
    return join(directory, storageKey.slice(0, 2), storageKey);
  };
  return {
    put: (stream) => putFile(directory, pathOf, stream),
    size: (storageKey) => sizeOf(pathOf(storageKey)),
    open: (storageKey, options = {}) => createReadStream(pathOf(storageKey), options),
    remove: (storageKey) => rm(pathOf(storageKey), { force: true }),
  };
}

async function putFile(
  directory: string,
  pathOf: (storageKey: string) => string,
  stream: AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  const drafts = join(directory, 'incoming');
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  const draft = join(drafts, randomBytes(12).toString('hex'));
  try {
    const written = await writeDraft(draft, stream);
    const path = pathOf(written.storageKey);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(draft, path);
    await syncDirectory(dirname(path));
    return written;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeDraft(draft: string, stream: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measured = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(stream, measured, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }));
  const sha256 = hash.digest();
  return { storageKey: sha256.toString('hex'), sizeBytes, sha256 };
}

// Without it a power cut can forget the rename of a file whose row has been committed.
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
