import type { Instant } from '@kontor/domain/time';
import type { RelayedEvent } from '../events/relay-store.ts';
import { jsonb } from '../platform/db/encode-value.ts';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import type { EndpointForm } from './endpoint-store.ts';

export type NewDelivery = {
  readonly accountId: string;
  readonly endpointId: string;
  readonly id: string;
  readonly messageId: string;
  readonly type: string;
  readonly aggregate: string;
  readonly body: string;
  readonly attemptsMost: number;
};

/** Nobody's that has gone meanwhile. */
export const insertDeliveries = (rows: readonly NewDelivery[]): Statement =>
  insertMany(
    {
      name: 'webhooks.insert_deliveries',
      table: 'kontor.webhook_delivery',
      columns: [
        { name: 'account_id', type: 'uuid' },
        { name: 'endpoint_id', type: 'uuid' },
        { name: 'id', type: 'uuid' },
        { name: 'message_id', type: 'uuid' },
        { name: 'type', type: 'text' },
        { name: 'aggregate', type: 'text' },
        { name: 'body', type: 'text' },
        { name: 'attempts_most', type: 'integer' },
      ],
    },
    rows.map((row) => [
      row.accountId,
      row.endpointId,
      row.id,
      row.messageId,
      row.type,
      row.aggregate,
      row.body,
      row.attemptsMost,
    ]),
  );

/** Held until the transaction ends, so that none of them goes away before its deliveries are written. */
export const keepEndpoints = (accountId: string, ids: readonly string[]): Statement => ({
  name: 'webhooks.keep_endpoints',
  text: `with kept as (select 1 from kontor.webhook_endpoint where account_id = $1 and id = any ($2::uuid[]) for key share)
    select kontor.expect(count(*), $3, 'webhook_endpoint.changed') from kept`,
  values: [accountId, ids, ids.length],
});

export type ClaimedDelivery = {
  readonly account_id: string;
  readonly endpoint_id: string;
  readonly id: string;
  readonly message_id: string;
  readonly type: string;
  readonly body: string;
  readonly attempts: number;
  readonly attempts_most: number;
  readonly form: EndpointForm;
  readonly url: string;
  readonly ms_signature: boolean;
};

/**
 * Takes deliveries that are due, a few of each endpoint and of each aggregate the oldest alone. They are held by
 * `next_attempt_at`: who dies while sending leaves them due again when that has passed.
 */
export const claimDeliveries = (
  most: number,
  busyEndpoints: readonly string[],
): Statement<ClaimedDelivery> => ({
  name: 'webhooks.claim',
  text: `with due as materialized (
      select d.id, row_number() over (partition by d.endpoint_id order by d.seq) as place
      from (select w.id, w.endpoint_id, w.seq from kontor.webhook_delivery w
        where w.status = 'waiting' and w.next_attempt_at <= clock_timestamp() and w.endpoint_id <> all ($2::uuid[])
          and not exists (
            select 1 from kontor.webhook_delivery earlier
            where earlier.endpoint_id = w.endpoint_id and earlier.aggregate = w.aggregate
              and earlier.status = 'waiting' and earlier.seq < w.seq)
        order by w.next_attempt_at, w.seq limit 1000) d),
    picked as materialized (
      select d.id from kontor.webhook_delivery d join due on due.id = d.id
      where due.place <= 5 and d.status = 'waiting' and d.next_attempt_at <= clock_timestamp()
      order by d.seq limit $1 for update of d skip locked)
    update kontor.webhook_delivery d set attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + interval '1 minute'
    from picked, kontor.webhook_endpoint e
    where d.id = picked.id and e.account_id = d.account_id and e.id = d.endpoint_id
    returning d.account_id, d.endpoint_id, d.id, d.message_id, d.type, d.body, d.attempts, d.attempts_most,
      e.form, e.url, e.ms_signature`,
  values: [most, busyEndpoints],
});

export type AttemptEntry = {
  readonly at: string;
  readonly status: number | null;
  /** The beginning of what was answered. */
  readonly message: string;
  /** Why there was no answer. */
  readonly error: string;
};

type Sent = Pick<ClaimedDelivery, 'account_id' | 'id' | 'attempts'>;

/** What came of an attempt; nothing is written when somebody else has sent it again meanwhile. */
export const settleDelivery = (
  { account_id, id, attempts }: Sent,
  status: 'delivered' | 'failed',
  entry: AttemptEntry,
): Statement => ({
  name: 'webhooks.settle',
  text: `update kontor.webhook_delivery set status = $4, settled_at = clock_timestamp(), log = log || $5::jsonb
    where account_id = $1 and id = $2 and attempts = $3 and status = 'waiting'`,
  values: [account_id, id, attempts, status, jsonb([entry])],
});

export const postponeDelivery = (
  { account_id, id, attempts }: Sent,
  afterMs: number,
  entry: AttemptEntry,
): Statement => ({
  name: 'webhooks.postpone',
  text: `update kontor.webhook_delivery set log = log || $5::jsonb,
      next_attempt_at = clock_timestamp() + make_interval(secs => $4::double precision / 1000)
    where account_id = $1 and id = $2 and attempts = $3 and status = 'waiting'`,
  values: [account_id, id, attempts, afterMs, jsonb([entry])],
});

export type DeliveryRow = {
  readonly id: string;
  readonly seq: bigint;
  readonly message_id: string;
  readonly type: string;
  readonly status: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly next_attempt_at: Instant;
  readonly created_at: Instant;
  readonly settled_at: Instant | null;
  readonly log: readonly AttemptEntry[];
};

const row = 'id, seq, message_id, type, status, attempts, next_attempt_at, created_at, settled_at, log';

/** The newest first. */
export const readDeliveries = (
  accountId: string,
  endpointId: string,
  { before, limit }: { readonly before: bigint | null; readonly limit: number },
): Statement<DeliveryRow> => ({
  name: 'webhooks.read_deliveries',
  text: `select ${row} from kontor.webhook_delivery
    where account_id = $1 and endpoint_id = $2 and seq < coalesce($3::bigint, 9223372036854775807)
    order by seq desc limit $4`,
  values: [accountId, endpointId, before, limit],
});

export type TestDeliveryRow = DeliveryRow & { readonly url: string };

/** A test message of Partner Center's form, while it is remembered. */
export const readTestDelivery = (accountId: string, id: string): Statement<TestDeliveryRow> => ({
  name: 'webhooks.read_test',
  text: `select d.id, d.seq, d.message_id, d.type, d.status, d.attempts, d.next_attempt_at, d.created_at, d.settled_at, d.log,
      e.url
    from kontor.webhook_delivery d join kontor.webhook_endpoint e on e.account_id = d.account_id and e.id = d.endpoint_id
    where d.account_id = $1 and d.id = $2 and e.form = 'partner_center' and d.type = 'test-created'`,
  values: [accountId, id],
});

const event = 'id, position, previous_id, type, aggregate_type, aggregate_id, at, recorded_at, data';

/** Events that were recorded in a time, in order. */
export const readEventsBetween = (
  accountId: string,
  { from, to, limit }: { readonly from: Instant; readonly to: Instant; readonly limit: number },
): Statement<RelayedEvent> => ({
  name: 'webhooks.read_events_between',
  text: `select ${event} from kontor.event
    where account_id = $1 and position is not null and recorded_at >= $2 and recorded_at < $3
    order by position limit $4`,
  values: [accountId, new Date(from), new Date(to), limit],
});

export const readEventsOfIds = (accountId: string, ids: readonly string[]): Statement<RelayedEvent> => ({
  name: 'webhooks.read_events_of_ids',
  text: `select ${event} from kontor.event
    where account_id = $1 and position is not null and id = any ($2::uuid[]) order by position`,
  values: [accountId, ids],
});

/** As long as events are kept. */
export const dropOldDeliveries = (): Statement => ({
  name: 'webhooks.drop_old',
  text: `delete from kontor.webhook_delivery d using (
      select account_id, id from kontor.webhook_delivery
      where settled_at < clock_timestamp() - interval '90 days' order by settled_at limit 20000) old
    where d.account_id = old.account_id and d.id = old.id`,
  values: [],
});

/** Secrets that sign nothing any more. */
export const dropOldSecrets = (): Statement => ({
  name: 'webhooks.drop_old_secrets',
  text: `delete from kontor.webhook_secret where signs_until < clock_timestamp() - interval '1 day'`,
  values: [],
});
