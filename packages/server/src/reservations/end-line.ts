import type { ChargeCredit } from '@kontor/domain/cancellation/credit';
import { orderStatusAfterCancel } from '@kontor/domain/order/order';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { OrderRecord } from '../orders/order-rows.ts';
import { type ChargeRow, insertCharges } from '../orders/purchase-store.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import { closeLine } from './end-line-store.ts';
import type { ReservationRow } from './reservation-store.ts';

export type Ending = {
  readonly accountId: string;
  readonly row: ReservationRow;
  readonly record: OrderRecord;
  readonly charges: readonly ChargeRow[];
  readonly credits: readonly ChargeCredit[];
  /** The day from which nothing is used any more. */
  readonly day: LocalDate;
  readonly at: Instant;
  /** Why, where a person decided it. */
  readonly reason?: string | undefined;
};

/** The order as it stands once the reservation's line has ended. */
export const recordAfter = ({ row, record }: Pick<Ending, 'row' | 'record'>): OrderRecord => {
  const lines = record.lines.map((line) =>
    line.line_number === row.line_number ? { ...line, status: 'cancelled' as const } : line,
  );
  const status = orderStatusAfterCancel(lines.map((line) => line.status));
  return { order: { ...record.order, status, version: record.order.version + 1 }, lines };
};

/** Order, line and entitlement end, what would still fall due is dropped, and what is given back stands. */
export const endLine = (ending: Ending): Statement[] => {
  const { accountId, row, record, at } = ending;
  const credits = creditRows(ending);
  return [
    ...closeLine({
      accountId,
      orderId: record.order.id,
      version: record.order.version,
      orderStatus: recordAfter(ending).order.status,
      lineNumber: row.line_number,
      entitlementId: row.entitlement_id,
      at,
    }),
    ...(credits.length > 0 ? [insertCharges(credits)] : []),
  ];
};

/** One credit a charge that has something left to give back. */
const creditRows = ({ row, charges, credits, day, at, reason }: Ending): ChargeRow[] =>
  credits.flatMap((credit) => {
    const charge = charges.find(({ id }) => id === credit.chargeId);
    if (!charge || credit.total.minor === 0n) return [];
    return [
      {
        ...charge,
        customer_id: row.customer_id,
        id: newUuid(),
        kind: 'cancel_immediate' as const,
        sign: -1 as const,
        credits_charge_id: charge.id,
        net_minor: credit.net.minor,
        tax_minor: credit.tax.minor,
        period_start: charge.period_end === null ? null : day,
        formula: { ...credit.formula },
        at,
        ...(reason === undefined ? {} : { reason }),
      },
    ];
  });
