import type { Sku } from '../api/types.ts';

/** What a buyer says of a reservation beside the offer. */
export type ReservationChoice = {
  readonly scope: 'shared' | 'single';
  readonly cloudSubscriptionId: string | undefined;
  readonly hybridBenefit: boolean;
};

export const firstReservationChoice: ReservationChoice = {
  scope: 'shared',
  cloudSubscriptionId: undefined,
  hybridBenefit: false,
};

/** The choice as the cart takes it; the benefit only where the SKU has one. */
export function reservationInput(choice: ReservationChoice, sku: Sku) {
  const { scope, cloudSubscriptionId } = choice;
  return {
    scope,
    ...(cloudSubscriptionId ? { cloudSubscriptionId } : {}),
    hybridBenefit: choice.hybridBenefit && sku.hybridBenefit !== undefined,
  };
}
