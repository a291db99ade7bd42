import type { CartLine } from '@kontor/domain/cart/cart';
import { type PricedCart, priceCart } from '@kontor/domain/cart/price-cart';
import type { Instant } from '@kontor/domain/time';
import { assembleOffers, type NamedOffer } from '../catalog/assemble-offers.ts';
import type { OfferRow } from '../catalog/offer-store.ts';
import { type Place, priceRules, type RuleRows } from '../catalog/price-rules.ts';
import type { Services } from '../platform/http/context.ts';
import { quoteTax } from '../tax/quote-tax.ts';
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

/** The cart's lines as they are priced, with the tax of an outside engine where one is set. */
export const taxedLines = (
  services: Pick<Services, 'taxEngine' | 'log'>,
  row: Pick<CartRow, 'lines'>,
  offers: ReadonlyMap<string, NamedOffer>,
  { rules, place, now }: { readonly rules: Readonly<RuleRows>; readonly place: Place; readonly now: Instant },
) => quoteTax(services, row.lines.map(domainLine), offers, { buyer: { place, facts: rules[5][0] }, now });

export const cartRecord = (
  row: CartRow,
  lines: readonly CartLine[],
  around: Pick<CartRecord, 'offers' | 'agreementOnRecord' | 'now'>,
): CartRecord => ({ row, priced: priceCart(lines, around.offers, around.now), ...around });
