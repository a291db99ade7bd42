import {
  type CancellationPlan,
  type CancellationRefusal,
  cancelPurchase as decide,
} from '@kontor/domain/cancellation/cancel-purchase';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { CustomerId, OrderId } from '@kontor/domain/ids';
import type { OrderRecord } from '../orders/order-rows.ts';
import { ordersFrom, readOrders } from '../orders/order-store.ts';
import { type ChargeRow, readChargesOfOrders } from '../orders/purchase-store.ts';
import { act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { cancelReservations, isAboutReservations } from '../reservations/cancel-reservations.ts';
import { type Cancelled, cancelDeed } from './cancel-deed.ts';
import { readReviewRules, reviewRulesFrom } from './cancellation-store.ts';
import { type HeldRow, type MateRow, readHeld, readMates } from './held-store.ts';
import { purchaseOf } from './purchase-of.ts';

export type CancelInput = {
  readonly customerId: CustomerId;
  readonly orderId: OrderId;
  /** Absent: every line not cancelled yet. */
  readonly lineNumbers?: readonly number[] | undefined;
  /** The order version of If-Match, where the caller sent one. */
  readonly version?: number | undefined;
};

/** A decision with the order it is about: preview shows it, cancel applies it. */
export type CancelDecision = {
  readonly caller: Caller;
  readonly record: OrderRecord;
  readonly charges: readonly ChargeRow[];
  readonly held: readonly HeldRow[];
  readonly mates: readonly MateRow[];
  readonly decision: Decision<CancellationPlan, CancellationRefusal>;
  /** Of reservations, which end with their lines. */
  readonly reservationWrites: readonly Statement[];
};

/** What a cancel of orders asks about, in one round trip. */
export const cancelReads = (accountId: string, customerId: string, orderIds: readonly string[]) =>
  [
    readOrders(accountId, customerId, orderIds),
    readChargesOfOrders(accountId, orderIds),
    readHeld(accountId, orderIds),
    readMates(accountId, orderIds),
    readReviewRules(),
  ] as const;

/** Decides a cancel without doing it: the preview. */
export const decideCancellation = async (
  ctx: RequestContext,
  permission: 'orders.cancel' | 'cancellations.preview',
  { customerId, orderId, lineNumbers }: CancelInput,
) => {
  const reads = cancelReads(ctx.principal.accountId, customerId, [orderId]);
  const read = await readAs(ctx, permission, customerId, reads);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [orderRows, charges, held, mates, ruleRows] = rows;
  const [record] = ordersFrom(orderRows);
  if (!record) return refused({ code: 'order.not_found' });
  const question = {
    purchase: purchaseOf(record, charges, held),
    ...(lineNumbers === undefined ? {} : { lineNumbers }),
    reviewRules: reviewRulesFrom(ruleRows, caller.sandbox),
  };
  const found = { caller, record, charges, held, mates };
  const decision = decide(question, caller.now);
  if (!isAboutReservations(decision))
    return accepted<CancelDecision>({ ...found, decision, reservationWrites: [] });
  const returned = await cancelReservations(ctx, found, decision.refusal.lines);
  return accepted<CancelDecision>({
    ...found,
    decision: returned.decision,
    reservationWrites: returned.writes,
  });
};

/**
 * Cancels an order or some of its lines in one transaction: keys and links are dead, the credit stands. What is
 * cancelled already answers as `order.already_cancelled`; the surfaces make a success of it.
 */
export const cancelPurchase = (ctx: RequestContext, input: CancelInput) =>
  withRetries(async () => {
    const found = await decideCancellation(ctx, 'orders.cancel', input);
    if (!found.accepted) return found;
    const { caller, record, charges, held, mates, decision, reservationWrites } = found.value;
    if (input.version !== undefined && input.version !== record.order.version)
      return refused({ code: 'order.version_stale' });
    if (!decision.accepted)
      return decision.refusal.code === 'order.already_cancelled'
        ? refused({ ...decision.refusal, code: 'order.already_cancelled' as const, record })
        : refused(decision.refusal);
    const { deed, cancelled } = cancelDeed(caller, [{ record, charges, plan: decision.value }], {
      held,
      mates,
    });
    const writes = [...reservationWrites, ...deed.writes];
    const done = await act<Cancelled>(ctx, caller, { ...deed, writes }, cancelled[0]);
    return done.accepted ? accepted(done.value.value) : done;
  });
