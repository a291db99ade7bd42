import type { LineError } from '@kontor/domain/cart/price-line';
import { reservationErrorWords } from '../reservations/reservation-error-words.ts';

const list = (items: readonly string[]): string =>
  items.map((item) => (item === '' ? 'none' : item)).join(', ');

/** What stands against a line and what to do about it, in English. */
export const lineErrorWords = (error: LineError): { readonly message: string; readonly remedy: string } => {
  switch (error.code) {
    case 'catalog_item_unknown':
      return {
        message: `Catalog item ${error.catalogItemId} does not exist.`,
        remedy: 'Read the availabilities again and use their catalogItemId.',
      };
    case 'not_sold_in_market':
      return {
        message: `Catalog item ${error.catalogItemId} is not sold in market ${error.market}.`,
        remedy: `Choose a product that is offered in ${error.market}.`,
      };
    case 'not_purchasable':
      return {
        message: `Catalog item ${error.catalogItemId} has no price in force.`,
        remedy: 'Choose another availability of the SKU.',
      };
    case 'term_not_supported':
      return {
        message: `Term ${error.term || 'none'} is not offered.`,
        remedy: `Choose one of: ${list(error.supported)}.`,
      };
    case 'billing_cycle_not_supported':
      return {
        message: `Billing cycle ${error.billingCycle} is not offered for this term.`,
        remedy: `Choose one of: ${list(error.supported)}.`,
      };
    case 'currency_not_supported':
      return {
        message: `Currency ${error.currency} is not offered.`,
        remedy: `Choose one of: ${list(error.supported)}.`,
      };
    case 'quantity_out_of_range':
      return {
        message: `Quantity ${error.quantity} is outside ${error.minimum} to ${error.maximum}.`,
        remedy: `Order between ${error.minimum} and ${error.maximum}.`,
      };
    case 'amount_too_large':
      return {
        message: `The line comes to more than ${error.maximum} ${error.currency}.`,
        remedy: 'Order a smaller quantity.',
      };
    case 'exchange_rate_missing':
      return {
        message: `There is no exchange rate from ${error.from} to ${error.to}, in which you are billed.`,
        remedy: 'Ask your provider to set the rate, or choose another currency.',
      };
    case 'reservation_scope_missing':
    case 'reservation_region_missing':
    case 'reservation_region_not_offered':
    case 'cloud_subscription_missing':
    case 'cloud_subscription_not_registered':
    case 'hybrid_benefit_not_offered':
      return reservationErrorWords(error);
  }
};
