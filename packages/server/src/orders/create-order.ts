import type { LineError } from '@kontor/domain/cart/price-line';
import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { instant } from '@kontor/domain/time';
import { type CartLineRequest, catalogItemsOf, documentLines } from '../carts/cart-lines.ts';
import { isAgreed, offersFrom, taxedLines } from '../carts/cart-record.ts';
import { readCreditLimits } from '../carts/cart-store.ts';
import { lineErrorWords } from '../carts/line-error-words.ts';
import { buyerOf } from '../carts/write-cart.ts';
import { readOffers } from '../catalog/offer-store.ts';
import { ruleStatements } from '../catalog/price-rules.ts';
import { readAs } from '../partners/read-as.ts';
import { readPaymentMode } from '../payments/capture-store.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { buyLines, planPurchase } from './buy-lines.ts';
import type { OrderRecord } from './order-rows.ts';

export type CreateOrderInput = {
  readonly customerId: CustomerId;
  readonly lines: readonly CartLineRequest[];
};

type LineRefusal =
  | { readonly code: 'order.offer_unknown'; readonly words: string }
  | { readonly code: 'order.offer_not_in_country'; readonly words: string }
  | { readonly code: 'order.offer_not_purchasable'; readonly words: string }
  | { readonly code: 'order.billing_cycle_not_offered'; readonly words: string }
  | { readonly code: 'order.quantity_out_of_range'; readonly words: string }
  | { readonly code: 'currency.not_supported'; readonly currency: string }
  | { readonly code: 'reservation.subscription_unknown' }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

const codeOf = {
  catalog_item_unknown: 'order.offer_unknown',
  not_sold_in_market: 'order.offer_not_in_country',
  not_purchasable: 'order.offer_not_purchasable',
  billing_cycle_not_supported: 'order.billing_cycle_not_offered',
  quantity_out_of_range: 'order.quantity_out_of_range',
  amount_too_large: 'order.quantity_out_of_range',
} as const;

/** An order is refused by its first line that cannot be bought; there is no cart in which it could stand meanwhile. */
const refusalOf = (index: number, error: LineError): LineRefusal => {
  const { message, remedy } = lineErrorWords(error);
  switch (error.code) {
    case 'catalog_item_unknown':
    case 'not_sold_in_market':
    case 'not_purchasable':
    case 'billing_cycle_not_supported':
    case 'quantity_out_of_range':
    case 'amount_too_large':
      return { code: codeOf[error.code], words: `Line item ${index}: ${message} ${remedy}` };
    case 'currency_not_supported':
      return { code: 'currency.not_supported', currency: error.currency };
    case 'cloud_subscription_not_registered':
      return { code: 'reservation.subscription_unknown' };
    default:
      return {
        code: 'request.invalid',
        errors: [{ path: `lineItems/${index}`, message: `${message} ${remedy}` }],
      };
  }
};

/** Buys lines at once, without a cart: all in one order, or nothing. */
export const createOrder = (ctx: RequestContext, { customerId, lines }: CreateOrderInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const items = catalogItemsOf(lines);
    const productIds = [...new Set(items.map(({ productId }) => productId))];
    const read = await readAs(ctx, 'orders.buy', customerId, [
      readCreditLimits(accountId),
      readPaymentMode(accountId),
      readOffers(accountId, ctx.realNow(), items),
      ...ruleStatements(accountId, ctx.realNow(), { customerId, productIds }),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [creditLimits, [payment], offerRows, ...rules] = rows;
    invariant(caller.customer, 'a read of a customer found them');
    const byProvider = payment?.payment_mode === 'provider';
    if (byProvider && !caller.sandbox && !ctx.takesPayments) return refused({ code: 'payment.not_offered' });
    const place = buyerOf(caller);
    const offers = offersFrom(offerRows, rules, place, caller.now);
    const document = documentLines(lines, offers);
    const taxed = await taxedLines(ctx, { lines: document }, offers, { rules, place, now: caller.now });
    if (!taxed.accepted) return taxed;
    const wanted = {
      customer: caller.customer,
      cartId: null,
      expiresAt: instant(caller.now + 1),
      document,
      lines: taxed.value,
      offers,
      agreementOnRecord: isAgreed(rules),
      creditLimits,
      byProvider,
    };
    const plan = planPurchase(wanted, caller.now);
    if (!plan.accepted) {
      const { refusal } = plan;
      if (refusal.code !== 'cart.has_line_errors') return plan;
      const [first] = refusal.lines;
      invariant(first, 'a refusal for its lines names one');
      return refused(refusalOf(first.lineId, first.error));
    }
    if (plan.value.orders.length > 1) return refused({ code: 'order.lines_differ' as const });
    const done = await buyLines(answeringOne(ctx), caller, wanted, { plan: plan.value, marks: () => [] });
    return done.accepted ? accepted(oneOf(done.value)) : done;
  });

const oneOf = (orders: readonly OrderRecord[]): OrderRecord => {
  const [order] = orders;
  invariant(order, 'an order was planned');
  return order;
};

/** The act is of a list of orders; what is kept for a repeated request is the one in it. */
const answeringOne = (ctx: RequestContext): RequestContext => {
  const { idempotency } = ctx;
  if (!idempotency) return ctx;
  const answerOf = (value: unknown) => idempotency.answerOf(oneOf(value as OrderRecord[])); // the value of that act
  return { ...ctx, idempotency: { ...idempotency, answerOf } };
};
