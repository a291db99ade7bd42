import { invariant } from '@kontor/domain/invariant';
import type { ReservationPlan } from '@kontor/domain/reservation/reservation-line';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { OrderLineRow } from '../orders/order-rows.ts';
import { newUuid } from '../platform/new-id.ts';

export type NewReservation = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly entitlement_id: string;
  readonly cloud_subscription_id: string | null;
  readonly name: string;
  readonly scope: ReservationPlan['scope'];
  readonly region: string;
  readonly quantity: number;
  readonly hybrid_benefit: boolean;
  readonly starts_on: LocalDate;
  readonly ends_on: LocalDate;
  readonly created_at: Instant;
};

type Place = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly order_id: string;
  readonly line_number: number;
};

/** The reservation that a line buys; null for what is none. */
export const newReservation = (
  plan: ReservationPlan | null,
  line: OrderLineRow,
  place: Place,
  now: Instant,
): NewReservation | null => {
  if (!plan) return null;
  const { entitlement_id: entitlementId, starts_on: startsOn, ends_on: endsOn } = line;
  invariant(entitlementId && startsOn && endsOn, 'a reservation has a term and an entitlement');
  return {
    ...place,
    id: newUuid(),
    entitlement_id: entitlementId,
    cloud_subscription_id: plan.cloudSubscriptionId,
    name: line.friendly_name ?? line.sku_title,
    scope: plan.scope,
    region: plan.region,
    quantity: line.quantity,
    hybrid_benefit: plan.hybridBenefit,
    starts_on: startsOn,
    ends_on: endsOn,
    created_at: now,
  };
};
