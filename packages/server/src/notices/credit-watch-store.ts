import type { Statement } from '../platform/db/statement.ts';

export type CreditCrossing = {
  readonly account_id: string;
  readonly currency: string;
  readonly limit_minor: bigint;
  readonly used_minor: bigint;
  readonly near: boolean;
};

/** Limits that stand on another side of the mark than at the last look. A limit of 0 is never near. */
export const readCreditCrossings = (percent: number): Statement<CreditCrossing> => ({
  name: 'credit_watch.read_crossings',
  text: `select l.account_id, l.currency, l.limit_minor, l.used_minor, n.near
    from kontor.credit_limit l
    left join kontor.credit_watch w on w.account_id = l.account_id and w.currency = l.currency
    cross join lateral (
      select l.limit_minor > 0 and l.used_minor::numeric * 100 >= l.limit_minor::numeric * $1::integer as near) n
    where n.near <> coalesce(w.near, false)
    order by l.account_id, l.currency limit 500`,
  values: [percent],
});

/** Says it once, whoever looks at the same moment; on the way back nothing is said. */
export const noteCrossing = (
  { account_id: accountId, currency, near }: CreditCrossing,
  eventId: string,
  data: Readonly<Record<string, unknown>>,
): Statement => ({
  name: 'credit_watch.note',
  text: `with crossed as (
      insert into kontor.credit_watch as w (account_id, currency, near) values ($1, $2, $3)
      on conflict (account_id, currency) do update set near = excluded.near where w.near <> excluded.near
      returning near)
    insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
    select a.id, $4, 'credit_limit.near', 'account', a.id::text,
      date_trunc('milliseconds', clock_timestamp()) + a.clock_offset_ms * interval '1 millisecond', $5::jsonb
    from crossed, kontor.account a where crossed.near and a.id = $1`,
  values: [accountId, currency, near, eventId, JSON.stringify(data)],
});
