import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { appendToEdge, emptyRoot, leafHash, nodeHash, rootOf, rootOfEdge } from './merkle-tree.ts';
import { consistencyPath, coverOf, inclusionPath, proofHashes, subtreeHash, tilesFor } from './proof-path.ts';
import { verifyConsistency, verifyInclusion } from './verify-proof.ts';

// A machine that is busy is slow at hashing, and nothing here waits for anything else.
vi.setConfig({ testTimeout: 60_000 });

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

// The inputs, roots and proofs that the certificate transparency projects test with: transparency-dev/merkle,
// testonly/constants.go and proof/verify_test.go (from google/certificate-transparency, merkletree/merkle_tree_test.cc).
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(bytes);
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map(bytes);
const published = {
  inclusion: [
    { index: 0, size: 1, hashes: [] },
    {
      index: 0,
      size: 8,
      hashes: [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    },
    {
      index: 5,
      size: 8,
      hashes: [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    },
    { index: 2, size: 3, hashes: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
    {
      index: 1,
      size: 5,
      hashes: [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    },
  ],
  consistency: [
    { from: 1, to: 1, hashes: [] },
    {
      from: 1,
      to: 8,
      hashes: [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    },
    {
      from: 6,
      to: 8,
      hashes: [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    },
    {
      from: 2,
      to: 5,
      hashes: [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    },
    {
      from: 6,
      to: 7,
      hashes: [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    },
  ],
};

/** The definitions of RFC 9162, 2.1.1, 2.1.3.1 and 2.1.4.1, word for word and without any store: slow and plain. */
const naive = {
  root(leaves: readonly Uint8Array[]): Uint8Array {
    if (leaves.length === 0) return sha256(new Uint8Array(0));
    if (leaves.length === 1) return sha256(Buffer.concat([Buffer.from([0]), leaves[0]!]));
    const k = naive.split(leaves.length);
    const [left, right] = [naive.root(leaves.slice(0, k)), naive.root(leaves.slice(k))];
    return sha256(Buffer.concat([Buffer.from([1]), left, right]));
  },
  path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
    if (leaves.length === 1) return [];
    const k = naive.split(leaves.length);
    return m < k
      ? [...naive.path(m, leaves.slice(0, k)), naive.root(leaves.slice(k))]
      : [...naive.path(m - k, leaves.slice(k)), naive.root(leaves.slice(0, k))];
  },
  proof: (m: number, leaves: readonly Uint8Array[]) => naive.subproof(m, leaves, true),
  subproof(m: number, leaves: readonly Uint8Array[], known: boolean): Uint8Array[] {
    if (m === leaves.length) return known ? [] : [naive.root(leaves)];
    const k = naive.split(leaves.length);
    return m <= k
      ? [...naive.subproof(m, leaves.slice(0, k), known), naive.root(leaves.slice(k))]
      : [...naive.subproof(m - k, leaves.slice(k), false), naive.root(leaves.slice(0, k))];
  },
  split: (n: number): number => (n <= 2 ? 1 : 2 * naive.split(Math.ceil(n / 2))),
};

/** A tree kept as the product keeps it: an edge, and tiles to which hashes are only ever added. */
function grow(leaves: readonly Uint8Array[], batches: readonly number[] = [leaves.length]) {
  const tiles = new Map<string, Uint8Array>();
  let tree: { edge: readonly Uint8Array[]; size: number } = { edge: [], size: 0 };
  let taken = 0;
  for (const batch of batches) {
    const part = leaves.slice(taken, taken + batch).map((leaf) => leafHash(sha256, leaf));
    taken += part.length;
    const grown = appendToEdge(sha256, tree.edge, tree.size, part);
    for (const { level, tile, from, hashes } of grown.tiles) {
      const before = tiles.get(`${level}/${tile}`) ?? new Uint8Array(0);
      expect(before.length).toBe(from * 32);
      tiles.set(`${level}/${tile}`, new Uint8Array(Buffer.concat([before, hashes])));
    }
    tree = grown;
  }
  return { ...tree, read: (level: number, tile: number) => tiles.get(`${level}/${tile}`), tiles };
}

const numbered = (size: number) =>
  Array.from({ length: size }, (_, at) => new Uint8Array(Buffer.from(`record ${at}`)));

describe('a Merkle tree', () => {
  test('has the published root at each size from 0 to 8', () => {
    for (const [size, root] of roots.entries())
      expect(
        hex(
          rootOf(
            sha256,
            inputs.slice(0, size).map((leaf) => leafHash(sha256, leaf)),
          ),
        ),
      ).toBe(hex(root));
    expect(hex(emptyRoot(sha256))).toBe(hex(roots[0]!));
  });

  test('gives the published proofs of inclusion, and they verify', () => {
    for (const { index, size, hashes } of published.inclusion) {
      const { read } = grow(inputs.slice(0, size));
      expect(proofHashes(sha256, inclusionPath(size, index), read)?.map(hex)).toEqual(hashes);
      const leaf = leafHash(sha256, inputs[index]!);
      const proof = { index, size, leafHash: leaf, hashes: hashes.map(bytes), root: roots[size]! };
      expect(verifyInclusion(sha256, proof)).toBe(true);
    }
  });

  test('gives the published proofs of consistency, and they verify', () => {
    for (const { from, to, hashes } of published.consistency) {
      const { read } = grow(inputs.slice(0, to));
      expect(proofHashes(sha256, consistencyPath(from, to), read)?.map(hex)).toEqual(hashes);
      const proof = { from, to, fromRoot: roots[from]!, toRoot: roots[to]!, hashes: hashes.map(bytes) };
      expect(verifyConsistency(sha256, proof)).toBe(true);
    }
  });

  test('gives every root and every proof of the RFC’s own definitions, up to 40 leaves', () => {
    const leaves = numbered(40);
    for (let size = 1; size <= leaves.length; size += 1) {
      const part = leaves.slice(0, size);
      const { edge, read } = grow(part);
      expect(hex(rootOfEdge(sha256, edge))).toBe(hex(naive.root(part)));
      for (let other = 0; other < size; other += 1) {
        const inclusion = proofHashes(sha256, inclusionPath(size, other), read);
        expect(inclusion?.map(hex)).toEqual(naive.path(other, part).map(hex));
        if (other === 0) continue;
        const consistency = proofHashes(sha256, consistencyPath(other, size), read);
        expect(consistency?.map(hex)).toEqual(naive.proof(other, part).map(hex));
      }
    }
  });

  test('appended in any batches is the tree appended at once, across borders of tiles', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, (batches) => {
        const leaves = numbered(batches.reduce((sum, batch) => sum + batch, 0));
        const [apart, once] = [grow(leaves, batches), grow(leaves)];
        expect(apart.edge.map(hex)).toEqual(once.edge.map(hex));
        expect([...apart.tiles.keys()].sort()).toEqual([...once.tiles.keys()].sort());
        for (const [key, hashes] of once.tiles) expect(hex(apart.tiles.get(key)!)).toBe(hex(hashes));
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });

  test('proves inclusion and consistency from tiles of three levels', () => {
    const size = 66_000;
    const leaves = numbered(size);
    const { edge, read, tiles } = grow(leaves);
    expect([...tiles.keys()].filter((key) => key.startsWith('2/'))).toEqual(['2/0']);
    const root = rootOfEdge(sha256, edge);
    for (const index of [0, 255, 256, 65_535, 65_536, size - 1]) {
      const steps = inclusionPath(size, index);
      expect(tilesFor(steps).length).toBeLessThanOrEqual(6);
      const hashes = proofHashes(sha256, steps, read)!;
      const leaf = leafHash(sha256, leaves[index]!);
      expect(verifyInclusion(sha256, { index, size, leafHash: leaf, hashes, root })).toBe(true);
    }
    for (const from of [1, 255, 256, 257, 65_536, 65_537, size]) {
      // Of the same tiles: an earlier tree is the perfect subtrees that make up its size.
      const fromEdge = coverOf(0, from).map((subtree) => subtreeHash(sha256, subtree, read)!);
      const fromRoot = rootOfEdge(sha256, fromEdge);
      const hashes = proofHashes(sha256, consistencyPath(from, size), read)!;
      expect(verifyConsistency(sha256, { from, to: size, fromRoot, toRoot: root, hashes })).toBe(true);
    }
  });

  test('asks for no hash that the tiles do not have', () => {
    const { read } = grow(numbered(100));
    expect(proofHashes(sha256, inclusionPath(101, 3), read)).toBeUndefined();
  });
});

describe('a proof', () => {
  const pair = fc
    .tuple(fc.integer({ min: 2, max: 600 }), fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }))
    .map(([size, place, hash, bit]) => ({ size, place, hash, bit }));

  test('of inclusion, altered anywhere, verifies nothing', () => {
    const leaves = numbered(600);
    fc.assert(
      fc.property(pair, ({ size, place, hash, bit }) => {
        const { edge, read } = grow(leaves.slice(0, size));
        const index = place % size;
        const hashes = proofHashes(sha256, inclusionPath(size, index), read)!;
        const leaf = leafHash(sha256, leaves[index]!);
        const proof = { index, size, leafHash: leaf, hashes, root: rootOfEdge(sha256, edge) };
        expect(verifyInclusion(sha256, proof)).toBe(true);
        const flipped = (one: Uint8Array) =>
          one.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        const at = hash % hashes.length;
        const altered = [
          { ...proof, leafHash: flipped(leaf) },
          { ...proof, root: flipped(proof.root) },
          { ...proof, hashes: hashes.with(at, flipped(hashes[at]!)) },
          { ...proof, hashes: hashes.slice(0, -1) },
          { ...proof, hashes: [...hashes, proof.root] },
          { ...proof, hashes: [leaf, ...hashes] },
          { ...proof, hashes: hashes.with(at, new Uint8Array(31)) },
          { ...proof, index: index === 0 ? size - 1 : index - 1 },
          { ...proof, index: size },
          { ...proof, index: -1 },
          { ...proof, index: index + 0.5 },
          { ...proof, size: 0 },
        ];
        for (const [nth, one] of altered.entries())
          expect([nth, verifyInclusion(sha256, one)]).toEqual([nth, false]);
      }),
      { seed: 20261122, numRuns: 100 },
    );
  });

  test('of consistency, altered anywhere, verifies nothing', () => {
    const leaves = numbered(600);
    fc.assert(
      fc.property(pair, ({ size, place, hash, bit }) => {
        const from = 1 + (place % (size - 1));
        const { edge, read } = grow(leaves.slice(0, size));
        const fromRoot = rootOfEdge(sha256, grow(leaves.slice(0, from)).edge);
        const hashes = proofHashes(sha256, consistencyPath(from, size), read)!;
        const proof = { from, to: size, fromRoot, toRoot: rootOfEdge(sha256, edge), hashes };
        expect(verifyConsistency(sha256, proof)).toBe(true);
        const flipped = (one: Uint8Array) =>
          one.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        const at = hash % hashes.length;
        const altered = [
          { ...proof, fromRoot: flipped(fromRoot) },
          { ...proof, toRoot: flipped(proof.toRoot) },
          { ...proof, fromRoot: proof.toRoot, toRoot: fromRoot },
          { ...proof, hashes: hashes.with(at, flipped(hashes[at]!)) },
          { ...proof, hashes: [] },
          { ...proof, hashes: hashes.slice(0, -1) },
          { ...proof, hashes: [...hashes, proof.toRoot] },
          { ...proof, hashes: [hashes[0]!, ...hashes] },
          { ...proof, from: size, to: from },
          { ...proof, from: size },
          { ...proof, from: -1 },
        ];
        for (const [nth, one] of altered.entries())
          expect([nth, verifyConsistency(sha256, one)]).toEqual([nth, false]);
      }),
      { seed: 20261122, numRuns: 100 },
    );
  });

  test('of consistency with nothing needs nothing, and only the empty root', () => {
    const [empty, root] = [emptyRoot(sha256), roots[3]!];
    expect(verifyConsistency(sha256, { from: 0, to: 3, fromRoot: empty, toRoot: root, hashes: [] })).toBe(
      true,
    );
    expect(verifyConsistency(sha256, { from: 0, to: 3, fromRoot: root, toRoot: root, hashes: [] })).toBe(
      false,
    );
    expect(verifyConsistency(sha256, { from: 0, to: 3, fromRoot: empty, toRoot: root, hashes: [root] })).toBe(
      false,
    );
    expect(consistencyPath(0, 3)).toEqual([]);
  });
});

describe('the cover of a range', () => {
  test('is perfect subtrees that lie side by side from its begin to its end', () => {
    const range = fc
      .tuple(fc.nat(5000), fc.nat(5000))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(range, ([begin, end]) => {
        let at = begin;
        for (const { height, index } of coverOf(begin, end)) {
          expect(index * 2 ** height).toBe(at);
          at += 2 ** height;
        }
        expect(at).toBe(end);
      }),
      { seed: 20261122 },
    );
  });

  test('of sizes beyond 2^32 is exact', () => {
    const size = 2 ** 40 + 3;
    expect(coverOf(2 ** 40, size)).toEqual([
      { height: 1, index: 2 ** 39 },
      { height: 0, index: 2 ** 40 + 2 },
    ]);
    expect(inclusionPath(size, 2 ** 40 + 2)).toEqual([
      [{ height: 1, index: 2 ** 39 }],
      [{ height: 40, index: 0 }],
    ]);
  });

  test('a node is hashed with its children in their order', () => {
    const [a, b] = [leafHash(sha256, inputs[0]!), leafHash(sha256, inputs[1]!)];
    expect(hex(nodeHash(sha256, a, b))).not.toBe(hex(nodeHash(sha256, b, a)));
    expect(hex(nodeHash(sha256, a, b))).toBe(hex(roots[2]!));
  });
});
