import type { Statement } from '../platform/db/statement.ts';
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
