import { accepted } from '@kontor/domain/decision';
import { parseMarketCode } from '@kontor/domain/market/market';
import { parseInstant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { StandingRate } from './set-tax-rate.ts';
import {
  type MissingTaxRate,
  readMissingTaxRates,
  readTaxRatesInForce,
  readUpcomingTaxRates,
  type TaxRateRecord,
} from './tax-rate-store.ts';

export type TaxRateQuestion = {
  readonly at?: string | undefined;
  readonly market?: string | undefined;
  readonly upcoming: boolean;
};

/** What holds at an instant, a rate a market and region, and if asked for what takes effect after it. */
export const listTaxRates = async (ctx: RequestContext, question: TaxRateQuestion) => {
  const at = question.at === undefined ? ctx.realNow() : parseInstant(question.at);
  const moment = at ?? ctx.realNow();
  const market = question.market === undefined ? null : (parseMarketCode(question.market) ?? null);
  const read = await readAs(ctx, 'tax_rates.manage', undefined, [
    readTaxRatesInForce(moment, market),
    readUpcomingTaxRates(moment, market),
  ]);
  if (!read.accepted) return read;
  if (at === undefined)
    return invalid([{ path: 'at', message: 'must be an instant, such as 2027-01-01T00:00:00Z' }]);
  const [inForce, upcoming] = read.value.rows;
  const standing = (rows: readonly TaxRateRecord[], as: StandingRate['standing']): StandingRate[] =>
    rows.map((row) => ({ ...row, standing: as }));
  return accepted<StandingRate[]>([
    ...standing(inForce, 'in_force'),
    ...(question.upcoming ? standing(upcoming, 'upcoming') : []),
  ]);
};

/** Markets that have customers and no rate. Whose they are does not matter, so that they are read past the wall. */
export const listMissingTaxRates = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'tax_rates.manage', undefined, []);
  if (!read.accepted) return read;
  const rows = await query(ctx.pools.system, noTenant, readMissingTaxRates(ctx.realNow()));
  return accepted<readonly MissingTaxRate[]>(rows);
};
