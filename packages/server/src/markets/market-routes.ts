import * as contract from '@kontor/contract/markets';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { listMissingTaxRates, listTaxRates } from './list-tax-rates.ts';
import { listMarketAvailability, type MarketStanding, setMarketAvailability } from './market-availability.ts';
import { availabilityView, missingTaxRateView, taxRateView } from './market-view.ts';
import { type StandingRate, setTaxRate } from './set-tax-rate.ts';
import type { MissingTaxRate } from './tax-rate-store.ts';

/** What the operator says of markets: tax rates, and where a family is sold. */
export const registerMarkets = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.setTaxRate, {
    run: (ctx, { body }) => setTaxRate(ctx, body),
    view: (rate: StandingRate, ctx) => taxRateView(rate, ctx.locale),
  });
  registerKontor(app, surface, contract.listTaxRates, {
    run: (ctx, { query }) =>
      listTaxRates(ctx, { at: query.at, market: query.market, upcoming: query.upcoming === 'true' }),
    view: (rates: readonly StandingRate[], ctx) => ({
      items: rates.map((rate) => taxRateView(rate, ctx.locale)),
      next: null,
    }),
  });
  registerKontor(app, surface, contract.listMissingTaxRates, {
    run: (ctx) => listMissingTaxRates(ctx),
    view: (markets: readonly MissingTaxRate[], ctx) => ({
      items: markets.map((market) => missingTaxRateView(market, ctx.locale)),
      next: null,
    }),
  });
  registerKontor(app, surface, contract.setMarketAvailability, {
    run: (ctx, { body }) => setMarketAvailability(ctx, body),
    view: availabilityView,
  });
  registerKontor(app, surface, contract.listMarketAvailability, {
    run: (ctx, { query }) =>
      listMarketAvailability(ctx, { family: query.family ?? 'reservation', at: query.at }),
    view: (markets: readonly MarketStanding[]) => ({ items: markets.map(availabilityView), next: null }),
  });
};
