import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { loadReferenceData } from './load-reference-data.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await Promise.all([loadReferenceData(database.system), loadReferenceData(database.system)]);
});
afterAll(() => database?.drop());

const rows = async (sql: string) => (await database.owner.query(sql)).rows;
const count = async (from: string) =>
  Number((await rows(`select count(*)::int as n from kontor.${from}`))[0].n);

describe('the data that ships', () => {
  test('has 248 markets and 109 without reservations, however many processes start at once', async () => {
    expect(await count('market')).toBe(248);
    expect(await count("market_availability where family = 'reservation' and not available")).toBe(109);
    const unknown = await rows(
      'select market from kontor.market_availability where market not in (select code from kontor.market)',
    );
    expect(unknown).toEqual([]);
  });

  test('keeps the source’s order', async () => {
    const first = await rows('select code from kontor.market order by position limit 3');
    expect(first.map((row) => row.code)).toEqual(['AF', 'AX', 'AL']);
    const positions = await rows(
      'select min(position) as low, max(position) as high from kontor.market_availability',
    );
    expect(positions).toEqual([{ low: 1, high: 109 }]);
  });

  test('speaks Turkish, and names by the wire’s code what ISO does not know', async () => {
    const names = await rows(
      "select code, iso2, name_tr from kontor.market where code in ('XJ', 'XS', 'XE', 'XK', 'UM', 'DE') order by code",
    );
    expect(names).toEqual([
      { code: 'DE', iso2: 'DE', name_tr: 'Almanya' },
      { code: 'UM', iso2: 'UM', name_tr: 'ABD Küçük Dış Adaları' },
      { code: 'XE', iso2: 'BQ', name_tr: 'Sint Eustatius' },
      { code: 'XJ', iso2: 'SJ', name_tr: 'Jan Mayen' },
      { code: 'XK', iso2: 'XK', name_tr: 'Kosova' },
      { code: 'XS', iso2: 'BQ', name_tr: 'Saba' },
    ]);
  });

  test('gives Brazil the real, and the dollar to a market that lists no currency', async () => {
    const markets = await rows(
      "select code, default_currency from kontor.market where code in ('BR', 'BY') order by 1",
    );
    expect(markets).toEqual([
      { code: 'BR', default_currency: 'BRL' },
      { code: 'BY', default_currency: 'USD' },
    ]);
  });

  test('has prices with tax inside in Australia and Brazil alone', async () => {
    const markets = await rows(
      "select distinct market from kontor.tax_rate where mode = 'inclusive' order by 1",
    );
    expect(markets.map((row) => row.market)).toEqual(['AU', 'BR']);
  });

  test('knows that Germany’s rate was lower in the second half of 2020', async () => {
    const rates = await rows(
      "select rate_basis_points as rate from kontor.tax_rate where market = 'DE' order by effective_from",
    );
    expect(rates.map((row) => row.rate)).toEqual([1900, 1600, 1900]);
  });

  test('has currencies of 0, 2 and 3 decimals', async () => {
    const digits = await rows(
      "select digits from kontor.currency where code in ('JPY', 'EUR', 'KWD') order by code desc",
    );
    expect(digits.map((row) => row.digits)).toEqual([3, 0, 2]);
  });

  test('begins with the default policies: 60 days for software, never for plans', async () => {
    const policies = await rows(
      'select family, cancellation_window as w, credit from kontor.policy order by family',
    );
    expect(policies).toEqual([
      { family: 'perpetual_software', w: 'P60D', credit: 'full' },
      { family: 'software_plan', w: null, credit: 'full' },
      { family: 'software_subscription', w: 'P60D', credit: 'prorated' },
    ]);
  });

  test('leaves what the operator changed as it is', async () => {
    await database.owner.query(
      `insert into kontor.tax_rate (market, mode, rate_basis_points, effective_from, source)
       values ('DK', 'exclusive', 2600, '2000-01-01Z', 'operator')`,
    );
    const before = [await count('tax_rate'), await count('policy'), await count('market')];
    await loadReferenceData(database.system);
    expect([await count('tax_rate'), await count('policy'), await count('market')]).toEqual(before);
  });
});
