import type { OrderLineStatus } from '@kontor/domain/order/order';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type WindowRow = {
  readonly order_id: string;
  readonly line_number: number;
  readonly customer_id: string;
  readonly status: OrderLineStatus;
  readonly cancellable_until: Instant | null;
  readonly closed_on: LocalDate | null;
};

/** The windows of any number of lines as they stand. */
export const readWindows = (
  accountId: string,
  lines: readonly { readonly orderId: string; readonly lineNumber: number }[],
): Statement<WindowRow> => ({
  name: 'cancellations.read_windows',
  text: `select l.order_id, l.line_number, l.customer_id, l.status, l.cancellable_until, l.closed_on
    from unnest($2::text[], $3::integer[]) as w(order_id, line_number)
    join kontor.order_line l on l.account_id = $1 and l.order_id = w.order_id and l.line_number = w.line_number`,
  values: [accountId, lines.map(({ orderId }) => orderId), lines.map(({ lineNumber }) => lineNumber)],
});
