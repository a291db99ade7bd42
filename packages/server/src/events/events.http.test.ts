import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addEvents } from '../partners/event-store.ts';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerEvents } from './event-routes.ts';
import { placeSomeEvents } from './relay-events.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => registerEvents(routes, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  for (const table of ['event', 'event_stream']) await database.owner.query(`delete from kontor.${table}`);
});

const happen = async (
  accountId: string,
  ...types: ('order.created' | 'order.cancelled' | 'clock.moved')[]
) => {
  const entries = types.map((type) => ({ type, aggregateType: 'order', aggregateId: 'o', data: { type } }));
  await writeBatch(database.system, noTenant, [addEvents(accountId, realNow(), entries)]);
  await placeSomeEvents(database.system, 100_000);
};
const get = async (search = '', as: Principal | null = asApp(world.partner)) => {
  const response = await app.inject({
    method: 'GET',
    url: `/kontor/v1/events${search}`,
    headers: as ? by(as) : {},
  });
  return { status: response.statusCode, json: response.json() };
};
const sequences = (json: { items: { sequence: number }[] }) => json.items.map(({ sequence }) => sequence);

test('an account’s events in order, each with its place and the one before it', async () => {
  await happen(world.partner.id, 'order.created', 'order.cancelled');
  await happen(world.stranger.id, 'order.created');
  const { json } = await get();
  expect(json).toMatchObject({
    items: [
      {
        sequence: 1,
        previousId: null,
        type: 'order.created',
        aggregate: { type: 'order', id: 'o' },
        data: { type: 'order.created' },
      },
      { sequence: 2, type: 'order.cancelled' },
    ],
    next: null,
  });
  expect(json.items[1].previousId).toBe(json.items[0].id);
  expect(json.items[0].at).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
  expect(sequences((await get('', asUser(world.stranger, 'global_administrator'))).json)).toEqual([1]);
  expect((await get('', asApp(world.sandbox))).json.items).toEqual([]);
});

test('page by page: behind a sequence, up to a limit, until there is no more', async () => {
  await happen(world.partner.id, ...Array.from({ length: 5 }, () => 'order.created' as const));
  const first = (await get('?limit=2')).json;
  expect([sequences(first), first.next]).toEqual([[1, 2], '2']);
  const second = (await get(`?limit=2&after=${first.next}`)).json;
  expect([sequences(second), second.next]).toEqual([[3, 4], '4']);
  const third = (await get('?limit=2&after=4')).json;
  expect([sequences(third), third.next]).toEqual([[5], null]);
  const exact = (await get('?limit=1&after=4')).json;
  expect([sequences(exact), exact.next]).toEqual([[5], null]);
  expect((await get('?after=999999999999999999')).json).toEqual({ items: [], next: null });
});

test('only some types, also when they are far apart', async () => {
  await happen(world.partner.id, 'clock.moved');
  await happen(world.partner.id, ...Array.from({ length: 10_500 }, () => 'order.created' as const));
  await happen(world.partner.id, 'clock.moved', 'order.cancelled');
  const first = (await get('?types=clock.moved,order.cancelled')).json;
  expect([sequences(first), first.next]).toEqual([[1], '10000']);
  const second = (await get(`?types=clock.moved,order.cancelled&after=${first.next}`)).json;
  expect([sequences(second), second.next]).toEqual([[10_502, 10_503], null]);
});

test('what is no longer kept is gone, and the rest keeps its places', async () => {
  await happen(world.partner.id, 'order.created', 'order.created', 'order.created');
  await database.owner.query('delete from kontor.event where position <= 2');
  expect(sequences((await get()).json)).toEqual([3]);
  await happen(world.partner.id, 'order.created');
  expect(sequences((await get('?after=1')).json)).toEqual([3, 4]);
});

test('bad questions are answered with what is wrong about them', async () => {
  expect((await get('?types=order.created,nonsense')).json).toMatchObject({
    status: 422,
    errors: [{ path: 'types', message: expect.stringContaining('nonsense') }],
  });
  expect((await get('?types=toString')).status).toBe(422);
  for (const search of ['?after=-1', '?after=x', '?after=9999999999999999999', '?limit=501', '?limit=0'])
    expect([search, (await get(search)).status]).toEqual([search, 422]);
});

test('the operator reads their own account and, by name, a partner’s; nobody else names one', async () => {
  await happen(world.partner.id, 'order.created');
  await happen(world.operator.accountId, 'clock.moved', 'clock.moved');
  const operator = asOperator(world);
  expect(sequences((await get('', operator)).json)).toEqual([1, 2]);
  expect(sequences((await get(`?partnerId=${world.partner.id}`, operator)).json)).toEqual([1]);
  for (const partnerId of ['nonsense', '99999999-9999-4999-8999-999999999999'])
    expect((await get(`?partnerId=${partnerId}`, operator)).json).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  expect((await get(`?partnerId=${world.partner.id}`, asApp(world.stranger))).json.items).toEqual([]);
});

test('only a Global administrator, an application and the operator', async () => {
  expect((await get('', null)).status).toBe(401);
  expect((await get('', asUser(world.partner, 'global_administrator'))).status).toBe(200);
  for (const as of [asUser(world.partner, 'admin_agent'), asCustomer(world.partner.customers.DE!)])
    expect((await get('', as)).json).toMatchObject({ status: 403, code: 'role_required' });
});
