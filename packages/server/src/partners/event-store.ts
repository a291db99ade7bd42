import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import type { Caller } from './read-as.ts';

/** What happened, for those who listen; it commits with the act. */
export type EventEntry = {
  readonly type: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export const addEvent = (caller: Caller, entry: EventEntry): Statement => ({
  name: 'partners.add_event',
  text: `insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
    values ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
  values: [
    caller.accountId,
    newUuid(),
    entry.type,
    entry.aggregateType,
    entry.aggregateId,
    new Date(caller.now),
    JSON.stringify(entry.data),
  ],
});

const column = (name: string, type: string) => ({ name, type });

const insertion = {
  name: 'partners.add_events',
  table: 'kontor.event',
  columns: [
    column('account_id', 'uuid'),
    column('id', 'uuid'),
    column('type', 'text'),
    column('aggregate_type', 'text'),
    column('aggregate_id', 'text'),
    column('at', 'timestamptz'),
    column('data', 'jsonb'),
  ],
};

/** Any number of events of one instant, for work that nobody asked for but time. */
export const addEvents = (accountId: string, at: Instant, entries: readonly EventEntry[]): Statement =>
  insertMany(
    insertion,
    entries.map((entry) => [
      accountId,
      newUuid(),
      entry.type,
      entry.aggregateType,
      entry.aggregateId,
      new Date(at),
      JSON.stringify(entry.data),
    ]),
  );
