import { formatInstant, instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerMarkets } from './market-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
const now = realNow();
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now },
    register: ({ app: routes, kontor }) => registerMarkets(routes, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

type Sent = {
  readonly as?: Principal | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};
// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;
const send = async (method: 'GET' | 'POST', url: string, { as, body, headers }: Sent = {}) => {
  const principal = as === undefined ? asOperator(world) : as;
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: { ...(principal ? by(principal) : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: response.statusCode, json: response.json() as Json };
};
const later = (ms: number): string => formatInstant(instant(now + ms));
const day = 86_400_000;
const count = async (table: string): Promise<number> =>
  (await database.owner.query(`select count(*)::int as n from kontor.${table}`)).rows[0].n;

const rate = (changes: object = {}) => ({
  market: 'DE',
  mode: 'exclusive',
  rateBasisPoints: 1900,
  effectiveFrom: later(0),
  ...changes,
});
const availability = (changes: object = {}) => ({
  family: 'reservation',
  market: 'DE',
  available: false,
  effectiveFrom: later(0),
  ...changes,
});

describe('a tax rate', () => {
  test('holds from its first instant, and the one before it until then', async () => {
    const made = await send('POST', '/tax-rates', {
      body: rate({ market: 'de', rateBasisPoints: 2000, effectiveFrom: later(day) }),
    });
    expect([made.status, made.json]).toEqual([
      201,
      {
        market: 'DE',
        marketName: 'Germany',
        mode: 'exclusive',
        rateBasisPoints: 2000,
        effectiveFrom: later(day),
        source: 'operator',
        standing: 'upcoming',
      },
    ]);
    const at = async (ms: number) =>
      (await send('GET', `/tax-rates?market=DE&at=${later(ms)}`)).json.items.map(
        (item: Json) => item.rateBasisPoints,
      );
    expect([await at(day - 1), await at(day), await at(day + 1)]).toEqual([[1900], [2000], [2000]]);
    const both = await send('GET', '/tax-rates?market=DE&upcoming=true');
    expect(both.json.items.map((item: Json) => item.standing)).toEqual(['in_force', 'upcoming']);
    const records = await database.owner.query(
      `select person_name, resource_id, details from kontor.activity_pending where action = 'set_tax_rate'`,
    );
    expect(records.rows).toEqual([
      {
        person_name: 'operator',
        resource_id: 'DE',
        details: {
          market: 'DE',
          region: '',
          mode: 'exclusive',
          rateBasisPoints: 2000,
          effectiveFrom: later(day),
        },
      },
    ]);
  });

  test('of the same instant is corrected by the one set later', async () => {
    for (const rateBasisPoints of [700, 710])
      await send('POST', '/tax-rates', { body: rate({ market: 'CH', rateBasisPoints }) });
    const { json } = await send('GET', '/tax-rates?market=CH');
    expect(json.items).toMatchObject([{ rateBasisPoints: 710 }]);
  });

  test('of a region stands beside the market’s, in the market’s mode', async () => {
    const made = await send('POST', '/tax-rates', { body: rate({ region: 'by', rateBasisPoints: 1600 }) });
    expect(made.json).toMatchObject({ region: 'BY', standing: 'in_force' });
    const wrong = await send('POST', '/tax-rates', { body: rate({ region: 'BY', mode: 'inclusive' }) });
    expect([wrong.status, wrong.json.errors]).toEqual([
      422,
      [{ path: 'mode', message: expect.stringContaining('must be exclusive') }],
    ]);
  });

  test('is missing where there are customers and nobody set one', async () => {
    expect((await send('GET', '/tax-rates/missing')).json.items).toEqual([
      { market: 'US', marketName: 'United States', customers: expect.any(Number) },
    ]);
    await send('POST', '/tax-rates', { body: rate({ market: 'US', rateBasisPoints: 0 }) });
    expect((await send('GET', '/tax-rates/missing')).json.items).toEqual([]);
  });

  test.each([
    [{ market: 'QQ' }, 'market'],
    [{ effectiveFrom: 'soon' }, 'effectiveFrom'],
    [{ effectiveFrom: later(-day - 1) }, 'effectiveFrom'],
    [{ rateBasisPoints: 10_001 }, 'rateBasisPoints'],
    [{ rateBasisPoints: 19.5 }, 'rateBasisPoints'],
    [{ mode: 'both' }, 'mode'],
  ])('with %j is refused', async (changes, path) => {
    const before = await count('tax_rate');
    const { status, json } = await send('POST', '/tax-rates', { body: rate(changes) });
    expect([status, json.errors[0].path]).toEqual([422, path]);
    expect(await count('tax_rate')).toBe(before);
  });
});

describe('where a family is sold', () => {
  test('is known of every market, by name in both languages', async () => {
    const { json } = await send('GET', '/market-availability');
    expect(json.items.length).toBeGreaterThan(200);
    const closed = json.items.filter((item: Json) => !item.available);
    expect(closed).toHaveLength(109);
    expect(closed.every((item: Json) => item.position !== undefined && item.nameTr !== '')).toBe(true);
    const software = await send('GET', '/market-availability?family=perpetual_software');
    expect(software.json.items.every((item: Json) => item.available)).toBe(true);
  });

  test('changes from an instant on', async () => {
    const germany = async (query = '') =>
      (await send('GET', `/market-availability${query}`)).json.items.find(
        (item: Json) => item.market === 'DE',
      );
    const made = await send('POST', '/market-availability', {
      body: availability({ effectiveFrom: later(day) }),
    });
    expect([made.status, made.json]).toEqual([
      201,
      expect.objectContaining({
        market: 'DE',
        available: true,
        upcoming: [{ available: false, effectiveFrom: later(day) }],
      }),
    ]);
    expect(await germany()).toEqual(made.json);
    const at = async (ms: number) => (await germany(`?at=${later(ms)}`)).available;
    expect([await at(day - 1), await at(day), await at(day + 1)]).toEqual([true, false, false]);
    const now = await send('POST', '/market-availability', { body: availability() });
    expect(now.json).toMatchObject({ available: false, effectiveFrom: later(0) });
    expect(await germany()).toEqual(now.json);
  });

  test.each([
    [{ market: 'QQ' }, 'market'],
    [{ effectiveFrom: later(-day - 1) }, 'effectiveFrom'],
    [{ family: 'fish' }, 'family'],
  ])('with %j is refused', async (changes, path) => {
    const { status, json } = await send('POST', '/market-availability', { body: availability(changes) });
    expect([status, json.errors[0].path]).toEqual([422, path]);
  });
});

test('nobody but the operator sets or reads any of it; what is sent twice under one key is one', async () => {
  const others = [
    asUser(world.partner, 'global_administrator'),
    asApp(world.partner),
    asCustomer(world.partner.customers.DE!),
  ];
  const calls = [
    ['POST', '/tax-rates', rate()],
    ['GET', '/tax-rates', undefined],
    ['GET', '/tax-rates/missing', undefined],
    ['POST', '/market-availability', availability()],
    ['GET', '/market-availability', undefined],
  ] as const;
  for (const [method, url, body] of calls) {
    for (const as of others) expect((await send(method, url, { as, body })).status).toBe(403);
    expect((await send(method, url, { as: null, body })).status).toBe(401);
  }
  for (const [table, url, body] of [
    ['tax_rate', '/tax-rates', rate({ market: 'FR' })],
    ['market_availability', '/market-availability', availability({ market: 'FR' })],
  ] as const) {
    const before = await count(table);
    const headers = { 'idempotency-key': newUuid() };
    const [first, second] = [
      await send('POST', url, { body, headers }),
      await send('POST', url, { body, headers }),
    ];
    expect([first.status, second.json]).toEqual([201, first.json]);
    expect(await count(table)).toBe(before + 1);
  }
});
