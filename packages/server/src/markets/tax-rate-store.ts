import type { TaxMode } from '@kontor/domain/money';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type TaxRateRecord = {
  readonly market: string;
  readonly market_en: string;
  readonly market_tr: string;
  /** '' for the market as a whole. */
  readonly region: string;
  readonly mode: TaxMode;
  readonly rate_basis_points: number;
  readonly effective_from: Instant;
  readonly source: string;
};

const columns = `t.market, coalesce(m.name_en, t.market) as market_en, coalesce(m.name_tr, t.market) as market_tr,
  t.region, t.mode, t.rate_basis_points, t.effective_from, t.source`;
const named = (at: string) => `left join lateral (
  select k.name_en, k.name_tr from kontor.market k where k.code = t.market and k.effective_from <= ${at}
  order by k.effective_from desc limit 1) m on true`;

/** What holds at an instant: the latest in force, and of two from the same instant the one recorded last. */
export const readTaxRatesInForce = (at: Instant, market: string | null): Statement<TaxRateRecord> =>
  statement(
    'markets.read_tax_rates',
    `select ${columns} from (
       select distinct on (r.market, r.region) r.* from kontor.tax_rate r
       where r.effective_from <= $1 and ($2::text is null or r.market = $2)
       order by r.market, r.region, r.effective_from desc, r.recorded_at desc) t ${named('$1')}
     order by t.market, t.region`,
    [new Date(at), market],
  );

export const readUpcomingTaxRates = (after: Instant, market: string | null): Statement<TaxRateRecord> =>
  statement(
    'markets.read_upcoming_tax_rates',
    `select ${columns} from (
       select distinct on (r.market, r.region, r.effective_from) r.* from kontor.tax_rate r
       where r.effective_from > $1 and ($2::text is null or r.market = $2)
       order by r.market, r.region, r.effective_from, r.recorded_at desc) t ${named('$1')}
     order by t.effective_from, t.market, t.region`,
    [new Date(after), market],
  );

export type MissingTaxRate = {
  readonly market: string;
  readonly market_en: string;
  readonly market_tr: string;
  readonly customers: number;
};

/** Markets in which somebody could buy without a rate: 0 % there is nobody's decision. */
export const readMissingTaxRates = (at: Instant): Statement<MissingTaxRate> =>
  statement(
    'markets.read_missing_tax_rates',
    `select t.market, coalesce(m.name_en, t.market) as market_en, coalesce(m.name_tr, t.market) as market_tr, t.customers
     from (select c.market, count(*)::int as customers from kontor.customer c group by c.market) t ${named('$1')}
     where not exists (
       select from kontor.tax_rate r where r.market = t.market and r.region = '' and r.effective_from <= $1)
     order by t.customers desc, t.market`,
    [new Date(at)],
  );

export type NewTaxRate = {
  readonly market: string;
  readonly region: string;
  readonly mode: TaxMode;
  readonly rateBasisPoints: number;
  readonly effectiveFrom: Instant;
};

export const insertTaxRate = (rate: NewTaxRate): Statement =>
  statement(
    'markets.insert_tax_rate',
    `insert into kontor.tax_rate (market, region, mode, rate_basis_points, effective_from, source)
     values ($1, $2, $3, $4, $5, 'operator')`,
    [rate.market, rate.region, rate.mode, rate.rateBasisPoints, new Date(rate.effectiveFrom)],
  );

export type MarketName = { readonly name_en: string; readonly name_tr: string };

export const readMarketName = (market: string, at: Instant): Statement<MarketName> =>
  statement(
    'markets.read_name',
    `select name_en, name_tr from kontor.market where code = $1 and effective_from <= $2
     order by effective_from desc limit 1`,
    [market, new Date(at)],
  );
