import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { parseMarketCode } from '@kontor/domain/market/market';
import type { Instant } from '@kontor/domain/time';
import { type Caller, readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { assembleOffers, type NamedOffer } from './assemble-offers.ts';
import {
  type ArtifactRow,
  availabilityOf,
  type ProductRow,
  policyOf,
  readArtifacts,
  readCountryAvailability,
  readCountryOffers,
  readCountryPolicies,
  readMarketOffers,
  readProducts,
  readSkus,
  type SkuRow,
} from './offer-store.ts';
import { priceRules, ruleStatements, taxOf } from './price-rules.ts';

/** Whose catalog: a customer's own market, or a country that a partner names. */
export type CatalogOf = { readonly customerId: CustomerId } | { readonly country: string };

export type CatalogQuery = {
  readonly of: CatalogOf;
  readonly productId?: string | undefined;
  readonly segment?: string | undefined;
};

/** What can be bought in one market now: products with their SKUs' offers, nothing that is not sold there. */
export type Catalog = {
  readonly market: string;
  readonly now: Instant;
  readonly products: readonly ProductRow[];
  readonly offers: readonly NamedOffer[];
};

const sold = (products: readonly ProductRow[], offers: readonly NamedOffer[]): ProductRow[] => {
  const ids = new Set<string>(offers.map((offer) => offer.productId));
  return products.filter((product) => ids.has(product.id));
};

/** Reads the catalog of a market; a product that is not sold there is not in it. */
export const readCatalog = (ctx: RequestContext, query: CatalogQuery) =>
  'customerId' in query.of
    ? readCustomerCatalog(ctx, query.of.customerId, query)
    : readCountryCatalog(ctx, query.of.country, query);

const readCustomerCatalog = async (ctx: RequestContext, customerId: CustomerId, query: CatalogQuery) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'catalog.read', customerId, [
    readProducts(query.productId),
    readMarketOffers(accountId, ctx.realNow(), {
      customerId,
      productId: query.productId,
      segment: query.segment,
    }),
    ...ruleStatements(accountId, ctx.realNow(), {
      customerId,
      productIds: query.productId === undefined ? null : [query.productId],
    }),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [products, offerRows, ...ruleRows] = rows;
  const place = { market: caller.customer?.market ?? '', region: caller.customer?.region ?? '' };
  const rules = priceRules(ruleRows, place, caller.now);
  const offers = assembleOffers(offerRows, rules, place.market, caller.now);
  return accepted(catalogOf(products, offers, place.market, caller));
};

const readCountryCatalog = async (ctx: RequestContext, country: string, query: CatalogQuery) => {
  const market = parseMarketCode(country);
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'catalog.read', undefined, [
    readProducts(query.productId),
    readCountryOffers(accountId, ctx.realNow(), {
      market: market ?? '',
      productId: query.productId,
      segment: query.segment,
    }),
    readCountryPolicies(market ?? ''),
    readCountryAvailability(market ?? ''),
  ]);
  if (!read.accepted) return read;
  if (!market)
    return refused({
      code: 'request.invalid' as const,
      errors: [{ path: 'country', message: 'is required: the two letters of a market, such as US' }],
    });
  const { caller, rows } = read.value;
  const [products, offerRows, policies, availability] = rows;
  // A partner who browses a country sees prices as on the sheet; discounts and tax belong to a customer.
  const rules = {
    policies: policies.map(policyOf),
    availability: availability.map(availabilityOf),
    promotions: [],
    partnerDiscounts: [],
    billing: undefined,
    tax: taxOf([], { market, region: '' }, undefined, caller.now),
    cloudSubscriptions: [],
  };
  const offers = assembleOffers(offerRows, rules, market, caller.now);
  return accepted(catalogOf(products, offers, market, caller));
};

const catalogOf = (
  products: readonly ProductRow[],
  found: ReadonlyMap<string, NamedOffer>,
  market: string,
  caller: Caller,
): Catalog => {
  const offers = [...found.values()].filter((offer) => offer.isSoldInMarket);
  return { market, now: caller.now, products: sold(products, offers), offers };
};

export type ProductCatalog = Catalog & {
  readonly product: ProductRow;
  readonly skus: readonly SkuRow[];
  readonly artifacts: readonly ArtifactRow[];
};

/** One product with the SKUs that are sold in the market. */
export const readProduct = async (
  ctx: RequestContext,
  query: CatalogQuery & { readonly productId: string },
) => {
  const catalog = await readCatalog(ctx, query);
  if (!catalog.accepted) return catalog;
  const [product] = catalog.value.products;
  if (!product) return refused({ code: 'product.not_found' as const });
  const details = await readAs(ctx, 'catalog.read', undefined, [
    readSkus(product.id),
    readArtifacts(product.id),
  ]);
  if (!details.accepted) return details;
  const [skuRows, artifacts] = details.value.rows;
  const soldSkus = new Set<string>(catalog.value.offers.map((offer) => offer.skuId));
  const skus = skuRows.filter((sku) => soldSkus.has(sku.id));
  return accepted<ProductCatalog>({ ...catalog.value, product, skus, artifacts });
};
