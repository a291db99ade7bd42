import {
  type CancellationPlan,
  type CancellationRefusal,
  cancelPurchase as decide,
} from '@kontor/domain/cancellation/cancel-purchase';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { CustomerId, OrderId } from '@kontor/domain/ids';
import { formatAmount } from '@kontor/domain/money';
import { releaseCredit } from '../carts/cart-store.ts';
import { orderDetails } from '../orders/checkout-cart.ts';
import type { OrderRecord } from '../orders/order-rows.ts';
import { ordersFrom, readOrders } from '../orders/order-store.ts';
import { type ChargeRow, insertCharges, readCharges } from '../orders/purchase-store.ts';
import { type Act, act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { cancelStatements, readKeysShown, readReviewRules, reviewRulesFrom } from './cancellation-store.ts';
import { purchaseOf } from './purchase-of.ts';

export type CancelInput = {
  readonly customerId: CustomerId;
  readonly orderId: OrderId;
  /** Absent: every line not cancelled yet. */
  readonly lineNumbers?: readonly number[] | undefined;
  /** The order version of If-Match, where the caller sent one. */
  readonly version?: number | undefined;
};

/** The order after the deed, what was decided, and the charges with their credits. */
export type Cancelled = {
  readonly record: OrderRecord;
  readonly plan: CancellationPlan;
  readonly credits: readonly ChargeRow[];
};

/** A decision with the order it is about: preview shows it, cancel applies it. */
export type CancelDecision = {
  readonly caller: Caller;
  readonly record: OrderRecord;
  readonly charges: readonly ChargeRow[];
  readonly decision: Decision<CancellationPlan, CancellationRefusal>;
};

/** Decides a cancel without doing it: the preview. */
export const decideCancellation = async (
  ctx: RequestContext,
  permission: 'orders.cancel' | 'cancellations.preview',
  { customerId, orderId, lineNumbers }: CancelInput,
) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, permission, customerId, [
    readOrders(accountId, customerId, [orderId]),
    readCharges(accountId, orderId),
    readKeysShown(accountId, orderId),
    readReviewRules(),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [orderRows, charges, keysShown, ruleRows] = rows;
  const [record] = ordersFrom(orderRows);
  if (!record) return refused({ code: 'order.not_found' });
  const question = {
    purchase: purchaseOf(record, charges, keysShown),
    ...(lineNumbers === undefined ? {} : { lineNumbers }),
    reviewRules: reviewRulesFrom(ruleRows, caller.sandbox),
  };
  return accepted<CancelDecision>({ caller, record, charges, decision: decide(question, caller.now) });
};

/**
 * Cancels an order or some of its lines in one transaction: keys and links are dead, the credit stands. What is
 * cancelled already answers as `order.already_cancelled`; the surfaces make a success of it.
 */
export const cancelPurchase = (ctx: RequestContext, input: CancelInput) =>
  withRetries(async () => {
    const found = await decideCancellation(ctx, 'orders.cancel', input);
    if (!found.accepted) return found;
    const { caller, record, decision } = found.value;
    if (input.version !== undefined && input.version !== record.order.version)
      return refused({ code: 'order.version_stale' });
    if (!decision.accepted)
      return decision.refusal.code === 'order.already_cancelled'
        ? refused({ ...decision.refusal, code: 'order.already_cancelled' as const, record })
        : refused(decision.refusal);
    const plan = decision.value;
    const credits = creditRows(plan, found.value);
    const after = recordAfter(record, plan);
    const done = await act(ctx, caller, cancelAct(found.value, plan, credits, after), {
      record: after,
      plan,
      credits,
    } satisfies Cancelled);
    if (!done.accepted) return done;
    return accepted(done.value.value);
  });

const cancelAct = (
  { caller, record }: CancelDecision,
  plan: CancellationPlan,
  credits: readonly ChargeRow[],
  after: OrderRecord,
): Act => {
  const cancelled = record.lines.filter((line) => plan.lineNumbers.includes(line.line_number));
  const details = {
    ...orderDetails(after),
    cancelledLines: plan.lineNumbers,
    credit: formatAmount(plan.credit.total),
  };
  const writes = cancelStatements({
    accountId: caller.accountId,
    orderId: plan.orderId,
    version: record.order.version,
    orderStatus: plan.orderStatus,
    lineNumbers: plan.lineNumbers,
    entitlementIds: cancelled.flatMap((line) => line.entitlement_id ?? []),
    at: plan.cancelledAt,
  });
  const { total } = plan.credit;
  return {
    writes: credits.length > 0 ? [...writes, insertCharges(credits)] : writes,
    activity: [
      {
        action: 'update_order',
        resourceId: plan.orderId,
        oldValue: orderDetails(record),
        newValue: orderDetails(after),
        details,
      },
    ],
    events: [
      {
        type: 'order.cancelled',
        aggregateType: 'order',
        aggregateId: plan.orderId,
        data: { ...details, customerId: record.order.customer_id },
      },
    ],
    last: [releaseCredit(caller.accountId, total.currency, total.minor)],
  };
};

/** One credit a charge that has something left to give back. */
const creditRows = (plan: CancellationPlan, { caller, record, charges }: CancelDecision): ChargeRow[] =>
  plan.lines.flatMap((line) =>
    line.charges.flatMap((credit) => {
      const charge = charges.find((row) => row.id === credit.chargeId);
      if (!charge || credit.total.minor === 0n) return [];
      return [
        {
          ...charge,
          account_id: caller.accountId,
          customer_id: record.order.customer_id,
          id: newUuid(),
          kind: 'cancel_immediate' as const,
          sign: -1 as const,
          credits_charge_id: charge.id,
          net_minor: credit.net.minor,
          tax_minor: credit.tax.minor,
          period_start: charge.period_end === null ? null : line.cancelDate,
          formula: { ...credit.formula },
          at: plan.cancelledAt,
        },
      ];
    }),
  );

const recordAfter = (record: OrderRecord, plan: CancellationPlan): OrderRecord => ({
  order: { ...record.order, status: plan.orderStatus, version: record.order.version + 1 },
  lines: record.lines.map((line) =>
    plan.lineNumbers.includes(line.line_number) ? { ...line, status: 'cancelled' as const } : line,
  ),
});
