import { accepted, refused } from '@kontor/domain/decision';
import type { CartId, CustomerId } from '@kontor/domain/ids';
import { isAgreed, offersFrom, taxedLines } from '../carts/cart-record.ts';
import { markCartOrdered, readCart, readCreditLimits } from '../carts/cart-store.ts';
import { buyerOf } from '../carts/write-cart.ts';
import { readCartOffers } from '../catalog/offer-store.ts';
import { ruleStatements } from '../catalog/price-rules.ts';
import { readAs } from '../partners/read-as.ts';
import { readPaymentMode } from '../payments/capture-store.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { buyLines, planPurchase } from './buy-lines.ts';
import { ordersFrom, readOrdersOfCart } from './order-store.ts';

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
    const wanted = {
      customer: caller.customer,
      cartId,
      expiresAt: cart.expires_at,
      document: cart.lines,
      lines: lines.value,
      offers,
      agreementOnRecord: isAgreed(rules),
      creditLimits: limitRows,
      byProvider,
    };
    const plan = planPurchase(wanted, caller.now);
    if (!plan.accepted) return plan;
    return buyLines(ctx, caller, wanted, {
      plan: plan.value,
      marks: (orderIds) => [markCartOrdered(accountId, cart, caller.now, orderIds)],
    });
  });
