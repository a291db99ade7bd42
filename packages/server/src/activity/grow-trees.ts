import { checkpointText } from '@kontor/domain/activity/checkpoint';
import type { ActivityRecord } from '@kontor/domain/activity/leaf';
import {
  appendToEdge,
  type Edge,
  hashBytes,
  leafHash,
  rootOfEdge,
  type TileAddition,
} from '@kontor/domain/activity/merkle-tree';
import { invariant } from '@kontor/domain/invariant';
import type { CheckpointSigner } from './activity-keys.ts';
import { placeLeaf, sha256 } from './leaf-of.ts';
import type { Placing } from './sequence-store.ts';
import {
  type GrownTree,
  type InstallationLeaf,
  installationTree,
  type NewCheckpoint,
  type TreeRow,
} from './tree-store.ts';

/** What was read before trees grow. */
export type KnownTrees = {
  readonly trees: ReadonlyMap<string, TreeRow>;
  readonly saltOf: (accountId: string, subjectId: string) => Buffer | null;
};

/** A tree after a round, with what the round adds to its tiles. */
export type GrownByRound = GrownTree & {
  readonly accountId: string;
  readonly origin: string;
  readonly tiles: readonly TileAddition[];
};

/** Every record at its place, accounts in the order of their first record, and the trees that they make. */
export const growAccounts = (
  records: readonly ActivityRecord[],
  known: KnownTrees,
): { readonly placings: readonly Placing[]; readonly trees: readonly GrownByRound[] } => {
  const byAccount = Map.groupBy(records, ({ accountId }) => accountId);
  const placings: Placing[] = [];
  const trees: GrownByRound[] = [];
  for (const [accountId, own] of byAccount) {
    const tree = treeOf(known, accountId);
    const first = Number(tree.size);
    const placed = own.map((record, index) => ({
      record,
      leafIndex: first + index,
      placed: placeLeaf(record, first + index, (subject) => known.saltOf(accountId, subject)),
    }));
    // One by one: a round may hold more than a call takes arguments.
    for (const one of placed) placings.push(one);
    trees.push(
      grow(
        tree,
        placed.map((one) => one.placed.hash),
      ),
    );
  }
  return { placings, trees };
};

/** The accounts' new checkpoints, signed, each a leaf of the installation's tree, and that tree's own checkpoint. */
export const growInstallation = (
  { trees }: { readonly trees: readonly GrownByRound[] },
  known: KnownTrees,
  signer: CheckpointSigner,
) => {
  const leaves: InstallationLeaf[] = trees.map(({ accountId, origin, size, root }) => ({
    accountId,
    size,
    leaf: checkpointText({ origin, size, root }),
  }));
  const installation = treeOf(known, installationTree);
  const tree = grow(
    installation,
    leaves.map(({ leaf }) => leafHash(sha256, Buffer.from(leaf, 'utf8'))),
  );
  const checkpoints = [...trees, tree].map((one) => signed(one, signer));
  return { tree, leaves, firstLeaf: Number(installation.size), checkpoints };
};

const treeOf = ({ trees }: KnownTrees, id: string): TreeRow => {
  const tree = trees.get(id);
  invariant(tree, 'every tree of a round was read or is new');
  return tree;
};

const grow = (tree: TreeRow, leafHashes: readonly Uint8Array[]): GrownByRound => {
  const before = Number(tree.size);
  const { edge, size, tiles } = appendToEdge(sha256, edgeOf(tree.edge), before, leafHashes);
  return {
    id: tree.id,
    accountId: tree.account_id,
    origin: tree.origin,
    before,
    size,
    root: rootOfEdge(sha256, edge),
    edge: Buffer.concat(edge),
    tiles,
  };
};

/** The edge of its bytes. */
export const edgeOf = (bytes: Buffer): Edge =>
  Array.from({ length: bytes.length / hashBytes }, (_, place) =>
    bytes.subarray(place * hashBytes, (place + 1) * hashBytes),
  );

const signed = (
  { id, accountId, origin, size, root }: GrownByRound,
  signer: CheckpointSigner,
): NewCheckpoint => ({
  treeId: id,
  accountId,
  size,
  root,
  keyId: signer.keyId,
  note: signer.sign({ origin, size, root }),
});
