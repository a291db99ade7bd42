import type { Json } from '@kontor/domain/activity/personal';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { CheckpointRow } from './tree-store.ts';

/** Leaves from `first` up to but not including `end`. */
export type LeafRange = { readonly first: number; readonly end: number };

/** A record as it stands in its row: what the row says beside the leaf, and the salts of its words. */
export type CheckedRow = {
  readonly leaf_index: bigint;
  readonly id: string;
  readonly at: Instant;
  readonly action: string;
  readonly outcome: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly customer_id: string | null;
  readonly actor_id: string;
  readonly leaf: string;
  readonly personal: Readonly<Record<string, Json>> | null;
  readonly actor_salt: Buffer | null;
  readonly about_salt: Buffer | null;
};

export const readCheckedRows = (accountId: string, { first, end }: LeafRange): Statement<CheckedRow> => ({
  name: 'log_check.read_records',
  text: `select r.leaf_index, r.id, r.at, r.action, r.outcome, r.resource_type, r.resource_id, r.customer_id, r.actor_id,
      r.leaf, r.personal, s.salt as actor_salt, b.salt as about_salt
    from kontor.activity r
    left join kontor.activity_subject s on s.account_id = r.account_id and s.id = r.subject_id
    left join kontor.activity_subject b on b.account_id = r.account_id and b.id = coalesce(r.about_id, r.subject_id)
    where r.account_id = $1 and r.leaf_index >= $2 and r.leaf_index < $3 order by r.leaf_index`,
  values: [accountId, first, end],
});

export const readInstallationLeaves = ({
  first,
  end,
}: LeafRange): Statement<{ readonly leaf_index: bigint; readonly leaf: string }> => ({
  name: 'log_check.read_installation_leaves',
  text: 'select leaf_index, leaf from kontor.activity_root where leaf_index >= $1 and leaf_index < $2 order by leaf_index',
  values: [first, end],
});

/** Checkpoints of the sizes that a range of leaves leads to. */
export const readCheckpointsOf = (treeId: string, { first, end }: LeafRange): Statement<CheckpointRow> => ({
  name: 'log_check.read_checkpoints',
  text: `select tree_id, size, root, signed_at, note from kontor.activity_checkpoint
    where tree_id = $1 and size > $2 and size <= $3 order by size`,
  values: [treeId, first, end],
});

/** Where records may be missing, since they lie in verified archives. */
export const readArchivedLeaves = (
  accountId: string,
): Statement<{ readonly first_leaf: bigint; readonly last_leaf: bigint }> => ({
  name: 'log_check.read_archived',
  text: 'select first_leaf, last_leaf from kontor.activity_archive where account_id = $1',
  values: [accountId],
});
