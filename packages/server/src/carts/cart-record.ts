import { type PricedCart, priceCart } from '@kontor/domain/cart/price-cart';
import type { Instant } from '@kontor/domain/time';
import { assembleOffers, type NamedOffer } from '../catalog/assemble-offers.ts';
import type { OfferRow } from '../catalog/offer-store.ts';
import { type Place, priceRules, type RuleRows } from '../catalog/price-rules.ts';
import { domainLine } from './cart-lines.ts';
import type { CartRow } from './cart-store.ts';

/** A cart as both surfaces show it: its document, priced as of `now`. */
export type CartRecord = {
  readonly row: CartRow;
  readonly priced: PricedCart;
  readonly offers: ReadonlyMap<string, NamedOffer>;
  readonly agreementOnRecord: boolean;
  readonly now: Instant;
};

export const offersFrom = (
  offerRows: readonly OfferRow[],
  ruleRows: Readonly<RuleRows>,
  place: Place,
  now: Instant,
): Map<string, NamedOffer> => assembleOffers(offerRows, priceRules(ruleRows, place, now), place.market, now);

/** Whether the customer agreement is on record, from the same rows. */
export const isAgreed = ([, , , , , [buyer]]: Readonly<RuleRows>): boolean =>
  buyer?.agreement_signed ?? false;

export const cartRecord = (
  row: CartRow,
  offers: ReadonlyMap<string, NamedOffer>,
  agreementOnRecord: boolean,
  now: Instant,
): CartRecord => ({
  row,
  priced: priceCart(row.lines.map(domainLine), offers, now),
  offers,
  agreementOnRecord,
  now,
});
