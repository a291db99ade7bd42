import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { CountryOf } from '../platform/country-of-address.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { findUnusual } from './find-unusual.ts';
import { registerActivityKeeping } from './keeping-routes.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';
import { addRecord, type TestRecord } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let services: Sequencing;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  services = { pools: database, vault: world.vault, realNow, publicUrl: 'http://kontor.example' };
  app = await testApp({
    pools: database,
    world,
    register: ({ app, kontor }) => registerActivityKeeping(app, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

let person = '';
beforeEach(async () => {
  person = newUuid();
  await look();
  await database.owner.query('delete from kontor.activity_unusual');
  await database.owner.query(`delete from kontor.event where type = 'activity.unusual'`);
});

/** Of addresses in tests: 198.51.100.x is Türkiye, 203.0.113.x Germany, everything else nowhere. */
const countryOf: CountryOf = (address) =>
  address.startsWith('198.51.100.') ? 'TR' : address.startsWith('203.0.113.') ? 'DE' : undefined;
const look = async () => {
  await sequenceAll(services);
  return findUnusual(services, countryOf);
};
const hourMs = 3_600_000;
const startOfToday = Math.floor(Date.now() / (24 * hourMs)) * 24 * hourMs;
/** Noon of today in Türkiye, or of yesterday where that is to come. */
const noon = startOfToday + 9 * hourMs > Date.now() ? startOfToday - 15 * hourMs : startOfToday + 9 * hourMs;
const act = (over: TestRecord = {}, accountId: string = world.partner.id) =>
  addRecord(database.system, accountId, {
    personId: person,
    personName: 'agent@partner.example',
    at: new Date(noon),
    ...over,
  });
const found = async () =>
  (
    await database.owner.query(
      'select rule, facts, record_id from kontor.activity_unusual where person_id = $1 order by leaf_index, rule',
      [person],
    )
  ).rows;
const events = async () =>
  (await database.owner.query(`select account_id, data from kontor.event where type = 'activity.unusual'`))
    .rows;
const send = async (method: 'GET' | 'PUT', path: string, who: Principal | undefined, payload?: object) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: who ? by(who) : {},
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.json() };
};

test('the keys of twenty purchases within an hour stand out once; those of nineteen do not', async () => {
  for (let n = 0; n < 19; n += 1) await act({ at: new Date(noon + n * 1_000) });
  expect(await look()).toBe(0);
  const twentieth = await act({ at: new Date(noon + 20_000) });
  for (let n = 0; n < 5; n += 1) await act({ at: new Date(noon + 30_000 + n) });
  expect(await look()).toBe(1);
  expect(await found()).toEqual([{ rule: 'many_keys', facts: { count: 20 }, record_id: twentieth }]);
  expect(await events()).toMatchObject([
    {
      account_id: world.partner.id,
      data: { rule: 'many_keys', personId: person, personName: 'agent@partner.example', count: 20 },
    },
  ]);
});

test('the same key looked at again, keys shown by links, and what was refused do not add up', async () => {
  const resourceId = newUuid();
  for (let n = 0; n < 30; n += 1) await act({ resourceId });
  for (let n = 0; n < 30; n += 1) await act({ details: { kind: 'reveal_link' } });
  for (let n = 0; n < 30; n += 1) await act({ outcome: 'refused' });
  expect(await look()).toBe(0);
});

test('keys spread over more than an hour do not stand out', async () => {
  for (let n = 0; n < 30; n += 1) await act({ at: new Date(noon - n * 4 * 60_000) });
  expect(await look()).toBe(0);
});

test('a first time at night by the clocks of the account’s country stands out, a second does not', async () => {
  // 23:30 in Türkiye, where the partner is; 21:30 or 22:30 in Germany.
  const night = new Date(startOfToday - 3.5 * hourMs);
  await act({ at: night });
  await act({ at: new Date(night.getTime() + 60_000), action: 'software_download' });
  await look();
  expect(await found()).toMatchObject([{ rule: 'night', facts: { localTime: '23:30' } }]);
});

test('a country from which somebody was never seen stands out; their first does not, nor a private address', async () => {
  await act({ address: '198.51.100.1' });
  await act({ address: '10.0.0.1' });
  await look();
  expect(await found()).toEqual([]);
  const abroad = await act({ address: '203.0.113.9', action: 'get_software_download_link' });
  await act({ address: '203.0.113.9' });
  await act({ address: '198.51.100.1' });
  await look();
  expect(await found()).toEqual([{ rule: 'new_country', facts: { country: 'DE' }, record_id: abroad }]);
});

test('a record is looked at once, also by two at once, and also when nothing is found', async () => {
  await act({ address: '198.51.100.1' });
  await sequenceAll(services);
  await findUnusual(services, countryOf);
  await act({ address: '203.0.113.9' });
  await sequenceAll(services);
  await Promise.allSettled([findUnusual(services, countryOf), findUnusual(services, countryOf)]);
  expect(await findUnusual(services, countryOf)).toBe(0);
  expect(await found()).toHaveLength(1);
  expect(await events()).toHaveLength(1);
});

test('what happened days ago is listed and told to nobody', async () => {
  await act({ address: '198.51.100.1', at: new Date(noon - 72 * hourMs) });
  await act({ address: '203.0.113.1', at: new Date(noon - 71 * hourMs) });
  await look();
  expect(await found()).toHaveLength(1);
  expect(await events()).toEqual([]);
});

test('lists what stood out to whoever may read the log, newest first, page by page', async () => {
  await act({ address: '198.51.100.1' });
  await act({ address: '203.0.113.1' });
  await act({ at: new Date(startOfToday - 3.5 * hourMs) });
  await look();
  const reader = asUser(world.partner, 'account_administrator');
  const first = await send('GET', '/activity/unusual?limit=1', reader);
  expect(first.body.items).toMatchObject([
    { rule: 'night', personId: person, person: 'agent@partner.example', localTime: '23:30', country: null },
  ]);
  const second = await send('GET', `/activity/unusual?limit=1&cursor=${first.body.next}`, reader);
  expect(second.body).toMatchObject({ items: [{ rule: 'new_country', country: 'DE' }], next: null });
  expect((await send('GET', '/activity/unusual', asUser(world.partner, 'admin_agent'))).status).toBe(403);
  const stranger = asUser(world.stranger, 'global_administrator');
  expect((await send('GET', '/activity/unusual', stranger)).body.items).toEqual([]);
  const theirs = `/activity/unusual?partnerId=${world.partner.id}`;
  expect((await send('GET', theirs, stranger)).status).toBe(404);
  expect((await send('GET', theirs, asOperator(world))).body.items).toHaveLength(2);
  const cursor = `/activity/unusual?cursor=${first.body.next}`;
  expect((await send('GET', cursor, stranger)).body.code).toBe('cursor.invalid');
});

test('what is unusual is the account’s to say: its Global administrator’s, or the operator’s', async () => {
  const path = '/settings/unusual-activity';
  const administrator = asUser(world.stranger, 'global_administrator');
  expect((await send('GET', path, administrator)).body).toEqual({
    manyKeys: 20,
    night: true,
    newCountry: true,
  });
  const after = { manyKeys: 3, night: false, newCountry: false };
  expect(await send('PUT', path, administrator, after)).toEqual({ status: 200, body: after });
  for (let n = 0; n < 3; n += 1) await act({ address: `203.0.113.${n}` }, world.stranger.id);
  await act({ at: new Date(startOfToday - 3.5 * hourMs) }, world.stranger.id);
  await look();
  expect((await found()).map(({ rule }) => rule)).toEqual(['many_keys']);
  const record = await database.owner.query(
    `select old_value, new_value from kontor.activity_pending where action = 'set_unusual_activity'
     union all select leaf::jsonb -> 'oldValue', leaf::jsonb -> 'newValue' from kontor.activity where action = 'set_unusual_activity'`,
  );
  expect(record.rows).toEqual([
    { old_value: { manyKeys: 20, night: true, newCountry: true }, new_value: after },
  ]);
  for (const who of [asUser(world.stranger, 'account_administrator'), asApp(world.stranger)])
    expect((await send('PUT', path, who, after)).status).toBe(403);
  expect((await send('PUT', path, asCustomer(world.partner.customers.DE!), after)).status).toBe(403);
  expect((await send('PUT', path, administrator, { ...after, manyKeys: 1 })).status).toBe(422);
  const theirs = `${path}?partnerId=${world.partner.id}`;
  expect((await send('PUT', theirs, administrator, after)).status).toBe(404);
  expect((await send('PUT', theirs, asOperator(world), { ...after, manyKeys: 7 })).status).toBe(200);
  expect((await send('GET', path, asUser(world.partner, 'global_administrator'))).body.manyKeys).toBe(7);
});
