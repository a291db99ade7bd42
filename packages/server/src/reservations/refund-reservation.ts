import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import {
  type AccountId,
  parseAccountId,
  parseCustomerId,
  parseOrderId,
  type ReservationId,
} from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount } from '@kontor/domain/money';
import {
  refundReservation as decide,
  type RefundPlan,
  type RefundRefusal,
} from '@kontor/domain/reservation/refund-reservation';
import { type Instant, instant } from '@kontor/domain/time';
import { readAccountClock } from '../activity/activity-store.ts';
import { releaseCredit } from '../carts/cart-store.ts';
import { orderDetails } from '../orders/buy-lines.ts';
import { type Act, act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvent, type EventEntry } from '../partners/event-store.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant, type Scope } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { endLine, recordAfter } from './end-line.ts';
import type { ReservationTarget } from './read-reservations.ts';
import { refundStatements } from './refund-statements.ts';
import { type ReservationRow, readReservation, readReservationOf } from './reservation-store.ts';
import { factStatements, factsFrom, type ReturnFacts, refundQuestionOf } from './return-facts.ts';

export type ReservationRefund = {
  readonly row: ReservationRow;
  readonly plan: RefundPlan;
  /** Whether whoever asks can have it done here. */
  readonly selfService: boolean;
};

type Decided = {
  readonly row: ReservationRow;
  readonly facts: ReturnFacts;
  readonly decision: Decision<RefundPlan, RefundRefusal>;
};

/** What refunding a reservation would give back; nothing is changed. */
export const previewRefund = async (ctx: RequestContext, target: ReservationTarget) => {
  const found = await decideRefund(ctx, 'cancellations.preview', target);
  if (!found.accepted) return found;
  const { caller, row, decision } = found.value;
  return decision.accepted
    ? accepted<ReservationRefund>({ row, plan: decision.value, selfService: caller.sandbox })
    : refused({ ...decision.refusal, supportRequest: supportOf(row) });
};

/** Gives a reservation back in a sandbox account; in production that is for the operator to decide. */
export const refundReservation = (ctx: RequestContext, target: ReservationTarget) =>
  withRetries(async () => {
    const found = await decideRefund(ctx, 'reservations.return', target);
    if (!found.accepted) return found;
    const { caller, row, facts, decision } = found.value;
    const supportRequest = supportOf(row);
    if (!caller.sandbox)
      return refused({ code: 'reservation.not_cancellable_here' as const, supportRequest });
    if (!decision.accepted) return refused({ ...decision.refusal, supportRequest });
    const value: ReservationRefund = { row, plan: decision.value, selfService: true };
    const done = await act(ctx, caller, refundAct(caller.accountId, row, facts, decision.value), value);
    return done.accepted ? accepted(value) : done;
  });

export type OperatorRefund = {
  readonly partnerId: string;
  readonly reservationId: ReservationId;
  readonly reason: string;
};

/** What that decision would give back, on the partner's clock; nothing is changed. */
export const previewForPartner = async (ctx: RequestContext, input: Omit<OperatorRefund, 'reason'>) => {
  const read = await readAs(ctx, 'support.decide', undefined, []);
  if (!read.accepted) return read;
  const partnerId = parseAccountId(input.partnerId);
  const found = partnerId && (await findForOperator(ctx, partnerId, input.reservationId));
  if (!found) return refused({ code: 'reservation.not_found' });
  const { row, decision } = found;
  return decision.accepted
    ? accepted<ReservationRefund>({ row, plan: decision.value, selfService: true })
    : decision;
};

/** The operator's decision to refund what a partner asked for: the credit is written, in production too. */
export const refundForPartner = (ctx: RequestContext, input: OperatorRefund) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'support.decide', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const partnerId = parseAccountId(input.partnerId);
    const found = partnerId && (await findForOperator(ctx, partnerId, input.reservationId));
    if (!partnerId || !found) return refused({ code: 'reservation.not_found' });
    const { row, facts, now, decision } = found;
    if (!decision.accepted) return decision;
    const deed = refundAct(partnerId, row, facts, decision.value, input.reason);
    const theirs: Caller = { ...caller, accountId: partnerId, now };
    const value: ReservationRefund = { row, plan: decision.value, selfService: true };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        ...deed,
        writes: [...deed.writes, ...deed.events.map((event) => addEvent(theirs, event))],
        events: [],
      },
      value,
      { accountId: partnerId, now },
    );
    return done.accepted ? accepted(value) : done;
  });

const decideRefund = async (
  ctx: RequestContext,
  permission: Permission,
  { customerId, reservationId }: ReservationTarget,
) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, permission, customerId, [
    readReservation(accountId, customerId, reservationId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row]] = rows;
  if (!row) return refused({ code: 'reservation.not_found' });
  const decided = await decideFor({ pool: ctx.pools.app, scope: caller.scope, accountId }, row, caller.now);
  return accepted({ caller, ...decided });
};

const findForOperator = async (
  { pools, realNow }: RequestContext,
  accountId: AccountId,
  reservationId: ReservationId,
) => {
  const [[row], [clock]] = await readBatch(pools.system, noTenant, [
    readReservationOf(accountId, reservationId),
    readAccountClock(accountId),
  ]);
  if (!row || !clock) return undefined;
  const now = instant(realNow() + Number(clock.clock_offset_ms));
  const decided = await decideFor({ pool: pools.system, scope: noTenant, accountId }, row, now);
  return { ...decided, now };
};

type Reader = { readonly pool: Pool; readonly scope: Scope; readonly accountId: AccountId };

const decideFor = async (reader: Reader, row: ReservationRow, now: Instant): Promise<Decided> => {
  const facts = await readFacts(reader, row, now);
  return { row, facts, decision: decide(refundQuestionOf(row, facts), now) };
};

export const readFacts = async (
  { pool, scope, accountId }: Reader,
  row: ReservationRow,
  now: Instant,
): Promise<ReturnFacts> => {
  const customerId = parseCustomerId(row.customer_id);
  const orderId = parseOrderId(row.order_id);
  invariant(customerId && orderId, 'a reservation row is well formed');
  const statements = factStatements(accountId, customerId, orderId, now);
  return factsFrom(await readBatch(pool, scope, statements), now);
};

export const supportOf = (row: ReservationRow) => ({ orderId: row.order_id, lines: [row.line_number] });

const refundAct = (
  accountId: string,
  row: ReservationRow,
  facts: ReturnFacts,
  plan: RefundPlan,
  reason?: string,
): Act => {
  const { record, charges, refunds } = facts;
  const ending = {
    accountId,
    row,
    record,
    charges,
    credits: plan.charges,
    day: plan.refundDate,
    at: plan.refundedAt,
    reason,
  };
  const after = recordAfter(ending);
  const { total } = plan.credit;
  const details = {
    reservationId: row.id,
    orderId: row.order_id,
    lineNumber: row.line_number,
    rule: plan.rule,
    credit: formatAmount(total),
    currency: total.currency,
    fee: formatAmount(plan.fee),
    ...(reason === undefined ? {} : { reason }),
  };
  return {
    writes: [...refundStatements(accountId, [{ row, plan }], refunds.length), ...endLine(ending)],
    activity: [
      {
        action: 'refund_reservation',
        resourceId: row.id,
        oldValue: orderDetails(record),
        newValue: orderDetails(after),
        details,
      },
    ],
    events: refundEvents(row, details),
    last: [releaseCredit(accountId, total.currency, total.minor)],
  };
};

export const refundEvents = (
  row: ReservationRow,
  details: Readonly<Record<string, unknown>>,
): EventEntry[] => [
  {
    type: 'reservation.refunded',
    aggregateType: 'reservation',
    aggregateId: row.id,
    data: { ...details, customerId: row.customer_id },
  },
];
