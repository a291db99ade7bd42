import type { LineCancellation } from '@kontor/domain/cancellation/window';
import type { Segment } from '@kontor/domain/catalog/segment';
import type { AccountId, PolicyId, ProductId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import type { MarketCode } from '@kontor/domain/market/market';
import type { Instant, LocalDate, Zone } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

/** A line whose window a later policy may lengthen. */
export type ExtendableLine = {
  readonly order_id: string;
  readonly line_number: number;
  readonly product_id: ProductId;
  readonly market: MarketCode;
  readonly segment: Segment;
  readonly purchased_at: Instant;
  readonly ends_on: LocalDate | null;
  readonly policy_id: PolicyId;
  readonly policy_version: number;
  readonly policy_zone: Zone;
  readonly window_kind: 'calendar' | 'exact';
  readonly cancellable_until: Instant;
  readonly closed_on: LocalDate | null;
  readonly credit_rule: LineCancellation['creditRule'];
};

export type ExtendableQuestion = {
  readonly accountId: AccountId;
  readonly family: Family;
  readonly productId: ProductId | null;
  readonly market: MarketCode | null;
  readonly segment: Segment | null;
  /** Purchases from before are out of the window however it is counted. */
  readonly purchasedSince: Instant;
  readonly at: Instant;
  readonly after: { readonly orderId: string; readonly lineNumber: number } | null;
  readonly limit: number;
};

// Lines from before market and segment were kept on them have those of what was bought.
export const readExtendableLines = (question: ExtendableQuestion): Statement<ExtendableLine> =>
  statement(
    'policies.read_extendable_lines',
    `select l.order_id, l.line_number, l.product_id, coalesce(l.market, a.market) as market,
       coalesce(l.segment, a.segment) as segment, o.created_at as purchased_at, l.ends_on, l.policy_id, l.policy_version,
       l.policy_zone, l.window_kind, l.cancellable_until, l.closed_on, l.credit_rule
     from kontor.purchase_order o
     join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id
     left join kontor.availability a on a.product_id = l.product_id and a.sku_id = l.sku_id and a.id = l.availability_id
     where o.account_id = $1 and o.created_at >= $6 and l.status <> 'cancelled' and l.family = $2
       and l.cancellable_until is not null and (l.ends_on is null or l.ends_on >= ($7::timestamptz at time zone 'UTC')::date)
       and ($3::text is null or l.product_id = $3)
       and ($4::text is null or coalesce(l.market, a.market) = $4)
       and ($5::text is null or coalesce(l.segment, a.segment) = $5)
       and coalesce(l.market, a.market) is not null and coalesce(l.segment, a.segment) is not null
       and (l.order_id, l.line_number) > ($8, $9)
     order by l.order_id, l.line_number limit $10`,
    [
      question.accountId,
      question.family,
      question.productId,
      question.market,
      question.segment,
      new Date(question.purchasedSince),
      new Date(question.at),
      question.after?.orderId ?? '',
      question.after?.lineNumber ?? -1,
      question.limit,
    ],
  );

/** A window as it will be, and the notice that is to be given of it next. */
export type ExtendedLine = {
  readonly orderId: string;
  readonly lineNumber: number;
  readonly window: LineCancellation;
  readonly windowText: string;
  readonly dueId: string;
  readonly eventId: string;
  readonly noticeKind: string;
  readonly noticeAt: Instant;
  readonly noticeRef: string;
};

/**
 * Lengthens the windows, exchanges their notices and tells who listens; a line that was cancelled meanwhile, or is
 * longer already, stays as it is.
 */
export const extendLines = (accountId: AccountId, at: Instant, lines: readonly ExtendedLine[]): Statement =>
  statement(
    'policies.extend_lines',
    `with wanted as (
       select * from unnest($3::text[], $4::integer[], $5::uuid[], $6::integer[], $7::text[], $8::text[], $9::timestamptz[],
         $10::date[], $11::uuid[], $12::uuid[], $13::text[], $14::timestamptz[], $15::text[])
         as w(order_id, line_number, policy_id, policy_version, window_kind, cancellation_window, cancellable_until,
           closed_on, due_id, event_id, notice_kind, notice_at, notice_ref)),
     changed as (
       update kontor.order_line l set policy_id = w.policy_id, policy_version = w.policy_version,
         window_kind = w.window_kind, cancellation_window = w.cancellation_window,
         cancellable_until = w.cancellable_until, closed_on = w.closed_on
       from wanted w
       where l.account_id = $1 and l.order_id = w.order_id and l.line_number = w.line_number
         and l.status <> 'cancelled' and l.cancellable_until < w.cancellable_until
       returning l.customer_id, w.*),
     dropped as (
       update kontor.due d set done_at = $2
       from (select c.order_id || ':' || c.line_number || suffix as ref
             from changed c cross join unnest(array['', ':72', ':24']) as suffix) r
       where d.account_id = $1 and d.ref = r.ref and d.done_at is null
         and d.kind in ('cancellation_window.closing', 'cancellation_window.closed')),
     announced as (
       insert into kontor.due (account_id, id, due_at, kind, ref)
       select $1, c.due_id, c.notice_at, c.notice_kind, c.notice_ref from changed c)
     insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
     select $1, c.event_id, 'order.window_extended', 'order', c.order_id, $2, jsonb_build_object(
       'customerId', c.customer_id, 'lineNumber', c.line_number, 'policyId', c.policy_id,
       'policyVersion', c.policy_version, 'closedOn', c.closed_on,
       'cancellableUntil', to_char(c.cancellable_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     from changed c order by c.order_id, c.line_number`,
    [
      accountId,
      new Date(at),
      lines.map(({ orderId }) => orderId),
      lines.map(({ lineNumber }) => lineNumber),
      lines.map(({ window }) => window.policyId),
      lines.map(({ window }) => window.policyVersion),
      lines.map(({ window }) => window.windowKind),
      lines.map(({ windowText }) => windowText),
      lines.map(({ window }) => new Date(window.cancellableUntil)),
      lines.map(({ window }) => window.closedOn),
      lines.map(({ dueId }) => dueId),
      lines.map(({ eventId }) => eventId),
      lines.map(({ noticeKind }) => noticeKind),
      lines.map(({ noticeAt }) => new Date(noticeAt)),
      lines.map(({ noticeRef }) => noticeRef),
    ],
  );

/** What the program did of itself stands in the account's log without a person. */
export const recordExtension = (
  accountId: AccountId,
  at: Instant,
  record: {
    readonly id: string;
    readonly policyId: string;
    readonly details: Readonly<Record<string, unknown>>;
  },
): Statement =>
  statement(
    'policies.record_extension',
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, details)
     values ($1, $2, $3, 'extend_windows', 'succeeded', 'policy', $4, $5::jsonb)`,
    [accountId, record.id, new Date(at), record.policyId, JSON.stringify(record.details)],
  );
