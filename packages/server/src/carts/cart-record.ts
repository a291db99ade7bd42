import { type PricedCart, priceCart } from '@kontor/domain/cart/price-cart';
import type { Instant } from '@kontor/domain/time';
import { assembleOffers, type Buyer, type NamedOffer } from '../catalog/assemble-offers.ts';
import {
  availabilityOf,
  type OfferRow,
  policyOf,
  readMarketAvailability,
  readPolicies,
  readTaxRates,
  taxRateOf,
} from '../catalog/offer-store.ts';
import type { RowsOf, Statement } from '../platform/db/statement.ts';
import { domainLine } from './cart-lines.ts';
import { type CartRow, readAgreement } from './cart-store.ts';

/** A cart as both surfaces show it: its document, priced as of `now`. */
export type CartRecord = {
  readonly row: CartRow;
  readonly priced: PricedCart;
  readonly offers: ReadonlyMap<string, NamedOffer>;
  readonly agreementOnRecord: boolean;
  readonly now: Instant;
};

/** What pricing needs beside the offers themselves, in one batch with them. */
export const ruleStatements = (accountId: string, customerId: string) =>
  [
    readPolicies(),
    readTaxRates(accountId, customerId),
    readMarketAvailability(accountId, customerId),
    readAgreement(accountId, customerId),
  ] as const satisfies readonly Statement[];

export type RuleRows = RowsOf<ReturnType<typeof ruleStatements>>;

export const offersFrom = (
  offerRows: readonly OfferRow[],
  [policies, taxRates, availability]: readonly [RuleRows[0], RuleRows[1], RuleRows[2], ...unknown[]],
  buyer: Buyer,
  now: Instant,
): Map<string, NamedOffer> =>
  assembleOffers(
    offerRows,
    {
      policies: policies.map(policyOf),
      taxRates: taxRates.map(taxRateOf),
      availability: availability.map(availabilityOf),
    },
    buyer,
    now,
  );

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
