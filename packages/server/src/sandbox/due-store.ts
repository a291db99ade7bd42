import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { NewDue } from '../orders/purchase-store.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';

export type DueKind = NewDue['kind'];

/** One piece of work that falls due, in account time. */
export type DueRow = {
  readonly account_id: AccountId;
  readonly id: string;
  readonly due_at: Instant;
  readonly kind: DueKind;
  readonly ref: string;
};

/** What of an account falls due up to an instant, in its order. */
export const readDueUntil = (
  accountId: AccountId,
  until: Instant,
  kinds: readonly DueKind[],
  limit: number,
): Statement<DueRow> => ({
  name: 'due.read_until',
  text: `select account_id, id, due_at, kind, ref from kontor.due
    where account_id = $1 and done_at is null and due_at <= $2 and kind = any ($3)
    order by due_at, id limit $4`,
  values: [accountId, new Date(until), kinds, limit],
});

/** What is due everywhere by each account's own clock; sandboxes are few, so each is looked at by itself. */
export const readDueNow = (
  realNow: Instant,
  kinds: readonly DueKind[],
  limit: number,
): Statement<DueRow> => ({
  name: 'due.read_now',
  text: `(select d.account_id, d.id, d.due_at, d.kind, d.ref from kontor.due d
      join kontor.account a on a.id = d.account_id and not a.sandbox
      where d.done_at is null and d.due_at <= $1 and d.kind = any ($2) order by d.due_at, d.id limit $3)
    union all
    (select s.* from kontor.account a cross join lateral (
        select d.account_id, d.id, d.due_at, d.kind, d.ref from kontor.due d
        where d.account_id = a.id and d.done_at is null and d.kind = any ($2)
          and d.due_at <= $1::timestamptz + make_interval(secs => a.clock_offset_ms / 1000.0)
        order by d.due_at, d.id limit $3) s
      where a.sandbox)`,
  values: [new Date(realNow), kinds, limit],
});

/** Last of its batch, as a cancel too locks the purchase before its due work; raises when somebody else was first. */
export const finishDue = (due: DueRow): Statement => ({
  name: 'due.finish',
  text: `with d as (
    update kontor.due set done_at = due_at where account_id = $1 and id = (
      select id from kontor.due where account_id = $1 and id = $2 and done_at is null for update skip locked) returning 1)
  select kontor.expect(count(*), 1, 'due.changed') from d`,
  values: [due.account_id, due.id],
});

/** Sets the clock forward, never back: offset is what the account's time is ahead of real time. */
export const setClock = (accountId: AccountId, offsetMs: number): Statement => ({
  name: 'due.set_clock',
  text: `with a as (
    update kontor.account set clock_offset_ms = greatest(clock_offset_ms, $2) where id = $1 and sandbox returning 1)
  select kontor.expect(count(*), 1, 'account.changed') from a`,
  values: [accountId, offsetMs],
});

/** A term that has ended: nothing of the purchase is handed out any more. */
export const expireEntitlement = (due: DueRow): Statement => ({
  name: 'due.expire_entitlement',
  text: `with ended as (
    update kontor.entitlement set status = 'expired', version = version + 1, ended_at = $3
    where account_id = $1 and id = $2::uuid and status in ('provisioning', 'active', 'suspended') and expires_at <= $3
    returning account_id, customer_id, id, order_id, line_number),
  subscribed as (
    update kontor.subscription s set status = 'expired', version = s.version + 1 from ended e
    where s.account_id = e.account_id and s.order_id = e.order_id and s.line_number = e.line_number
      and s.status in ('pending', 'active', 'suspended'))
  insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
  select account_id, $4, 'entitlement.expired', 'entitlement', id::text, $3, jsonb_build_object(
    'customerId', customer_id, 'orderId', order_id, 'lineNumber', line_number)
  from ended`,
  values: [due.account_id, due.ref, new Date(due.due_at), newUuid()],
});

/** From now on the line can no longer be cancelled; a line that was is of no interest. */
export const announceWindowClosed = (due: DueRow): Statement => {
  const [orderId = '', line = ''] = due.ref.split(':');
  return {
    name: 'due.announce_window_closed',
    text: `insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
    select l.account_id, $5, 'order.window_closed', 'order', l.order_id, $4, jsonb_build_object(
      'customerId', l.customer_id, 'lineNumber', l.line_number, 'closedOn', l.closed_on)
    from kontor.order_line l
    where l.account_id = $1 and l.order_id = $2 and l.line_number = $3 and l.status <> 'cancelled'
      and coalesce(l.cancellable_until < $4, true)`,
    values: [due.account_id, orderId, line, new Date(due.due_at), newUuid()],
  };
};
