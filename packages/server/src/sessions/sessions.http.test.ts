import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { realNow } from '../platform/clock.ts';
import { openIdentity } from '../platform/identity/identity.ts';
import { hashPassword } from '../platform/identity/passwords.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let email: string;

const password = 'a long enough password';

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const { vault, files } = world;
  const services = { pools: database, vault, files, realNow, publicUrl: 'http://kontor.example', log };
  app = await createApp({ services, identity: await openIdentity(services), demoPeople: async () => [] });
  const { rows } = await database.owner.query(
    'update kontor.person set password_hash = $2, totp_ciphertext = null where id = $1 returning email',
    [world.partner.users.sales_agent, await hashPassword(password)],
  );
  email = rows[0].email;
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const signIn = (headers: Record<string, string> = {}, own: object = {}) =>
  app.inject({
    method: 'POST',
    url: '/kontor/v1/session',
    headers,
    payload: { email, password, portal: 'partner', ...own },
  });

const session = async () => {
  const response = await signIn();
  expect(response.statusCode).toBe(200);
  const cookie = response.cookies.find((one) => one.name === 'kontor_session')!;
  return {
    cookie,
    csrf: response.json().csrfToken as string,
    headers: { cookie: `kontor_session=${cookie.value}` },
  };
};

const newCart = (headers: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: `/kontor/v1/customers/${world.partner.customers.DE!.id}/carts`,
    headers,
    payload: { lines: [] },
  });

test('a session is a cookie that scripts cannot read and other sites do not get', async () => {
  const { cookie, headers } = await session();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  const mine = await app.inject({ url: '/kontor/v1/session', headers });
  expect(mine.json()).toMatchObject({ portal: 'partner', person: { email, roles: ['sales_agent'] } });
  expect(mine.json().permissions).toContain('orders.buy');
  expect(mine.json().permissions).not.toContain('keys.read');
});

test('a change needs what only the portal’s own page knows', async () => {
  const { csrf, headers } = await session();
  expect((await newCart(headers)).json().code).toBe('csrf');
  expect((await newCart({ ...headers, 'x-kontor-csrf': `${csrf}x` })).statusCode).toBe(403);
  expect((await newCart({ ...headers, 'x-kontor-csrf': csrf })).statusCode).toBe(201);
});

test('a change from another site’s page is refused whatever else it carries, and so is a sign-in', async () => {
  const { csrf, headers } = await session();
  for (const origin of ['https://evil.example', 'null', 'http://kontor.example.evil.example']) {
    const answer = await newCart({ ...headers, 'x-kontor-csrf': csrf, origin });
    expect([origin, answer.statusCode, answer.json().code]).toEqual([origin, 403, 'csrf']);
    expect((await signIn({ origin })).json().code).toBe('csrf');
  }
  const ownPages: Record<string, string>[] = [
    { origin: 'http://kontor.example' },
    { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' },
  ];
  for (const own of ownPages)
    expect((await newCart({ ...headers, 'x-kontor-csrf': csrf, ...own })).statusCode).toBe(201);
});

test('a wrong password says so, and the wrong portal only to whom the password belongs', async () => {
  const wrong = await signIn({}, { password: 'something else' });
  expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'sign_in.failed']);
  const stranger = await signIn({}, { password: 'something else', portal: 'customer' });
  expect(stranger.json().code).toBe('sign_in.failed');
  expect((await signIn({}, { portal: 'customer' })).json().code).toBe('sign_in.wrong_portal');
});

test('a session that was ended is nobody’s, and a cookie is no token of the wire', async () => {
  const { csrf, headers } = await session();
  expect((await app.inject({ url: '/v1/customers', headers })).statusCode).toBe(401);
  const bye = await app.inject({
    method: 'DELETE',
    url: '/kontor/v1/session',
    headers: { ...headers, 'x-kontor-csrf': csrf },
  });
  expect(bye.statusCode).toBe(204);
  expect((await app.inject({ url: '/kontor/v1/session', headers })).statusCode).toBe(401);
});

test('one of several sessions is ended by its owner, and by nobody else', async () => {
  const [first, second] = [await session(), await session()];
  const list = await app.inject({ url: '/kontor/v1/sessions', headers: second.headers });
  const other = list.json().items.find((one: { current: boolean }) => !one.current);
  const end = (id: string) =>
    app.inject({
      method: 'DELETE',
      url: `/kontor/v1/sessions/${id}`,
      headers: { ...second.headers, 'x-kontor-csrf': second.csrf },
    });
  expect((await end('99999999-9999-4999-8999-999999999999')).statusCode).toBe(404);
  for (const one of list.json().items) if (!one.current) expect((await end(one.id)).statusCode).toBe(204);
  expect(other).toBeDefined();
  expect((await app.inject({ url: '/kontor/v1/session', headers: first.headers })).statusCode).toBe(401);
  expect((await app.inject({ url: '/kontor/v1/session', headers: second.headers })).statusCode).toBe(200);
});
