import { freezeCancellation } from '../cancellation/window.ts';
import type { CartLine } from '../cart/cart.ts';
import { isLineError, type LineError, type PricedLine, priceLine } from '../cart/price-line.ts';
import { type Offer, offerForRenewal } from '../catalog/offer.ts';
import type { Term } from '../catalog/term.ts';
import { invariant } from '../invariant.ts';
import { type OrderLinePlan, planLine } from '../order/order-plan.ts';
import { type Instant, startOfDay, utc } from '../time.ts';
import { chargedPeriodAt, termEndsOn } from './cycles.ts';
import type { Subscription } from './subscription.ts';

/** Why a subscription ends with its term. A line error says what stands against its price. */
export type ExpiryReason = 'suspended' | 'auto_renew_off' | NotSold['code'] | LineError['code'];

/** Nothing of the SKU has a price in the customer's market. */
export type NotSold = { readonly code: 'not_sold' };

export type RenewalPlan = {
  readonly kind: 'renew';
  readonly line: OrderLinePlan;
  readonly offer: Offer;
  readonly quantity: number;
  /** Another product or SKU from this term on, which has keys and files of its own. */
  readonly replaced: boolean;
};

export type RenewalOutcome =
  | RenewalPlan
  /** `failed`: it was to renew, and could not be priced any more. */
  | { readonly kind: 'expire'; readonly reason: ExpiryReason; readonly failed: boolean };

/** The terms that the next term is bought at, with what was scheduled for it. */
export function nextTermOf(subscription: Subscription) {
  const { scheduledChange: change, productId, skuId, quantity, term, billingCycle } = subscription;
  return {
    productId: change?.productId ?? productId,
    skuId: change?.skuId ?? skuId,
    quantity: change?.quantity ?? quantity,
    term: change?.term ?? term,
    billingCycle: change?.billingCycle ?? billingCycle,
  };
}

/**
 * What becomes of a subscription at the first instant after its term: a new purchase at the price, discounts, tax and
 * policy in force then, from the day on which the term ended; or its end. `offers` are those of its market at `at`.
 */
export function renewSubscription(
  subscription: Subscription,
  offers: readonly Offer[],
  at: Instant,
): RenewalOutcome {
  if (subscription.status === 'suspended') return { kind: 'expire', reason: 'suspended', failed: false };
  if (!subscription.autoRenew) return { kind: 'expire', reason: 'auto_renew_off', failed: false };
  const priced = priceNextTerm(subscription, offers, at);
  if ('code' in priced) return { kind: 'expire', reason: priced.code, failed: true };
  const { productId, skuId } = priced.offer;
  return {
    kind: 'renew',
    line: renewedLine(subscription, priced, at),
    offer: priced.offer,
    quantity: priced.line.quantity,
    replaced: productId !== subscription.productId || skuId !== subscription.skuId,
  };
}

/** The next term priced as of an instant, or what stands against it. */
export function priceNextTerm(
  subscription: Subscription,
  offers: readonly Offer[],
  at: Instant,
): PricedLine | LineError | NotSold {
  const next = nextTermOf(subscription);
  const ofSku = offers.filter(
    ({ productId, skuId, family, segment }) =>
      productId === next.productId &&
      skuId === next.skuId &&
      family === subscription.family &&
      segment === subscription.segment,
  );
  let error: LineError | NotSold = { code: 'not_sold' };
  for (const found of inOrder(ofSku, subscription)) {
    const line: CartLine = {
      id: 0,
      catalogItemId: found.catalogItemId,
      quantity: next.quantity,
      billingCycle: next.billingCycle,
      term: next.term,
      currency: subscription.currency,
    };
    const priced = priceLine(line, offerForRenewal(found), at);
    if (!isLineError(priced)) return priced;
    if (error.code === 'not_sold') error = priced;
  }
  return error;
}

/** Its own availability first: a new price sheet may have given the same SKU another one. */
function inOrder(offers: readonly Offer[], { availabilityId }: Subscription): Offer[] {
  const rank = (offer: Offer) => (offer.availabilityId === availabilityId ? 0 : 1);
  return [...offers].sort((a, b) => rank(a) - rank(b) || (a.availabilityId < b.availabilityId ? -1 : 1));
}

function renewedLine(subscription: Subscription, priced: PricedLine, at: Instant): OrderLinePlan {
  const plan = planLine(
    { ...priced, status: 'priced', orderGroup: '0' },
    { lineNumber: 0, keysInStock: true },
    at,
  );
  const { endsOn: startsOn, anchorDay } = subscription;
  const { term, billingCycle } = plan;
  const endsOn = termEndsOn(startsOn, lasting(term), anchorDay);
  const period = chargedPeriodAt({ startsOn, endsOn, term, billingCycle, anchorDay }, startsOn);
  const { policy } = priced.offer;
  return {
    ...plan,
    startsOn,
    endsOn,
    charge: plan.charge && {
      ...plan.charge,
      kind: 'renew',
      periodStart: period.start,
      periodEnd: period.end,
    },
    cancellation: policy ? freezeCancellation(policy, at, endsOn) : null,
    entitlement: plan.entitlement && {
      ...plan.entitlement,
      expiresOn: endsOn,
      expiresAt: startOfDay(endsOn, policy?.zone ?? utc),
    },
  };
}

function lasting(term: Term): Exclude<Term, ''> {
  invariant(term !== '', 'a subscription has a term');
  return term;
}
