import { type Instant, instant, millisecondsPerDay } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { registerSupportWire } from './service-request-routes.ts';
import { registerSupportKontor } from './support-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let bought: BoughtLine;
let now: Instant;

beforeEach(async () => {
  now = realNow();
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      registerSupportKontor(surfaces.app, surfaces.kontor);
      registerSupportWire(surfaces.app, surfaces.wire);
    },
    services: { realNow: () => now },
  });
  bought = await arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: instant(now - 61 * millisecondsPerDay),
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

type Method = 'GET' | 'POST' | 'PATCH';
const send = async (
  method: Method,
  path: string,
  payload?: object,
  who: Principal = admin(),
  headers = {},
) => {
  const response = await app.inject({
    method,
    url: `/v1${path}`,
    headers: { ...by(who), ...headers },
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.json() };
};
const admin = () => asUser(world.partner, 'admin_agent');
const sales = () => asUser(world.partner, 'sales_agent');
const rows = async (sql: string) => (await database.owner.query(sql)).rows;

/** As the oldest client sends it: every name in Pascal case, nulls, members of enums that say nothing. */
const create = (change: object = {}, who: Principal = admin(), headers = {}) =>
  send(
    'POST',
    '/servicerequests/en-US',
    {
      Title: 'Carts answer slowly',
      Description: 'Since this morning.',
      Severity: 'critical',
      SupportTopicId: '7',
      Status: 'none',
      PrimaryContact: {
        FirstName: 'Ada',
        LastName: 'Lovelace',
        Email: 'ada@anadolu.example',
        PhoneNumber: null,
      },
      CreatedDate: '0001-01-01T00:00:00',
      NewNote: null,
      Attributes: { ObjectType: 'ServiceRequest' },
      ...change,
    },
    who,
    headers,
  );
const refundText = () =>
  [
    world.partner.customers.DE!.domain,
    `Order: ${bought.orderId}`,
    'Reason: bought twice',
    'Amount: 100.00 EUR',
    'Please hurry.',
  ].join('\n');

describe('topics', () => {
  test('are those of the form, the refund among them', async () => {
    const { status, body } = await send('GET', '/servicerequests/supporttopics');
    expect(status).toBe(200);
    expect(body.totalCount).toBe(8);
    expect(body.items[0]).toEqual({
      name: 'CSP Purchase/Refund on behalf of customers',
      description: 'CSP Purchase/Refund on behalf of customers',
      id: '1',
      attributes: { objectType: 'SupportTopic' },
    });
  });
});

describe('a service request', () => {
  test('is created and read in the words of the service', async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^\d{15}$/),
      title: 'Carts answer slowly',
      description: 'Since this morning.',
      severity: 'critical',
      supportTopicId: '7',
      supportTopicName: 'API and integration',
      status: 'open',
      organization: { id: world.partner.id, name: world.partner.name },
      primaryContact: {
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: 'ada@anadolu.example',
        contactId: world.partner.users.admin_agent,
      },
      lastClosedDate: '0001-01-01T00:00:00',
      notes: [],
      fileLinks: [],
      attributes: { objectType: 'ServiceRequest' },
    });
    expect(await send('GET', `/servicerequests/${body.id}`)).toEqual({ status: 200, body });
  });

  test('of a refund has its four facts at the head of its description, one a line, on the way in and out', async () => {
    const { status, body } = await create({ SupportTopicId: '1', Description: refundText() });
    expect(status).toBe(201);
    expect(body.description.split('\n')).toEqual([
      `Customer: ${world.partner.customers.DE!.domain}`,
      `Order: ${bought.orderId}`,
      'Reason: bought twice',
      'Amount: 100.00 EUR',
      'Please hurry.',
    ]);
    const [row] = await rows('select order_id, refund_minor::int as minor from kontor.support_request');
    expect(row).toEqual({ order_id: bought.orderId, minor: 10_000 });
    const customer = world.partner.customers.DE!.id;
    expect((await send('GET', `/customers/${customer}/servicerequests/${body.id}`)).body).toEqual(body);
    expect((await send('GET', `/customers/${customer}/servicerequests`)).body.items).toHaveLength(1);
    const other = world.partner.customers.AU!.id;
    expect((await send('GET', `/customers/${other}/servicerequests/${body.id}`)).status).toBe(404);
    expect((await send('GET', `/customers/${other}/servicerequests`)).body.totalCount).toBe(0);
    const stranger = world.stranger.customers.DE!.id;
    expect(await send('GET', `/customers/${stranger}/servicerequests`)).toMatchObject({
      status: 403,
      body: { code: 20002 },
    });
  });

  test('that cannot be is a fault that says what would do', async () => {
    const bad = await create({ SupportTopicId: '1' });
    expect(bad).toMatchObject({ status: 400, body: { code: 800002 } });
    expect(JSON.stringify(bad.body.data)).toContain('four lines');
    expect((await create({ SupportTopicId: '99' })).status).toBe(400);
    expect((await create({ Title: '' })).status).toBe(400);
    expect(await create({ SupportTopicId: '1', Description: refundText() }, sales())).toMatchObject({
      status: 403,
      body: { code: 900150 },
    });
  });

  test('is nothing for an application alone, nor for a stranger', async () => {
    expect(await create({}, asApp(world.partner))).toMatchObject({ status: 403, body: { code: 900329 } });
    expect(await send('GET', '/servicerequests', undefined, asApp(world.partner))).toMatchObject({
      status: 403,
      body: { code: 900329 },
    });
    const { body } = await create();
    const stranger = asUser(world.stranger, 'admin_agent');
    expect((await send('GET', `/servicerequests/${body.id}`, undefined, stranger)).status).toBe(404);
    expect((await send('GET', '/servicerequests', undefined, stranger)).body.totalCount).toBe(0);
    expect(
      (await send('PATCH', `/servicerequests/${body.id}`, { NewNote: { Text: 'x' } }, stranger)).status,
    ).toBe(404);
  });

  test('sent again with its MS-RequestId is one', async () => {
    const headers = { 'ms-requestid': 'a0000000-0000-4000-8000-000000000001' };
    const first = await create({}, admin(), headers);
    expect(await create({}, admin(), headers)).toEqual(first);
    expect(await rows('select 1 from kontor.support_request')).toHaveLength(1);
  });
});

describe('a change', () => {
  const unchanged = {
    Title: null,
    Description: null,
    Severity: 'unknown',
    SupportTopicId: null,
    Status: 'none',
    PrimaryContact: null,
    CreatedDate: '0001-01-01T00:00:00',
    LastModifiedDate: '0001-01-01T00:00:00',
    LastClosedDate: '0001-01-01T00:00:00',
    NewNote: null,
  };
  const patch = (id: string, change: object) =>
    send('PATCH', `/servicerequests/${id}`, { ...unchanged, ...change });

  test('of nothing but defaults changes nothing', async () => {
    const { body } = await create();
    expect(await patch(body.id, {})).toEqual({ status: 200, body });
    expect(await patch(body.id, { Status: 0, Severity: 0 })).toEqual({ status: 200, body });
    expect(await rows('select version from kontor.support_request')).toEqual([{ version: 1 }]);
  });

  test('adds a note, raises the severity, closes and opens again', async () => {
    const { body } = await create({ Severity: 'minimal' });
    const noted = await patch(body.id, { NewNote: { Text: 'Any news?' } });
    expect(noted.body.notes).toEqual([
      { createdByName: expect.any(String), createdDate: expect.any(String), text: 'Any news?' },
    ]);
    expect((await patch(body.id, { Severity: 'critical' })).body.severity).toBe('critical');
    const closed = await patch(body.id, { Status: 'closed', NewNote: { Text: 'Thanks.' } });
    expect(closed.body).toMatchObject({ status: 'closed', notes: [{}, { text: 'Thanks.' }] });
    expect(closed.body.lastClosedDate).not.toBe('0001-01-01T00:00:00');
    expect((await patch(body.id, { Status: 'open' })).body.status).toBe('open');
    expect((await patch(body.id, { Status: 'attention_needed' })).status).toBe(400);
    expect((await patch(body.id, { Title: 'Something else' })).status).toBe(400);
    expect((await patch(body.id, { Title: body.title })).status).toBe(200);
  });
});

describe('a list', () => {
  test('is filtered by status and gone through by offset, newest first', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 3; number += 1) {
      now = instant(now + 1_000);
      ids.unshift((await create({ Title: `Request ${number}` })).body.id);
    }
    await send('PATCH', `/servicerequests/${ids[0]}`, { Status: 'closed' });
    const list = async (query: string) => {
      const { status, body } = await send('GET', `/servicerequests${query}`);
      expect(status).toBe(200);
      return {
        ids: body.items.map(({ id }: { id: string }) => id),
        total: body.totalCount,
        links: body.links,
      };
    };
    expect(await list('')).toMatchObject({ ids, total: 3 });
    const filter = encodeURIComponent(
      JSON.stringify({ Field: 'Status', Value: 'Closed', Operator: 'equals' }),
    );
    expect((await list(`?filter=${filter}`)).ids).toEqual([ids[0]]);
    expect((await list('?status=open')).ids).toEqual(ids.slice(1));
    const first = await list('?size=2');
    expect(first).toMatchObject({ ids: ids.slice(0, 2), total: 3 });
    expect(first.links.next.uri).toBe('/servicerequests?size=2&offset=2');
    const last = await list('?size=2&offset=2');
    expect(last.ids).toEqual(ids.slice(2));
    expect(last.links.next).toBeUndefined();
    expect((await send('GET', '/servicerequests?size=two')).status).toBe(400);
    const unknown = encodeURIComponent(JSON.stringify({ Field: 'Colour', Value: 'x', Operator: 'equals' }));
    expect((await send('GET', `/servicerequests?filter=${unknown}`)).status).toBe(400);
  });

  test('shows a sales agent their own, and the answer of the operator in it', async () => {
    const { body } = await create({}, sales());
    await create();
    const mine = await send('GET', '/servicerequests', undefined, sales());
    expect(mine.body.items.map(({ id }: { id: string }) => id)).toEqual([body.id]);
    await app.inject({
      method: 'POST',
      url: `/kontor/v1/support-requests/${body.id}/notes`,
      headers: by(asOperator(world)),
      payload: { text: 'Is it better?' },
    });
    const seen = await send('GET', `/servicerequests/${body.id}`, undefined, sales());
    expect(seen.body.notes).toMatchObject([{ text: 'Is it better?' }]);
  });
});
