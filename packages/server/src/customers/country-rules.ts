import { readFileSync } from 'node:fs';
import type { CountryRules } from '@kontor/domain/customer/check-address';
import type { MarketData } from '../catalog/market-data-store.ts';

const folder = new URL('../../data/', import.meta.url);

const readData = <T>(name: string): T =>
  // Our own files, whose shape a test proves by reading every country of them.
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;

export type Country = CountryRules & {
  readonly code: string;
  /** The first is the usual one. */
  readonly cultures: readonly string[];
};

let known: ReadonlyMap<string, Country> | undefined;

const countries = (): ReadonlyMap<string, Country> => {
  known ??= readCountries();
  return known;
};

const readCountries = (): ReadonlyMap<string, Country> => {
  const { rules } = readData<{ readonly rules: Readonly<Record<string, CountryRules>> }>(
    'country-rules.json',
  );
  const markets = readData<readonly MarketData[]>('markets.json');
  return new Map(
    markets.map(({ code, locales }) => [code, { callingCodes: [], ...rules[code], code, cultures: locales }]),
  );
};

/** What a market asks of the addresses in it, by its wire code; undefined where there is no such market. */
export const countryOf = (code: string): Country | undefined => countries().get(code.toUpperCase());
