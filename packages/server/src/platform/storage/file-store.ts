import type { Readable } from 'node:stream';
import { invariant } from '@kontor/domain/invariant';

export type StoredFile = { readonly storageKey: string; readonly sizeBytes: number; readonly sha256: Buffer };

/** Bytes that have arrived whole and are not to be found under their key yet. */
export type ReceivedFile = StoredFile & {
  /** Resolves when the bytes are safely under their key. */
  readonly keep: () => Promise<void>;
  readonly discard: () => Promise<void>;
};

/** `start` and `end` are byte positions, both inclusive, as in HTTP ranges. */
export type ReadOptions = {
  readonly start?: number;
  readonly end?: number;
  readonly highWaterMark?: number;
};

export type PieceOptions = {
  readonly start: number;
  readonly end: number;
  /** How much to read at a time; asked again for every piece. At most what it answered first. */
  readonly pieceBytes: () => number;
  /** Ends the reading, also while it waits. */
  readonly signal: AbortSignal;
};

/** What somebody who follows an address of the store itself is told about the file. */
export type HandOut = { readonly contentDisposition: string; readonly expiresInSeconds: number };

/**
 * Files by their content: the storage key is the SHA-256, so that a file that is put twice is kept once and what
 * a key names never changes.
 */
export type FileStore = {
  /** A stream that fails leaves nothing behind; neither does a process that dies, once it is swept. */
  readonly receive: (stream: AsyncIterable<Uint8Array>) => Promise<ReceivedFile>;
  /** Receives and keeps. */
  readonly put: (stream: AsyncIterable<Uint8Array>) => Promise<StoredFile>;
  /** Bytes, or undefined when there is no such file. */
  readonly size: (storageKey: string) => Promise<number | undefined>;
  /** A transfer that has begun reads to its end, also when the file is removed meanwhile. */
  readonly open: (storageKey: string, options?: ReadOptions) => Readable;
  /** The same without copies: the bytes of a piece hold until the second piece after it is asked for. */
  readonly pieces: (storageKey: string, options: PieceOptions) => AsyncGenerator<Uint8Array>;
  /** Removing what is not there is no error. */
  readonly remove: (storageKey: string) => Promise<void>;
  /** Keys of all files, in no order. */
  readonly list: () => AsyncIterable<string>;
  /** Removes what was left of uploads that nobody goes on with since an instant (ms); answers how many. */
  readonly dropAbandoned: (before: number) => Promise<number>;
  /** An address of the store itself, good for whoever has it; absent where the store has none. */
  readonly addressFor?: (storageKey: string, handOut: HandOut) => Promise<string>;
};

const keyPattern = /^[0-9a-f]{64}$/;

export const isStorageKey = (text: string): boolean => keyPattern.test(text);

/** Where a file lies within its store. */
export const pathOfKey = (storageKey: string): string => {
  // Also what keeps a key from ever leaving the directory.
  invariant(isStorageKey(storageKey), 'a storage key is a SHA-256 in hex');
  return `${storageKey.slice(0, 2)}/${storageKey}`;
};

export const putWith =
  (receive: FileStore['receive']): FileStore['put'] =>
  async (stream) => {
    const { storageKey, sizeBytes, sha256, keep, discard } = await receive(stream);
    try {
      await keep();
    } catch (error) {
      await discard();
      throw error;
    }
    return { storageKey, sizeBytes, sha256 };
  };
