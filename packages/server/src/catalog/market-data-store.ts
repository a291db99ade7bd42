import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export type CurrencyData = { readonly code: string; readonly digits: number; readonly symbol: string };

export type MarketData = {
  readonly code: string;
  readonly iso2: string;
  readonly iso3: string;
  readonly en: string;
  readonly tr: string;
  readonly locales: readonly string[];
  readonly currencies: readonly string[];
  readonly defaultCurrency: string;
  readonly region: string;
  readonly position: number;
};

export type ReservationMarketData = { readonly market: string; readonly position: number };

export type TaxRateData = {
  readonly market: string;
  readonly mode: 'exclusive' | 'inclusive';
  readonly rateBasisPoints: number;
  readonly effectiveFrom: string;
};

export type PolicyData = {
  readonly id: string;
  readonly family: string;
  readonly window: string | null;
  readonly credit: string;
  readonly preset: string;
};

// Any number that no other lock of ours uses; held to the end of the transaction.
const referenceDataLock = 7_236_541_003;

export const lockReferenceData = (): Statement =>
  statement('market.lock_reference_data', 'select pg_advisory_xact_lock($1)', [referenceDataLock]);

export const addCurrencies = (currencies: readonly CurrencyData[]): Statement =>
  statement(
    'market.add_currencies',
    `insert into kontor.currency (code, digits, symbol)
     select code, digits, symbol from jsonb_to_recordset($1::jsonb) as c(code text, digits smallint, symbol text)
     on conflict do nothing`,
    [jsonb(currencies)],
  );

export const addMarkets = (markets: readonly MarketData[]): Statement =>
  statement(
    'market.add_markets',
    `insert into kontor.market
       (code, iso2, iso3, name_en, name_tr, locales, currencies, default_currency, region, position)
     select code, iso2, iso3, en, tr, locales, currencies, "defaultCurrency", region, position
     from jsonb_to_recordset($1::jsonb) as m(code text, iso2 text, iso3 text, en text, tr text, locales text[],
       currencies text[], "defaultCurrency" text, region text, position integer)
     on conflict do nothing`,
    [jsonb(markets)],
  );

/** Where a row about the market exists, the operator's or an earlier start's, it stands. */
export const addReservationMarkets = (markets: readonly ReservationMarketData[]): Statement =>
  statement(
    'market.add_reservation_markets',
    `insert into kontor.market_availability (family, market, available, effective_from, position)
     select 'reservation', market, false, '2000-01-01Z', position
     from jsonb_to_recordset($1::jsonb) as m(market text, position integer)
     where not exists (
       select from kontor.market_availability a where a.family = 'reservation' and a.market = m.market)`,
    [jsonb(markets)],
  );

export const addTaxRates = (rates: readonly TaxRateData[], source: string): Statement =>
  statement(
    'market.add_tax_rates',
    `insert into kontor.tax_rate (market, mode, rate_basis_points, effective_from, source)
     select market, mode, "rateBasisPoints", "effectiveFrom", $2
     from jsonb_to_recordset($1::jsonb)
       as r(market text, mode text, "rateBasisPoints" integer, "effectiveFrom" timestamptz)
     where not exists (
       select from kontor.tax_rate t
       where t.market = r.market and t.region = '' and t.effective_from = r."effectiveFrom")`,
    [jsonb(rates), source],
  );

export const addPolicies = (policies: readonly PolicyData[]): Statement =>
  statement(
    'market.add_policies',
    `insert into kontor.policy (id, version, family, cancellation_window, credit, effective_from, preset)
     select id, 1, family, "window", credit, '2000-01-01Z', preset
     from jsonb_to_recordset($1::jsonb) as p(id uuid, family text, "window" text, credit text, preset text)
     on conflict do nothing`,
    [jsonb(policies)],
  );

/** Every market in force with its default currency, in the source's order. */
export const readMarketCurrencies = (): Statement<{ readonly code: string; readonly currency: string }> =>
  statement(
    'market.read_currencies',
    `select code, currency from (
       select distinct on (code) code, default_currency as currency, position from kontor.market
       where effective_from <= now() order by code, effective_from desc) m
     order by position`,
  );
