import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import {
  type ChangePlan,
  changeSubscription as decide,
  type SubscriptionChange,
} from '@kontor/domain/subscription/change-subscription';
import type { Instant } from '@kontor/domain/time';
import { readCreditLimits, useCredit } from '../carts/cart-store.ts';
import type { NamedOffer } from '../catalog/assemble-offers.ts';
import { readOffersAt } from '../catalog/read-offers-at.ts';
import { takeForAddedUnits } from '../entitlements/keys-of-units-store.ts';
import { createdEvent, createdRecord, creditLimitOf } from '../orders/buy-lines.ts';
import { insertOrderLines, insertOrders } from '../orders/order-store.ts';
import { insertCharges } from '../orders/purchase-store.ts';
import { type Act, act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { insertDue } from '../sandbox/due-store.ts';
import type { TaxUnavailable } from '../tax/quote-tax.ts';
import { readTaxBuyers, taxOffers } from '../tax/tax-offers.ts';
import { updateEntitlement, updateSubscription } from './change-store.ts';
import { recordsOf, type SubscriptionName } from './list-subscriptions.ts';
import { offerFacts } from './offer-facts.ts';
import { type AddedQuantity, quantityRows } from './quantity-rows.ts';
import { lockedPriceOf, subscriptionOf } from './subscription-of.ts';
import { readSubscription, type SubscriptionRow } from './subscription-store.ts';

export type ChangeInput = SubscriptionName & {
  readonly change: SubscriptionChange;
  /** The version of If-Match, where the caller sent one. */
  readonly version?: number | undefined;
};

type Decided = {
  readonly caller: Caller;
  readonly row: SubscriptionRow;
  readonly offer: NamedOffer | undefined;
};

/** Decides a change without doing it. */
export const decideChange = async (ctx: RequestContext, input: ChangeInput) => {
  const { customerId, subscriptionId, change, version } = input;
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'subscriptions.change', customerId, [
    readSubscription(accountId, customerId, subscriptionId),
    readCreditLimits(accountId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row], limitRows] = rows;
  if (!row) return refused({ code: 'subscription.not_found' });
  if (version !== undefined && version !== row.version)
    return refused({ code: 'subscription.version_stale' });
  const found = await offersOf(ctx, caller, row, change);
  if (!found.accepted) return found;
  const offers = found.value;
  const plan = decide(
    {
      subscription: subscriptionOf(row),
      locked: lockedPriceOf(row),
      offers,
      creditLimits: limitRows.map(creditLimitOf),
    },
    change,
    caller.now,
  );
  if (!plan.accepted) return plan;
  const bought = plan.value.added?.line.catalogItemId;
  const offer = offers.find(({ catalogItemId }) => catalogItemId === bought);
  return accepted({ caller, row, offer, plan: plan.value });
};

/** Only what buys or promises something asks the catalog. */
const offersOf = async (
  ctx: RequestContext,
  caller: Caller,
  row: SubscriptionRow,
  { quantity, scheduledChange }: SubscriptionChange,
): Promise<Decision<readonly NamedOffer[], TaxUnavailable>> => {
  const own = {
    customerId: row.customer_id,
    productId: row.product_id as string,
    skuId: row.sku_id as string,
  };
  const wants = [
    ...(quantity === undefined ? [] : [own]),
    ...(scheduledChange
      ? [
          {
            ...own,
            productId: scheduledChange.productId ?? own.productId,
            skuId: scheduledChange.skuId ?? own.skuId,
          },
        ]
      : []),
  ];
  if (wants.length === 0) return accepted([]);
  const offersAt = await readOffersAt(ctx.pools.app, caller.scope, caller.accountId, {
    wants,
    at: caller.now,
  });
  const offers = wants.flatMap(offersAt);
  if (quantity === undefined) return accepted(offers);
  // What is added now is taxed now; what is scheduled is taxed when it begins.
  const { app: pool } = ctx.pools;
  const buyers = await readTaxBuyers(ctx, { pool, scope: caller.scope }, caller.accountId, [row.customer_id]);
  const { term, billingCycle, currency } = subscriptionOf(row);
  const want = { term, billingCycle, currency, quantity };
  return taxOffers(ctx, offers, want, { buyer: buyers.get(row.customer_id), now: caller.now });
};

/** Changes a subscription in one transaction: all that was asked for, or nothing. */
export const changeSubscription = (ctx: RequestContext, input: ChangeInput) =>
  withRetries(async () => {
    const decided = await decideChange(ctx, input);
    if (!decided.accepted) return decided;
    const { caller, row, plan } = decided.value;
    const added = addedOf(decided.value, plan);
    const done = await act(ctx, caller, changeAct(decided.value, plan, added), undefined);
    if (!done.accepted) return done;
    const { accountId } = caller;
    const [after] = await query(
      ctx.pools.app,
      caller.scope,
      readSubscription(accountId, row.customer_id, row.id),
    );
    const [record] = await recordsOf(ctx, caller, after ? [after] : []);
    invariant(record, 'a subscription that was changed is there');
    return accepted(record);
  });

const addedOf = ({ caller, row, offer }: Decided, plan: ChangePlan): AddedQuantity | null => {
  if (!plan.added) return null;
  invariant(offer, 'units are added from an offer');
  return quantityRows(row, plan.added, { accountId: caller.accountId, offer, now: caller.now });
};

const changeAct = ({ caller, row }: Decided, plan: ChangePlan, added: AddedQuantity | null): Act => {
  const { accountId, now } = caller;
  const after = {
    status: plan.status,
    quantity: plan.quantity,
    autoRenew: plan.autoRenew,
    friendlyName: plan.friendlyName ?? row.friendly_name,
    scheduledChange: plan.scheduledChange,
  };
  const before = {
    status: row.status,
    quantity: row.quantity,
    autoRenew: row.auto_renew,
    friendlyName: row.friendly_name,
    scheduledChange: row.scheduled_change,
  };
  const details = { ...after, ...(added ? { quantityOrderId: added.record.order.id } : {}) };
  const charge = added?.charge;
  return {
    writes: [
      ...(added ? orderWrites(accountId, caller.actor.userId ?? null, added) : []),
      ...entitlementWrites(accountId, row, plan, now),
      updateSubscription(accountId, { id: row.id, version: row.version, ...after }, now),
      ...(charge ? [insertCharges([charge])] : []),
      ...(added && added.due.length > 0 ? [insertDue(added.due)] : []),
    ],
    activity: [
      {
        action: 'update_subscription',
        resourceId: row.id,
        oldValue: before,
        newValue: after,
        details: { ...details, orderId: row.order_id, ...offerFacts(row) },
      },
      ...(added ? [createdRecord(added.record)] : []),
    ],
    events: [
      {
        type: 'subscription.updated',
        aggregateType: 'subscription',
        aggregateId: row.id,
        data: { ...details, customerId: row.customer_id },
      },
      ...(added ? [createdEvent(added.record)] : []),
    ],
    last: charge ? [useCredit(accountId, charge.currency, charge.net_minor + charge.tax_minor)] : [],
  };
};

const orderWrites = (accountId: string, orderedBy: string | null, added: AddedQuantity): Statement[] => [
  insertOrders(accountId, orderedBy, [added.record]),
  insertOrderLines(accountId, [added.record]),
];

const entitlementWrites = (
  accountId: string,
  row: SubscriptionRow,
  plan: ChangePlan,
  at: Instant,
): Statement[] => {
  const { entitlement_id: id, entitlement_version: version } = row;
  const added = plan.quantity - row.quantity;
  if (id === null || version === null || (added === 0 && plan.status === row.status)) return [];
  return [
    updateEntitlement(accountId, { id, version, added, status: plan.status }),
    ...(added > 0 ? [takeForAddedUnits(accountId, id, added, at)] : []),
  ];
};
