import { accepted, refused } from '@kontor/domain/decision';
import type { CartId, CustomerId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { money, parseCurrency } from '@kontor/domain/money';
import { type CreditLimit, placeOrder } from '@kontor/domain/order/place-order';
import type { ActivityEntry } from '../activity/activity-store.ts';
import { isAgreed, offersFrom, taxedLines } from '../carts/cart-record.ts';
import {
  type CreditLimitRow,
  markCartOrdered,
  readCart,
  readCreditLimits,
  useCredit,
  useCreditUnguarded,
} from '../carts/cart-store.ts';
import { buyerOf } from '../carts/write-cart.ts';
import { readCartOffers } from '../catalog/offer-store.ts';
import { ruleStatements } from '../catalog/price-rules.ts';
import { act } from '../partners/act.ts';
import type { EventEntry } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { awaitPayment } from '../payments/await-payment.ts';
import { readPaymentMode } from '../payments/capture-store.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { insertReservations } from '../reservations/reservation-store.ts';
import { insertDue } from '../sandbox/due-store.ts';
import { friendlyNamesOf, newPurchase, type Purchase } from './new-purchase.ts';
import type { OrderRecord } from './order-rows.ts';
import { insertOrderLines, insertOrders, ordersFrom, readOrdersOfCart } from './order-store.ts';
import { rememberTake } from './pool-hints.ts';
import {
  insertCharges,
  insertEntitlements,
  insertGeneratedKeys,
  insertSubscriptions,
  takeKeysOrWait,
} from './purchase-store.ts';

export type CheckoutInput = {
  readonly customerId: CustomerId;
  readonly cartId: CartId;
  /** The version of the cart that the buyer reviewed; left out, the cart is bought as it stands. */
  readonly version?: number | undefined;
};

/**
 * Buys what is in a cart: verifies price, availability, agreement and credit at this moment, takes the keys and
 * writes everything in one transaction. Repeated, it answers the orders of the first time.
 */
export const checkoutCart = (ctx: RequestContext, { customerId, cartId, version }: CheckoutInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'orders.buy', customerId, [
      readCart(accountId, customerId, cartId),
      readOrdersOfCart(accountId, customerId, cartId),
      readCreditLimits(accountId),
      readPaymentMode(accountId),
      readCartOffers(accountId, ctx.realNow(), cartId),
      ...ruleStatements(accountId, ctx.realNow(), { customerId, cartId }),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[cart], orderRows, limitRows, [payment], offerRows, ...rules] = rows;
    if (!cart || !caller.customer) return refused({ code: 'cart.not_found' });
    if (cart.status === 'ordered') return accepted(ordersFrom(orderRows).reverse());
    if (version !== undefined && version !== cart.version) return refused({ code: 'cart.version_stale' });
    const byProvider = payment?.payment_mode === 'provider';
    if (byProvider && !caller.sandbox && !ctx.takesPayments) return refused({ code: 'payment.not_offered' });
    const place = buyerOf(caller);
    const offers = offersFrom(offerRows, rules, place, caller.now);
    const lines = await taxedLines(ctx, cart, offers, { rules, place, now: caller.now });
    if (!lines.accepted) return lines;
    const decision = placeOrder(
      {
        cart: { id: cartId, expiresAt: cart.expires_at, lines: lines.value },
        offers,
        agreementOnRecord: isAgreed(rules),
        creditLimits: byProvider ? 'paid_by_provider' : limitRows.map(creditLimitOf),
      },
      caller.now,
    );
    if (!decision.accepted) return decision;
    const planned = newPurchase(decision.value, {
      accountId,
      customer: caller.customer,
      cartId,
      now: caller.now,
      offers,
      friendlyNames: friendlyNamesOf(cart.lines),
      vault: ctx.vault,
      sandbox: caller.sandbox,
    });
    const { purchase, captures } = byProvider
      ? awaitPayment(accountId, planned)
      : { purchase: planned, captures: [] };
    const orderIds = purchase.orders.map(({ order }) => order.id);
    const fixed = [
      markCartOrdered(accountId, cart, caller.now, orderIds),
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
          ? [useCreditUnguarded(accountId, caller.now, decision.value.exposure)]
          : decision.value.exposure.map((amount) => useCredit(accountId, amount.currency, amount.minor)),
      },
      purchase.orders,
    );
    if (!done.accepted) return done;
    rememberTakes(purchase, done.value.written.slice(fixed.length));
    return accepted(purchase.orders);
  });

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
