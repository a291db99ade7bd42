import { invariant } from '../invariant.ts';
import { type Hash, hashBytes, rootOf, rootOfEdge, tileHeight, tileWidth } from './merkle-tree.ts';

/** A perfect subtree of 2^height leaves: those from index × 2^height on. */
export type Subtree = { readonly height: number; readonly index: number };

/** One hash of a proof: the root that these perfect subtrees, from left to right, have together. */
export type ProofStep = readonly Subtree[];

/** A tile, and the places in it (counted in hashes) of the row of nodes whose root a subtree is. */
export type TileRange = {
  readonly level: number;
  readonly tile: number;
  readonly from: number;
  readonly count: number;
};

/** The hashes of a tile, one after another; undefined where there is none. */
export type ReadTile = (level: number, tile: number) => Uint8Array | undefined;

/** The fewest perfect subtrees that hold the leaves from `begin` up to but not including `end`, from left to right. */
export function coverOf(begin: number, end: number): Subtree[] {
  const cover: Subtree[] = [];
  for (let at = begin; at < end; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height += 1;
    cover.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return cover;
}

/** What proves that a leaf is in a tree of `size` leaves (RFC 9162, 2.1.3.1), nearest sibling first. */
export function inclusionPath(size: number, index: number): ProofStep[] {
  invariant(index >= 0 && index < size, 'a proof is of a leaf inside the tree');
  const path: ProofStep[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    path.unshift(index < middle ? coverOf(middle, end) : coverOf(begin, middle));
    if (index < middle) end = middle;
    else begin = middle;
  }
  return path;
}

/** What proves that a tree of `to` leaves begins with the tree of `from` leaves (RFC 9162, 2.1.4.1). */
export function consistencyPath(from: number, to: number): ProofStep[] {
  invariant(from >= 0 && from <= to, 'a tree only grows');
  if (from === 0 || from === to) return [];
  const path: ProofStep[] = [];
  let [begin, end] = [0, to];
  while (end !== from) {
    const middle = begin + splitOf(end - begin);
    path.unshift(from <= middle ? coverOf(middle, end) : coverOf(begin, middle));
    if (from <= middle) end = middle;
    else begin = middle;
  }
  // The old root itself is known to who verifies; a subtree inside it is not.
  return begin === 0 ? path : [coverOf(begin, end), ...path];
}

/** Where the nodes stand whose root a subtree is: always within one tile. */
export function tileRangeOf({ height, index }: Subtree): TileRange {
  const level = Math.floor(height / tileHeight);
  const count = 2 ** (height % tileHeight);
  const first = index * count;
  return { level, tile: Math.floor(first / tileWidth), from: first % tileWidth, count };
}

/** The tiles that the hashes of subtrees are computed from, each once. */
export function tilesFor(steps: readonly ProofStep[]): { readonly level: number; readonly tile: number }[] {
  const tiles = new Map(
    steps.flat().map((subtree) => {
      const { level, tile } = tileRangeOf(subtree);
      return [`${level}/${tile}`, { level, tile }];
    }),
  );
  return [...tiles.values()];
}

/** The root of a perfect subtree, from its tile; undefined when the tile does not hold it. */
export function subtreeHash(hash: Hash, subtree: Subtree, read: ReadTile): Uint8Array | undefined {
  const { level, tile, from, count } = tileRangeOf(subtree);
  const hashes = read(level, tile);
  if (hashes === undefined || hashes.length < (from + count) * hashBytes) return undefined;
  const row = Array.from({ length: count }, (_, place) =>
    hashes.subarray((from + place) * hashBytes, (from + place + 1) * hashBytes),
  );
  return rootOf(hash, row);
}

/** The hashes of a proof, from tiles; undefined when the tiles do not hold them. */
export function proofHashes(
  hash: Hash,
  steps: readonly ProofStep[],
  read: ReadTile,
): Uint8Array[] | undefined {
  const hashes: Uint8Array[] = [];
  for (const step of steps) {
    const edge: Uint8Array[] = [];
    for (const subtree of step) {
      const root = subtreeHash(hash, subtree, read);
      if (root === undefined) return undefined;
      edge.push(root);
    }
    hashes.push(rootOfEdge(hash, edge));
  }
  return hashes;
}

/** The largest power of two below a size of at least two. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}
