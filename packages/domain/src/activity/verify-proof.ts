import { emptyRoot, type Hash, hashBytes, nodeHash } from './merkle-tree.ts';

export type InclusionProof = {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  readonly root: Uint8Array;
};

export type ConsistencyProof = {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly hashes: readonly Uint8Array[];
};

/** Whether the leaf at an index is in the tree that has this size and this root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(hash: Hash, proof: InclusionProof): boolean {
  const { index, size, hashes, root } = proof;
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (![proof.leafHash, ...hashes].every(isHash)) return false;
  let [fn, sn] = [index, size - 1];
  let reached = proof.leafHash;
  for (const sibling of hashes) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      reached = nodeHash(hash, sibling, reached);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      reached = nodeHash(hash, reached, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(reached, root);
}

/** Whether the tree that has the later size and root begins with the one that has the earlier (RFC 9162, 2.1.4.2). */
export function verifyConsistency(hash: Hash, proof: ConsistencyProof): boolean {
  const { from, to, fromRoot, toRoot } = proof;
  if (!isCount(from) || !isCount(to) || from > to || !proof.hashes.every(isHash)) return false;
  if (from === to) return proof.hashes.length === 0 && isHash(toRoot) && equal(fromRoot, toRoot);
  if (from === 0) return proof.hashes.length === 0 && equal(fromRoot, emptyRoot(hash));
  const [first, ...rest] = isPowerOfTwo(from) ? [fromRoot, ...proof.hashes] : proof.hashes;
  if (first === undefined || rest.length === 0) return false;
  let [fn, sn] = [from - 1, to - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [fr, sr] = [first, first];
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeHash(hash, sibling, fr), nodeHash(hash, sibling, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = nodeHash(hash, sr, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(fr, fromRoot) && equal(sr, toRoot);
}

/** Whether two texts of bytes are the same. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

const half = (value: number) => Math.floor(value / 2);
const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
const isHash = (bytes: Uint8Array) => bytes.length === hashBytes;

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest > 1 && rest % 2 === 0) rest /= 2;
  return rest === 1;
}
