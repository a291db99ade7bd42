import type { Checkpoint } from './checkpoint.ts';
import { type Hash, nodeHash, rootOfEdge } from './merkle-tree.ts';
import { equal } from './verify-proof.ts';

/** Whether the tree that was read had a checkpoint's root at its size; undefined where a subtree hid the place. */
export type Comparison = { readonly checkpoint: Checkpoint; readonly matches: boolean | undefined };

export type TreeReader = {
  /** Takes the root of the next 2^height leaves; false where no such subtree can stand. */
  readonly push: (height: number, hash: Uint8Array) => boolean;
  readonly size: () => number;
  readonly comparisons: () => readonly Comparison[];
};

/** Reads a tree from left to right and holds it against checkpoints (ascending by size) as it passes them. */
export function treeReader(hash: Hash, checkpoints: readonly Checkpoint[]): TreeReader {
  const edge: Uint8Array[] = [];
  const made: Comparison[] = [];
  let size = 0;
  const compare = () => {
    for (let next = checkpoints[made.length]; next && next.size <= size; next = checkpoints[made.length])
      made.push({
        checkpoint: next,
        matches: next.size === size ? equal(rootOfEdge(hash, edge), next.root) : undefined,
      });
  };
  compare();
  const push = (height: number, subtree: Uint8Array): boolean => {
    const width = 2 ** height;
    if (size % width !== 0 || !Number.isSafeInteger(size + width)) return false;
    let node = subtree;
    // Each trailing one of the place, counted in subtrees of this width, is a left sibling as high as the one in hand.
    for (let place = size / width; place % 2 === 1; place = (place - 1) / 2)
      node = nodeHash(hash, edge.pop() ?? node, node);
    edge.push(node);
    size += width;
    compare();
    return true;
  };
  return { push, size: () => size, comparisons: () => made };
}

/** The leaves between the last checkpoint that matched and the first that did not; undefined when none failed. */
export function failedRange(
  comparisons: readonly Comparison[],
): { readonly begin: number; readonly end: number } | undefined {
  const failed = comparisons.findIndex(({ matches }) => matches === false);
  const first = comparisons[failed];
  if (!first) return undefined;
  const before = comparisons.slice(0, failed).filter(({ matches }) => matches === true);
  return { begin: before.at(-1)?.checkpoint.size ?? 0, end: first.checkpoint.size };
}
