/** Reads at once, in a worker only, where waiting holds up nobody. */
declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

const chunkBytes = 1 << 22;
const newline = 10;

/** The lines of files, one after another, without their newlines: a piece of a file at a time is in memory. */
export function* linesOf(
  files: readonly File[],
  onBytes: (bytes: number) => void = () => {},
): Generator<Uint8Array> {
  for (const file of files) {
    let rest: Uint8Array = new Uint8Array(0);
    for (let from = 0; from < file.size; from += chunkBytes) {
      const piece = file.slice(from, from + chunkBytes);
      const bytes = joined(rest, new Uint8Array(new FileReaderSync().readAsArrayBuffer(piece)));
      onBytes(piece.size);
      let begin = 0;
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, begin)) {
        yield bytes.subarray(begin, end);
        begin = end + 1;
      }
      rest = bytes.subarray(begin);
    }
    if (rest.length > 0) yield rest;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
