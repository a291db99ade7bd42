import type { offer as offerShape, productSummary, sku as skuShape } from '@kontor/contract/catalog';
import type { PriceRow } from '@kontor/domain/catalog/price';
import { compare, formatAmount } from '@kontor/domain/money';
import type { z } from 'zod';
import type { NamedOffer } from './assemble-offers.ts';
import { cancellationTermsOf } from './cancellation-terms.ts';
import { hybridSaving } from './hybrid-saving-view.ts';
import type { ProductRow, SkuRow } from './offer-store.ts';
import type { Catalog, ProductCatalog } from './read-catalog.ts';

type Offer = z.infer<typeof offerShape>;

/** The lowest price first seen on a card: of the shortest commitment, one unit. */
const priceFrom = (offers: readonly NamedOffer[]) => {
  const rows = offers.flatMap((offer) =>
    offer.prices.filter((price) => price.tierFrom <= Math.max(1, offer.minimumQuantity)),
  );
  const [first, ...others] = rows;
  if (!first) return null;
  const lowest = others.reduce(
    (best, row) => (compare(row.unitPrice, best.unitPrice) < 0 ? row : best),
    first,
  );
  return {
    amount: formatAmount(lowest.unitPrice),
    currency: lowest.unitPrice.currency,
    termDuration: lowest.term,
    billingCycle: lowest.billingCycle,
  };
};

export const productView = (
  product: ProductRow,
  offers: readonly NamedOffer[],
): z.infer<typeof productSummary> => ({
  id: product.id,
  title: product.title,
  description: product.description,
  family: product.family,
  publisher: product.publisher,
  priceFrom: priceFrom(offers.filter((offer) => offer.productId === product.id)),
});

/** One offer a term and cycle, its tiers inside. */
const offerViews = (offer: NamedOffer, now: Catalog['now']): Offer[] =>
  [...Map.groupBy(offer.prices, (price) => `${price.term}|${price.billingCycle}`).values()].flatMap(
    (prices) => {
      const [first] = prices;
      return first ? [offerView(offer, first, prices, now)] : [];
    },
  );

const offerView = (
  offer: NamedOffer,
  first: PriceRow,
  prices: readonly PriceRow[],
  now: Catalog['now'],
): Offer => ({
  catalogItemId: offer.catalogItemId,
  segment: offer.segment,
  termDuration: first.term,
  billingCycle: first.billingCycle,
  currency: first.unitPrice.currency,
  unitPrice: formatAmount(first.unitPrice),
  tiers: prices.map((price) => ({ from: price.tierFrom, unitPrice: formatAmount(price.unitPrice) })),
  taxMode: offer.tax.mode,
  taxRateBasisPoints: offer.tax.rateBasisPoints,
  taxRateKnown: offer.tax.known,
  cancellation: cancellationTermsOf(offer, now),
});

const skuView = (sku: SkuRow, catalog: ProductCatalog): z.infer<typeof skuShape> => ({
  skuId: sku.id,
  title: sku.title,
  description: sku.description,
  minimumQuantity: sku.minimum_quantity,
  maximumQuantity: sku.maximum_quantity,
  prerequisites: sku.prerequisites,
  attributes: sku.attributes,
  fulfilments: catalog.artifacts
    .filter((artifact) => artifact.sku_id === sku.id)
    .map((artifact) => ({
      version: artifact.version,
      language: artifact.language,
      bitness: artifact.bitness,
      fileName: artifact.file_name,
      sizeBytes: Number(artifact.size_bytes),
    })),
  offers: catalog.offers
    .filter((offer) => offer.skuId === sku.id)
    .flatMap((offer) => offerViews(offer, catalog.now)),
  ...hybridSaving(sku, catalog.offers),
});

export const productDetailView = (catalog: ProductCatalog) => ({
  ...productView(catalog.product, catalog.offers),
  skus: catalog.skus.map((sku) => skuView(sku, catalog)),
});
