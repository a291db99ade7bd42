import type { KeyFormat } from '../catalog/key-format.ts';

export const bitnesses = ['64', '32', 'arm64'] as const;
export type Bitness = (typeof bitnesses)[number];

/** One form in which a SKU is delivered: version × language × bitness (product 3). */
export type FulfilmentChoice = {
  readonly version: string;
  readonly language: string;
  readonly bitness: Bitness;
};

export type Fulfilment = FulfilmentChoice & {
  /** Null where this form needs no key, as software plans never do. */
  readonly key: { readonly group: string; readonly format: KeyFormat } | null;
  /** Null where there is nothing to download. */
  readonly artifact: Artifact | null;
};

export type Artifact = {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
};

export type FulfilmentUnknown = {
  readonly code: 'entitlement.fulfilment_unknown';
  readonly choice: FulfilmentChoice;
};

export function parseBitness(text: string): Bitness | undefined {
  return bitnesses.find((bitness) => bitness === text);
}

export function findFulfilment(
  fulfilments: readonly Fulfilment[],
  choice: FulfilmentChoice,
): Fulfilment | undefined {
  return fulfilments.find(
    ({ version, language, bitness }) =>
      version === choice.version && language === choice.language && bitness === choice.bitness,
  );
}
