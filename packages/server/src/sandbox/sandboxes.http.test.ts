import { partnerRoles } from '@kontor/domain/access/roles';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { Principal } from '../platform/http/context.ts';
import { verifyPassword } from '../platform/identity/passwords.ts';
import { planSandbox } from '../seed/plan-sandbox.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { clockLock } from './clock-lock.ts';
import { registerSandboxAccounts } from './sandbox-account-routes.ts';
import { registerSandboxKontor } from './sandbox-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 40 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      registerSandboxAccounts(surfaces.app, surfaces.kontor, planSandbox);
      registerSandboxKontor(surfaces.app, surfaces.kontor);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const administrator = () => asUser(world.partner, 'global_administrator');
const send = async (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  principal: Principal | undefined = administrator(),
  payload?: object,
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: principal ? by(principal) : {},
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() };
};
const create = (payload: object, principal?: Principal) => send('POST', '/sandboxes', principal, payload);
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const listed = async (principal?: Principal) => {
  const { body } = await send('GET', '/sandboxes', principal);
  return body.items.map(({ id }: { id: string }) => id);
};
const agentOf = (
  sandbox: { id: string; users: { id: string; roles: string[] }[] },
  role: string,
): Principal =>
  ({
    kind: 'partner_user',
    accountId: sandbox.id,
    userId: sandbox.users.find(({ roles }) => roles.includes(role))?.id,
    secondFactor: true,
  }) as Principal; // ids as the server gave them

describe('a sandbox account', () => {
  test('is made with a user a role and an application, and its secrets are good', async () => {
    const { status, body } = await create({ name: '  Bölüm 7 testi ' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Bölüm 7 testi',
      country: 'TR',
      sandbox: true,
      customers: [],
      orders: 0,
    });
    expect(body.domain).toMatch(/^bolum-7-testi-[0-9a-f]{10}\.sandbox\./);
    expect(body.users.map(({ roles }: { roles: string[] }) => roles)).toEqual(
      partnerRoles.map((role) => [role]),
    );
    const [account] = await rows(
      'select parent_account_id, sandbox, kind, clock_offset_ms from kontor.account where id = $1',
      [body.id],
    );
    expect(account).toEqual({
      parent_account_id: world.partner.id,
      sandbox: true,
      kind: 'partner',
      clock_offset_ms: 0n,
    });
    const [user] = body.users;
    const [person] = await rows('select password_hash from kontor.person where id = $1', [user.id]);
    expect(await verifyPassword(person.password_hash, user.password)).toBe(true);
    expect(user.totpSecret).toMatch(/^[A-Z2-7]{32}$/);
    expect(user.refreshToken.length).toBeGreaterThan(40);
    expect(new Set(body.users.map(({ password }: { password: string }) => password)).size).toBe(
      partnerRoles.length,
    );
    const records = await rows(
      "select account_id, resource_id, details from kontor.activity_pending where action = 'create_sandbox' and resource_id = $1",
      [body.id],
    );
    expect(records).toEqual([
      { account_id: world.partner.id, resource_id: body.id, details: { name: 'Bölüm 7 testi', seed: false } },
    ]);
  });

  test('when seeded has customers where tax and currency differ, agreements, credit and months of orders, in under five seconds', async () => {
    const startedAt = performance.now();
    const { status, body } = await create({ name: 'Seeded', seed: true });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(status).toBe(201);
    const countries = body.customers.map(({ country }: { country: string }) => country);
    expect(countries).toEqual(expect.arrayContaining(['US', 'AU', 'BR']));
    for (const { admin, member, domain } of body.customers) {
      expect([admin.roles, member.roles]).toEqual([['global_administrator'], ['user']]);
      expect(admin.email).toBe(`admin@${domain}`);
    }
    const orders = await rows(
      `select status, created_at from kontor.purchase_order where account_id = $1 and origin = 'cart'`,
      [body.id],
    );
    expect(orders.length).toBe(body.orders);
    expect(body.orders).toBeGreaterThan(5);
    expect(orders.filter((order) => order.status === 'cancelled').length).toBeGreaterThan(0);
    const ages = orders.map((order) => Math.round((realNow() - order.created_at) / 86_400_000));
    expect([Math.min(...ages), Math.max(...ages)]).toEqual([6, 118]);
    const [{ agreements }] = await rows(
      'select count(*)::int as agreements from kontor.customer_agreement where account_id = $1',
      [body.id],
    );
    expect(agreements).toBe(body.customers.length);
    const invoices = await rows(`select id, period from kontor.invoice where account_id = $1 order by id`, [
      body.id,
    ]);
    expect(invoices[0]).toMatchObject({ id: 'GS00000001', period: expect.stringMatching(/^\d{4}-\d{2}$/) });
    const limits = await rows(
      'select currency from kontor.credit_limit where account_id = $1 and limit_minor > used_minor',
      [body.id],
    );
    expect(limits.map(({ currency }) => currency)).toEqual(expect.arrayContaining(['USD', 'AUD', 'BRL']));
  });

  test('is made as often as wanted, also twice of one name at once', async () => {
    const made = await Promise.all([create({ name: 'Twin' }), create({ name: 'Twin' })]);
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    const [one, two] = made.map(({ body }) => body);
    expect(one.id).not.toBe(two.id);
    expect(await listed()).toEqual(expect.arrayContaining([one.id, two.id]));
  });

  test('is shown with what its clock says, and moves its clock by itself', async () => {
    const { body } = await create({ name: 'Clock' });
    const moved = await send('POST', '/clock', agentOf(body, 'admin_agent'), {
      to: '2028-02-29T12:00:00.000Z',
    });
    expect(moved).toMatchObject({ status: 200, body: { now: '2028-02-29T12:00:00.000Z' } });
    const { body: page } = await send('GET', '/sandboxes?limit=1');
    expect(page.items).toEqual([
      {
        id: body.id,
        name: 'Clock',
        country: 'TR',
        domain: body.domain,
        customers: 0,
        createdAt: expect.any(String),
        now: expect.stringMatching(/^2028-02-29T12:0/),
        busy: false,
      },
    ]);
    const held = await holdSessionLock(database.system, clockLock(body.id));
    expect((await send('GET', '/sandboxes?limit=1')).body.items[0].busy).toBe(true);
    expect(await send('DELETE', `/sandboxes/${body.id}`)).toMatchObject({
      status: 409,
      body: { code: 'clock.busy' },
    });
    await held?.release();
  });

  test('is listed a page at a time, newest first', async () => {
    const all = await listed();
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await send('GET', `/sandboxes?limit=2${cursor}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual(all);
    expect(all).toEqual(all.toSorted().toReversed());
    expect((await send('GET', '/sandboxes?cursor=x')).body.code).toBe('cursor.invalid');
  });

  test('has a name that says something', async () => {
    for (const name of ['', '   ', 'x'.repeat(81)])
      expect(await create({ name })).toMatchObject({
        status: 422,
        body: { code: 'request.invalid', errors: [{ path: 'name' }] },
      });
    expect((await create({})).status).toBe(422);
    expect((await create({ name: 'A', seed: 'yes' })).status).toBe(422);
  });
});

describe('a sandbox account that is deleted', () => {
  test('is gone from the list, lets nobody in, and nothing of it falls due', async () => {
    const { body } = await create({ name: 'Gone', seed: true });
    const due = () => rows('select 1 from kontor.due where account_id = $1 and done_at is null', [body.id]);
    expect((await due()).length).toBeGreaterThan(0);
    expect((await send('GET', '/clock', agentOf(body, 'admin_agent'))).status).toBe(200);
    expect((await send('DELETE', `/sandboxes/${body.id}`)).status).toBe(204);
    expect(await listed()).not.toContain(body.id);
    expect(await due()).toEqual([]);
    expect((await send('GET', '/clock', agentOf(body, 'admin_agent'))).status).toBe(401);
    const open = await rows(
      `select 1 from kontor.person where account_id = $1 and disabled_at is null
       union all select 1 from kontor.application where account_id = $1 and disabled_at is null`,
      [body.id],
    );
    expect(open).toEqual([]);
    const orders = await rows('select 1 from kontor.purchase_order where account_id = $1', [body.id]);
    expect(orders.length).toBe(body.orders);
    const [record] = await rows(
      "select account_id, details from kontor.activity_pending where action = 'delete_sandbox' and resource_id = $1",
      [body.id],
    );
    expect(record).toEqual({ account_id: world.partner.id, details: { name: 'Gone' } });
  });

  test('is deleted once, also by two at once', async () => {
    const { body } = await create({ name: 'Once' });
    const both = await Promise.all([
      send('DELETE', `/sandboxes/${body.id}`),
      send('DELETE', `/sandboxes/${body.id}`),
    ]);
    const statuses = both.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    // The other came while it went, or after.
    expect([404, 409]).toContain(statuses.find((status) => status !== 204));
    expect(await send('DELETE', `/sandboxes/${body.id}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    const records = await rows(
      "select 1 from kontor.activity_pending where action = 'delete_sandbox' and resource_id = $1",
      [body.id],
    );
    expect(records).toHaveLength(1);
  });

  test('is somebody’s own: a stranger’s, the account itself and what never was are not there', async () => {
    const { body } = await create({ name: 'Mine' });
    const stranger = asUser(world.stranger, 'global_administrator');
    for (const id of [body.id, world.partner.id, world.sandbox.id, 'nothing'])
      expect(await send('DELETE', `/sandboxes/${id}`, stranger)).toMatchObject({ status: 404 });
    expect(await send('DELETE', `/sandboxes/${world.partner.id}`)).toMatchObject({ status: 404 });
    expect(await listed(stranger)).toEqual([]);
    expect(await listed()).toContain(body.id);
  });
});

describe('who has sandbox accounts', () => {
  test('is a Global administrator, and nobody else', async () => {
    expect((await app.inject({ method: 'GET', url: '/kontor/v1/sandboxes' })).statusCode).toBe(401);
    const others = [
      ...partnerRoles
        .filter((role) => role !== 'global_administrator')
        .map((role) => asUser(world.partner, role)),
      asApp(world.partner),
      asOperator(world),
    ];
    for (const principal of others) {
      expect((await create({ name: 'No' }, principal)).status).toBe(403);
      expect((await send('GET', '/sandboxes', principal)).status).toBe(403);
      expect((await send('DELETE', `/sandboxes/${world.sandbox.id}`, principal)).status).toBe(403);
    }
  });

  test('is a production account: a sandbox account has none', async () => {
    const inside = asUser(world.sandbox, 'global_administrator');
    expect(await create({ name: 'Nested' }, inside)).toMatchObject({
      status: 409,
      body: { code: 'sandbox.parent_is_sandbox' },
    });
    expect(await listed(inside)).toEqual([]);
  });
});

describe('where nothing is on sale', () => {
  test('a seeded sandbox account has its people and customers, and says that it has no orders', async () => {
    const bare = await testDatabase();
    try {
      const empty = await buildWorld(bare, { keys: 0 });
      await bare.owner.query('truncate kontor.price cascade');
      await bare.owner.query('truncate kontor.availability cascade');
      const [parent] = await query(bare.system, noTenant, {
        name: '',
        text: 'select id, name, country, domain, mpn_id, sandbox from kontor.account where id = $1',
        values: [empty.partner.id],
      });
      const services = { pools: bare, vault: empty.vault, files: empty.files, realNow };
      const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
      const { makeSandbox } = await import('./create-sandbox.ts');
      const made = await makeSandbox(
        { ...services, publicUrl: 'http://kontor.example', log },
        parent as Parameters<typeof makeSandbox>[1], // the row just read
        { name: 'Empty', seed: true },
        { plan: planSandbox, record: () => [{ name: '', text: 'select 1', values: [] }] },
      );
      expect(made).toMatchObject({ accepted: true, value: { orders: 0 } });
      expect(made.accepted && made.value.customers.length).toBe(5);
      await empty.dispose();
    } finally {
      await bare.drop();
    }
  });
});
