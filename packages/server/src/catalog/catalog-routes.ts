import { getProduct, listProducts } from '@kontor/contract/catalog';
import { parseSegment, segments } from '@kontor/domain/catalog/segment';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseProductId } from '@kontor/domain/ids';
import type { WireOperation } from '@kontor/wire/operation';
import { operations } from '@kontor/wire/operations';
import {
  parseTargetView,
  reservationSubTypes,
  targetViewNames,
  targetViews,
} from '@kontor/wire/target-views';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, pageOf, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import type { ServerRefusal } from '../refusals.ts';
import type { NamedOffer } from './assemble-offers.ts';
import { productDetailView, productView } from './catalog-view.ts';
import { availabilityWire, collectionWire, type LinkScope, productWire, skuWire } from './catalog-wire.ts';
import { registerInventoryWire } from './inventory-wire.ts';
import { registerLegacyOffersWire } from './legacy-offer-wire.ts';
import type { ProductRow } from './offer-store.ts';
import { registerPriceSheetsWire } from './price-sheet-wire.ts';
import { registerPromotionsWire } from './promotion-wire.ts';
import { type CatalogOf, type ProductCatalog, readCatalog, readProduct } from './read-catalog.ts';

export const registerCatalogKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, listProducts, {
    run: async (ctx, { params, query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const customerId = customerIdFrom(params.customerId);
      const search = query.search?.trim().toLowerCase() ?? '';
      const list = `products/${customerId}/${query.family ?? ''}/${query.segment ?? ''}/${search}`;
      const place = { accountId: ctx.principal.accountId, list };
      const position = openCursor(ctx.vault, place, query.cursor);
      if (!position.accepted) return position;
      const catalog = await readCatalog(ctx, { of: { customerId }, segment: query.segment });
      if (!catalog.accepted) return catalog;
      const matching = catalog.value.products.filter(
        (product) =>
          (query.family === undefined || product.family === query.family) && matches(product, search),
      );
      const begin = Number(position.value?.[0] ?? 0);
      const { items, last } = pageOf(matching.slice(begin), limit.value);
      const next = last === null ? null : sealCursor(ctx.vault, place, [String(begin + items.length)]);
      return accepted({ items, offers: catalog.value.offers, next });
    },
    view: ({ items, offers, next }) => ({
      items: items.map((product) => productView(product, offers)),
      next,
    }),
  });
  registerKontor(app, surface, getProduct, {
    run: (ctx, { params, query }) =>
      readProduct(ctx, {
        of: { customerId: customerIdFrom(params.customerId) },
        productId: productIdFrom(params.productId),
        segment: query.segment,
      }),
    view: productDetailView,
  });
};

const matches = (product: ProductRow, search: string): boolean =>
  search === '' || `${product.title} ${product.publisher} ${product.id}`.toLowerCase().includes(search);

/** An id that no product can have is looked for like one that is unknown. */
const productIdFrom = (text: string | undefined): string => parseProductId(text ?? '') ?? '-';

type Input = WireInput<WireOperation>;

const catalogOf = ({ params, query }: Input): CatalogOf =>
  params.customer === undefined
    ? { country: query.country ?? '' }
    : { customerId: customerIdFrom(params.customer) };

const scopeOf = ({ params, query }: Input): LinkScope =>
  params.customer === undefined
    ? { base: '', query: `?country=${(query.country ?? '').toUpperCase()}` }
    : { base: `/customers/${params.customer}`, query: '' };

const segmentOf = ({ query }: Input): Decision<string | undefined, ServerRefusal> => {
  const { targetsegment } = query;
  const segment = targetsegment === undefined ? undefined : parseSegment(targetsegment.toLowerCase());
  if (targetsegment === undefined || segment !== undefined) return accepted(segment);
  return refused({ code: 'segment.unknown', segment: targetsegment, segments });
};

const listForWire = async (ctx: RequestContext, input: Input) => {
  const segment = segmentOf(input);
  if (!segment.accepted) return segment;
  const catalog = await readCatalog(ctx, { of: catalogOf(input), segment: segment.value });
  if (!catalog.accepted) return catalog;
  const { targetview = '' } = input.query;
  const view = parseTargetView(targetview);
  if (!view) return refused({ code: 'view.unknown' as const, view: targetview, views: targetViewNames });
  const families: readonly string[] = targetViews[view];
  const subType = reservationSubTypes[view];
  return accepted(
    catalog.value.products.filter(
      (product) =>
        families.includes(product.family) && (subType === undefined || product.sub_type_id === subType),
    ),
  );
};

const productForWire = async (ctx: RequestContext, input: Input) => {
  const segment = segmentOf(input);
  if (!segment.accepted) return segment;
  return readProduct(ctx, {
    of: catalogOf(input),
    productId: productIdFrom(input.params.product),
    segment: segment.value,
  });
};

const skuForWire = async (ctx: RequestContext, input: Input) => {
  const found = await productForWire(ctx, input);
  if (!found.accepted) return found;
  const id = (input.params.sku ?? '').toUpperCase();
  const sku = found.value.skus.find((candidate) => candidate.id === id);
  return sku ? accepted({ ...found.value, sku }) : refused({ code: 'sku.not_found' as const });
};

const availabilityForWire = async (ctx: RequestContext, input: Input) => {
  const found = await skuForWire(ctx, input);
  if (!found.accepted) return found;
  const id = (input.params.availability ?? '').toUpperCase();
  const offer = found.value.offers.find(
    (candidate) => candidate.skuId === found.value.sku.id && candidate.availabilityId === id,
  );
  return offer ? accepted({ ...found.value, offer }) : refused({ code: 'availability.not_found' as const });
};

const skusWire = (found: ProductCatalog, input: Input) => {
  const scope = scopeOf(input);
  return collectionWire(
    `${scope.base}/products/${found.product.id}/skus${scope.query}`,
    found.skus.map((sku) => skuWire(sku, found.offers, scope)),
  );
};

const availabilitiesWire = (
  found: ProductCatalog & { readonly sku: ProductCatalog['skus'][number] },
  input: Input,
) => {
  const scope = scopeOf(input);
  // Unless a segment is asked for, non-profit offers are not among them (reference 4).
  const shown = (offer: NamedOffer) =>
    offer.skuId === found.sku.id &&
    (input.query.targetsegment !== undefined || offer.segment !== 'nonprofit');
  return collectionWire(
    `${scope.base}/products/${found.product.id}/skus/${found.sku.id}/availabilities${scope.query}`,
    found.offers.filter(shown).map((offer) => availabilityWire(offer, found, scope)),
  );
};

const sides = [
  ['listProducts', 'getProduct', 'listSkus', 'getSku', 'listAvailabilities', 'getAvailability'],
  [
    'listCustomerProducts',
    'getCustomerProduct',
    'listCustomerSkus',
    'getCustomerSku',
    'listCustomerAvailabilities',
    'getCustomerAvailability',
  ],
] as const;

/** The same six calls twice: by country, and for a customer in their market. */
export const registerCatalogWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerInventoryWire(app, surface);
  registerLegacyOffersWire(app, surface);
  registerPromotionsWire(app, surface);
  registerPriceSheetsWire(app, surface);
  for (const [products, product, skus, sku, availabilities, availability] of sides) {
    registerWire(app, surface, operations[products], {
      run: listForWire,
      view: (found, _ctx, input) => {
        const scope = scopeOf(input);
        return collectionWire(
          `${scope.base}/products${scope.query}`,
          found.map((row) => productWire(row, scope)),
        );
      },
    });
    registerWire(app, surface, operations[product], {
      run: productForWire,
      view: (found, _ctx, input) => productWire(found.product, scopeOf(input)),
    });
    registerWire(app, surface, operations[skus], {
      run: productForWire,
      view: (found, _ctx, input) => skusWire(found, input),
    });
    registerWire(app, surface, operations[sku], {
      run: skuForWire,
      view: (found, _ctx, input) => skuWire(found.sku, found.offers, scopeOf(input)),
    });
    registerWire(app, surface, operations[availabilities], {
      run: skuForWire,
      view: (found, _ctx, input) => availabilitiesWire(found, input),
    });
    registerWire(app, surface, operations[availability], {
      run: availabilityForWire,
      view: (found, _ctx, input) => availabilityWire(found.offer, found, scopeOf(input)),
    });
  }
};
