import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asUser } from '../testing/world-people.ts';
import { registerPriceSheetsWire } from './price-sheet-wire.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 1 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, wire }) => registerPriceSheetsWire(routes, wire),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const sheet = async (path: string, who = asUser(world.partner, 'sales_agent')) => {
  const response = await app.inject({ url: `/v1.0/sales/${path}`, headers: by(who) });
  return { status: response.statusCode, type: response.headers['content-type'], text: response.body };
};
const software = (market: string) => `pricesheets(Market='${market}',PricesheetView='software')/$value`;
const linesOf = (text: string) => text.trim().split('\r\n');

test('a partner’s user and application read the prices of a market in the columns of the trade', async () => {
  for (const who of [asUser(world.partner, 'sales_agent'), asApp(world.partner)]) {
    const answer = await sheet(`${software('DE')}?timeline=current`, who);
    expect([answer.status, answer.type]).toEqual([200, 'text/csv; charset=utf-8']);
    const [header, ...lines] = linesOf(answer.text);
    expect(header).toMatch(/^ProductTitle,ProductId,SkuId,.*,ERP Price,Segment$/);
    expect(lines.map((line) => line.split(',')[1])).toEqual(
      expect.arrayContaining(['DG7GMGF0DWT5', 'DG7GMGF0DVT9', 'DZH318Z0SUSE']),
    );
    expect(lines.find((line) => line.includes('DG7GMGF0DWT5'))).toMatch(
      /,P1Y,OneTime,DE,EUR,365\.00,1,,2020-01-01T00:00:00(\.000)?Z,2036-12-30T23:59:59(\.000)?Z,,,Commercial$/,
    );
  }
});

test('a perpetual item has no term, a currency without decimals has none', async () => {
  const { text } = await sheet(`PriceSheets(PriceSheetView='SOFTWARE',market='jp')/$value`);
  expect(linesOf(text).find((line) => line.includes('DG7GMGF0DVT9'))).toMatch(
    /,OneTime,OneTime,JP,JPY,50000,/,
  );
});

test('a history has the prices of its month, the future those that begin later', async () => {
  expect(linesOf((await sheet(`${software('DE')}?timeline=history&month=202001`)).text)).toHaveLength(4);
  expect(linesOf((await sheet(`${software('DE')}?timeline=history&month=201912`)).text)).toHaveLength(1);
  expect(linesOf((await sheet(`${software('DE')}?timeline=future`)).text)).toHaveLength(1);
});

test('a market or view without prices has its columns alone', async () => {
  expect(linesOf((await sheet(software('AQ'))).text)).toHaveLength(1);
  expect(
    linesOf((await sheet(`pricesheets(Market='DE',PricesheetView='azure_reservations')/$value`)).text),
  ).toHaveLength(1);
});

test('whatever it cannot read is refused with the field and what it may be', async () => {
  const wrong = [
    [`pricesheets(Market='',PricesheetView='software')/$value`, /Market/],
    [`pricesheets(Market='DE',PricesheetView='all')/$value`, /azure_reservations/],
    [`nothing/$value`, /Market/],
    [`${software('DE')}?timeline=soon`, /timeline/],
    [`${software('DE')}?timeline=history`, /month/],
    [`${software('DE')}?timeline=history&month=202613`, /month/],
  ] as const;
  for (const [path, words] of wrong) {
    const answer = await sheet(path);
    expect([answer.status, JSON.parse(answer.text).code], path).toEqual([400, 800002]);
    expect(answer.text).toMatch(words);
  }
});

test('nobody else reads it', async () => {
  const billing = await sheet(software('DE'), asUser(world.partner, 'billing_administrator'));
  expect([billing.status, JSON.parse(billing.text).code]).toEqual([403, 900150]);
  expect((await app.inject({ url: `/v1.0/sales/${software('DE')}` })).statusCode).toBe(401);
});
