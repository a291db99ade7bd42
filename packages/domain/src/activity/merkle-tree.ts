import { invariant } from '../invariant.ts';

// RFC 9162, section 2.1. Indices and sizes are whole numbers below 2^53; halving is by division, since the bit
// operators stop at 2^32.

/** SHA-256, handed in, so that a server, a command line and a browser each use their own. */
export type Hash = (data: Uint8Array) => Uint8Array;

/** The roots of the perfect subtrees of a tree, from left to right: one for each bit of its size, highest first. */
export type Edge = readonly Uint8Array[];

/** Bytes of a hash. */
export const hashBytes = 32;

/** The root of the tree of no leaves. */
export function emptyRoot(hash: Hash): Uint8Array {
  return hash(new Uint8Array(0));
}

/** The hash of a leaf: of 0x00 and the data. */
export function leafHash(hash: Hash, data: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + data.length);
  input.set(data, 1);
  return hash(input);
}

/** The hash of a node: of 0x01, its left and its right child. */
export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return hash(input);
}

/** The root of the tree of these leaf hashes. */
export function rootOf(hash: Hash, leafHashes: readonly Uint8Array[]): Uint8Array {
  return rootOfEdge(hash, appendToEdge(hash, [], 0, leafHashes).edge);
}

/** The root that perfect subtrees, given from left to right, have together. */
export function rootOfEdge(hash: Hash, edge: Edge): Uint8Array {
  const last = edge.at(-1);
  if (last === undefined) return emptyRoot(hash);
  return edge.slice(0, -1).reduceRight((right, left) => nodeHash(hash, left, right), last);
}

/** Hashes that an append adds to a tile: they stand in it from place `from` (counted in hashes), one after another. */
export type TileAddition = {
  /** 0 holds leaf hashes, n the roots of 256^n leaves. */
  readonly level: number;
  readonly tile: number;
  readonly from: number;
  readonly hashes: Uint8Array;
};

/** Hashes a tile has room for. */
export const tileWidth = 256;
/** A tile's level is so many of the tree's. */
export const tileHeight = 8;

/** The edge, the size and the tiles' new hashes of a tree of `size` leaves to which leaf hashes are appended. */
export function appendToEdge(
  hash: Hash,
  edge: Edge,
  size: number,
  leafHashes: readonly Uint8Array[],
): { readonly edge: Edge; readonly size: number; readonly tiles: readonly TileAddition[] } {
  invariant(edge.length === onesOf(size), 'an edge has a subtree for each bit of its size');
  const stack = [...edge];
  const added: Uint8Array[][] = [];
  const note = (level: number, node: Uint8Array) => {
    const nodes = added[level];
    if (nodes) nodes.push(node);
    else added[level] = [node];
  };
  let count = size;
  for (const leaf of leafHashes) {
    let node = leaf;
    note(0, node);
    // Each trailing one of the size is a subtree as high as the one in hand.
    let left = count;
    for (let height = 1; left % 2 === 1; height += 1) {
      node = nodeHash(hash, stack.pop() ?? node, node);
      left = (left - 1) / 2;
      if (height % tileHeight === 0) note(height / tileHeight, node);
    }
    stack.push(node);
    count += 1;
  }
  const tiles = added.flatMap((nodes, level) => tilesOf(level, Math.floor(size / tileWidth ** level), nodes));
  return { edge: stack, size: count, tiles };
}

function tilesOf(level: number, first: number, nodes: readonly Uint8Array[]): TileAddition[] {
  const tiles: TileAddition[] = [];
  for (let taken = 0; taken < nodes.length; ) {
    const from = (first + taken) % tileWidth;
    const part = nodes.slice(taken, taken + tileWidth - from);
    tiles.push({ level, tile: Math.floor((first + taken) / tileWidth), from, hashes: joined(part) });
    taken += part.length;
  }
  return tiles;
}

function joined(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * hashBytes);
  for (const [place, one] of hashes.entries()) bytes.set(one, place * hashBytes);
  return bytes;
}

function onesOf(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
