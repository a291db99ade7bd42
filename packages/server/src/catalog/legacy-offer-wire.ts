import { accepted, refused } from '@kontor/domain/decision';
import { parseCatalogItemId, parseProductId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { indexCollection, readIndex } from '../wire/index-page.ts';
import { link } from '../wire/seek-page.ts';
import type { NamedOffer } from './assemble-offers.ts';
import type { ProductRow } from './offer-store.ts';
import { type CatalogOf, readCatalog } from './read-catalog.ts';

// Offers of the old kind: what is sold by licence, under the id by which an order names it.

type Input = Pick<WireInput<never>, 'params' | 'query'>;

const ofLicences: Readonly<Partial<Record<Family, { readonly name: string; readonly nameTr: string }>>> = {
  software_subscription: { name: 'Software subscriptions', nameTr: 'Yazılım abonelikleri' },
  perpetual_software: { name: 'Perpetual software', nameTr: 'Kalıcı yazılımlar' },
  software_plan: { name: 'Software plans', nameTr: 'Yazılım planları' },
  marketplace_saas: { name: 'Marketplace', nameTr: 'Market' },
};
const families = Object.keys(ofLicences) as Family[]; // the keys of the table just above

type Catalogued = {
  readonly offers: readonly NamedOffer[];
  readonly products: ReadonlyMap<string, ProductRow>;
  readonly market: string;
};

const sizes = { usual: 500, most: 2000 };

const catalogOf = ({ params, query }: Input): CatalogOf =>
  params.customer === undefined
    ? { country: query.country ?? '' }
    : { customerId: customerIdFrom(params.customer) };

const baseOf = ({ params }: Input): string =>
  params.customer === undefined ? '' : `/customers/${params.customer}`;

const readOffersOf = async (ctx: RequestContext, input: Input) => {
  const catalog = await readCatalog(ctx, { of: catalogOf(input) });
  if (!catalog.accepted) return catalog;
  const { market, products } = catalog.value;
  const offers = catalog.value.offers.filter(
    ({ family, segment }) => families.includes(family) && segment !== 'nonprofit',
  );
  return accepted<Catalogued>({ offers, market, products: new Map(products.map((row) => [row.id, row])) });
};

const nameOf = (family: Family, ctx: RequestContext): string => {
  const words = ofLicences[family];
  return (ctx.locale.toLowerCase().startsWith('tr') ? words?.nameTr : words?.name) ?? family;
};

const categoryWire = (family: Family, market: string, ctx: RequestContext) => ({
  id: family,
  name: nameOf(family, ctx),
  rank: families.indexOf(family),
  locale: ctx.locale,
  country: market,
  attributes: { objectType: 'OfferCategory' },
});

const offerWire = (offer: NamedOffer, { market, products }: Catalogued, ctx: RequestContext) => {
  const product = products.get(offer.productId);
  const [first] = offer.prices;
  const years = first?.term === 'P3Y' ? 3 : first?.term === 'P1Y' ? 1 : undefined;
  const self = `/offers/${offer.catalogItemId}?country=${market}`;
  return {
    id: offer.catalogItemId,
    name: offer.skuTitle,
    description: product?.description ?? '',
    minimumQuantity: offer.minimumQuantity,
    maximumQuantity: offer.maximumQuantity,
    rank: 0,
    uri: `/${market}/Offers/${offer.catalogItemId}`,
    locale: ctx.locale,
    country: market,
    category: categoryWire(offer.family, market, ctx),
    limitUnitOfMeasure: 'none',
    limit: 0,
    ...(years === undefined ? {} : { termUnitOfMeasure: 'Year', term: years }),
    prerequisiteOffers: [],
    isAddOn: false,
    hasAddOns: false,
    isAvailableForPurchase: offer.isPurchasable,
    billing: 'license',
    supportedBillingCycles: [...new Set(offer.prices.map(({ billingCycle }) => billingCycle))],
    isAutoRenewable: offer.prices.some(({ term }) => term !== ''),
    isInternal: false,
    isMicrosoftProduct: product?.own_product ?? false,
    conversionTargetOffers: [],
    upgradeTargetOffers: [],
    reselleeQualifications: [],
    resellerQualifications: [],
    salesGroupId: offer.segment,
    isTrial: false,
    acquisitionType: 'purchase',
    supportedCatalogTypes: ['live', 'sandbox'],
    actions: [],
    product: { id: offer.productId, name: offer.productTitle, unit: 'Licenses' },
    unitType: 'Licenses',
    links: { learnMore: link(`/products/${offer.productId}?country=${market}`), self: link(self) },
    attributes: { objectType: 'Offer' },
  };
};

const list = async (ctx: RequestContext, input: Input) => {
  const found = await readOffersOf(ctx, input);
  if (!found.accepted) return found;
  const place = readIndex(input.query, sizes);
  if (!place.accepted) return place;
  const category = input.query.offer_category_id?.toLowerCase();
  const matching = found.value.offers.filter(({ family }) => category === undefined || family === category);
  return accepted({ found: found.value, matching, place: place.value });
};

/** One offer by its id. An id of a product is asked of another call (reference 4.2). */
const one = async (ctx: RequestContext, input: Input) => {
  const found = await readOffersOf(ctx, input);
  if (!found.accepted) return found;
  const text = input.params.offer ?? '';
  if (parseProductId(text)) return refused({ code: 'offer.is_product' as const });
  const item = parseCatalogItemId(text);
  const offer = found.value.offers.find(
    ({ productId, skuId, availabilityId }) =>
      productId === item?.productId && skuId === item.skuId && availabilityId === item.availabilityId,
  );
  return offer
    ? accepted({ found: found.value, offer })
    : refused({ code: 'order.offer_unknown' as const, words: unknownOffer });
};

const unknownOffer = 'There is no such offer in this country. List the offers and use their ids.';

export const registerLegacyOffersWire = (app: FastifyInstance, surface: WireSurface): void => {
  for (const operation of [operations.listOffers, operations.listCustomerOffers])
    registerWire(app, surface, operation, {
      run: list,
      view: ({ found, matching, place }, ctx, input) =>
        indexCollection({
          ...place,
          items: matching
            .slice(place.offset, place.offset + place.size)
            .map((offer) => offerWire(offer, found, ctx)),
          totalCount: matching.length,
          path: `${baseOf(input)}/offers`,
          query: { country: input.query.country, offer_category_id: input.query.offer_category_id },
        }),
    });
  for (const operation of [operations.listOfferCategories, operations.listCustomerOfferCategories])
    registerWire(app, surface, operation, {
      run: readOffersOf,
      view: (found, ctx, input) => {
        const items = families
          .filter((family) => found.offers.some((offer) => offer.family === family))
          .map((family) => categoryWire(family, found.market, ctx));
        const query = input.query.country === undefined ? '' : `?country=${found.market}`;
        return {
          totalCount: items.length,
          items,
          links: { self: link(`${baseOf(input)}/offercategories${query}`) },
          attributes: { objectType: 'Collection' },
        };
      },
    });
  registerWire(app, surface, operations.getOffer, {
    run: one,
    view: ({ found, offer }, ctx) => offerWire(offer, found, ctx),
  });
  // No item of the catalog is an add-on of another.
  registerWire(app, surface, operations.listOfferAddOns, {
    run: one,
    view: () => ({ totalCount: 0, items: [], attributes: { objectType: 'Collection' } }),
  });
};
