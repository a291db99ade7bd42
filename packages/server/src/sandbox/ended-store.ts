import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import type { DueRow } from './due-events.ts';

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
