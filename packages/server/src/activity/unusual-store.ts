import type { UnusualRule } from '@kontor/domain/activity/unusual';
import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';

/** Acts that are looked at: a person's own at keys, links and files. */
export const watchedActions = [
  'get_software_key',
  'get_software_download_link',
  'software_download',
] as const;

export type WatchedAccount = {
  readonly account_id: AccountId;
  readonly country: string;
  readonly clock_offset_ms: bigint;
  /** Null: none has been looked at. */
  readonly next_leaf: bigint | null;
  readonly size: bigint;
  readonly many_keys: number | null;
  readonly night: boolean | null;
  readonly new_country: boolean | null;
};

/** Accounts with records that nobody has looked at yet. */
export const readWatched = (limit: number): Statement<WatchedAccount> => ({
  name: 'unusual.read_accounts',
  text: `select t.account_id, a.country, a.clock_offset_ms, w.next_leaf, t.size, s.many_keys, s.night, s.new_country
    from kontor.activity_tree t
    join kontor.account a on a.id = t.account_id
    left join kontor.activity_watch w on w.account_id = t.account_id
    left join kontor.activity_watch_setting s on s.account_id = t.account_id
    where t.id = t.account_id and t.size > coalesce(w.next_leaf, 0)
    order by t.account_id limit $1`,
  values: [limit],
});

export type LookRow = {
  readonly leaf_index: bigint;
  readonly id: string;
  readonly at: Instant;
  readonly action: string;
  readonly person_id: string;
  readonly person_name: string | null;
  readonly address: string | null;
  readonly keys_within_hour: bigint;
  readonly many_keys_told: Instant | null;
};

// Whoever follows a link is not who made it, though the record stands under the maker.
const own = (row: string) =>
  `coalesce(${row}.leaf::json #>> '{details,kind}', '') not in ('reveal_link', 'link')`;

/** Looks from one number up to another in their order, each with how many purchases' keys the person saw within the hour. */
export const readLooks = (
  accountId: string,
  { from, to, limit }: { readonly from: bigint; readonly to: bigint; readonly limit: number },
): Statement<LookRow> => ({
  name: 'unusual.read_looks',
  text: `with l as materialized (
      select a.leaf_index, a.id, a.at, a.action, a.actor_id as person_id, a.personal
      from kontor.activity a
      where a.account_id = $1 and a.leaf_index >= $2 and a.leaf_index < $3 and a.outcome = 'succeeded'
        and a.action = any ($4) and a.leaf::json #>> '{user,id}' is not null and ${own('a')}
      order by a.leaf_index limit $5)
    select l.leaf_index, l.id, l.at, l.action, l.person_id, l.personal ->> '/user/name' as person_name,
      l.personal ->> '/address' as address,
      case when l.action = 'get_software_key' then (
        select count(distinct k.resource_id) from kontor.activity k
        where k.account_id = $1 and k.actor_id = l.person_id and k.at > l.at - interval '1 hour' and k.at <= l.at
          and k.action = 'get_software_key' and k.outcome = 'succeeded' and k.leaf_index <= l.leaf_index and ${own('k')})
        else 0 end as keys_within_hour,
      (select max(u.at) from kontor.activity_unusual u
        where u.account_id = $1 and u.person_id = l.person_id and u.rule = 'many_keys' and u.at <= l.at) as many_keys_told
    from l order by l.leaf_index`,
  values: [accountId, from, to, watchedActions, limit],
});

export type HabitRow = { readonly person_id: string; readonly habit: string };

export const readHabits = (accountId: string, personIds: readonly string[]): Statement<HabitRow> => ({
  name: 'unusual.read_habits',
  text: 'select person_id, habit from kontor.activity_habit where account_id = $1 and person_id = any ($2::uuid[])',
  values: [accountId, personIds],
});

export const insertHabits = (
  accountId: string,
  habits: readonly { readonly personId: string; readonly habit: string; readonly leafIndex: bigint }[],
): Statement =>
  insertMany(
    {
      name: 'unusual.insert_habits',
      table: 'kontor.activity_habit',
      columns: [
        { name: 'account_id', type: 'uuid' },
        { name: 'person_id', type: 'uuid' },
        { name: 'habit', type: 'text' },
        { name: 'first_leaf', type: 'bigint' },
      ],
    },
    habits.map(({ personId, habit, leafIndex }) => [accountId, personId, habit, leafIndex]),
  );

export type NewUnusual = {
  readonly leafIndex: bigint;
  readonly rule: UnusualRule;
  readonly recordId: string;
  readonly personId: string;
  readonly at: Instant;
  readonly facts: Readonly<Record<string, unknown>>;
};

export const insertUnusual = (accountId: string, found: readonly NewUnusual[]): Statement =>
  insertMany(
    {
      name: 'unusual.insert',
      table: 'kontor.activity_unusual',
      columns: [
        { name: 'account_id', type: 'uuid' },
        { name: 'leaf_index', type: 'bigint' },
        { name: 'rule', type: 'text' },
        { name: 'record_id', type: 'uuid' },
        { name: 'person_id', type: 'uuid' },
        { name: 'at', type: 'timestamptz' },
        { name: 'facts', type: 'jsonb' },
      ],
    },
    found.map((one) => [
      accountId,
      one.leafIndex,
      one.rule,
      one.recordId,
      one.personId,
      new Date(one.at),
      JSON.stringify(one.facts),
    ]),
  );

/** Raises where somebody else has looked at the same records meanwhile. */
export const moveWatch = (accountId: string, before: bigint | null, nextLeaf: bigint): Statement => ({
  name: 'unusual.move_watch',
  text: `with moved as (
    insert into kontor.activity_watch as w (account_id, next_leaf) values ($1, $3)
    on conflict (account_id) do update set next_leaf = excluded.next_leaf where w.next_leaf = $2 returning 1)
  select kontor.expect(count(*), 1, 'activity_watch.moved') from moved`,
  values: [accountId, before, nextLeaf],
});

export type UnusualRow = {
  readonly leaf_index: bigint;
  readonly rule: UnusualRule;
  readonly record_id: string;
  readonly person_id: string;
  readonly at: Instant;
  readonly facts: { readonly count?: number; readonly country?: string; readonly localTime?: string };
  readonly person: string | null;
};

export const listUnusual = (
  accountId: string,
  after: { readonly leafIndex: string; readonly rule: string } | null,
  limit: number,
): Statement<UnusualRow> => ({
  name: 'unusual.list',
  text: `select u.leaf_index, u.rule, u.record_id, u.person_id, u.at, u.facts,
      (select max(n.name) from kontor.activity_name n where n.account_id = u.account_id and n.actor_id = u.person_id) as person
    from kontor.activity_unusual u
    where u.account_id = $1 and (u.leaf_index, u.rule) < (coalesce($2::bigint, 9223372036854775807), coalesce($3, ''))
    order by u.leaf_index desc, u.rule desc limit $4`,
  values: [accountId, after?.leafIndex ?? null, after?.rule ?? null, limit],
});

export type SettingRow = {
  readonly many_keys: number;
  readonly night: boolean;
  readonly new_country: boolean;
};

export const readSetting = (accountId: string): Statement<SettingRow> => ({
  name: 'unusual.read_setting',
  text: 'select many_keys, night, new_country from kontor.activity_watch_setting where account_id = $1',
  values: [accountId],
});

export const saveSetting = (accountId: string, setting: SettingRow): Statement => ({
  name: 'unusual.save_setting',
  text: `insert into kontor.activity_watch_setting (account_id, many_keys, night, new_country) values ($1, $2, $3, $4)
    on conflict (account_id) do update set many_keys = excluded.many_keys, night = excluded.night,
      new_country = excluded.new_country, set_at = clock_timestamp()`,
  values: [accountId, setting.many_keys, setting.night, setting.new_country],
});
