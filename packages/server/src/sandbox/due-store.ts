import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import type { DueKind, DueRow } from './due-events.ts';

export type NewDue = {
  readonly account_id: string;
  readonly id: string;
  readonly due_at: Instant;
  readonly kind: DueKind;
  readonly ref: string;
};

const column = (name: string, type: string) => ({ name, type });

const dueInsertion = {
  name: 'due.insert',
  table: 'kontor.due',
  columns: [
    column('account_id', 'uuid'),
    column('id', 'uuid'),
    column('due_at', 'timestamptz'),
    column('kind', 'text'),
    column('ref', 'text'),
  ],
};

export const insertDue = (rows: readonly NewDue[]): Statement =>
  insertMany(
    dueInsertion,
    rows.map((row) => [row.account_id, row.id, new Date(row.due_at), row.kind, row.ref]),
  );

/** The most that is done in one transaction. */
const largestGroup = 500;

/**
 * The next group of an account that falls due up to an instant: one kind at one instant, by what it is about.
 * `except` names rows that failed and wait for another time.
 */
export const readNextDue = (
  accountId: AccountId,
  until: Instant,
  kinds: readonly DueKind[],
  except: readonly string[] = [],
): Statement<DueRow> => ({
  name: 'due.read_next',
  text: `with next as (
      select due_at, kind from kontor.due
      where account_id = $1 and done_at is null and due_at <= $2 and kind = any ($3) and id <> all ($5::uuid[])
      order by due_at, array_position($3::text[], kind) limit 1)
    select d.account_id, d.id, d.due_at, d.kind, d.ref from next n
    join kontor.due d on d.account_id = $1 and d.due_at = n.due_at and d.kind = n.kind and d.done_at is null and d.id <> all ($5::uuid[])
    order by d.ref, d.id limit $4`,
  values: [accountId, new Date(until), kinds, largestGroup, except],
});

/** Accounts that have due work by their own clock, with the instant up to which it is due. */
export const readAccountsWithDue = (
  realNow: Instant,
  kinds: readonly DueKind[],
): Statement<{ readonly account_id: AccountId; readonly until: Instant }> => ({
  name: 'due.read_accounts',
  text: `(select d.account_id, $1::timestamptz as until from kontor.due d
      join kontor.account a on a.id = d.account_id and not a.sandbox
      where d.done_at is null and d.due_at <= $1 and d.kind = any ($2) group by d.account_id order by min(d.due_at))
    union all
    (select a.id, n.until from kontor.account a
      cross join lateral (select $1::timestamptz + make_interval(secs => a.clock_offset_ms / 1000.0) as until) n
      where a.sandbox and exists (
        select 1 from kontor.due d where d.account_id = a.id and d.done_at is null and d.kind = any ($2) and d.due_at <= n.until))`,
  values: [new Date(realNow), kinds],
});

/** Last of its batch, as a cancel too locks the purchase before its due work; raises when somebody else was first. */
export const finishDue = (accountId: AccountId, rows: readonly DueRow[]): Statement => ({
  name: 'due.finish',
  text: `with d as (
    update kontor.due set done_at = due_at where account_id = $1 and id in (
      select id from kontor.due where account_id = $1 and id = any ($2) and done_at is null for update skip locked) returning 1)
  select kontor.expect(count(*), $3, 'due.changed') from d`,
  values: [accountId, rows.map(({ id }) => id), rows.length],
});

/** Sets the clock forward, never back: offset is what the account's time is ahead of real time. */
export const setClock = (accountId: AccountId, offsetMs: number): Statement => ({
  name: 'due.set_clock',
  text: `with a as (
    update kontor.account set clock_offset_ms = greatest(clock_offset_ms, $2) where id = $1 and sandbox returning 1)
  select kontor.expect(count(*), 1, 'account.changed') from a`,
  values: [accountId, offsetMs],
});
