import type { BillingCycle } from '../catalog/billing-cycle.ts';
import type { Segment } from '../catalog/segment.ts';
import type { Term } from '../catalog/term.ts';
import type { AvailabilityId, ProductId, SkuId } from '../ids.ts';
import type { Family } from '../market/family.ts';
import type { CurrencyCode } from '../money.ts';
import type { LocalDate, Zone } from '../time.ts';

export const subscriptionStatuses = ['pending', 'active', 'suspended', 'deleted', 'expired'] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** Where each status may go; deleted (cancelled) and expired are for ever. */
export const subscriptionMoves = {
  pending: ['active', 'deleted', 'expired'],
  active: ['suspended', 'deleted', 'expired'],
  suspended: ['active', 'deleted', 'expired'],
  deleted: [],
  expired: [],
} as const satisfies Readonly<Record<SubscriptionStatus, readonly SubscriptionStatus[]>>;

/** A subscription in its running term. */
export type Subscription = {
  readonly status: SubscriptionStatus;
  readonly family: Family;
  readonly productId: ProductId;
  readonly skuId: SkuId;
  readonly availabilityId: AvailabilityId;
  readonly segment: Segment;
  /** Of all open lines of the running term. */
  readonly quantity: number;
  readonly term: Term;
  readonly billingCycle: BillingCycle;
  /** Of its price, in which it renews. */
  readonly currency: CurrencyCode;
  readonly startsOn: LocalDate;
  /** The first day after the running term, on which it renews or ends. */
  readonly endsOn: LocalDate;
  /** The day of the month of the first purchase, to which terms and periods return after a shorter month. */
  readonly anchorDay: number;
  /** In which its days are counted: the policy's, else UTC. */
  readonly zone: Zone;
  readonly autoRenew: boolean;
  readonly scheduledChange: ScheduledChange | null;
  /** Its key has not come yet. */
  readonly provisioning: boolean;
};

/** What is to be different from the next term on; what is absent stays as it is. */
export type ScheduledChange = {
  readonly quantity?: number;
  readonly term?: Term;
  readonly billingCycle?: BillingCycle;
  /** Of the same family. */
  readonly productId?: ProductId;
  readonly skuId?: SkuId;
};

/** Why nothing of a subscription can be changed. */
export type SubscriptionRefusal =
  | { readonly code: 'subscription.ended'; readonly state: 'deleted' | 'expired' }
  | { readonly code: 'subscription.suspended' }
  | { readonly code: 'subscription.not_active'; readonly state: SubscriptionStatus };

/** Undefined as long as its term runs, suspended or not. */
export function endedRefusal({
  status,
}: Pick<Subscription, 'status'>): Extract<SubscriptionRefusal, { code: 'subscription.ended' }> | undefined {
  return status === 'deleted' || status === 'expired'
    ? { code: 'subscription.ended', state: status }
    : undefined;
}

/** Undefined when it is active. */
export function inactiveRefusal(subscription: Pick<Subscription, 'status'>): SubscriptionRefusal | undefined {
  const { status } = subscription;
  switch (status) {
    case 'active':
      return undefined;
    case 'suspended':
      return { code: 'subscription.suspended' };
    case 'pending':
      return { code: 'subscription.not_active', state: status };
    case 'deleted':
    case 'expired':
      return { code: 'subscription.ended', state: status };
  }
}
