import type { ReviewRule } from '@kontor/domain/cancellation/review-rules';
import type { OrderId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { money, parseCurrency } from '@kontor/domain/money';
import type { OrderStatus } from '@kontor/domain/order/order';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

type KeysShownRow = { readonly entitlement_id: string; readonly shown: number; readonly wanted: number };

/** How many distinct keys of each entitlement of an order were ever shown, and how many a purchase is entitled to. */
export const readKeysShown = (accountId: string, orderId: string): Statement<KeysShownRow> => ({
  name: 'cancellations.read_keys_shown',
  text: `select e.id as entitlement_id, e.keys_wanted as wanted,
      (select count(*)::int from kontor.licence_key k
        where k.account_id = e.account_id and k.entitlement_id = e.id and k.first_shown_at is not null) as shown
    from kontor.entitlement e where e.account_id = $1 and e.order_id = $2`,
  values: [accountId, orderId],
});

type ReviewRuleRow = {
  readonly id: string;
  readonly kind: ReviewRule['kind'];
  readonly amount_minor: bigint | null;
  readonly currency: string | null;
  readonly order_ids: OrderId[] | null;
};

export const readReviewRules = (): Statement<ReviewRuleRow> => ({
  name: 'cancellations.read_review_rules',
  text: 'select id, kind, amount_minor, currency, order_ids from kontor.review_rule where ended_at is null order by id',
  values: [],
});

/** Sandbox accounts have no review rules (product 6). */
export const reviewRulesFrom = (rows: readonly ReviewRuleRow[], sandbox: boolean): ReviewRule[] =>
  sandbox ? [] : rows.map(reviewRuleOf);

const reviewRuleOf = (row: ReviewRuleRow): ReviewRule => {
  const base = { id: row.id, ...(row.order_ids === null ? {} : { orderIds: row.order_ids }) };
  if (row.kind !== 'order_total_above') return { ...base, kind: row.kind };
  const currency = parseCurrency(row.currency ?? '');
  invariant(currency && row.amount_minor !== null, 'an amount rule has an amount');
  return { ...base, kind: row.kind, amount: money(row.amount_minor, currency) };
};

/** What a cancel changes; every statement raises when another change came first. */
export type CancelledRows = {
  readonly accountId: string;
  readonly orderId: string;
  readonly version: number;
  readonly orderStatus: OrderStatus;
  readonly lineNumbers: readonly number[];
  readonly entitlementIds: readonly string[];
  readonly at: Instant;
};

export const cancelStatements = (rows: CancelledRows): Statement[] => {
  const at = new Date(rows.at);
  const { accountId, orderId, lineNumbers, entitlementIds } = rows;
  return [
    {
      name: 'cancellations.close_order',
      text: `with changed as (
          update kontor.purchase_order set status = $4, version = version + 1,
            cancelled_at = case when $4 = 'cancelled' then $5::timestamptz end
          where account_id = $1 and id = $2 and version = $3 returning 1)
        select kontor.expect(count(*), 1, 'order.changed') from changed`,
      values: [accountId, orderId, rows.version, rows.orderStatus, at],
    },
    {
      name: 'cancellations.close_lines',
      text: `with changed as (
          update kontor.order_line set status = 'cancelled', cancelled_at = $4
          where account_id = $1 and order_id = $2 and line_number = any ($3) and status <> 'cancelled' returning 1)
        select kontor.expect(count(*), $5, 'order.changed') from changed`,
      values: [accountId, orderId, lineNumbers, at, lineNumbers.length],
    },
    {
      name: 'cancellations.revoke_entitlements',
      text: `with changed as (
          update kontor.entitlement set status = 'cancelled', version = version + 1, ended_at = $3
          where account_id = $1 and id = any ($2) and status <> 'cancelled' returning 1)
        select kontor.expect(count(*), $4, 'order.changed') from changed`,
      values: [accountId, entitlementIds, at, entitlementIds.length],
    },
    {
      name: 'cancellations.revoke_keys',
      text: `update kontor.licence_key set revoked_at = $3
        where account_id = $1 and entitlement_id = any ($2) and revoked_at is null`,
      values: [accountId, entitlementIds, at],
    },
    {
      name: 'cancellations.revoke_links',
      text: `update kontor.download_link set revoked_at = $3
        where account_id = $1 and entitlement_id = any ($2) and revoked_at is null`,
      values: [accountId, entitlementIds, at],
    },
    {
      name: 'cancellations.close_subscriptions',
      text: `update kontor.subscription set status = 'deleted', version = version + 1
        where account_id = $1 and order_id = $2 and line_number = any ($3) and status <> 'deleted'`,
      values: [accountId, orderId, lineNumbers],
    },
    {
      name: 'cancellations.drop_due',
      text: `update kontor.due set done_at = $3 where account_id = $1 and ref = any ($2) and done_at is null`,
      values: [accountId, [...entitlementIds, ...lineNumbers.map((number) => `${orderId}:${number}`)], at],
    },
  ];
};
