import { type CreditAmounts, sumCredits } from '@kontor/domain/cancellation/credit';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount } from '@kontor/domain/money';
import type { ActivityEntry } from '../activity/activity-store.ts';
import { cancelDeed } from '../cancellations/cancel-deed.ts';
import { holdOrder } from '../cancellations/goodwill-store.ts';
import { releaseCredit } from '../carts/cart-store.ts';
import { type ChargeRow, insertCharges } from '../orders/purchase-store.ts';
import type { EventEntry } from '../partners/event-store.ts';
import type { Caller } from '../partners/read-as.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import type { FoundRequest } from './find-request.ts';
import type { RefundPlan } from './plan-refund.ts';

export type MoneyDeed = {
  readonly writes: readonly Statement[];
  readonly activity: readonly ActivityEntry[];
  readonly events: readonly EventEntry[];
  readonly last: readonly Statement[];
};

/** What a decision to refund writes beside the decision itself: the deed of a cancel, or a credit alone. */
export const refundDeed = (found: FoundRequest, plan: RefundPlan, reason: string): MoneyDeed =>
  plan.kind === 'end' ? endingDeed(found, plan) : creditDeed(found, plan, reason);

export const sumOfPlan = (plan: RefundPlan): CreditAmounts =>
  plan.kind === 'keep'
    ? plan.credit
    : sumCredits(
        plan.endings.map(({ credit }) => credit),
        plan.left.currency,
      );

type EndPlan = Extract<RefundPlan, { kind: 'end' }>;
type KeepPlan = Extract<RefundPlan, { kind: 'keep' }>;

const endingDeed = (
  { caller, accountId, now }: FoundRequest,
  { found, endings, reservationWrites }: EndPlan,
): MoneyDeed => {
  // The partner's own rows change, on the partner's clock, though the operator decided it.
  const theirs: Caller = { ...caller, accountId, now };
  const decided = endings.map((plan) => {
    const record = found.records.find(({ order }) => order.id === plan.orderId);
    invariant(record, 'an ending is of an order that was read');
    return { record, charges: found.charges, plan };
  });
  const { deed } = cancelDeed(theirs, decided, found);
  return {
    writes: [...reservationWrites, ...deed.writes],
    activity: deed.activity,
    events: deed.events,
    last: deed.last ?? [],
  };
};

const creditDeed = (
  { accountId, now }: FoundRequest,
  { found, credit }: KeepPlan,
  reason: string,
): MoneyDeed => {
  const rows = creditRows(accountId, found.charges, credit, { reason, at: now });
  const orderIds = [...new Set(rows.map((row) => row.order_id))];
  const { currency, minor } = credit.total;
  const details = { orderIds, currency, credit: formatAmount(credit.total), reason };
  return {
    writes: [
      ...found.records
        .filter(({ order }) => orderIds.includes(order.id))
        .map(({ order }) => holdOrder(accountId, order.id, order.version)),
      insertCharges(rows),
    ],
    activity: orderIds.map((orderId) => ({
      action: 'create_credit',
      resourceId: orderId,
      newValue: details,
      details,
    })),
    events: orderIds.map((orderId) => ({
      type: 'order.credited',
      aggregateType: 'order',
      aggregateId: orderId,
      data: { ...details, orderId, customerId: rows[0]?.customer_id },
    })),
    last: [releaseCredit(accountId, currency, minor)],
  };
};

const creditRows = (
  accountId: string,
  charges: readonly ChargeRow[],
  credit: KeepPlan['credit'],
  { reason, at }: { readonly reason: string; readonly at: FoundRequest['now'] },
): ChargeRow[] =>
  credit.charges.map((each) => {
    const charge = charges.find(({ id }) => id === each.chargeId);
    invariant(charge, 'a credit is of a charge that was read');
    return {
      ...charge,
      account_id: accountId,
      id: newUuid(),
      kind: 'customer_credit',
      sign: -1,
      credits_charge_id: charge.id,
      net_minor: each.net.minor,
      tax_minor: each.tax.minor,
      formula: { ...each.formula },
      at,
      ...(reason === '' ? {} : { reason }),
    };
  });
