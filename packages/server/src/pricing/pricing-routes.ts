import * as contract from '@kontor/contract/pricing';
import { accepted } from '@kontor/domain/decision';
import { type Instant, instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, pageOf, sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { type BillingCurrency, putBillingCurrency } from './billing-currency.ts';
import { createExchangeRate, listExchangeRates } from './exchange-rates.ts';
import { createPartnerDiscount, listPartnerDiscounts } from './partner-discounts.ts';
import type { PartnerDiscountRow, RateRow } from './pricing-store.ts';
import { exchangeRateView, partnerDiscountView, promotionView } from './pricing-view.ts';
import type { PromotionRow } from './promotion-store.ts';
import { createPromotion, endPromotion, listPromotions } from './promotions.ts';

/** What the operator sets that prices follow from, beside the price sheets. */
export const registerPricing = (app: FastifyInstance, surface: KontorSurface): void => {
  registerPromotions(app, surface);
  registerExchangeRates(app, surface);
  registerKontor(app, surface, contract.createPartnerDiscount, {
    run: (ctx, { params, body }) => createPartnerDiscount(ctx, params.partnerId, body),
    view: partnerDiscountView,
  });
  registerKontor(app, surface, contract.listPartnerDiscounts, {
    run: (ctx, { params }) => listPartnerDiscounts(ctx, params.partnerId),
    view: (rows: readonly PartnerDiscountRow[]) => ({ items: rows.map(partnerDiscountView), next: null }),
  });
  registerKontor(app, surface, contract.putBillingCurrency, {
    run: (ctx, { params, body }) => putBillingCurrency(ctx, params.partnerId, body.currency),
    view: (value: BillingCurrency) => value,
  });
};

const placeOf = (ctx: RequestContext, list: string) => ({ accountId: ctx.principal.accountId, list });

/** The page asked for: how many, and behind which moment and text. */
const pageFrom = (
  ctx: RequestContext,
  list: string,
  query: { readonly limit?: string | undefined; readonly cursor?: string | undefined },
) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const cursor = openCursor(ctx.vault, placeOf(ctx, list), query.cursor);
  if (!cursor.accepted) return cursor;
  const [at, text = ''] = cursor.value ?? [];
  return accepted({
    limit: limit.value,
    after: at === undefined ? null : { at: instant(Number(at)), text },
  });
};

type Rows<R> = { readonly rows: readonly R[]; readonly limit: number };

const registerPromotions = (app: FastifyInstance, surface: KontorSurface): void => {
  const list = 'promotions';
  registerKontor(app, surface, contract.createPromotion, {
    run: (ctx, { body }) => createPromotion(ctx, body),
    view: promotionView,
  });
  registerKontor(app, surface, contract.listPromotions, {
    run: async (ctx, { query }) => {
      const page = pageFrom(ctx, list, query);
      if (!page.accepted) return page;
      const { limit, after } = page.value;
      return listPromotions(ctx, {
        productId: query.productId ?? null,
        after: after && { startsAt: after.at, id: after.text },
        limit,
      });
    },
    view: ({ rows, limit, now }: Rows<PromotionRow> & { readonly now: Instant }, ctx) => {
      const { items, last } = pageOf(rows, limit);
      return {
        items: items.map((row) => promotionView({ row, now })),
        next: last && sealCursor(ctx.vault, placeOf(ctx, list), [String(last.starts_at), last.id]),
      };
    },
  });
  registerKontor(app, surface, contract.endPromotion, {
    run: (ctx, { params }) => endPromotion(ctx, params.promotionId),
    view: promotionView,
  });
};

const registerExchangeRates = (app: FastifyInstance, surface: KontorSurface): void => {
  const list = 'exchange_rates';
  registerKontor(app, surface, contract.createExchangeRate, {
    run: (ctx, { body }) => createExchangeRate(ctx, body),
    view: exchangeRateView,
  });
  registerKontor(app, surface, contract.listExchangeRates, {
    run: async (ctx, { query }) => {
      const page = pageFrom(ctx, list, query);
      if (!page.accepted) return page;
      const { limit, after } = page.value;
      return listExchangeRates(ctx, {
        from: query.from ?? null,
        to: query.to ?? null,
        after: after && { effectiveFrom: after.at, recorded: after.text },
        limit,
      });
    },
    view: ({ rows, limit }: Rows<RateRow>, ctx) => {
      const { items, last } = pageOf(rows, limit);
      return {
        items: items.map(exchangeRateView),
        next: last && sealCursor(ctx.vault, placeOf(ctx, list), [String(last.effective_from), last.recorded]),
      };
    },
  });
};
