import type { Bitness } from '@kontor/domain/entitlement/fulfilment';

export type DemoArtifact = { readonly language: string; readonly bitness: Bitness; readonly bytes: Buffer };

const languages = ['en-US', 'tr-TR'] as const;
const widths = ['64', '32'] as const;
const sizeBytes = 1_200_000;

/** Four files of about a megabyte, the same ones for every product: the store keeps each once. */
export function demoArtifacts(): DemoArtifact[] {
  return languages.flatMap((language, row) =>
    widths.map((bitness, column) => ({
      language,
      bitness,
      bytes: patternBytes(row * widths.length + column + 1),
    })),
  );
}

// Not all alike, so that a wrong range shows.
function patternBytes(seed: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes + seed);
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    bytes.writeUInt32LE(Math.imul(at + seed, 2_654_435_761) >>> 0, at);
  }
  return bytes;
}
