import type { BodyOf } from '@kontor/contract/operation';
import type {
  changeSubscription as changeOperation,
  previewQuantity,
  subscription,
} from '@kontor/contract/subscriptions';
import { accepted, type Decision } from '@kontor/domain/decision';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import { formatAmount } from '@kontor/domain/money';
import type { QuantityPlan } from '@kontor/domain/subscription/add-quantity';
import type { SubscriptionChange } from '@kontor/domain/subscription/change-subscription';
import type { ScheduledChange } from '@kontor/domain/subscription/subscription';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { actionView, cancelActionView } from '../entitlements/action-shown.ts';
import { amountText, optionalInstant } from '../orders/amount-text.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { SubscriptionRecord } from './list-subscriptions.ts';
import type { TermLineRow } from './subscription-store.ts';

type View = z.infer<typeof subscription>;
type Body = BodyOf<typeof changeOperation>;

export const subscriptionView = ({ row, lines, nextCharge, actions }: SubscriptionRecord): View => ({
  id: row.id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  friendlyName: row.friendly_name ?? row.sku_title,
  productId: row.product_id,
  skuId: row.sku_id,
  catalogItemId: `${row.product_id}:${row.sku_id}:${row.availability_id}`,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
  family: row.family,
  status: row.status,
  version: row.version,
  quantity: row.quantity,
  termDuration: row.term_duration,
  billingCycle: row.billing_cycle,
  currency: row.charge_currency ?? row.currency,
  unitPrice: amountText(row.charge_unit_minor ?? row.locked_unit_minor, row.charge_currency ?? row.currency),
  autoRenew: row.auto_renew,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  termNumber: row.term_number,
  createdAt: formatInstant(row.created_at),
  suspendedAt: optionalInstant(row.suspended_at),
  endedAt: optionalInstant(row.ended_at),
  ...(row.entitlement_id === null ? {} : { entitlementId: row.entitlement_id }),
  orderId: row.order_id,
  lineItemNumber: row.line_number,
  lines: lines.map(lineView),
  scheduledChange: row.scheduled_change && scheduledView(row.scheduled_change),
  nextCharge: nextCharge && {
    date: nextCharge.date,
    kind: nextCharge.kind,
    currency: nextCharge.currency,
    ...(nextCharge.unitPrice ? { unitPrice: formatAmount(nextCharge.unitPrice) } : {}),
    quantity: nextCharge.quantity,
    estimated: nextCharge.kind === 'renew',
  },
  actions: {
    changeQuantity: actionView(actions.changeQuantity),
    setAutoRenew: actionView(actions.setAutoRenew),
    suspend: actionView(actions.suspend),
    reactivate: actionView(actions.reactivate),
    schedule: actionView(actions.schedule),
    cancel: cancelActionView(actions.cancel),
  },
});

const lineView = (line: TermLineRow): View['lines'][number] => ({
  orderId: line.order_id,
  lineItemNumber: line.line_number,
  origin: line.order_origin,
  quantity: line.quantity,
  orderedAt: formatInstant(line.purchased_at),
  cancelled: line.status === 'cancelled',
  cancellableUntil: optionalInstant(line.cancellable_until),
  ...(line.closed_on === null ? {} : { closedOn: line.closed_on }),
});

const scheduledView = ({ term, ...change }: ScheduledChange) => ({
  ...change,
  ...(term === undefined ? {} : { termDuration: term }),
});

/** What a person asks for, with ids read; an id that cannot be one is named. */
export const changeFrom = (body: Body): Decision<SubscriptionChange, InputRefusal> => {
  const { scheduledChange: wanted, ...change } = body;
  if (wanted === undefined || wanted === null)
    return accepted(wanted === undefined ? change : { ...change, scheduledChange: null });
  const productId = wanted.productId === undefined ? undefined : parseProductId(wanted.productId);
  const skuId = wanted.skuId === undefined ? undefined : parseSkuId(wanted.skuId);
  const errors = [
    ...(wanted.productId !== undefined && !productId
      ? [{ path: 'scheduledChange.productId', message: 'must be a product id of twelve letters or digits' }]
      : []),
    ...(wanted.skuId !== undefined && !skuId
      ? [{ path: 'scheduledChange.skuId', message: 'must be a SKU id of four letters or digits' }]
      : []),
    ...(wanted.termDuration === ''
      ? [
          {
            path: 'scheduledChange.termDuration',
            message: 'must be a term, such as P1Y; a subscription has one',
          },
        ]
      : []),
  ];
  if (errors.length > 0) return invalid(errors);
  const scheduledChange: ScheduledChange = {
    ...(wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
    ...(wanted.termDuration === undefined ? {} : { term: wanted.termDuration }),
    ...(wanted.billingCycle === undefined ? {} : { billingCycle: wanted.billingCycle }),
    ...(productId === undefined ? {} : { productId }),
    ...(skuId === undefined ? {} : { skuId }),
  };
  return accepted({ ...change, scheduledChange });
};

type QuantityView = z.infer<(typeof previewQuantity)['answers'][200]>;

export const quantityView = (plan: QuantityPlan): QuantityView => {
  const { line } = plan;
  const charged = line.charge ?? { unitPrice: line.unitPrice, ...line.amounts };
  return {
    currency: charged.net.currency,
    added: plan.added,
    unitPrice: formatAmount(charged.unitPrice),
    net: formatAmount(charged.net),
    tax: formatAmount(charged.tax),
    total: formatAmount(charged.gross),
    remainingDays: plan.remaining,
    days: plan.days,
    periodEndsOn: plan.period.end,
    cancellableUntil: optionalInstant(line.cancellation?.cancellableUntil),
  };
};
