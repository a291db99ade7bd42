import type { Statement } from '../platform/db/statement.ts';
import type { RelayedEvent } from './relay-store.ts';

/** How far one request looks: few types among many events are found by several. */
export const longestLook = 10_000n;

export type EventsAsked = {
  readonly after: bigint;
  readonly types: readonly string[] | null;
  readonly limit: number;
};

/** Events of an account behind a position, within `longestLook` of the first that is kept. */
export const readEvents = (
  accountId: string,
  { after, types, limit }: EventsAsked,
): Statement<RelayedEvent> => ({
  name: 'events.list',
  text: `select id, position, previous_id, type, aggregate_type, aggregate_id, at, recorded_at, data
    from kontor.event
    where account_id = $1 and position > $2
      and position <= $5 + (select coalesce(min(position), $2 + 1) from (
        select position from kontor.event where account_id = $1 and position > $2 order by position limit 1) first)
      and ($3::text[] is null or type = any ($3))
    order by position limit $4`,
  values: [accountId, after, types, limit, longestLook - 1n],
});

/** The first event kept behind a position, and the last there is. */
export const readEventEdges = (
  accountId: string,
  after: bigint,
): Statement<{ readonly first: bigint | null; readonly last: bigint | null }> => ({
  name: 'events.edges',
  text: `select
      (select position from kontor.event where account_id = $1 and position > $2 order by position limit 1) as first,
      (select position from kontor.event_stream where account_id = $1) as last`,
  values: [accountId, after],
});

export const readAccountKnown = (accountId: string): Statement => ({
  name: 'events.account_known',
  text: `select 1 from kontor.account where id = $1`,
  values: [accountId],
});
