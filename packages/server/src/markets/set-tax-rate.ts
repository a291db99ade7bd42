import { accepted } from '@kontor/domain/decision';
import { parseMarketCode } from '@kontor/domain/market/market';
import type { TaxMode } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { effectiveFrom } from '../policies/effective-from.ts';
import { insertTaxRate, readMarketName, readTaxRatesInForce, type TaxRateRecord } from './tax-rate-store.ts';

export type TaxRateBody = {
  readonly market: string;
  readonly region?: string | undefined;
  readonly mode: TaxMode;
  readonly rateBasisPoints: number;
  readonly effectiveFrom: string;
};

export type StandingRate = TaxRateRecord & { readonly standing: 'in_force' | 'upcoming' };

/** The tax of a market or region from an instant on. What was bought keeps the rate that is frozen on it. */
export const setTaxRate = async (ctx: RequestContext, body: TaxRateBody) => {
  const market = parseMarketCode(body.market) ?? '';
  const region = body.region?.trim().toUpperCase() ?? '';
  const from = effectiveFrom(body.effectiveFrom, ctx.realNow());
  const moment = typeof from === 'object' ? ctx.realNow() : from;
  const read = await readAs(ctx, 'tax_rates.manage', undefined, [
    readMarketName(market, ctx.realNow()),
    readTaxRatesInForce(moment, market),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[name], rates] = rows;
  const errors: FieldError[] = [];
  if (!name) errors.push({ path: 'market', message: 'must be the code of a market, such as TR' });
  const whole = rates.find((rate) => rate.region === '');
  if (region !== '' && whole && whole.mode !== body.mode)
    errors.push({
      path: 'mode',
      message: `must be ${whole.mode} as in the whole market: whether prices include tax is the market’s`,
    });
  if (typeof from === 'object') errors.push({ path: 'effectiveFrom', message: from.message });
  if (errors.length > 0 || !name || typeof from === 'object') return invalid(errors);
  const rate = {
    market,
    region,
    mode: body.mode,
    rateBasisPoints: body.rateBasisPoints,
    effectiveFrom: from,
  };
  const details = { ...rate, effectiveFrom: formatInstant(from) };
  const held = rates.find((one) => one.region === region);
  const oldValue = held && { market, region, mode: held.mode, rateBasisPoints: held.rate_basis_points };
  const resourceId = region === '' ? market : `${market}-${region}`;
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [insertTaxRate(rate)],
      activity: [{ action: 'set_tax_rate', resourceId, oldValue, newValue: details, details }],
      events: [{ type: 'tax_rate.set', aggregateType: 'tax_rate', aggregateId: resourceId, data: details }],
    },
    {
      market,
      market_en: name.name_en,
      market_tr: name.name_tr,
      region,
      mode: rate.mode,
      rate_basis_points: rate.rateBasisPoints,
      effective_from: from,
      source: 'operator',
      standing: from <= caller.now ? 'in_force' : 'upcoming',
    } satisfies StandingRate,
  );
  return done.accepted ? accepted(done.value.value) : done;
};
