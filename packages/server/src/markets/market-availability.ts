import { accepted } from '@kontor/domain/decision';
import type { Family } from '@kontor/domain/market/family';
import { parseMarketCode } from '@kontor/domain/market/market';
import { formatInstant, parseInstant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { effectiveFrom } from '../policies/effective-from.ts';
import {
  type AvailabilityChange,
  type AvailabilityRecord,
  insertAvailability,
  readAvailability,
  readUpcomingAvailability,
} from './availability-store.ts';

/** A market as it stands, and what is known to come. */
export type MarketStanding = AvailabilityRecord & { readonly upcoming: readonly AvailabilityChange[] };

export type AvailabilityBody = {
  readonly family: Family;
  readonly market: string;
  readonly available: boolean;
  readonly effectiveFrom: string;
};

/** Every market, and whether a family is sold in it at an instant. */
export const listMarketAvailability = async (
  ctx: RequestContext,
  { family, at: text }: { readonly family: Family; readonly at?: string | undefined },
) => {
  const at = text === undefined ? ctx.realNow() : parseInstant(text);
  const moment = at ?? ctx.realNow();
  const read = await readAs(ctx, 'markets.manage', undefined, [
    readAvailability(family, moment, null),
    readUpcomingAvailability(family, moment),
  ]);
  if (!read.accepted) return read;
  if (at === undefined)
    return invalid([{ path: 'at', message: 'must be an instant, such as 2027-01-01T00:00:00Z' }]);
  const [markets, changes] = read.value.rows;
  const byMarket = Map.groupBy(changes, ({ market }) => market);
  return accepted<MarketStanding[]>(
    markets.map((row) => ({ ...row, upcoming: byMarket.get(row.market) ?? [] })),
  );
};

/** Whether a family is sold in a market from an instant on; purchases made before stay. */
export const setMarketAvailability = async (ctx: RequestContext, body: AvailabilityBody) => {
  const market = parseMarketCode(body.market) ?? '';
  const now = ctx.realNow();
  const from = effectiveFrom(body.effectiveFrom, now);
  const read = await readAs(ctx, 'markets.manage', undefined, [
    readAvailability(body.family, now, market),
    readUpcomingAvailability(body.family, now),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[known], changes] = rows;
  const errors: FieldError[] = [];
  if (!known) errors.push({ path: 'market', message: 'must be the code of a market, such as TR' });
  if (typeof from === 'object') errors.push({ path: 'effectiveFrom', message: from.message });
  if (errors.length > 0 || !known || typeof from === 'object') return invalid(errors);
  const change = { family: body.family, market, available: body.available, effective_from: from };
  const details = {
    family: body.family,
    market,
    available: body.available,
    effectiveFrom: formatInstant(from),
  };
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [insertAvailability(change)],
      activity: [
        {
          action: 'set_market_availability',
          resourceId: `${body.family}:${market}`,
          oldValue: { family: body.family, market, available: known.available },
          newValue: details,
          details,
        },
      ],
      events: [
        {
          type: 'market_availability.set',
          aggregateType: 'market_availability',
          aggregateId: `${body.family}:${market}`,
          data: details,
        },
      ],
    },
    standingAfter(known, changes, change, now),
  );
  return done.accepted ? accepted(done.value.value) : done;
};

const standingAfter = (
  known: AvailabilityRecord,
  changes: readonly AvailabilityChange[],
  change: AvailabilityChange,
  now: number,
): MarketStanding => {
  const others = changes.filter(
    ({ market, effective_from }) => market === change.market && effective_from !== change.effective_from,
  );
  if (change.effective_from > now)
    return {
      ...known,
      upcoming: [...others, change].sort((a, b) => a.effective_from - b.effective_from),
    };
  const decides = known.effective_from === null || change.effective_from >= known.effective_from;
  const holds = decides ? { available: change.available, effective_from: change.effective_from } : {};
  return { ...known, ...holds, upcoming: others };
};
