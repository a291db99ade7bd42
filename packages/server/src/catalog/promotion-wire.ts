import { accepted, refused } from '@kontor/domain/decision';
import { parseCatalogItemId } from '@kontor/domain/ids';
import { choosePromotion } from '@kontor/domain/pricing/discount';
import { formatInstant, type Instant } from '@kontor/domain/time';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { type PromotionRow, readPromotionsInForce } from '../pricing/promotion-store.ts';
import { link } from '../wire/seek-page.ts';
import type { NamedOffer } from './assemble-offers.ts';
import { readCatalog } from './read-catalog.ts';

type Input = Pick<WireInput<never>, 'params' | 'query'>;

/** A promotion as the wire has it: of one SKU. */
type SkuPromotion = {
  readonly id: string;
  readonly row: PromotionRow;
  readonly offers: readonly NamedOffer[];
};

const isAbout = (row: PromotionRow, offer: NamedOffer): boolean =>
  row.product_id === offer.productId &&
  (row.sku_id === null || row.sku_id === offer.skuId) &&
  (row.market === null || row.market === offer.market) &&
  (row.segment === null || row.segment === offer.segment);

const readAll = async (ctx: RequestContext, { query: asked }: Input) => {
  const segment = asked.segment?.toLowerCase();
  const catalog = await readCatalog(ctx, { of: { country: asked.country ?? '' }, segment });
  if (!catalog.accepted) return catalog;
  const { offers, market, now } = catalog.value;
  const rows = await query(ctx.pools.system, noTenant, readPromotionsInForce(market, now));
  const found = rows.flatMap((row): SkuPromotion[] => {
    const about = Map.groupBy(
      offers.filter((offer) => isAbout(row, offer)),
      ({ skuId }) => skuId,
    );
    return [...about].map(([skuId, of]) => ({ id: `${row.product_id}:${skuId}:${row.id}`, row, offers: of }));
  });
  return accepted({ found, market });
};

const one = async (ctx: RequestContext, input: Input) => {
  const all = await readAll(ctx, input);
  if (!all.accepted) return all;
  const wanted = (input.params.promotion ?? '').toLowerCase();
  const found = all.value.found.find(({ id }) => id.toLowerCase() === wanted);
  return found
    ? accepted({ found, market: all.value.market })
    : refused({ code: 'promotion.not_found' as const });
};

const promotionWire = ({ id, row, offers }: SkuPromotion, market: string, ctx: RequestContext) => {
  const name = ctx.locale.toLowerCase().startsWith('tr') ? row.name_tr : row.name_en;
  const terms = new Map(
    offers
      .flatMap(({ prices }) => prices)
      .filter(({ term }) => row.term_duration === null || term === row.term_duration)
      .map(({ term, billingCycle }) => [`${term}/${billingCycle}`, { duration: term, billingCycle }]),
  );
  return {
    id,
    name,
    description: name,
    startDate: formatInstant(row.starts_at),
    endDate: formatInstant(row.ends_at),
    isAutoApplicable: true,
    requiredItems: [...terms.values()].map((term) => ({
      productId: row.product_id,
      skuId: id.split(':')[1] ?? '',
      term,
      pricingPolicies: [{ type: 'PercentDiscount', value: row.discount_basis_points / 10_000 }],
    })),
    links: { self: link(`/productpromotions/${id}?country=${market}`) },
    attributes: { objectType: 'ProductPromotion' },
  };
};

type EligibilityInput = WireInput<(typeof operations)['checkPromotionEligibilities']>;
type EligibilityItem = EligibilityInput['body']['items'][number];

/** Why a promotion does not hold, in the words of the fault that its cart line would have. */
const eligibilityOf = (item: EligibilityItem, offers: readonly NamedOffer[], now: Instant) => {
  const parts = parseCatalogItemId(item.catalogItemId);
  const offer = offers.find(
    ({ productId, skuId, availabilityId }) =>
      productId === parts?.productId && skuId === parts.skuId && availabilityId === parts.availabilityId,
  );
  if (!offer) return [{ type: 'catalogItem', description: 'The item is not sold to this customer.' }];
  const { productId, skuId, market, segment } = offer;
  const wanted = item.promotionId.toLowerCase();
  const meant = offer.promotions.filter(
    ({ id }) => wanted === id.toLowerCase() || wanted === `${productId}:${skuId}:${id}`.toLowerCase(),
  );
  const terms = item.termDuration
    ? [item.termDuration.toUpperCase()]
    : [...new Set(offer.prices.map(({ term }) => term))];
  const prices = offer.prices.filter(({ term }) => terms.includes(term));
  const holds = prices.some(
    ({ term }) => choosePromotion(meant, { productId, skuId, market, segment, term }, now) !== undefined,
  );
  return holds
    ? []
    : [{ type: 'promotion', description: 'The promotion is not in force for this item and term.' }];
};

const eligibilities = async (ctx: RequestContext, { params, body }: EligibilityInput) => {
  const catalog = await readCatalog(ctx, { of: { customerId: customerIdFrom(params.customer) } });
  if (!catalog.accepted) return catalog;
  const { offers, now } = catalog.value;
  return accepted(
    body.items.map((item, index) => ({ item, index, errors: eligibilityOf(item, offers, now) })),
  );
};

export const registerPromotionsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.listPromotions, {
    run: readAll,
    view: ({ found, market }, ctx) => ({
      totalCount: found.length,
      items: found.map((promotion) => promotionWire(promotion, market, ctx)),
      links: { self: link(`/productpromotions?country=${market}`) },
      attributes: { objectType: 'Collection' },
    }),
  });
  registerWire(app, surface, operations.getPromotion, {
    run: one,
    view: ({ found, market }, ctx) => promotionWire(found, market, ctx),
  });
  registerWire(app, surface, operations.checkPromotionEligibilities, {
    run: eligibilities,
    view: (found) => ({
      items: found.map(({ item, index, errors }) => ({
        id: item.id ?? index,
        catalogItemId: item.catalogItemId,
        ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
        eligibilities: [
          {
            promotionId: item.promotionId,
            isEligible: errors.length === 0,
            ...(errors.length === 0 ? {} : { errors }),
          },
        ],
      })),
      attributes: { objectType: 'PromotionEligibilities' },
    }),
  });
};
