import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** An event in its place. */
export type RelayedEvent = {
  readonly id: string;
  readonly position: bigint;
  readonly previous_id: string | null;
  readonly type: string;
  readonly aggregate_type: string;
  readonly aggregate_id: string;
  readonly at: Instant;
  readonly recorded_at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Two at once would give one position twice; the second waits and finds nothing left. */
export const lockRelay: Statement = {
  name: 'events.lock_relay',
  text: 'select pg_advisory_xact_lock(7236541010)',
  values: [],
};

/**
 * Gives committed events their positions. Those of one aggregate come in the order of `seq`, in which they committed,
 * since an act takes its number under the lock of what it changes; those of others in the order in which they are found.
 */
export const placeEvents = (limit: number): Statement<{ readonly account_id: AccountId }> => ({
  name: 'events.place',
  text: `with found as materialized (
      select account_id, id, seq, aggregate_type, aggregate_id from kontor.event
      where relayed_at is null order by seq limit $1),
    counted as (select account_id, count(*) as events from found group by account_id),
    streams as (
      insert into kontor.event_stream as s (account_id, position)
      select account_id, events from counted order by account_id
      on conflict (account_id) do update set position = s.position + excluded.position
      returning account_id, position),
    placed as (
      select f.account_id, f.id,
        s.position - c.events + row_number() over (partition by f.account_id order by f.seq) as position,
        coalesce(
          lag(f.id) over (partition by f.account_id, f.aggregate_type, f.aggregate_id order by f.seq),
          (select e.id from kontor.event e
           where e.account_id = f.account_id and e.aggregate_type = f.aggregate_type
             and e.aggregate_id = f.aggregate_id and e.position is not null
           order by e.position desc limit 1)) as previous_id
      from found f join counted c using (account_id) join streams s using (account_id))
    update kontor.event e
    set position = p.position, previous_id = p.previous_id, relayed_at = clock_timestamp()
    from placed p where e.account_id = p.account_id and e.id = p.id
    returning e.account_id`,
  values: [limit],
});

const row = 'id, position, previous_id, type, aggregate_type, aggregate_id, at, recorded_at, data';

/** What an account's listener has not had yet, in order. */
export const readEventsAfter = (
  accountId: string,
  position: bigint,
  limit: number,
): Statement<RelayedEvent> => ({
  name: 'events.read_after',
  text: `select ${row} from kontor.event
    where account_id = $1 and position > $2 order by position limit $3`,
  values: [accountId, position, limit],
});

export type BehindRow = { readonly account_id: AccountId; readonly position: bigint };

/** Accounts in which a listener has something left to hear, and how far it has come in each. */
export const readBehind = (consumer: string, except: readonly string[]): Statement<BehindRow> => ({
  name: 'events.read_behind',
  text: `select s.account_id, coalesce(c.position, 0) as position
    from kontor.event_stream s
    left join kontor.event_consumer c on c.account_id = s.account_id and c.name = $1
    where s.position > coalesce(c.position, 0) and s.account_id <> all ($2::uuid[])
    order by s.account_id limit 200`,
  values: [consumer, except],
});

/** How far an account has come. */
export const readStream = (accountId: string): Statement<{ readonly position: bigint }> => ({
  name: 'events.read_stream',
  text: 'select position from kontor.event_stream where account_id = $1',
  values: [accountId],
});

/** Raises when somebody else has moved it meanwhile. */
export const advanceConsumer = (
  accountId: string,
  consumer: string,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Statement => ({
  name: 'events.advance_consumer',
  text: `with advanced as (
      insert into kontor.event_consumer as c (account_id, name, position) values ($1, $2, $4)
      on conflict (account_id, name) do update set position = excluded.position where c.position = $3
      returning 1)
    select kontor.expect(count(*), 1, 'event_consumer.changed') from advanced`,
  values: [accountId, consumer, from, to],
});

/** Events are kept for 90 days after they were relayed; some at a time, so that nothing is locked for long. */
export const dropOldEvents = (): Statement => ({
  name: 'events.drop_old',
  text: `delete from kontor.event e using (
      select account_id, id from kontor.event
      where relayed_at < clock_timestamp() - interval '90 days' order by relayed_at limit 20000) old
    where e.account_id = old.account_id and e.id = old.id`,
  values: [],
});
