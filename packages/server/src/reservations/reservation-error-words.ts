import type { ReservationLineError } from '@kontor/domain/reservation/reservation-line';

/** What stands against a reservation in a cart and what to do about it, in English. */
export const reservationErrorWords = (
  error: ReservationLineError,
): { readonly message: string; readonly remedy: string } => {
  switch (error.code) {
    case 'reservation_scope_missing':
      return {
        message: 'A reservation needs a scope.',
        remedy: `Say which: ${error.supported.join(' or ')}.`,
      };
    case 'reservation_region_missing':
      return { message: 'A reservation needs a region.', remedy: 'Name the region to reserve in.' };
    case 'reservation_region_not_offered':
      return {
        message: `This SKU is not offered in region ${error.region}.`,
        remedy: `Choose the SKU of that region, or region ${error.supported}.`,
      };
    case 'cloud_subscription_missing':
      return {
        message: 'A reservation is bought for a cloud subscription.',
        remedy: 'Register a cloud subscription of the customer and name it.',
      };
    case 'cloud_subscription_not_registered':
      return {
        message: `Cloud subscription ${error.cloudSubscriptionId.slice(0, 80)} is not registered for this customer.`,
        remedy: 'Register it, or name another one.',
      };
    case 'hybrid_benefit_not_offered':
      return {
        message: 'This SKU has no hybrid benefit.',
        remedy: 'Leave the benefit out, or choose the SKU at the base rate.',
      };
  }
};
