import { accepted } from '@kontor/domain/decision';
import { formatRate, parseRate } from '@kontor/domain/pricing/exchange-rate';
import { formatInstant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { effectiveFrom } from '../policies/effective-from.ts';
import { insertRate, type RatePage, type RateRow, readKnownCurrencies, readRates } from './pricing-store.ts';

export type RateBody = {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
  readonly effectiveFrom: string;
  readonly source?: string | undefined;
};

export type SetRate = Omit<RateRow, 'recorded'>;

/** A rate from an instant on. What was bought keeps the rate that is frozen on it. */
export const createExchangeRate = async (ctx: RequestContext, body: RateBody) => {
  const { from, to } = body;
  const read = await readAs(ctx, 'prices.manage', undefined, [readKnownCurrencies([from, to])]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const known = new Set(rows[0].map(({ code }) => code));
  const rate = parseRate(body.rate);
  const at = effectiveFrom(body.effectiveFrom, ctx.realNow());
  const errors: FieldError[] = [];
  for (const [path, code] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (!known.has(code)) errors.push({ path, message: 'must be a currency of ISO 4217, such as EUR' });
  if (from === to) errors.push({ path: 'to', message: 'must be another currency than `from`' });
  if (rate === undefined)
    errors.push({
      path: 'rate',
      message: 'must be above zero, with at most ten digits before and ten after the point, such as 34.5',
    });
  if (typeof at === 'object') errors.push({ path: 'effectiveFrom', message: at.message });
  if (errors.length > 0 || rate === undefined || typeof at === 'object') return invalid(errors);
  const row: SetRate = {
    from_currency: from,
    to_currency: to,
    rate: formatRate(rate),
    effective_from: at,
    source: body.source ?? 'operator',
    recorded_at: ctx.realNow(),
  };
  const details = { from, to, rate: row.rate, effectiveFrom: formatInstant(at), source: row.source };
  const resourceId = `${from}-${to}`;
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [insertRate(row)],
      activity: [{ action: 'set_exchange_rate', resourceId, newValue: details, details }],
      events: [
        {
          type: 'exchange_rate.set',
          aggregateType: 'exchange_rate',
          aggregateId: resourceId,
          data: details,
        },
      ],
    },
    row,
  );
  return done.accepted ? accepted<SetRate>(done.value.value) : done;
};

export const listExchangeRates = async (ctx: RequestContext, page: RatePage) => {
  const read = await readAs(ctx, 'prices.manage', undefined, [readRates({ ...page, limit: page.limit + 1 })]);
  return read.accepted ? accepted({ rows: read.value.rows[0], limit: page.limit }) : read;
};
