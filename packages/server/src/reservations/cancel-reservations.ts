import type { CancellationPlan, CancellationRefusal } from '@kontor/domain/cancellation/cancel-purchase';
import { sumCredits } from '@kontor/domain/cancellation/credit';
import { accepted, type Decision, type Refused, refused } from '@kontor/domain/decision';
import { type OrderId, parseOrderId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { orderStatusAfterCancel } from '@kontor/domain/order/order';
import {
  refundReservation as decide,
  type EarlierRefund,
} from '@kontor/domain/reservation/refund-reservation';
import { daysBetween, type Instant, instant, localDateAt, startOfDay } from '@kontor/domain/time';
import type { OrderRecord } from '../orders/order-rows.ts';
import type { ChargeRow } from '../orders/purchase-store.ts';
import type { Caller } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import type { Scope } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type Refund, refundStatements } from './refund-statements.ts';
import { reservationZone } from './reservation-access.ts';
import { type ReservationRow, readReservationsOfOrder } from './reservation-store.ts';
import {
  chargedCurrency,
  type ReturnFacts,
  refundQuestionOf,
  termStatements,
  termsFrom,
} from './return-facts.ts';

type Cancelling = {
  readonly caller: Caller;
  readonly record: OrderRecord;
  readonly charges: readonly ChargeRow[];
};

/** With whose eyes the account's reservations are read, and at what time on its clock. */
export type ReturningFor = {
  readonly pool: Pool;
  readonly scope: Scope;
  readonly accountId: string;
  readonly now: Instant;
};

export type ReservationsCancelled = {
  readonly decision: Decision<CancellationPlan, CancellationRefusal>;
  /** What is written beside the cancelled lines and their credit, before them. */
  readonly writes: readonly Statement[];
};

/** Whether a cancel was refused only because its lines are reservations, which have rules of their own. */
export const isAboutReservations = (
  decision: Decision<CancellationPlan, CancellationRefusal>,
): decision is Refused<Extract<CancellationRefusal, { code: 'order.not_cancellable' }>> =>
  !decision.accepted &&
  decision.refusal.code === 'order.not_cancellable' &&
  decision.refusal.families.every((family) => family === 'reservation');

/**
 * Cancelling an order of reservations: in production the purchase API does not, because a refund is a support
 * request; in a sandbox account it is the refund of product 8, all named lines or none.
 */
export const cancelReservations = async (
  ctx: RequestContext,
  cancelling: Cancelling,
  lines: readonly number[],
): Promise<ReservationsCancelled> => {
  const { caller, record } = cancelling;
  const orderId = parseOrderId(record.order.id);
  invariant(orderId, 'an order row is well formed');
  const supportRequest = { orderId, lines };
  if (!caller.sandbox) return nothing({ code: 'reservation.not_cancellable_here', lines, supportRequest });
  const { accountId, scope, now } = caller;
  return returnReservations({ pool: ctx.pools.app, scope, accountId, now }, cancelling, lines);
};

/** The refund of an order's reservations, all named lines or none, by whoever may decide it. */
export const returnReservations = async (
  { pool, scope, accountId, now }: ReturningFor,
  { record, charges }: Pick<Cancelling, 'record' | 'charges'>,
  lines: readonly number[],
): Promise<ReservationsCancelled> => {
  const orderId = parseOrderId(record.order.id);
  invariant(orderId, 'an order row is well formed');
  const [rows, ...terms] = await readBatch(pool, scope, [
    readReservationsOfOrder(accountId, orderId),
    ...termStatements(accountId, orderId, now),
  ]);
  const facts: ReturnFacts = { record, charges, ...termsFrom(terms, now) };
  const wanted = rows.filter((row) => lines.includes(row.line_number));
  const refunds = refundAll(wanted, facts, now);
  if (!refunds.accepted) return nothing({ ...refunds.refusal, lines, supportRequest: { orderId, lines } });
  return {
    decision: accepted(planOf(orderId, refunds.value, facts, now)),
    writes: refundStatements(accountId, refunds.value, facts.refunds.length),
  };
};

const nothing = (refusal: CancellationRefusal): ReservationsCancelled => ({
  decision: refused(refusal),
  writes: [],
});

/** One after the other, because each takes of the cap what the next may not. */
const refundAll = (rows: readonly ReservationRow[], facts: ReturnFacts, now: Instant) => {
  const done: Refund[] = [];
  const besides: EarlierRefund[] = [];
  for (const row of rows.toSorted((a, b) => a.line_number - b.line_number)) {
    const decision = decide(refundQuestionOf(row, facts, besides), now);
    if (!decision.accepted) return decision;
    done.push({ row, plan: decision.value });
    besides.push({ at: now, capValue: decision.value.cap.value });
  }
  return accepted(done);
};

const planOf = (
  orderId: OrderId,
  refunds: readonly Refund[],
  { record, charges }: ReturnFacts,
  now: Instant,
): CancellationPlan => {
  const [first] = refunds;
  invariant(first, 'lines of reservations have reservations');
  const lineNumbers = refunds.map(({ row }) => row.line_number);
  const statuses = record.lines.map((line) =>
    lineNumbers.includes(line.line_number) ? 'cancelled' : line.status,
  );
  const [endsOn = first.row.ends_on] = refunds.map(({ row }) => row.ends_on).sort();
  const today = localDateAt(now, reservationZone);
  return {
    orderId,
    cancelledAt: now,
    lines: refunds.map(({ row, plan }) => ({
      lineNumber: row.line_number,
      cancelDate: plan.refundDate,
      charges: plan.charges,
      ...plan.credit,
      explanation: plan.explanation,
    })),
    lineNumbers,
    orderStatus: orderStatusAfterCancel(statuses),
    credit: sumCredits(
      refunds.map(({ plan }) => plan.credit),
      chargedCurrency(first.row, charges),
    ),
    // A reservation can be given back to the last day of its term.
    standing: {
      status: 'open',
      kind: 'calendar',
      cancellableUntil: instant(startOfDay(endsOn, reservationZone) - 1),
      daysRemaining: daysBetween(today, endsOn) - 1,
    },
    policyVersion: first.plan.policyVersion,
  };
};
