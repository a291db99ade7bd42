import { parseCurrency } from '@kontor/domain/money';
import type { Instant } from '@kontor/domain/time';
import { readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import type { Scope } from '../platform/db/scope.ts';
import { assembleOffers, type NamedOffer } from './assemble-offers.ts';
import {
  availabilityOf,
  policyOf,
  readMarketsAvailability,
  readMarketTaxRates,
  readProductPolicies,
  readSkuOffers,
  taxRateOf,
} from './offer-store.ts';
import {
  exchangeRateOf,
  partnerDiscountsIn,
  promotionsIn,
  readBuyers,
  readProductDiscounts,
  readRatesInto,
} from './price-rule-store.ts';
import { type PriceRules, taxOf } from './price-rules.ts';

/** A SKU that a customer is about to buy again. */
export type OfferWant = { readonly customerId: string; readonly productId: string; readonly skuId: string };

export type OffersAt = (want: OfferWant) => readonly NamedOffer[];

/**
 * What SKUs would be sold at, to many customers of one account at one instant, by whatever holds then: prices,
 * discounts, tax, policies, availability. For work that is decided at its due time, in two round trips for any number.
 */
export const readOffersAt = async (
  pool: Pool,
  scope: Scope,
  accountId: string,
  { wants, at }: { readonly wants: readonly OfferWant[]; readonly at: Instant },
): Promise<OffersAt> => {
  const productIds = distinct(wants.map(({ productId }) => productId));
  const [buyers, policies, discounts, rates] = await readBatch(pool, scope, [
    readBuyers(accountId, distinct(wants.map(({ customerId }) => customerId))),
    readProductPolicies(productIds),
    readProductDiscounts(accountId, productIds),
    readRatesInto(accountId, at),
  ]);
  const buyerOf = new Map(buyers.map((buyer) => [buyer.customer_id, buyer]));
  const skus = new Map(
    wants.flatMap(({ customerId, productId, skuId }) => {
      const market = buyerOf.get(customerId)?.market;
      return market === undefined
        ? []
        : [[`${productId}:${skuId}:${market}`, { productId, skuId, market }] as const];
    }),
  );
  const markets = distinct(buyers.map(({ market }) => market));
  const [offerRows, taxRates, availability] = await readBatch(pool, scope, [
    readSkuOffers(at, [...skus.values()]),
    readMarketTaxRates(markets),
    readMarketsAvailability(markets),
  ]);
  const shared = {
    policies: policies.map(policyOf),
    availability: availability.map(availabilityOf),
    promotions: promotionsIn(discounts),
    partnerDiscounts: partnerDiscountsIn(discounts),
  };
  const rowsOf = Map.groupBy(offerRows, (row) => `${row.product_id}:${row.sku_id}:${row.market}`);
  const taxRows = taxRates.map(taxRateOf);
  return ({ customerId, productId, skuId }) => {
    const buyer = buyerOf.get(customerId);
    if (!buyer) return [];
    const currency = parseCurrency(buyer.billing_currency ?? '');
    const rules: PriceRules = {
      ...shared,
      billing: currency && { currency, rates: rates.map(exchangeRateOf) },
      tax: taxOf(taxRows, buyer, buyer, at),
      cloudSubscriptions: [],
    };
    const rows = rowsOf.get(`${productId}:${skuId}:${buyer.market}`) ?? [];
    return [...assembleOffers(rows, rules, buyer.market, at).values()];
  };
};

const distinct = (items: readonly string[]): string[] => [...new Set(items)];
