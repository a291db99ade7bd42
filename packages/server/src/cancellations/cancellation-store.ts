import type { ReviewRule } from '@kontor/domain/cancellation/review-rules';
import type { OrderId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { money, parseCurrency } from '@kontor/domain/money';
import type { OrderStatus } from '@kontor/domain/order/order';
import type { Instant } from '@kontor/domain/time';
import { revokeSurplusKeys } from '../entitlements/keys-of-units-store.ts';
import { dueRefsOfLine } from '../orders/due-rows.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { HeldChange } from './held-changes.ts';

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
  readonly orders: readonly CancelledOrder[];
  readonly entitlements: readonly HeldChange[];
  readonly subscriptions: readonly HeldChange[];
  readonly at: Instant;
};

export type CancelledOrder = {
  readonly orderId: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly lineNumbers: readonly number[];
};

export const cancelStatements = ({ accountId, orders, entitlements, subscriptions, at }: CancelledRows) => {
  const now = new Date(at);
  const lines = orders.flatMap(({ orderId, lineNumbers }) =>
    lineNumbers.map((lineNumber) => ({ orderId, lineNumber })),
  );
  const ended = entitlements.filter(({ stays }) => stays === null).map(({ id }) => id);
  const lessened = entitlements.filter(({ stays }) => stays !== null).map(({ id }) => id);
  const unsubscribed = subscriptions.filter(({ stays }) => stays === null).map(({ id }) => id);
  const dueRefs = [
    ...ended,
    ...unsubscribed,
    ...lines.flatMap(({ orderId, lineNumber }) => dueRefsOfLine(orderId, lineNumber)),
  ];
  return [
    closeOrders(accountId, orders, now),
    closeLines(accountId, lines, now),
    ...(entitlements.length > 0 ? [changeEntitlements(accountId, entitlements, now)] : []),
    ...(lessened.length > 0 ? [revokeSurplusKeys(accountId, lessened, now)] : []),
    ...(ended.length > 0 ? [revokeKeys(accountId, ended, now), revokeLinks(accountId, ended, now)] : []),
    ...(subscriptions.length > 0 ? [changeSubscriptions(accountId, subscriptions, now)] : []),
    dropDue(accountId, dueRefs, now),
  ];
};

const closeOrders = (accountId: string, orders: readonly CancelledOrder[], at: Date): Statement => ({
  name: 'cancellations.close_orders',
  text: `with changed as (
      update kontor.purchase_order o set status = c.status, version = o.version + 1,
        cancelled_at = case when c.status = 'cancelled' then $5::timestamptz end
      from unnest($2::text[], $3::integer[], $4::text[]) as c(id, version, status)
      where o.account_id = $1 and o.id = c.id and o.version = c.version returning 1)
    select kontor.expect(count(*), $6, 'order.changed') from changed`,
  values: [
    accountId,
    orders.map(({ orderId }) => orderId),
    orders.map(({ version }) => version),
    orders.map(({ status }) => status),
    at,
    orders.length,
  ],
});

type LineName = { readonly orderId: string; readonly lineNumber: number };

const closeLines = (accountId: string, lines: readonly LineName[], at: Date): Statement => ({
  name: 'cancellations.close_lines',
  text: `with changed as (
      update kontor.order_line l set status = 'cancelled', cancelled_at = $4
      from unnest($2::text[], $3::integer[]) as c(order_id, line_number)
      where l.account_id = $1 and l.order_id = c.order_id and l.line_number = c.line_number
        and l.status <> 'cancelled' returning 1)
    select kontor.expect(count(*), $5, 'order.changed') from changed`,
  values: [
    accountId,
    lines.map(({ orderId }) => orderId),
    lines.map(({ lineNumber }) => lineNumber),
    at,
    lines.length,
  ],
});

/** Less of each, or its end where no line stays. Two who cancel its lines at once would both think that one stays. */
const changed = (accountId: string, changes: readonly HeldChange[], at: Date): readonly unknown[] => [
  accountId,
  changes.map(({ id }) => id),
  changes.map(({ version }) => version),
  changes.map(({ lostQuantity }) => lostQuantity),
  changes.map(({ stays }) => stays?.orderId ?? null),
  changes.map(({ stays }) => stays?.lineNumber ?? null),
  at,
  changes.length,
];

const changes = `unnest($2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::integer[])
        as c(id, version, lost, order_id, line_number)`;

// What ends keeps the quantity and the line that it ended with.
const changeEntitlements = (accountId: string, rows: readonly HeldChange[], at: Date): Statement => ({
  name: 'cancellations.change_entitlements',
  text: `with changed as (
      update kontor.entitlement e set version = e.version + 1,
        status = case when c.order_id is null then 'cancelled' else e.status end,
        ended_at = case when c.order_id is null then $7::timestamptz end,
        quantity = case when c.order_id is null then e.quantity else e.quantity - c.lost end,
        keys_wanted = case when c.order_id is null or e.key_rule <> 'per_unit' then e.keys_wanted
          else greatest(e.keys_wanted - c.lost, 0) end,
        order_id = coalesce(c.order_id, e.order_id), line_number = coalesce(c.line_number, e.line_number)
      from ${changes}
      where e.account_id = $1 and e.id = c.id and e.version = c.version and e.status <> 'cancelled' returning 1)
    select kontor.expect(count(*), $8, 'entitlement.changed') from changed`,
  values: changed(accountId, rows, at),
});

const revokeKeys = (accountId: string, entitlementIds: readonly string[], at: Date): Statement => ({
  name: 'cancellations.revoke_keys',
  text: `update kontor.licence_key set revoked_at = $3
    where account_id = $1 and entitlement_id = any ($2) and revoked_at is null`,
  values: [accountId, entitlementIds, at],
});

const revokeLinks = (accountId: string, entitlementIds: readonly string[], at: Date): Statement => ({
  name: 'cancellations.revoke_links',
  text: `update kontor.download_link set revoked_at = $3
    where account_id = $1 and entitlement_id = any ($2) and revoked_at is null`,
  values: [accountId, entitlementIds, at],
});

const changeSubscriptions = (accountId: string, rows: readonly HeldChange[], at: Date): Statement => ({
  name: 'cancellations.change_subscriptions',
  text: `with changed as (
      update kontor.subscription s set version = s.version + 1, modified_at = $7,
        status = case when c.order_id is null then 'deleted' else s.status end,
        ended_at = case when c.order_id is null then $7::timestamptz end,
        quantity = case when c.order_id is null then s.quantity else s.quantity - c.lost end,
        order_id = coalesce(c.order_id, s.order_id), line_number = coalesce(c.line_number, s.line_number)
      from ${changes}
      where s.account_id = $1 and s.id = c.id and s.version = c.version and s.status <> 'deleted' returning 1)
    select kontor.expect(count(*), $8, 'subscription.changed') from changed`,
  values: changed(accountId, rows, at),
});

const dropDue = (accountId: string, refs: readonly string[], at: Date): Statement => ({
  name: 'cancellations.drop_due',
  text: `update kontor.due set done_at = $3 where account_id = $1 and ref = any ($2) and done_at is null`,
  values: [accountId, refs, at],
});
