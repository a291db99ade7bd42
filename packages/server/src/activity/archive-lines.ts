import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 1 << 20;
const newline = 10;

/**
 * The lines of a part of a file, without their newlines; read again each time it is asked for, with the memory of one
 * line. A line is good until the next is taken.
 */
export function* linesOfPart(path: string, begin: number, end: number): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (let at = begin; at < end; ) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
      const read = readSync(file, chunk, 0, chunk.length, at);
      if (read === 0) break;
      at += read;
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      let from = 0;
      for (let stop = bytes.indexOf(newline); stop >= 0; stop = bytes.indexOf(newline, from)) {
        yield bytes.subarray(from, stop);
        from = stop + 1;
      }
      rest = bytes.subarray(from);
    }
    if (rest.length > 0) yield rest;
  } finally {
    closeSync(file);
  }
}
