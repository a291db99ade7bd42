import { fromBase64, toBase64 } from '../licence/bytes-as-text.ts';
import { hashBytes } from './merkle-tree.ts';
import { coverOf } from './proof-path.ts';

// The proof of an export: what stands beside `records.jsonl`, so that the root of a signed checkpoint can be computed
// again from the records. Lines of text:
//
//   kontor-export-proof/v1
//   <the signed note of the checkpoint, as it is: origin, size and root, an empty line, signatures>
//                                   (an empty line)
//   leaf <base64>                   the hash of the next record of the export
//   node <height> <base64>          the root of the next 2^height leaves, none of which the export holds
//
// From left to right, without gaps, from leaf 0 to the checkpoint's size; a node stands at a multiple of its width.

export const exportProofLabel = 'kontor-export-proof/v1';

/** One line of a proof: a record of the export, or a subtree that holds none. */
export type ProofEntry =
  | { readonly leaf: Uint8Array }
  | { readonly node: Uint8Array; readonly height: number };

/** One line of a proof that is to be written: which leaf, or which subtree, its hash is of. */
export type ProofPlace = { readonly leaf: number } | { readonly height: number; readonly index: number };

/** The lines before the entries, the last newline included. `note` is a signed checkpoint. */
export function exportProofHead(note: string): string {
  return `${exportProofLabel}\n${note}\n`;
}

/** An entry as a line, its newline included. */
export function proofLine(entry: ProofEntry): string {
  return 'leaf' in entry
    ? `leaf ${toBase64(entry.leaf)}\n`
    : `node ${entry.height} ${toBase64(entry.node)}\n`;
}

/**
 * What a proof consists of, in order, for an export of leaves with these indices (ascending, each once) against a
 * checkpoint of `size` leaves. Lazy: an export of any length is walked once.
 */
export function* proofPlaces(size: number, indices: Iterable<number>): Generator<ProofPlace> {
  let reached = 0;
  for (const index of indices) {
    yield* coverOf(reached, index);
    yield { leaf: index };
    reached = index + 1;
  }
  yield* coverOf(reached, size);
}

/** The entry of a line (without its newline); undefined when it is spelled in any other way. */
export function parseProofLine(line: string): ProofEntry | undefined {
  const [kind, ...words] = line.split(' ');
  if (kind === 'leaf' && words.length === 1) {
    const leaf = hashOf(words[0]);
    return leaf && { leaf };
  }
  const [height = '', encoded] = words;
  if (kind !== 'node' || words.length !== 2 || !/^(0|[1-9][0-9]?)$/.test(height) || Number(height) > 52)
    return undefined;
  const node = hashOf(encoded);
  return node && { node, height: Number(height) };
}

function hashOf(encoded: string | undefined): Uint8Array | undefined {
  const bytes = fromBase64(encoded ?? '');
  return encoded !== undefined && bytes?.length === hashBytes ? bytes : undefined;
}
