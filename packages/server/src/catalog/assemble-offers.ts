import { choosePolicy } from '@kontor/domain/cancellation/policy';
import type { KeySupply, Offer } from '@kontor/domain/catalog/offer';
import type { PriceRow } from '@kontor/domain/catalog/price';
import { mostUnits } from '@kontor/domain/entitlement/key-quantity';
import { catalogItemId, parseAvailabilityId, parseProductId, parseSkuId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type MarketCode, parseMarketCode } from '@kontor/domain/market/market';
import { isSoldIn } from '@kontor/domain/market/market-availability';
import { money, parseCurrency } from '@kontor/domain/money';
import type { ReservationOffer } from '@kontor/domain/reservation/reservation-line';
import type { Instant } from '@kontor/domain/time';
import { keyFormOf, keyQuantityOf } from './key-form.ts';
import type { OfferRow } from './offer-store.ts';
import type { PriceRules } from './price-rules.ts';

/** An offer with the words that people read; `Offer` alone is what decisions need. */
export type NamedOffer = Offer & { readonly productTitle: string; readonly skuTitle: string };

/** Groups price rows into offers as they stand for one buyer at one moment, by catalog item id. */
export const assembleOffers = (
  rows: readonly OfferRow[],
  rules: PriceRules,
  marketText: string,
  now: Instant,
): Map<string, NamedOffer> => {
  const market = parseMarketCode(marketText);
  invariant(market, 'a customer has a market code');
  const grouped = Map.groupBy(rows, (row) => `${row.product_id}:${row.sku_id}:${row.availability_id}`);
  return new Map([...grouped].map(([key, group]) => [key, offerOf(group, rules, market, now)]));
};

const offerOf = (
  group: readonly OfferRow[],
  rules: PriceRules,
  market: MarketCode,
  now: Instant,
): NamedOffer => {
  const [row] = group;
  invariant(row, 'a group has a row');
  const productId = parseProductId(row.product_id);
  const skuId = parseSkuId(row.sku_id);
  const availabilityId = parseAvailabilityId(row.availability_id);
  const defaultCurrency = parseCurrency(row.currency);
  invariant(productId && skuId && availabilityId && defaultCurrency, 'the catalog holds well-formed ids');
  const { family, segment } = row;
  const policy = choosePolicy(rules.policies, { family, productId, market, segment, at: now });
  const keys = keySupplyOf(row);
  return {
    catalogItemId: catalogItemId(productId, skuId, availabilityId),
    productId,
    skuId,
    availabilityId,
    family,
    segment,
    market,
    defaultCurrency,
    isSoldInMarket: row.market === market && isSoldIn(rules.availability, { family, market }, now),
    isPurchasable: true,
    minimumQuantity: row.minimum_quantity,
    maximumQuantity: keys ? mostUnits(keys.rule, row.maximum_quantity) : row.maximum_quantity,
    prices: group.map(
      (price): PriceRow => ({
        term: price.term_duration,
        billingCycle: price.billing_cycle,
        unitPrice: money(price.unit_minor, defaultCurrency),
        tierFrom: price.tier_from,
        tierTo: price.tier_to,
        effectiveFrom: price.effective_from,
        effectiveTo: price.effective_to,
      }),
    ),
    promotions: rules.promotions.filter((promotion) => promotion.productId === productId),
    partnerDiscounts: rules.partnerDiscounts,
    ...(rules.billing ? { billing: rules.billing } : {}),
    tax: rules.tax,
    ...(policy ? { policy } : {}),
    ...(keys ? { keys } : {}),
    ...(family === 'reservation' ? { reservation: reservationOffer(row, rules.cloudSubscriptions) } : {}),
    productTitle: row.product_title,
    skuTitle: row.sku_title,
  };
};

const reservationOffer = (row: OfferRow, registeredSubscriptions: readonly string[]): ReservationOffer => ({
  region: row.region ?? '',
  needsCloudSubscription: row.needs_cloud_subscription,
  offersHybridBenefit: row.windows_sku_id !== null,
  registeredSubscriptions,
});

// Whether stock is there is decided by taking it, under the pool's locks; a count read before would only be a guess.
const keySupplyOf = (row: OfferRow): KeySupply | undefined =>
  row.key_source === 'none'
    ? undefined
    : {
        keyGroup: row.default_key_group,
        rule: keyQuantityOf(row, row.keys_per_purchase),
        form: keyFormOf(row),
        source: row.key_source,
        available: Number.MAX_SAFE_INTEGER,
      };
