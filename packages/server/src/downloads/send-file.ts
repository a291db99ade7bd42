import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { FileStore } from '../platform/storage/file-store.ts';

export type SentStretch = {
  readonly storageKey: string;
  readonly start: number;
  readonly end: number;
  readonly pieceBytes: () => number;
};

export type Patience = {
  /** A reader that takes nothing for so long has gone, whatever its connection says. */
  readonly stalledMs: number;
  /** One that takes a piece so slowly is not worth its place. */
  readonly pieceMs: number;
};

const headersOfFile = [
  'content-length',
  'content-range',
  'content-disposition',
  'etag',
  'repr-digest',
  'digest',
];

/**
 * Sends a stretch of a file past Fastify's own streams: two buffers a transfer, filled and sent in turn, so that
 * nothing is copied and a reader that stands still holds no more than that. Resolves when it has ended, either way.
 * @throws what the store throws before the first byte is sent
 */
export const sendFile = async (
  reply: FastifyReply,
  files: FileStore,
  stretch: SentStretch,
  { stalledMs, pieceMs }: Patience,
): Promise<void> => {
  const { raw } = reply;
  const ended = new AbortController();
  // At most two; Node does not always answer for what was written to a connection that then closes.
  const onTheWay = new Set<(reason: Error) => void>();
  raw.once('close', () => {
    ended.abort();
    for (const fail of onTheWay) fail(new Error('the connection was closed'));
  });
  const { storageKey, ...part } = stretch;
  const pieces = files.pieces(storageKey, { ...part, signal: ended.signal });
  const first = await pieces.next().catch((error: unknown) => {
    for (const name of headersOfFile) reply.removeHeader(name);
    throw error;
  });
  reply.hijack();
  raw.setTimeout(stalledMs, () => raw.destroy());
  let slow: NodeJS.Timeout | undefined;
  const send = (piece: Uint8Array) => {
    clearTimeout(slow);
    slow = setTimeout(() => raw.destroy(), pieceMs).unref();
    return new Promise<void>((resolve, reject) => {
      if (ended.signal.aborted) return reject(new Error('the connection was closed'));
      onTheWay.add(reject);
      raw.write(piece, (error) => {
        onTheWay.delete(reject);
        if (error) reject(error);
        else resolve();
      });
    });
  };
  try {
    // Only the types of header names differ: Fastify's know a number where Node's know a text.
    raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
    let before: Promise<void> = Promise.resolve();
    for (let next = first; !next.done; next = await pieces.next()) {
      const sent = send(next.value);
      sent.catch(() => undefined);
      // The next piece is read into the buffer of the one before this one.
      await before;
      before = sent;
    }
    await before;
    raw.end();
  } catch {
    // The reader has gone, or the file cannot be read to its end: a broken connection is what tells the reader.
    raw.destroy();
  } finally {
    clearTimeout(slow);
    await pieces.return(undefined).catch(() => undefined);
  }
};
