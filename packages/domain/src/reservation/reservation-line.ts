import { invariant } from '../invariant.ts';
import { parseReservationScope, type ReservationScope, reservationScopes } from './reservation.ts';

/** What a buyer says of a reservation, as they wrote it; whether it can be had is part of pricing. */
export type ReservationWish = {
  readonly scope?: string;
  /** Left out, it is the SKU's own. */
  readonly region?: string;
  readonly hybridBenefit: boolean;
};

/** What a SKU of a reservation asks of its buyer. */
export type ReservationOffer = {
  /** Where the capacity lies; empty where the SKU leaves it to the buyer. */
  readonly region: string;
  readonly needsCloudSubscription: boolean;
  /** It is the base rate of a SKU with the operating system in its price. */
  readonly offersHybridBenefit: boolean;
  /** Of this customer. */
  readonly registeredSubscriptions: readonly string[];
};

export type ReservationLineError =
  | { readonly code: 'reservation_scope_missing'; readonly supported: readonly string[] }
  | { readonly code: 'reservation_region_missing' }
  | { readonly code: 'reservation_region_not_offered'; readonly region: string; readonly supported: string }
  | { readonly code: 'cloud_subscription_missing' }
  | { readonly code: 'cloud_subscription_not_registered'; readonly cloudSubscriptionId: string }
  | { readonly code: 'hybrid_benefit_not_offered' };

type WishedLine = {
  readonly cloudSubscriptionId?: string;
  readonly reservation?: ReservationWish;
};

/** What stands against a reservation as it is wished for; undefined when it can be had. */
export function reservationLineError(
  { cloudSubscriptionId, reservation: wish }: WishedLine,
  offer: ReservationOffer,
): ReservationLineError | undefined {
  const region = regionOf(wish, offer);
  if (region === '') return { code: 'reservation_region_missing' };
  if (offer.region !== '' && region !== offer.region.toLowerCase()) {
    return { code: 'reservation_region_not_offered', region, supported: offer.region };
  }
  if (parseReservationScope(wish?.scope ?? '') === undefined) {
    return { code: 'reservation_scope_missing', supported: reservationScopes };
  }
  if (offer.needsCloudSubscription && cloudSubscriptionId === undefined) {
    return { code: 'cloud_subscription_missing' };
  }
  if (
    cloudSubscriptionId !== undefined &&
    !offer.registeredSubscriptions.includes(cloudSubscriptionId.toLowerCase())
  ) {
    return { code: 'cloud_subscription_not_registered', cloudSubscriptionId };
  }
  return wish?.hybridBenefit && !offer.offersHybridBenefit
    ? { code: 'hybrid_benefit_not_offered' }
    : undefined;
}

/** The region in the data's own spelling; the SKU's where the buyer named none. */
export function regionOf(wish: ReservationWish | undefined, { region }: ReservationOffer): string {
  return (wish?.region ?? region).toLowerCase();
}

/** What is frozen of a reservation with the line that buys it. */
export type ReservationPlan = {
  readonly scope: ReservationScope;
  readonly region: string;
  readonly hybridBenefit: boolean;
  readonly cloudSubscriptionId: string | null;
};

/** Of a line without an error; null for what is no reservation. */
export function planReservation(
  { cloudSubscriptionId, reservation: wish }: WishedLine,
  offer: ReservationOffer | undefined,
): ReservationPlan | null {
  if (!offer) return null;
  const scope = parseReservationScope(wish?.scope ?? '');
  invariant(scope, 'a priced reservation has its scope');
  return {
    scope,
    region: regionOf(wish, offer),
    hybridBenefit: wish?.hybridBenefit ?? false,
    cloudSubscriptionId: cloudSubscriptionId?.toLowerCase() ?? null,
  };
}
