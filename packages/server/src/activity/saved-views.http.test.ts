import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { registerActivityKontor } from './activity-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerActivityKontor(surfaces.app, surfaces.kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  await database.owner.query('delete from kontor.activity_saved_view');
});

const reader = () => asUser(world.partner, 'account_administrator');
const send = async (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  {
    who = reader(),
    body,
    headers = {},
  }: { who?: Principal; body?: object; headers?: Record<string, string> } = {},
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1/activity${path}`,
    headers: { ...by(who), ...headers },
    ...(body ? { payload: body } : {}),
  });
  return {
    status: response.statusCode,
    body: response.body === '' ? undefined : response.json(),
    headers: response.headers,
  };
};
const save = (name: string, query: object = {}, who: Principal = reader()) =>
  send('POST', '/views', { who, body: { name, query } });
const namesOf = async (who: Principal = reader()) =>
  (await send('GET', '/views', { who })).body.items.map(({ name }: { name: string }) => name);

describe('a saved view', () => {
  test('is kept with its question and given back by name', async () => {
    const question = { preset: 'keys', range: 'month', user: 'ada', action: 'get_software_key', text: 'iso' };
    const { status, body } = await save('  Zoë’s keys ', question);
    expect([status, body]).toMatchObject([201, { name: 'Zoë’s keys', query: question }]);
    await save('all refused', { outcome: 'refused' });
    const { body: list } = await send('GET', '/views');
    expect(list).toMatchObject({ items: [{ name: 'all refused' }, body], next: null });
  });

  test('is its owner’s alone', async () => {
    const { body } = await save('mine');
    for (const who of [
      asUser(world.partner, 'global_administrator'),
      asUser(world.stranger, 'global_administrator'),
      asOperator(world),
    ]) {
      expect(await namesOf(who)).toEqual([]);
      expect((await send('DELETE', `/views/${body.id}`, { who })).status).toBe(404);
      expect((await save('mine', {}, who)).status).toBe(201);
    }
    expect(await namesOf()).toEqual(['mine']);
  });

  test('has a name that its owner gave to no other', async () => {
    await save('keys');
    expect(await save('keys')).toMatchObject({ status: 409, body: { code: 'activity.view_exists' } });
    const both = await Promise.all([save('twice'), save('twice')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await namesOf()).toEqual(['keys', 'twice']);
  });

  test('is deleted once', async () => {
    const { body } = await save('keys');
    expect((await send('DELETE', `/views/${body.id}`)).status).toBe(204);
    expect((await send('DELETE', `/views/${body.id}`)).status).toBe(404);
    expect((await send('DELETE', '/views/x')).status).toBe(404);
    expect((await send('DELETE', `/views/${newUuid()}`)).status).toBe(404);
  });

  test('must be a question that the log can answer', async () => {
    const refusals: [object, string][] = [
      [{ name: '' }, 'request.invalid'],
      [{ name: ' \t ' }, 'request.invalid'],
      [{ name: 'n'.repeat(101) }, 'request.invalid'],
      [{ query: { action: 'buy_shoes' } }, 'activity.action_unknown'],
      [{ query: { from: '2026-02-02', to: '2026-01-01' } }, 'activity.range_reversed'],
      [{ query: { from: 'soon' } }, 'request.invalid'],
      [{ query: { outcome: 'lost' } }, 'request.invalid'],
      [{ query: { user: 1 } }, 'request.invalid'],
    ];
    for (const [body, code] of refusals) {
      const answer = await send('POST', '/views', { body: { name: 'view', query: {}, ...body } });
      expect([body, answer.status, answer.body.code]).toEqual([body, 422, code]);
    }
    expect(await namesOf()).toEqual([]);
  });

  test('is one of a hundred at most', async () => {
    const { userId } = reader() as { userId: string };
    await database.owner.query(
      `insert into kontor.activity_saved_view (account_id, person_id, id, name, query, created_at)
       select $1, $2, gen_random_uuid(), 'view ' || n, '{}', now() from generate_series(1, 99) n`,
      [world.partner.id, userId],
    );
    expect((await save('the hundredth')).status).toBe(201);
    expect(await save('one more')).toMatchObject({ status: 409, body: { code: 'activity.too_many_views' } });
  });

  test('is saved once by a request that is sent twice', async () => {
    const request = { body: { name: 'keys', query: {} }, headers: { 'idempotency-key': newUuid() } };
    const first = await send('POST', '/views', request);
    const again = await send('POST', '/views', request);
    expect(again.body).toEqual(first.body);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
  });

  test('goes on record without what it looks for', async () => {
    const { body } = await save('Ada again', { user: 'ada@partner.example', action: 'sign_in' });
    await send('DELETE', `/views/${body.id}`);
    const { body: log } = await send('GET', `?resource=${body.id}`);
    expect(log.items).toMatchObject([
      { action: 'delete_activity_view', oldValue: { filters: ['action', 'user'] } },
      { action: 'save_activity_view', newValue: { filters: ['action', 'user'] } },
    ]);
    expect(
      JSON.stringify(
        log.items.map(({ newValue, oldValue, details }: Record<string, unknown>) => [
          newValue,
          oldValue,
          details,
        ]),
      ),
    ).not.toMatch(/ada/i);
  });

  test('is for those who may read the log', async () => {
    for (const who of [asUser(world.partner, 'admin_agent'), asApp(world.partner)])
      for (const answer of [
        await send('GET', '/views', { who }),
        await save('x', {}, who),
        await send('DELETE', `/views/${newUuid()}`, { who }),
      ])
        expect(answer.status).toBe(403);
  });
});
