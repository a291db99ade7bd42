import type { ReservationWish } from '@kontor/domain/reservation/reservation-line';

/**
 * How a cart keeps what its buyer says of a reservation: in the members that the wire has for it (reference 5),
 * with two of our own beside them.
 */
export type ProvisioningContext = Readonly<Record<string, string>>;

export const wishOf = (context: ProvisioningContext): ReservationWish => ({
  ...(context.scope === undefined ? {} : { scope: context.scope }),
  ...(context.region === undefined ? {} : { region: context.region }),
  hybridBenefit: context.hybridBenefit === 'true',
});

export type ReservationFields = {
  readonly cloudSubscriptionId?: string | undefined;
  readonly scope?: string | undefined;
  readonly region?: string | undefined;
  readonly hybridBenefit?: boolean | undefined;
};

/** Undefined where a line says nothing of a reservation. */
export const contextOf = (fields: ReservationFields): ProvisioningContext | undefined => {
  const { cloudSubscriptionId, scope, region, hybridBenefit } = fields;
  const context = {
    ...(cloudSubscriptionId === undefined ? {} : { subscriptionId: cloudSubscriptionId }),
    ...(scope === undefined ? {} : { scope }),
    ...(region === undefined ? {} : { region }),
    ...(hybridBenefit ? { hybridBenefit: 'true' } : {}),
  };
  return Object.keys(context).length === 0 ? undefined : context;
};

export const fieldsOf = (context: ProvisioningContext | undefined): ReservationFields => {
  if (context === undefined) return {};
  const { scope, region, hybridBenefit } = wishOf(context);
  return {
    ...(context.subscriptionId === undefined ? {} : { cloudSubscriptionId: context.subscriptionId }),
    ...(scope === undefined ? {} : { scope }),
    ...(region === undefined ? {} : { region }),
    ...(hybridBenefit ? { hybridBenefit } : {}),
  };
};
