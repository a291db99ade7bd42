import type { Family } from '@kontor/domain/market/family';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type AvailabilityRecord = {
  readonly family: Family;
  readonly market: string;
  readonly name_en: string;
  readonly name_tr: string;
  readonly available: boolean;
  /** Null where nobody ever said anything, which means that it is sold. */
  readonly effective_from: Instant | null;
  /** In the source's own table, for markets that it names. */
  readonly position: number | null;
};

/** Every market in force, in the source's order, with what holds for a family at an instant. */
export const readAvailability = (
  family: Family,
  at: Instant,
  market: string | null,
): Statement<AvailabilityRecord> =>
  statement(
    'markets.read_availability',
    `select $1::text as family, m.code as market, m.name_en, m.name_tr, coalesce(a.available, true) as available,
       a.effective_from, p.position
     from (
       select distinct on (k.code) k.* from kontor.market k
       where k.effective_from <= $2 and ($3::text is null or k.code = $3)
       order by k.code, k.effective_from desc) m
     left join lateral (
       select r.available, r.effective_from from kontor.market_availability r
       where r.family = $1 and r.market = m.code and r.effective_from <= $2
       order by r.effective_from desc, r.recorded_at desc limit 1) a on true
     left join lateral (
       select min(r.position) as position from kontor.market_availability r
       where r.family = $1 and r.market = m.code) p on true
     order by m.position`,
    [family, new Date(at), market],
  );

export type AvailabilityChange = {
  readonly market: string;
  readonly available: boolean;
  readonly effective_from: Instant;
};

export const readUpcomingAvailability = (family: Family, after: Instant): Statement<AvailabilityChange> =>
  statement(
    'markets.read_upcoming_availability',
    `select distinct on (effective_from, market) market, available, effective_from from kontor.market_availability
     where family = $1 and effective_from > $2 order by effective_from, market, recorded_at desc`,
    [family, new Date(after)],
  );

export const insertAvailability = (change: AvailabilityChange & { readonly family: Family }): Statement =>
  statement(
    'markets.insert_availability',
    `insert into kontor.market_availability (family, market, available, effective_from) values ($1, $2, $3, $4)`,
    [change.family, change.market, change.available, new Date(change.effective_from)],
  );
