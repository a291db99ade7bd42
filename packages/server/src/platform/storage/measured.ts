import { createHash } from 'node:crypto';

export type Measured = {
  readonly bytes: AsyncGenerator<Uint8Array>;
  /** When the last byte has passed. */
  readonly measure: () => { readonly sizeBytes: number; readonly sha256: Buffer };
};

/** Counts and hashes a stream on its way through. */
export const measured = (source: AsyncIterable<Uint8Array>): Measured => {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const pass = async function* () {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  return { bytes: pass(), measure: () => ({ sizeBytes, sha256: hash.digest() }) };
};
