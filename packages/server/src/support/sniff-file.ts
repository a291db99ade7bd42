import { ReadableStream } from 'node:stream/web';
import { fileTypeFromStream } from 'file-type';
import type { Spool } from '../platform/storage/spool.ts';

const chunkBytes = 65_536;

/** What a file is by its content: the type that its bytes are known by, and whether all of it is UTF-8 text. */
export const sniffFile = async (
  spool: Spool,
): Promise<{ readonly sniffed: string | undefined; readonly isText: boolean }> => {
  const found = await fileTypeFromStream(ReadableStream.from(copies(spool)));
  return { sniffed: found?.mime, isText: found === undefined && (await isText(spool)) };
};

// A piece of a spool holds until the next one is asked for, and who sniffs may look back.
async function* copies(spool: Spool): AsyncGenerator<Uint8Array> {
  for await (const chunk of spool.read(chunkBytes)) yield Uint8Array.from(chunk);
}

const isText = async (spool: Spool): Promise<boolean> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of spool.read(chunkBytes))
      if (hasControls(decoder.decode(chunk, { stream: true }))) return false;
    return !hasControls(decoder.decode());
  } catch {
    // Bytes that are not UTF-8 are the one thing that a fatal decoder throws for.
    return false;
  }
};

/** Beside tabs and the ends of lines and pages. */
const hasControls = (text: string): boolean => /[^\P{Cc}\t\n\r\f]/u.test(text);
