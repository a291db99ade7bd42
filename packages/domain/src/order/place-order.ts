import { type Cart, isExpired } from '../cart/cart.ts';
import {
  type CurrencyTotal,
  chargedTotalsOf,
  isPriced,
  type PricedCartLine,
  priceCart,
  totalsOf,
} from '../cart/price-cart.ts';
import type { LineError } from '../cart/price-line.ts';
import type { BillingCycle } from '../catalog/billing-cycle.ts';
import type { Offer } from '../catalog/offer.ts';
import type { Term } from '../catalog/term.ts';
import { accepted, type Decision, refused } from '../decision.ts';
import { invariant } from '../invariant.ts';
import type { TaxedAmounts } from '../market/tax.ts';
import { add, type CurrencyCode, compare, type Money, zero } from '../money.ts';
import type { Instant } from '../time.ts';
import { keysWanted, type OrderLinePlan, planLine } from './order-plan.ts';

export type CheckoutQuestion = {
  /** An active cart; one already ordered answers its first result and never comes here. */
  readonly cart: Pick<Cart, 'expiresAt' | 'lines'>;
  readonly offers: ReadonlyMap<string, Offer>;
  readonly agreementOnRecord: boolean;
  /** One row a currency; a currency without a row has no credit. Not asked where a provider takes the money. */
  readonly creditLimits: readonly CreditLimit[] | 'paid_by_provider';
};

export type CreditLimit = { readonly limit: Money; readonly used: Money };

export type CheckoutPlan = {
  readonly orders: readonly OrderPlan[];
  /** What the purchase adds to the used credit, tax included, one a currency that is charged. */
  readonly exposure: readonly Money[];
};

export type OrderPlan = {
  readonly orderGroup: string;
  readonly status: 'completed';
  readonly purchasedAt: Instant;
  readonly currency: CurrencyCode;
  readonly billingCycle: BillingCycle;
  readonly term: Term;
  readonly total: TaxedAmounts;
  readonly lines: readonly OrderLinePlan[];
};

export type CheckoutRefusal =
  | { readonly code: 'cart.expired'; readonly expiresAt: Instant }
  | { readonly code: 'cart.empty' }
  /** Raised by the write when the cart, an offer or a pool changed after it was read and retries ran out. */
  | { readonly code: 'cart.changed' }
  | {
      readonly code: 'cart.has_line_errors';
      readonly lines: readonly { readonly lineId: number; readonly error: LineError }[];
    }
  | {
      readonly code: 'cart.price_changed';
      readonly lines: readonly { readonly lineId: number; readonly quoted: Money; readonly current: Money }[];
    }
  | { readonly code: 'agreement.missing' }
  | {
      readonly code: 'credit_limit.exceeded';
      readonly currency: CurrencyCode;
      readonly limit: Money;
      readonly used: Money;
      readonly wanted: Money;
    };

/** Turns a cart into orders, or refuses it whole; verifies price, availability, agreement and credit at now. */
export function placeOrder(
  question: CheckoutQuestion,
  now: Instant,
): Decision<CheckoutPlan, CheckoutRefusal> {
  const { cart, offers, agreementOnRecord, creditLimits } = question;
  if (isExpired(cart, now)) return refused({ code: 'cart.expired', expiresAt: cart.expiresAt });
  if (cart.lines.length === 0) return refused({ code: 'cart.empty' });

  const priced = priceCart(cart.lines, offers, now);
  const lines = priced.lines.filter(isPriced);
  const errors = priced.lines.flatMap((result) =>
    result.status === 'error' ? [{ lineId: result.line.id, error: result.error }] : [],
  );
  if (errors.length > 0) return refused({ code: 'cart.has_line_errors', lines: errors });

  const changed = lines.flatMap(priceChange);
  if (changed.length > 0) return refused({ code: 'cart.price_changed', lines: changed });
  if (!agreementOnRecord) return refused({ code: 'agreement.missing' });

  const charged = chargedTotalsOf(lines.filter(({ line }) => line.billingCycle !== 'none'));
  const exceeded = creditLimits === 'paid_by_provider' ? undefined : firstExceeded(charged, creditLimits);
  if (exceeded) return refused(exceeded);
  return accepted({ orders: planOrders(lines, now), exposure: charged.map(({ gross }) => gross) });
}

function priceChange({ line, unitPrice, charged }: PricedCartLine) {
  const quotes: readonly [quoted: Money | undefined, current: Money][] = [
    [line.quotedUnitPrice, unitPrice],
    [line.quotedChargedUnitPrice, charged.unitPrice],
  ];
  for (const [quoted, current] of quotes) {
    if (!quoted || (quoted.currency === current.currency && quoted.minor === current.minor)) continue;
    return [{ lineId: line.id, quoted, current }];
  }
  return [];
}

function firstExceeded(
  totals: readonly CurrencyTotal[],
  creditLimits: readonly CreditLimit[],
): CheckoutRefusal | undefined {
  for (const { currency, gross: wanted } of totals) {
    const none = zero(currency);
    const { limit, used } = creditLimits.find((row) => row.limit.currency === currency) ?? {
      limit: none,
      used: none,
    };
    if (compare(add(used, wanted), limit) > 0) {
      return { code: 'credit_limit.exceeded', currency, limit, used, wanted };
    }
  }
  return undefined;
}

function planOrders(lines: readonly PricedCartLine[], now: Instant): OrderPlan[] {
  const reserve = stockKeeper();
  const groups = [...new Set(lines.map(({ orderGroup }) => orderGroup))];
  return groups.map((orderGroup) => {
    const members = lines.filter((line) => line.orderGroup === orderGroup);
    return planOrder(orderGroup, members, { reserve, now });
  });
}

function planOrder(
  orderGroup: string,
  members: readonly PricedCartLine[],
  { reserve, now }: { reserve: (line: PricedCartLine) => boolean; now: Instant },
): OrderPlan {
  const [first] = members;
  const [total] = totalsOf(members);
  invariant(first && total, 'an order group has a line');
  const { currency, line } = first;
  return {
    orderGroup,
    status: 'completed',
    purchasedAt: now,
    currency,
    billingCycle: line.billingCycle,
    term: line.term,
    total: { net: total.net, tax: total.tax, gross: total.gross },
    lines: members.map((member, lineNumber) =>
      planLine(member, { lineNumber, keysInStock: reserve(member) }, now),
    ),
  };
}

/** Counts down each pool over the whole cart, so that two lines never plan on the same key. */
function stockKeeper(): (line: PricedCartLine) => boolean {
  const taken = new Map<string, number>();
  return (line) => {
    const wanted = keysWanted(line);
    if (!wanted || wanted.source === 'generated') return true;
    const pool = `${wanted.productId}/${wanted.skuId}/${wanted.keyGroup}`;
    const before = taken.get(pool) ?? 0;
    if (before + wanted.count > (line.offer.keys?.available ?? 0)) return false;
    taken.set(pool, before + wanted.count);
    return true;
  };
}
