import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** The id of the tree of the installation, whose leaves are the checkpoints of accounts. */
export const installationTree = '00000000-0000-0000-0000-000000000000';

export type TreeRow = {
  readonly id: string;
  readonly account_id: string;
  readonly origin: string;
  readonly size: bigint;
  readonly root: Buffer;
  /** The perfect subtrees from left to right, 32 bytes each. */
  readonly edge: Buffer;
};

export const readTrees = (ids: readonly string[]): Statement<TreeRow> => ({
  name: 'trees.read',
  text: 'select id, account_id, origin, size, root, edge from kontor.activity_tree where id = any ($1::uuid[])',
  values: [ids],
});

/** Every tree by its id; of a few thousand accounts a few thousand rows. */
export const listTrees = (): Statement<TreeRow> => ({
  name: 'trees.list',
  text: 'select id, account_id, origin, size, root, edge from kontor.activity_tree order by id',
  values: [],
});

export type NewTree = { readonly id: string; readonly accountId: string; readonly origin: string };

/** Trees of no leaves; `root` is that of the empty tree. */
export const insertTrees = (trees: readonly NewTree[], root: Uint8Array): Statement => ({
  name: 'trees.insert',
  text: `insert into kontor.activity_tree (id, account_id, origin, root)
    select n.id, n.account_id, n.origin, $4 from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (id, account_id, origin)
    on conflict (id) do nothing`,
  values: [
    trees.map((tree) => tree.id),
    trees.map((tree) => tree.accountId),
    trees.map((tree) => tree.origin),
    root,
  ],
});

export type GrownTree = {
  readonly id: string;
  readonly before: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly edge: Uint8Array;
};

/** Raises when a tree has grown by another hand since it was read. */
export const growTrees = (trees: readonly GrownTree[]): Statement => ({
  name: 'trees.grow',
  text: `with n as (
    select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[]) as n (id, before, size, root, edge)
  ), u as (
    update kontor.activity_tree t set size = n.size, root = n.root, edge = n.edge
    from n where t.id = n.id and t.size = n.before returning 1)
  select kontor.expect(count(*), cardinality($1::uuid[]), 'activity_tree.grown') from u`,
  values: [
    trees.map((tree) => tree.id),
    trees.map((tree) => tree.before),
    trees.map((tree) => tree.size),
    trees.map((tree) => tree.root),
    trees.map((tree) => tree.edge),
  ],
});

export type CheckpointRow = {
  readonly tree_id: string;
  readonly size: bigint;
  readonly root: Buffer;
  readonly signed_at: Instant;
  readonly note: string;
};

export type NewCheckpoint = {
  readonly treeId: string;
  readonly accountId: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly keyId: string;
  readonly note: string;
};

export const insertCheckpoints = (rows: readonly NewCheckpoint[], signedAt: Instant): Statement => ({
  name: 'checkpoints.insert',
  text: `insert into kontor.activity_checkpoint (tree_id, account_id, size, root, signed_at, key_id, note)
    select n.tree_id, n.account_id, n.size, n.root, $7, n.key_id, n.note
    from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::text[], $6::text[])
      as n (tree_id, account_id, size, root, key_id, note)`,
  values: [
    rows.map((row) => row.treeId),
    rows.map((row) => row.accountId),
    rows.map((row) => row.size),
    rows.map((row) => row.root),
    rows.map((row) => row.keyId),
    rows.map((row) => row.note),
    new Date(signedAt),
  ],
});

const checkpointColumns = 'tree_id, size, root, signed_at, note';

/** The last checkpoint of a tree, or the one of a size. */
export const readCheckpoint = (treeId: string, size?: number): Statement<CheckpointRow> =>
  size === undefined
    ? {
        name: 'checkpoints.read_last',
        text: `select ${checkpointColumns} from kontor.activity_checkpoint where tree_id = $1 order by size desc limit 1`,
        values: [treeId],
      }
    : {
        name: 'checkpoints.read',
        text: `select ${checkpointColumns} from kontor.activity_checkpoint where tree_id = $1 and size = $2`,
        values: [treeId, size],
      };

/** The first checkpoint of a tree that holds a leaf. */
export const readCheckpointHolding = (treeId: string, leafIndex: number): Statement<CheckpointRow> => ({
  name: 'checkpoints.read_holding',
  text: `select ${checkpointColumns} from kontor.activity_checkpoint where tree_id = $1 and size > $2 order by size limit 1`,
  values: [treeId, leafIndex],
});

/** The last checkpoint of a tree that was signed by an instant. */
export const readCheckpointBefore = (treeId: string, by: Instant): Statement<CheckpointRow> => ({
  name: 'checkpoints.read_before',
  text: `select ${checkpointColumns} from kontor.activity_checkpoint where tree_id = $1 and signed_at <= $2
    order by signed_at desc, size desc limit 1`,
  values: [treeId, new Date(by)],
});

/** The last checkpoint of each tree that has one newer than `since`, signed by `by`. */
export const listNewCheckpoints = (since: Instant, by: Instant): Statement<CheckpointRow> => ({
  name: 'checkpoints.list_new',
  text: `select c.tree_id, c.size, c.root, c.signed_at, c.note from kontor.activity_tree t
    cross join lateral (
      select ${checkpointColumns} from kontor.activity_checkpoint
      where tree_id = t.id and signed_at > $1 and signed_at <= $2
      order by signed_at desc, size desc limit 1) c
    order by c.tree_id`,
  values: [new Date(since), new Date(by)],
});

export type InstallationLeaf = { readonly accountId: string; readonly size: number; readonly leaf: string };

export const insertInstallationLeaves = (first: number, leaves: readonly InstallationLeaf[]): Statement => ({
  name: 'trees.insert_installation_leaves',
  text: `insert into kontor.activity_root (leaf_index, account_id, size, leaf)
    select $1::bigint + n.place - 1, n.account_id, n.size, n.leaf
    from unnest($2::uuid[], $3::bigint[], $4::text[]) with ordinality as n (account_id, size, leaf, place)`,
  values: [
    first,
    leaves.map((one) => one.accountId),
    leaves.map((one) => one.size),
    leaves.map((one) => one.leaf),
  ],
});

/** Where in the installation's tree an account's checkpoint of a size stands. */
export const readInstallationLeaf = (
  accountId: string,
  size: number,
): Statement<{ readonly leaf_index: bigint; readonly leaf: string }> => ({
  name: 'trees.read_installation_leaf',
  text: 'select leaf_index, leaf from kontor.activity_root where account_id = $1 and size = $2',
  values: [accountId, size],
});
