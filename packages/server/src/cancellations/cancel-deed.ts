import type { PurchaseEnding } from '@kontor/domain/cancellation/cancel-purchase';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount } from '@kontor/domain/money';
import type { ActivityEntry } from '../activity/activity-store.ts';
import { releaseCredit } from '../carts/cart-store.ts';
import { orderDetails } from '../orders/buy-lines.ts';
import type { OrderRecord } from '../orders/order-rows.ts';
import { type ChargeRow, insertCharges } from '../orders/purchase-store.ts';
import type { Act } from '../partners/act.ts';
import type { EventEntry } from '../partners/event-store.ts';
import type { Caller } from '../partners/read-as.ts';
import { newUuid } from '../platform/new-id.ts';
import { cancelStatements } from './cancellation-store.ts';
import { type HeldChange, heldChanges } from './held-changes.ts';
import type { HeldRow, MateRow } from './held-store.ts';

/** The order after the deed, what was decided, and its credits. */
export type Cancelled = {
  readonly record: OrderRecord;
  readonly plan: PurchaseEnding;
  readonly credits: readonly ChargeRow[];
};

/** An order of which it is decided that lines are cancelled. */
export type Decided = {
  readonly record: OrderRecord;
  readonly charges: readonly ChargeRow[];
  readonly plan: PurchaseEnding;
};

/** What a cancel of one or several orders writes, says and gives back, all or nothing. */
export const cancelDeed = (
  caller: Caller,
  decided: readonly Decided[],
  { held, mates }: { readonly held: readonly HeldRow[]; readonly mates: readonly MateRow[] },
): { readonly deed: Act; readonly cancelled: readonly [Cancelled, ...Cancelled[]] } => {
  const [first, ...others] = decided.map((one) => cancelledOf(caller, one));
  invariant(first, 'something is cancelled');
  const cancelled = [first, ...others] as const;
  const lines = decided.flatMap(({ plan }) =>
    plan.lineNumbers.map((lineNumber) => ({ orderId: plan.orderId, lineNumber })),
  );
  const subscriptions = heldChanges('subscription', lines, held, mates);
  const credits = cancelled.flatMap((one) => one.credits);
  const [firstRecord, ...otherRecords] = decided.map((one, index) =>
    recordOf(one, cancelled[index] ?? first),
  );
  invariant(firstRecord, 'something is cancelled');
  const deed: Act = {
    writes: [
      ...cancelStatements({
        accountId: caller.accountId,
        orders: decided.map(({ record, plan }) => ({
          orderId: plan.orderId,
          version: record.order.version,
          status: statusAfter(record, plan),
          lineNumbers: plan.lineNumbers,
        })),
        entitlements: heldChanges('entitlement', lines, held, mates),
        subscriptions,
        at: first.plan.cancelledAt,
      }),
      ...(credits.length > 0 ? [insertCharges(credits)] : []),
    ],
    activity: [firstRecord, ...otherRecords],
    events: [
      ...cancelled.map(eventOf),
      ...subscriptions.flatMap((change) => subscriptionEvents(change, caller)),
    ],
    last: creditsBack(cancelled).map(([currency, minor]) => releaseCredit(caller.accountId, currency, minor)),
  };
  return { deed, cancelled };
};

const cancelledOf = (caller: Caller, { record, charges, plan }: Decided): Cancelled => ({
  record: recordAfter(record, plan),
  plan,
  credits: creditRows(caller, { record, charges, plan }),
});

/** Of each currency in one order, so that two never wait for each other's limits. */
const creditsBack = (cancelled: readonly Cancelled[]): [currency: string, minor: bigint][] => {
  const totals = new Map<string, bigint>();
  for (const { plan } of cancelled) {
    const { currency, minor } = plan.credit.total;
    totals.set(currency, (totals.get(currency) ?? 0n) + minor);
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1));
};

const detailsOf = ({ record, plan }: Cancelled) => ({
  ...orderDetails(record),
  cancelledLines: plan.lineNumbers,
  credit: formatAmount(plan.credit.total),
});

const recordOf = ({ record }: Decided, cancelled: Cancelled): ActivityEntry => ({
  action: 'update_order',
  resourceId: cancelled.plan.orderId,
  oldValue: orderDetails(record),
  newValue: orderDetails(cancelled.record),
  details: detailsOf(cancelled),
});

const eventOf = (cancelled: Cancelled): EventEntry => ({
  type: 'order.cancelled',
  aggregateType: 'order',
  aggregateId: cancelled.plan.orderId,
  data: { ...detailsOf(cancelled), customerId: cancelled.record.order.customer_id },
});

const subscriptionEvents = ({ id, stays, lostQuantity }: HeldChange, caller: Caller): EventEntry[] => [
  {
    type: stays ? 'subscription.updated' : 'subscription.cancelled',
    aggregateType: 'subscription',
    aggregateId: id,
    data: { customerId: caller.customer?.id, lostQuantity },
  },
];

/** One credit a charge that has something left to give back. */
const creditRows = (caller: Caller, { record, charges, plan }: Decided): ChargeRow[] =>
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

/** What waits for its payment goes on waiting, unless nothing of it is left. */
const statusAfter = ({ order }: OrderRecord, plan: PurchaseEnding) =>
  order.status === 'pending' && plan.orderStatus === 'completed' ? 'pending' : plan.orderStatus;

const recordAfter = (record: OrderRecord, plan: PurchaseEnding): OrderRecord => ({
  order: { ...record.order, status: statusAfter(record, plan), version: record.order.version + 1 },
  lines: record.lines.map((line) =>
    plan.lineNumbers.includes(line.line_number) ? { ...line, status: 'cancelled' as const } : line,
  ),
});
