import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { registerActivityKontor, registerActivityWire } from './activity-routes.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';
import { addRecord, type TestRecord } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let services: Sequencing;
const dayMs = 86_400_000;
const names = new Map<string, string>();

const ada = newUuid();
const bert = newUuid();
const order = 'c0ffee00c0ffee00c0ffee00c0ffee01';

/** A record under a short name by which the tests speak of it. */
const record = async (name: string, daysAgo: number, fields: TestRecord = {}): Promise<void> => {
  const at = new Date(Date.now() - daysAgo * dayMs);
  names.set(await addRecord(database.system, world.partner.id, { at, ...fields }), name);
};

const of = (market: string): TestRecord => ({
  customerId: world.partner.customers[market]!.id,
  customerName: world.partner.customers[market]!.name,
});
const by_ = (id: string, name: string): TestRecord => ({ personId: id, personName: name });

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      services = surfaces.services;
      registerActivityKontor(surfaces.app, surfaces.kontor);
      registerActivityWire(surfaces.app, surfaces.wire);
    },
  });
  const adas = by_(ada, 'Ada@partner.example');
  const berts = by_(bert, 'bert@partner.example');
  await record('key', 9, { ...of('DE'), ...adas, resourceId: 'entitlement-1' });
  await record('key refused', 8, { ...of('DE'), ...berts, outcome: 'refused', resourceId: 'entitlement-1' });
  await record('order', 7, {
    ...of('TR'),
    ...adas,
    action: 'create_order',
    resourceType: 'order',
    resourceId: order,
    newValue: { status: 'completed', note: 'For "Çınar" & Söhne' },
  });
  await record('application’s order', 6, {
    ...of('DE'),
    action: 'create_order',
    resourceType: 'order',
    application: 'Warehouse bot',
    personId: null,
  });
  await record('invited', 5, {
    ...adas,
    action: 'create_customer_user',
    resourceType: 'customer_user',
    resourceId: newUuid(),
    newValue: { userName: 'grace@customer.example' },
    details: { count: 74_319_317 },
  });
  await record('failed sign-in', 4, {
    personName: 'nobody@elsewhere.example',
    action: 'sign_in_failed',
    outcome: 'refused',
    resourceType: 'session',
  });
  await sequenceAll(services);
  // From here on records wait for their numbers.
  await record('download', 3, {
    ...of('TR'),
    ...berts,
    action: 'software_download',
    resourceType: 'software_download_link',
    resourceId: 'entitlement-1',
    details: { fileName: 'windows-server.iso' },
  });
  await record('bot’s key', 2, { ...of('AU'), application: 'Warehouse bot', resourceId: 'entitlement-2' });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const reader = () => asUser(world.partner, 'account_administrator');
const get = async (url: string, principal: Principal = reader(), headers: Record<string, string> = {}) => {
  const response = await app.inject({ url, headers: { ...by(principal), ...headers } });
  return { status: response.statusCode, body: response.json() };
};
const found = async (query: Record<string, string>): Promise<string[]> => {
  const { status, body } = await get(`/kontor/v1/activity?${new URLSearchParams(query)}`);
  expect([query, status]).toEqual([query, 200]);
  return body.items.map(({ id }: { id: string }) => names.get(id) ?? id);
};
const everything = [
  'bot’s key',
  'download',
  'failed sign-in',
  'invited',
  'application’s order',
  'order',
  'key refused',
  'key',
];

describe('a question to the log', () => {
  test('is answered by numbered and by waiting records alike, newest first', async () => {
    expect(await found({})).toEqual(everything);
    const { body } = await get('/kontor/v1/activity');
    expect(body.items.map(({ leafIndex }: { leafIndex: number | null }) => leafIndex)).toEqual([
      null,
      null,
      5,
      4,
      3,
      2,
      1,
      0,
    ]);
    expect([body.searchedTo, body.archivedBefore]).toEqual([null, null]);
  });

  test('names a customer', async () => {
    expect(await found({ customerId: world.partner.customers.DE!.id })).toEqual([
      'application’s order',
      'key refused',
      'key',
    ]);
    expect(await found({ customerId: world.partner.customers.TR!.id })).toEqual(['download', 'order']);
  });

  test('names a part of an e-mail address or of an application, in any case', async () => {
    expect(await found({ user: 'ADA@' })).toEqual(['invited', 'order', 'key']);
    expect(await found({ user: 'bert' })).toEqual(['download', 'key refused']);
    expect(await found({ user: 'warehouse' })).toEqual(['bot’s key', 'application’s order']);
    expect(await found({ user: 'partner.example' })).toEqual([
      'download',
      'invited',
      'order',
      'key refused',
      'key',
    ]);
    expect(await found({ user: 'elsewhere' })).toEqual(['failed sign-in']);
    expect(await found({ user: 'grace' })).toEqual([]);
    expect(await found({ user: '%' })).toEqual([]);
  });

  test('names acts, one or several', async () => {
    expect(await found({ action: 'get_software_key' })).toEqual(['bot’s key', 'key refused', 'key']);
    expect(await found({ action: 'create_order,software_download,create_order' })).toEqual([
      'download',
      'application’s order',
      'order',
    ]);
  });

  test('names a thing, or a type of things', async () => {
    expect(await found({ resource: 'entitlement-1' })).toEqual(['download', 'key refused', 'key']);
    expect(await found({ resource: 'software_key' })).toEqual(['bot’s key', 'key refused', 'key']);
    expect(await found({ resource: order })).toEqual(['order']);
    expect(await found({ resource: 'entitlement' })).toEqual([]);
  });

  test('asks for what was refused, or for what was not', async () => {
    expect(await found({ outcome: 'refused' })).toEqual(['failed sign-in', 'key refused']);
    expect(await found({ outcome: 'succeeded' })).toHaveLength(6);
  });

  test('asks for words anywhere in a record, and never for those of the form it is kept in', async () => {
    expect(await found({ text: 'windows-SERVER' })).toEqual(['download']);
    expect(await found({ text: '"çınar" & s' })).toEqual(['order']);
    expect(await found({ text: 'grace@customer' })).toEqual(['invited']);
    expect(await found({ text: '7431931' })).toEqual(['invited']);
    expect(await found({ text: 'Warehouse' })).toEqual(['bot’s key', 'application’s order']);
    expect(await found({ text: '192.0.2.7' })).toEqual(everything);
    for (const text of ['leafIndex', 'newValue', 'commitment', '"note"', '":"', 'zebra'])
      expect([text, await found({ text })]).toEqual([text, []]);
  });

  test('may ask for several things at once, each of which must hold', async () => {
    const de = world.partner.customers.DE!.id;
    expect(await found({ customerId: de, user: 'ada' })).toEqual(['key']);
    expect(await found({ customerId: de, action: 'get_software_key', outcome: 'refused' })).toEqual([
      'key refused',
    ]);
    expect(await found({ resource: 'entitlement-1', user: 'bert', outcome: 'succeeded' })).toEqual([
      'download',
    ]);
    expect(await found({ resource: 'software_key', action: 'create_order' })).toEqual([]);
    expect(await found({ resource: 'order', customerId: de })).toEqual(['application’s order']);
    expect(await found({ user: 'ada', text: 'çınar' })).toEqual(['order']);
    expect(await found({ user: 'bert', customerId: world.partner.customers.AU!.id })).toEqual([]);
  });

  test('gives each combination page by page what it gives at once', async () => {
    const questions: Record<string, string>[] = [
      {},
      { user: 'partner.example' },
      { action: 'get_software_key,create_order' },
      { customerId: world.partner.customers.DE!.id, outcome: 'succeeded' },
      { text: 'example' },
    ];
    for (const question of questions) {
      const pages: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query = new URLSearchParams({ ...question, limit: '1', cursor });
        const { body } = await get(`/kontor/v1/activity?${query}`);
        pages.push(...body.items.map(({ id }: { id: string }) => names.get(id)));
        cursor = body.next;
      }
      expect([question, pages]).toEqual([question, await found(question)]);
    }
  });

  test('of a century is answered as one of a month; of the future it is empty', async () => {
    expect(await found({ from: '1950-01-01', to: '2050-01-01' })).toEqual(everything);
    expect(await found({ from: '2400-01-01', to: '2500-01-01' })).toEqual([]);
  });

  test('is put at one account, whose pages go on with no other’s log', async () => {
    const { body } = await get('/kontor/v1/activity?limit=2');
    const other = asUser(world.stranger, 'global_administrator');
    const strange = await get(`/kontor/v1/activity?limit=2&cursor=${body.next}`, other);
    expect(strange).toMatchObject({ status: 422, body: { code: 'cursor.invalid' } });
    const operators = await get(
      `/kontor/v1/activity?limit=2&partnerId=${world.partner.id}`,
      asOperator(world),
    );
    expect(operators.body.items).toEqual(body.items);
    const elsewhere = `/kontor/v1/activity?partnerId=${world.sandbox.id}&cursor=${operators.body.next}`;
    expect(await get(elsewhere, asOperator(world))).toMatchObject({
      status: 422,
      body: { code: 'cursor.invalid' },
    });
    const on = `/kontor/v1/activity?partnerId=${world.partner.id}&cursor=${operators.body.next}`;
    expect((await get(on, asOperator(world))).body.items).toHaveLength(6);
  });
});

describe('a record', () => {
  const idOf = (name: string) => [...names].find(([, given]) => given === name)![0];

  test('says who, where, for whom and what changed, with its words in their places', async () => {
    const { body } = await get(`/kontor/v1/activity/${idOf('invited')}`);
    expect(body).toMatchObject({
      action: 'create_customer_user',
      outcome: 'succeeded',
      userId: ada,
      user: 'Ada@partner.example',
      userErased: false,
      roles: ['admin_agent'],
      address: '192.0.2.7',
      customerId: null,
      oldValue: null,
      newValue: { userName: 'grace@customer.example' },
      details: { count: 74_319_317 },
      leafIndex: 4,
    });
    expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const waiting = await get(`/kontor/v1/activity/${idOf('download')}`);
    expect(waiting.body).toMatchObject({ leafIndex: null, details: { fileName: 'windows-server.iso' } });
  });

  test('is nobody else’s to read', async () => {
    const other = asUser(world.stranger, 'global_administrator');
    for (const name of ['invited', 'download'])
      expect(await get(`/kontor/v1/activity/${idOf(name)}`, other)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    expect((await get(`/kontor/v1/activity/${newUuid()}`)).status).toBe(404);
    expect((await get('/kontor/v1/activity/something')).status).toBe(404);
    const asked = `/kontor/v1/activity/${idOf('invited')}?partnerId=${world.partner.id}`;
    expect((await get(asked, asOperator(world))).status).toBe(200);
    expect(
      (await get(`/kontor/v1/activity/${idOf('invited')}`, asUser(world.partner, 'admin_agent'))).status,
    ).toBe(403);
  });
});

describe('audit records of the wire', () => {
  const wire = (query: string) => get(`/v1/auditrecords?${query}`, asApp(world.partner));
  const filter = (Field: string, Operator: string, Value: string) =>
    `filter=${encodeURIComponent(JSON.stringify({ Field, Operator, Value }))}`;

  test('are counted over all pages, numbered and waiting, whatever is asked', async () => {
    const counts: [string, number][] = [
      ['', 7],
      ['size=2', 7],
      [filter('CustomerId', 'equals', world.partner.customers.DE!.id), 3],
      [filter('CompanyName', 'substring', world.partner.customers.TR!.name.slice(1, 6)), 2],
      [filter('ResourceType', 'equals', 'software_key'), 3],
      [filter('ResourceType', 'equals', 'Session'), 0],
    ];
    for (const [query, total] of counts) {
      const { body } = await wire(query);
      expect([query, body.totalCount]).toEqual([query, total]);
      if (!query.startsWith('size')) expect(body.items).toHaveLength(total);
    }
  });

  test('are counted to the millisecond at the edges of a range', async () => {
    const { body } = await wire('');
    const dates: string[] = body.items.map(({ operationDate }: { operationDate: string }) => operationDate);
    const at = (index: number) => `${dates[index]!.slice(0, 23)}Z`;
    const between = await wire(`startDate=${at(5)}&endDate=${at(1)}`);
    expect([between.body.totalCount, between.body.items.length]).toEqual([5, 5]);
    const one = await wire(`startDate=${at(3)}&endDate=${at(3)}`);
    expect([one.body.totalCount, one.body.items.length]).toEqual([1, 1]);
  });

  test('say that a refused act failed', async () => {
    const { body } = await wire('');
    const statuses = body.items.map((item: { operationStatus: string }) => item.operationStatus);
    expect(statuses.filter((status: string) => status === 'failed')).toHaveLength(1);
  });

  test('are had one by one, by the id that the list and events give', async () => {
    const { body } = await wire('');
    for (const item of body.items)
      for (const path of ['/v1/auditrecords/', '/auditactivity/v1/auditrecords/']) {
        expect(await get(`${path}${item.id}`, asApp(world.partner))).toEqual({ status: 200, body: item });
        expect((await get(`${path}${item.id.toUpperCase()}`, asApp(world.partner))).body).toEqual(item);
        expect((await get(`${path}${item.id}`, asApp(world.stranger))).status).toBe(404);
      }
    const [{ id }] = body.items;
    for (const wrong of [
      `${id.slice(0, -1)}${(Number(id.at(-1)) + 1) % 10}`,
      'x',
      `${id}0`,
      id.replace('key', 'order'),
    ])
      expect([wrong, (await get(`/v1/auditrecords/${wrong}`, asApp(world.partner))).status]).toEqual([
        wrong,
        404,
      ]);
  });
});
