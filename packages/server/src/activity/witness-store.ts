import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type WitnessRow = { readonly email: string; readonly added_at: Instant };

/** In the order of their addresses. */
export const listWitnesses = (accountId: string): Statement<WitnessRow> => ({
  name: 'witnesses.list',
  text: 'select email, added_at from kontor.activity_witness where account_id = $1 order by email',
  values: [accountId],
});

export const addWitness = (accountId: string, email: string, at: Instant): Statement => ({
  name: 'witnesses.add',
  text: `insert into kontor.activity_witness (account_id, email, added_at) values ($1, $2, $3)
    on conflict (account_id, email) do nothing`,
  values: [accountId, email, new Date(at)],
});

/** Raises when somebody else has removed it meanwhile. */
export const removeWitness = (accountId: string, email: string): Statement => ({
  name: 'witnesses.remove',
  text: `with w as (delete from kontor.activity_witness where account_id = $1 and email = $2 returning 1)
  select kontor.expect(count(*), 1, 'witness.changed') from w`,
  values: [accountId, email],
});

export type WitnessedTree = {
  readonly tree_id: string;
  readonly account_id: string;
  readonly email: string;
  readonly language: string;
};

/** Who is sent checkpoints, of which trees: their account's, and for the installation's own people its tree too. */
export const listWitnessedTrees = (): Statement<WitnessedTree> => ({
  name: 'witnesses.list_trees',
  text: `select t.id as tree_id, w.account_id, w.email, a.language from kontor.activity_witness w
    join kontor.account a on a.id = w.account_id
    join kontor.activity_tree t on t.account_id = w.account_id
    order by t.id, w.email`,
  values: [],
});
