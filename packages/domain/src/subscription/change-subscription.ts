import type { Offer } from '../catalog/offer.ts';
import { accepted, type Decision, refused } from '../decision.ts';
import { add, type CurrencyCode, compare, type Money } from '../money.ts';
import { type Instant, type LocalDate, localDateAt } from '../time.ts';
import { addQuantity, type LockedPrice, type QuantityPlan } from './add-quantity.ts';
import { type ExpiryReason, priceNextTerm } from './renew-subscription.ts';
import {
  endedRefusal,
  inactiveRefusal,
  type ScheduledChange,
  type Subscription,
  type SubscriptionRefusal,
} from './subscription.ts';

/** What a person asks for; what is absent stays as it is. */
export type SubscriptionChange = {
  /** The total wanted, not what is added. */
  readonly quantity?: number | undefined;
  readonly autoRenew?: boolean | undefined;
  readonly friendlyName?: string | undefined;
  readonly status?: 'active' | 'suspended' | undefined;
  /** Null takes back what was scheduled. */
  readonly scheduledChange?: ScheduledChange | null | undefined;
};

export type ChangeQuestion = {
  readonly subscription: Subscription;
  readonly locked: LockedPrice;
  /** Of its market as of now: of its own SKU, and of the one scheduled. */
  readonly offers: readonly Offer[];
  readonly creditLimits: readonly { readonly limit: Money; readonly used: Money }[];
};

/** The subscription as it will stand, and what is bought with it. */
export type ChangePlan = {
  readonly status: 'active' | 'suspended' | 'pending';
  readonly autoRenew: boolean;
  readonly quantity: number;
  readonly scheduledChange: ScheduledChange | null;
  readonly friendlyName?: string;
  readonly added: QuantityPlan | null;
};

export type SubscriptionChangeRefusal =
  | SubscriptionRefusal
  | { readonly code: 'subscription.provisioning' }
  /** Its term is over, and the work that renews or ends it has not been done yet. */
  | { readonly code: 'subscription.term_ending'; readonly endedOn: LocalDate }
  | {
      readonly code: 'subscription.quantity_decrease';
      readonly quantity: number;
      readonly running: number;
    }
  | {
      readonly code: 'subscription.quantity_out_of_range';
      readonly quantity: number;
      readonly minimum: number;
      readonly maximum: number;
    }
  /** What is wanted is not sold like this; `reason` is the line error that a cart would give, or not_sold. */
  | {
      readonly code: 'subscription.change_unsupported';
      readonly field: 'quantity' | 'scheduledChange';
      readonly reason: ExpiryReason;
    }
  | {
      readonly code: 'credit_limit.exceeded';
      readonly currency: CurrencyCode;
      readonly limit: Money;
      readonly used: Money;
      readonly wanted: Money;
    };

/** Decides a change of a subscription whose term runs; all of it, or none. */
export function changeSubscription(
  question: ChangeQuestion,
  change: SubscriptionChange,
  now: Instant,
): Decision<ChangePlan, SubscriptionChangeRefusal> {
  const { subscription } = question;
  const ended = endedRefusal(subscription);
  if (ended) return refused(ended);
  if (localDateAt(now, subscription.zone) >= subscription.endsOn)
    return refused({ code: 'subscription.term_ending', endedOn: subscription.endsOn });
  const status = statusAfter(subscription, change);
  if (!status.accepted) return status;

  const quantity = quantityAfter(question, change, now);
  if (!quantity.accepted) return quantity;
  const scheduled = scheduledAfter(question, change, now);
  if (!scheduled.accepted) return scheduled;
  return accepted({
    status: status.value,
    autoRenew: change.autoRenew ?? subscription.autoRenew,
    quantity: subscription.quantity + (quantity.value?.added ?? 0),
    scheduledChange: scheduled.value,
    ...(change.friendlyName === undefined ? {} : { friendlyName: change.friendlyName }),
    added: quantity.value,
  });
}

/** Asked for what it is already, it stays: twice is once. */
function statusAfter(
  { status, provisioning }: Subscription,
  change: SubscriptionChange,
): Decision<ChangePlan['status'], SubscriptionChangeRefusal> {
  const running = status === 'suspended' || status === 'pending' ? status : 'active';
  if (change.status === undefined || change.status === running) return accepted(running);
  if (running === 'pending') return refused({ code: 'subscription.not_active', state: running });
  // A key that arrives later would make a suspended purchase active again.
  if (change.status === 'suspended' && provisioning) return refused({ code: 'subscription.provisioning' });
  return accepted(change.status);
}

function quantityAfter(
  { subscription, locked, offers, creditLimits }: ChangeQuestion,
  change: SubscriptionChange,
  now: Instant,
): Decision<QuantityPlan | null, SubscriptionChangeRefusal> {
  const { quantity } = change;
  if (quantity === undefined || quantity === subscription.quantity) return accepted(null);
  const inactive = inactiveRefusal({ status: change.status ?? subscription.status });
  if (inactive) return refused(inactive);
  const running = subscription.quantity;
  if (quantity < running) return refused({ code: 'subscription.quantity_decrease', quantity, running });
  const offer = ownOffer(subscription, offers);
  if (!offer?.isSoldInMarket || !offer.isPurchasable) {
    const reason = offer && !offer.isSoldInMarket ? 'not_sold_in_market' : 'not_sold';
    return refused({ code: 'subscription.change_unsupported', field: 'quantity', reason });
  }
  const { minimumQuantity: minimum, maximumQuantity: maximum } = offer;
  if (quantity > maximum)
    return refused({ code: 'subscription.quantity_out_of_range', quantity, minimum, maximum });
  const plan = addQuantity(subscription, quantity - running, { locked, offer }, now);
  const exceeded = exceededBy(plan, creditLimits);
  return exceeded ? refused(exceeded) : accepted(plan);
}

function ownOffer(subscription: Subscription, offers: readonly Offer[]): Offer | undefined {
  const ofSku = offers.filter(
    ({ productId, skuId, segment }) =>
      productId === subscription.productId &&
      skuId === subscription.skuId &&
      segment === subscription.segment,
  );
  return ofSku.find(({ availabilityId }) => availabilityId === subscription.availabilityId) ?? ofSku[0];
}

function exceededBy(
  { line }: QuantityPlan,
  creditLimits: ChangeQuestion['creditLimits'],
): Extract<SubscriptionChangeRefusal, { code: 'credit_limit.exceeded' }> | undefined {
  const wanted = line.charge?.gross;
  if (!wanted) return undefined;
  const { currency } = wanted;
  const none = { minor: 0n, currency };
  const row = creditLimits.find(({ limit }) => limit.currency === currency);
  const { limit, used } = row ?? { limit: none, used: none };
  if (compare(add(used, wanted), limit) <= 0) return undefined;
  return { code: 'credit_limit.exceeded', currency, limit, used, wanted };
}

function scheduledAfter(
  { subscription, offers }: ChangeQuestion,
  { scheduledChange: wanted }: SubscriptionChange,
  now: Instant,
): Decision<ScheduledChange | null, SubscriptionChangeRefusal> {
  if (wanted === undefined) return accepted(subscription.scheduledChange);
  if (wanted === null || Object.keys(wanted).length === 0) return accepted(null);
  // Priced as of now: what could not be bought today is not promised for later.
  const priced = priceNextTerm({ ...subscription, scheduledChange: wanted }, offers, now);
  if (!('code' in priced)) return accepted(wanted);
  if (priced.code === 'quantity_out_of_range') {
    const { quantity, minimum, maximum } = priced;
    return refused({ code: 'subscription.quantity_out_of_range', quantity, minimum, maximum });
  }
  return refused({ code: 'subscription.change_unsupported', field: 'scheduledChange', reason: priced.code });
}
