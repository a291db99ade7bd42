import { createPublicKey, verify } from 'node:crypto';
import { openCheckpoint } from '@kontor/domain/activity/checkpoint';
import {
  appendToEdge,
  type Edge,
  emptyRoot,
  hashBytes,
  rootOfEdge,
  type TileAddition,
  tileWidth,
} from '@kontor/domain/activity/merkle-tree';
import {
  parseVerifierKey,
  type VerifierKey,
  type VerifySignature,
  verifierKey,
} from '@kontor/domain/activity/signed-note';
import { query, readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { listActivityKeys } from './activity-key-store.ts';
import { faultOfRecord, hashOfLeaf, type RecordFault } from './check-record.ts';
import {
  type LeafRange,
  readArchivedLeaves,
  readCheckedRows,
  readCheckpointsOf,
  readInstallationLeaves,
} from './check-store.ts';
import { sha256 } from './leaf-of.ts';
import { readTileRow, readTiles, tileReader } from './tile-store.ts';
import { type CheckpointRow, installationTree, readTrees, type TreeRow } from './tree-store.ts';

/** Where a log does not agree with itself; leaf and record are null where it is about neither. */
export type LogFault = {
  readonly leafIndex: number | null;
  readonly recordId: string | null;
  readonly fault:
    | RecordFault
    | 'record_missing'
    | 'number_twice'
    | 'tile_missing'
    | 'tile_altered'
    | 'checkpoint_missing'
    | 'checkpoint_altered'
    | 'root_differs'
    | 'tree_altered';
};

export type LogCheck = {
  readonly origin: string;
  readonly records: number;
  readonly checkpoints: number;
  readonly faults: readonly LogFault[];
};

const rangeTiles = 8;
const mostFaults = 50;

/**
 * Makes a log's tree again from its records and holds it against its tiles, its root and every checkpoint with its
 * signature; each record's row against its leaf, and its words against their commitments. Undefined where there is no
 * such log. It may grow meanwhile: what is looked at is what it was at the start.
 */
export const checkLog = async (system: Pool, treeId: string): Promise<LogCheck | undefined> => {
  const [[tree], keys, archived] = await readBatch(system, noTenant, [
    readTrees([treeId]),
    listActivityKeys(),
    readArchivedLeaves(treeId),
  ]);
  if (!tree) return undefined;
  const verifiers = keys.flatMap(
    (key) => parseVerifierKey(sha256, verifierKey(sha256, tree.origin, key.public_key)) ?? [],
  );
  const isArchived = (leaf: number) =>
    archived.some(({ first_leaf, last_leaf }) => leaf >= first_leaf && leaf <= last_leaf);
  const size = Number(tree.size);
  const faults: LogFault[] = [];
  let edge: Edge = [];
  let checkpoints = 0;
  for (let first = 0; first < size; first += rangeTiles * tileWidth) {
    const range = { first, end: Math.min(size, first + rangeTiles * tileWidth) };
    const found = await readRange(system, tree, range);
    const hashes = hashesOf(found, range, { isArchived, faults });
    const signed = checkRoots(edge, {
      range,
      hashes,
      checkpoints: found.checkpoints,
      verifiers,
      tree,
      faults,
    });
    edge = signed.edge;
    checkpoints += found.checkpoints.length;
    await checkUpperTiles(system, tree.id, signed.tiles, faults);
    if (faults.length >= mostFaults) break;
    if (range.end === size && found.checkpoints.at(-1)?.size !== tree.size)
      faults.push({ leafIndex: size - 1, recordId: null, fault: 'checkpoint_missing' });
  }
  if (faults.length === 0 && !isTree(tree, edge))
    faults.push({ leafIndex: null, recordId: null, fault: 'tree_altered' });
  return { origin: tree.origin, records: size, checkpoints, faults };
};

const isTree = (tree: TreeRow, edge: Edge): boolean =>
  tree.root.equals(edge.length === 0 ? emptyRoot(sha256) : rootOfEdge(sha256, edge)) &&
  tree.edge.equals(Buffer.concat(edge));

type FoundLeaf = {
  readonly index: number;
  readonly recordId: string | null;
  readonly hash: Buffer;
  /** What is wrong with it, given the hash that its tile has. */
  readonly faultUnder: (expected: Uint8Array) => RecordFault | undefined;
};
type Found = {
  readonly tiles: Buffer;
  readonly leaves: ReadonlyMap<number, readonly FoundLeaf[]>;
  readonly checkpoints: readonly CheckpointRow[];
};

const readRange = async (system: Pool, tree: TreeRow, range: LeafRange): Promise<Found> => {
  const first = range.first / tileWidth;
  const [tiles, checkpoints] = await readBatch(system, noTenant, [
    readTileRow(tree.id, { level: 0, first, last: first + rangeTiles - 1 }),
    readCheckpointsOf(tree.id, range),
  ]);
  const leaves =
    tree.id === installationTree ? await readRoots(system, range) : await readRecords(system, tree.id, range);
  return {
    tiles: Buffer.concat(tiles.map(({ hashes }) => hashes)),
    leaves: Map.groupBy(leaves, ({ index }) => index),
    checkpoints,
  };
};

const readRecords = async (system: Pool, accountId: string, range: LeafRange): Promise<FoundLeaf[]> =>
  (await query(system, noTenant, readCheckedRows(accountId, range))).map((row) => ({
    index: Number(row.leaf_index),
    recordId: row.id,
    hash: hashOfLeaf(row.leaf),
    faultUnder: (expected) => faultOfRecord(row, expected),
  }));

const readRoots = async (system: Pool, range: LeafRange): Promise<FoundLeaf[]> =>
  (await query(system, noTenant, readInstallationLeaves(range))).map((row) => {
    const hash = hashOfLeaf(row.leaf);
    return {
      index: Number(row.leaf_index),
      recordId: null,
      hash,
      faultUnder: (expected) => (hash.equals(expected) ? undefined : 'leaf_altered'),
    };
  });

type Findings = { readonly isArchived: (leaf: number) => boolean; readonly faults: LogFault[] };

/** The hashes that the tiles have of a range, each record held against its own; a record's where there is no tile. */
const hashesOf = ({ tiles, leaves }: Found, range: LeafRange, { isArchived, faults }: Findings): Buffer[] => {
  const hashes: Buffer[] = [];
  for (let index = range.first; index < range.end; index += 1) {
    const at = (index - range.first) * hashBytes;
    const tiled = tiles.subarray(at, at + hashBytes);
    const [leaf, ...others] = leaves.get(index) ?? [];
    const expected = tiled.length === hashBytes ? tiled : leaf?.hash;
    const found = { leafIndex: index, recordId: leaf?.recordId ?? null };
    if (tiled.length < hashBytes) faults.push({ ...found, fault: 'tile_missing' });
    if (!leaf && !isArchived(index)) faults.push({ ...found, fault: 'record_missing' });
    if (others.length > 0) faults.push({ ...found, fault: 'number_twice' });
    const fault = leaf && expected && leaf.faultUnder(expected);
    if (fault) faults.push({ ...found, fault });
    hashes.push(expected ?? Buffer.alloc(hashBytes));
  }
  return hashes;
};

type Signed = {
  readonly tree: TreeRow;
  readonly range: LeafRange;
  readonly hashes: readonly Buffer[];
  readonly checkpoints: readonly CheckpointRow[];
  readonly verifiers: readonly VerifierKey[];
  readonly faults: LogFault[];
};

/** Grows the edge by a range of leaves, looking at every checkpoint on the way. */
const checkRoots = (edge: Edge, { tree, range, hashes, checkpoints, verifiers, faults }: Signed) => {
  const upper: TileAddition[] = [];
  let [grown, size] = [edge, range.first];
  const growTo = (next: number) => {
    const added = appendToEdge(sha256, grown, size, hashes.slice(size - range.first, next - range.first));
    upper.push(...added.tiles.filter(({ level }) => level > 0));
    [grown, size] = [added.edge, added.size];
  };
  for (const checkpoint of checkpoints) {
    growTo(Number(checkpoint.size));
    const place = { leafIndex: size - 1, recordId: null };
    const opened = openCheckpoint(verifySignature, checkpoint.note, verifiers);
    const isOwn =
      opened.verified &&
      opened.checkpoint.origin === tree.origin &&
      opened.checkpoint.size === size &&
      checkpoint.root.equals(opened.checkpoint.root);
    if (!isOwn) faults.push({ ...place, fault: 'checkpoint_altered' });
    // From the first root that differs on all do.
    else if (!checkpoint.root.equals(rootOfEdge(sha256, grown)) && !faults.some(isRootFault))
      faults.push({ ...place, fault: 'root_differs' });
  }
  growTo(range.end);
  return { edge: grown, tiles: upper };
};

const isRootFault = ({ fault }: LogFault): boolean => fault === 'root_differs';

const checkUpperTiles = async (
  system: Pool,
  treeId: string,
  additions: readonly TileAddition[],
  faults: LogFault[],
): Promise<void> => {
  if (additions.length === 0) return;
  const read = tileReader(await query(system, noTenant, readTiles(treeId, additions)));
  for (const { level, tile, from, hashes } of additions) {
    const part = read(level, tile)?.subarray(from * hashBytes, from * hashBytes + hashes.length);
    if (!part || !Buffer.from(part).equals(hashes))
      faults.push({
        leafIndex: (tile * tileWidth + from) * tileWidth ** level,
        recordId: null,
        fault: 'tile_altered',
      });
  }
};

const verifySignature: VerifySignature = (message, signature, publicKey) => {
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, message, key, signature);
};
