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
    case 'promotion_not_offered':
      return {
        message: `Promotion ${error.promotionId} is not in force for this item.`,
        remedy: 'Leave promotionId out: the best promotion in force is applied of itself.',
      };
    case 'custom_end_not_offered':
      return {
        message: 'The term of this item cannot end on a day of your choosing.',
        remedy: 'Leave customTermEndDate out.',
      };
    case 'add_on_not_offered':
      return {
        message: 'No item of the catalog is an add-on of another.',
        remedy: 'Order it as a line of its own.',
      };
    case 'renewal_not_offered':
      return {
        message: 'This item renews to the term that it is bought for.',
        remedy: 'Leave renewsTo out, and schedule another term with the subscription.',
      };
    case 'reseller_invalid':
      return {
        message: `Participant "${error.value}" is no reseller.`,
        remedy: 'Name its role and its number, in digits.',
      };
    case 'resellers_too_many':
      return {
        message: `There are more than ${error.maximum} participants of one role.`,
        remedy: `Name at most ${error.maximum}.`,
      };
    case 'resellers_not_in_market':
      return {
        message: `Additional resellers are not named in market ${error.market}.`,
        remedy: 'Name them for customers in the European Union and EFTA only.',
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
