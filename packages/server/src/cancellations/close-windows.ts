import { instant, millisecondsPerHour } from '@kontor/domain/time';
import { windowDue } from '../orders/due-rows.ts';
import { addEvents, type EventEntry } from '../partners/event-store.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type DueHandler, type DueHandlers, type DueRow, groupOf } from '../sandbox/due-events.ts';
import { insertDue } from '../sandbox/due-store.ts';
import { readWindows, type WindowRow } from './window-store.ts';

type Place = { readonly orderId: string; readonly lineNumber: number; readonly hours: number };

/** `order:line`, or `order:line:hours` of a notice before the end. */
const placeOf = ({ ref }: DueRow): Place => {
  const [orderId = '', line = '', hours = '0'] = ref.split(':');
  return { orderId, lineNumber: Number(line), hours: Number(hours) };
};

/**
 * Tells that windows are about to close or have closed, and leaves what is next of each. A line that was cancelled is
 * of no interest; a window that was moved meanwhile is told of at its new time.
 */
const tellOfWindows: DueHandler = async ({ pools }, accountId, rows) => {
  const { due_at: at } = groupOf(rows);
  const places = rows.map(placeOf);
  const found = await query(pools.system, noTenant, readWindows(accountId, places));
  const lines = new Map(found.map((row) => [`${row.order_id}:${row.line_number}`, row]));
  const open = places.flatMap((place) => {
    const line = lines.get(`${place.orderId}:${place.lineNumber}`);
    return line && line.status !== 'cancelled' ? [{ place, line }] : [];
  });
  const events = open.flatMap(({ place, line }) =>
    instant(at + place.hours * millisecondsPerHour - 1) === line.cancellable_until
      ? [noticeOf(line, place.hours)]
      : [],
  );
  const next = open.flatMap(({ place, line }) => windowDue(accountId, place, line.cancellable_until, at));
  return [
    ...(events.length > 0 ? [addEvents(accountId, at, events)] : []),
    ...(next.length > 0 ? [insertDue(next)] : []),
  ];
};

const noticeOf = (line: WindowRow, hours: number): EventEntry => {
  const data = { customerId: line.customer_id, lineNumber: line.line_number, closedOn: line.closed_on };
  const about = { aggregateType: 'order', aggregateId: line.order_id };
  return hours === 0
    ? { ...about, type: 'order.window_closed', data }
    : { ...about, type: 'order.window_closing', data: { ...data, hours } };
};

export const windowHandlers = {
  'cancellation_window.closing': tellOfWindows,
  'cancellation_window.closed': tellOfWindows,
} as const satisfies DueHandlers;
