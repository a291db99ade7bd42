import type { CartLine } from '@kontor/domain/cart/cart';
import { accepted, type Decision } from '@kontor/domain/decision';
import type { CartId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { money, parseCurrency } from '@kontor/domain/money';
import {
  type CheckoutPlan,
  type CheckoutRefusal,
  type CreditLimit,
  placeOrder,
} from '@kontor/domain/order/place-order';
import type { Instant } from '@kontor/domain/time';
import type { ActivityEntry } from '../activity/activity-store.ts';
import type { CartDocumentLine } from '../carts/cart-lines.ts';
import { type CreditLimitRow, useCredit, useCreditUnguarded } from '../carts/cart-store.ts';
import type { NamedOffer } from '../catalog/assemble-offers.ts';
import { act } from '../partners/act.ts';
import type { EventEntry } from '../partners/event-store.ts';
import type { Caller, CallerCustomer } from '../partners/read-as.ts';
import { awaitPayment } from '../payments/await-payment.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { insertReservations } from '../reservations/reservation-store.ts';
import { insertDue } from '../sandbox/due-store.ts';
import { askedOf, friendlyNamesOf, newPurchase, type Purchase } from './new-purchase.ts';
import type { OrderRecord } from './order-rows.ts';
import { insertOrderLines, insertOrders } from './order-store.ts';
import { rememberTake } from './pool-hints.ts';
import {
  insertCharges,
  insertEntitlements,
  insertGeneratedKeys,
  insertSubscriptions,
  takeKeysOrWait,
} from './purchase-store.ts';

/** Lines that somebody buys, from a cart or by an order of their own, with all that was read to decide on them. */
export type Wanted = {
  readonly customer: CallerCustomer;
  /** Null where there was no cart. */
  readonly cartId: CartId | null;
  readonly expiresAt: Instant;
  readonly document: readonly CartDocumentLine[];
  readonly lines: readonly CartLine[];
  readonly offers: ReadonlyMap<string, NamedOffer>;
  readonly agreementOnRecord: boolean;
  readonly creditLimits: readonly CreditLimitRow[];
  readonly byProvider: boolean;
};

/** Whether the lines can be bought now, and as what. */
export const planPurchase = (wanted: Wanted, now: Instant): Decision<CheckoutPlan, CheckoutRefusal> =>
  placeOrder(
    {
      cart: { expiresAt: wanted.expiresAt, lines: wanted.lines },
      offers: wanted.offers,
      agreementOnRecord: wanted.agreementOnRecord,
      creditLimits: wanted.byProvider ? 'paid_by_provider' : wanted.creditLimits.map(creditLimitOf),
    },
    now,
  );

/** Takes the keys and writes everything that the plan comes to in one transaction, `marks` before it. */
export const buyLines = async (
  ctx: RequestContext,
  caller: Caller,
  wanted: Wanted,
  {
    plan,
    marks,
  }: { readonly plan: CheckoutPlan; readonly marks: (orderIds: readonly string[]) => readonly Statement[] },
) => {
  const { accountId } = ctx.principal;
  const { byProvider } = wanted;
  const planned = newPurchase(plan, {
    accountId,
    customer: wanted.customer,
    cartId: wanted.cartId,
    now: caller.now,
    offers: wanted.offers,
    friendlyNames: friendlyNamesOf(wanted.document),
    asked: askedOf(wanted.document),
    vault: ctx.vault,
    sandbox: caller.sandbox,
  });
  const { purchase, captures } = byProvider
    ? awaitPayment(accountId, planned)
    : { purchase: planned, captures: [] };
  const fixed = [
    ...marks(purchase.orders.map(({ order }) => order.id)),
    ...rowsOf(accountId, caller.actor.userId ?? null, purchase),
    ...captures,
  ];
  const done = await act(
    ctx,
    caller,
    {
      writes: [...fixed, ...purchase.takes.map(takeKeysOrWait)],
      activity: recordsOf(purchase.orders),
      events: purchase.orders.map(createdEvent),
      last: byProvider
        ? [useCreditUnguarded(accountId, caller.now, plan.exposure)]
        : plan.exposure.map((amount) => useCredit(accountId, amount.currency, amount.minor)),
    },
    purchase.orders,
  );
  if (!done.accepted) return done;
  rememberTakes(purchase, done.value.written.slice(fixed.length));
  return accepted(purchase.orders);
};

export const rowsOf = (accountId: string, orderedBy: string | null, purchase: Purchase): Statement[] => [
  insertOrders(accountId, orderedBy, purchase.orders),
  insertOrderLines(accountId, purchase.orders),
  ...(purchase.entitlements.length > 0 ? [insertEntitlements(purchase.entitlements)] : []),
  ...(purchase.subscriptions.length > 0 ? [insertSubscriptions(purchase.subscriptions)] : []),
  ...(purchase.reservations.length > 0 ? [insertReservations(purchase.reservations)] : []),
  ...(purchase.charges.length > 0 ? [insertCharges(purchase.charges)] : []),
  ...(purchase.due.length > 0 ? [insertDue(purchase.due)] : []),
  ...(purchase.generated.length > 0 ? [insertGeneratedKeys(purchase.generated)] : []),
];

const rememberTakes = (
  purchase: Purchase,
  written: readonly { readonly rows: readonly unknown[] }[],
): void => {
  purchase.takes.forEach((take, index) => {
    const row = written[index]?.rows[0] as { top: bigint | null } | undefined; // takeKeysOrWait's own row
    rememberTake(take.productId, take.skuId, take.keyGroup, row?.top ?? null);
  });
};

export const creditLimitOf = (row: CreditLimitRow): CreditLimit => {
  const currency = parseCurrency(row.currency);
  invariant(currency, 'a credit limit has a currency');
  return { limit: money(row.limit_minor, currency), used: money(row.used_minor, currency) };
};

const recordsOf = (orders: readonly OrderRecord[]): [ActivityEntry, ...ActivityEntry[]] => {
  const [first, ...others] = orders.map(createdRecord);
  invariant(first, 'a checkout makes an order');
  return [first, ...others];
};

export const orderDetails = ({ order, lines }: OrderRecord) => ({
  orderId: order.id,
  alternateId: order.alternate_id,
  billingCycle: order.billing_cycle,
  currency: order.currency,
  status: order.status,
  lines: lines.map((line) => ({
    lineNumber: line.line_number,
    offerId: `${line.product_id}:${line.sku_id}:${line.availability_id}`,
    ...(line.subscription_id === null ? {} : { subscriptionId: line.subscription_id }),
    subscriptionName: line.friendly_name ?? line.sku_title,
    quantity: line.status === 'cancelled' ? 0 : line.quantity,
    status: line.status,
  })),
});

export const createdRecord = (record: OrderRecord): ActivityEntry => ({
  action: 'create_order',
  resourceId: record.order.id,
  newValue: orderDetails(record),
  details: orderDetails(record),
});

export const createdEvent = (record: OrderRecord): EventEntry => ({
  type: 'order.created',
  aggregateType: 'order',
  aggregateId: record.order.id,
  data: { ...orderDetails(record), customerId: record.order.customer_id },
});
