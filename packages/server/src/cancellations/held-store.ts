import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** What hangs on a line of an order: its entitlement with the keys that were shown, and its subscription. */
export type HeldRow = {
  readonly order_id: string;
  readonly line_number: number;
  readonly entitlement_id: string | null;
  readonly entitlement_version: number | null;
  /** Distinct keys that were shown and stand, and how many a purchase is entitled to. */
  readonly shown: number;
  readonly wanted: number;
  readonly subscription_id: string | null;
  readonly subscription_version: number | null;
};

export const readHeld = (accountId: string, orderIds: readonly string[]): Statement<HeldRow> => ({
  name: 'cancellations.read_held',
  text: `select l.order_id, l.line_number, l.entitlement_id, e.version as entitlement_version,
      coalesce(e.keys_wanted, 0) as wanted, l.subscription_id, s.version as subscription_version,
      (select count(*)::int from kontor.licence_key k
        where k.account_id = l.account_id and k.entitlement_id = l.entitlement_id and k.first_shown_at is not null
          and k.revoked_at is null) as shown
    from kontor.order_line l
    left join kontor.entitlement e on e.account_id = l.account_id and e.id = l.entitlement_id
    left join kontor.subscription s on s.account_id = l.account_id and s.id = l.subscription_id
    where l.account_id = $1 and l.order_id = any ($2)`,
  values: [accountId, orderIds],
});

/** An open line of the same term of the same entitlement or subscription. */
export type MateRow = {
  readonly order_id: string;
  readonly line_number: number;
  readonly quantity: number;
  readonly entitlement_id: string | null;
  readonly subscription_id: string | null;
  readonly created_at: Instant;
};

/** Every open line that shares something with a line of the orders, those lines too, oldest first. */
export const readMates = (accountId: string, orderIds: readonly string[]): Statement<MateRow> => ({
  name: 'cancellations.read_mates',
  text: `select m.order_id, m.line_number, m.quantity, m.entitlement_id, m.subscription_id, o.created_at
    from (
      select n.order_id, n.line_number from kontor.order_line l
      join kontor.order_line n on n.account_id = l.account_id and n.entitlement_id = l.entitlement_id
        and n.ends_on is not distinct from l.ends_on
      where l.account_id = $1 and l.order_id = any ($2)
      union
      select n.order_id, n.line_number from kontor.order_line l
      join kontor.order_line n on n.account_id = l.account_id and n.subscription_id = l.subscription_id
        and n.ends_on = l.ends_on
      where l.account_id = $1 and l.order_id = any ($2)) w
    join kontor.order_line m on m.account_id = $1 and m.order_id = w.order_id and m.line_number = w.line_number
    join kontor.purchase_order o on o.account_id = $1 and o.id = m.order_id
    where m.status <> 'cancelled'
    order by o.created_at, m.order_id, m.line_number`,
  values: [accountId, orderIds],
});
