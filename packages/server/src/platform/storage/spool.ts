import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes set aside on disk, so that they can be read again while no sender has to be waited for. */
export type Spool = {
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  /** From the beginning, as often as needed. A piece holds until the next one is asked for. */
  readonly read: (chunkBytes: number) => AsyncGenerator<Buffer>;
  readonly close: () => Promise<void>;
};

/** Writes a stream to a temporary file that has no name any more: nothing of it outlives the process. */
export async function spoolStream(stream: AsyncIterable<Uint8Array>): Promise<Spool> {
  const path = join(tmpdir(), `kontor-spool-${randomBytes(12).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of stream) {
      hash.update(chunk);
      await writeAll(file, chunk);
      sizeBytes += chunk.length;
    }
    return {
      sizeBytes,
      sha256: hash.digest(),
      read: (size) => readAll(file, size),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
    written += bytesWritten;
  }
}

async function* readAll(file: FileHandle, chunkBytes: number): AsyncGenerator<Buffer> {
  let position = 0;
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    let filled = 0;
    while (filled < chunkBytes) {
      const { bytesRead } = await file.read(chunk, filled, chunkBytes - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled === 0) return;
    position += filled;
    yield chunk.subarray(0, filled);
  }
}
