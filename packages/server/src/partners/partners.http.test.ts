import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { verifyPassword } from '../platform/identity/passwords.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerPartners } from './partner-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => registerPartners(routes, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;
const send = async (
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  {
    as = asOperator(world),
    body,
    headers = {},
  }: { as?: Principal | null; body?: unknown; headers?: object } = {},
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: { ...(as ? by(as) : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: response.statusCode, json: response.json() as Json, text: response.body };
};
const rows = async (sql: string, values: unknown[] = []): Promise<Json[]> =>
  (await database.owner.query(sql, values)).rows;

const facts = {
  name: 'Küstenlicht Systeme',
  country: 'DE',
  creditLimits: [
    { currency: 'EUR', limit: '50000' },
    { currency: 'JPY', limit: '100000' },
    { currency: 'KWD', limit: '1.005' },
  ],
};
const email = () => `first-${newUuid()}@kuestenlicht.example`;

describe('a new partner', () => {
  test('needs a name, a country and its limits', async () => {
    const { status, json } = await send('POST', '/partners', { body: facts });
    expect([status, json]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Küstenlicht Systeme',
        country: 'DE',
        domain: '',
        mpnId: '',
        sandbox: false,
        suspended: false,
        currency: 'EUR',
        legalName: '',
        vatId: '',
        language: 'en',
        paymentTermsDays: 30,
        paymentMode: 'on_account',
        customers: 0,
        creditLimits: [
          { currency: 'EUR', limit: '50000.00', used: '0.00' },
          { currency: 'JPY', limit: '100000', used: '0' },
          { currency: 'KWD', limit: '1.005', used: '0.000' },
        ],
        createdAt: expect.any(String),
      },
    ]);
    expect((await send('GET', `/partners/${json.id}`)).json).toEqual(json);
  });

  test('comes with a Global administrator and an application whose secrets are kept nowhere', async () => {
    const administrator = { email: email(), name: 'Imke Janssen' };
    const body = { ...facts, administrator, application: { name: 'Shop', scopes: ['orders.cancel'] } };
    const { status, json } = await send('POST', '/partners', { body });
    expect(status).toBe(201);
    const { password, totpSecret } = json.administrator;
    const [person] = await rows(
      'select kind, email, display_name, roles, password_hash, totp_ciphertext, data_key_id from kontor.person where id = $1',
      [json.administrator.id],
    );
    expect(person).toMatchObject({
      kind: 'partner_user',
      email: administrator.email,
      display_name: 'Imke Janssen',
      roles: ['global_administrator'],
    });
    expect(await verifyPassword(person.password_hash, password)).toBe(true);
    const place = { table: 'person', row: json.administrator.id, tenant: json.id };
    const opened = await world.vault.open(place, person.totp_ciphertext, person.data_key_id);
    expect(opened).toBe(totpSecret);
    expect(new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate()).toMatch(/^\d{6}$/);
    const [application] = await rows(
      'select client_id, name, scopes, secret_hash from kontor.application where account_id = $1',
      [json.id],
    );
    expect(application).toMatchObject({ client_id: json.application.clientId, scopes: ['orders.cancel'] });
    const hash = createHash('sha256').update(json.application.clientSecret).digest();
    expect(hash.equals(application.secret_hash)).toBe(true);
    const written = JSON.stringify([
      await rows('select a::text as row from kontor.activity_pending a'),
      await rows('select a::text as row from kontor.event a'),
      await rows('select a::text as row from kontor.idempotency a'),
    ]);
    for (const secret of [password, totpSecret, json.application.clientSecret])
      expect(written).not.toContain(secret);
    const records = await rows(
      `select account_id from kontor.activity_pending where action = 'create_partner' and resource_id = $1`,
      [json.id],
    );
    expect(records.map(({ account_id }) => account_id).sort()).toEqual(
      [json.id, world.operator.accountId].sort(),
    );
  });

  test('takes nobody’s e-mail address, not even at the same moment', async () => {
    const administrator = { email: email(), name: 'Imke Janssen' };
    const both = await Promise.all(
      [1, 2].map(() => send('POST', '/partners', { body: { ...facts, administrator } })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const shouted = { ...administrator, email: administrator.email.toUpperCase() };
    const again = await send('POST', '/partners', { body: { ...facts, administrator: shouted } });
    expect([again.status, again.json.code]).toEqual([409, 'email.taken']);
  });

  test.each([
    [{ country: 'QQ' }, 'country'],
    [{ name: '  ' }, 'name'],
    [{ currency: 'XQX' }, 'currency'],
    [{ creditLimits: [{ currency: 'XQX', limit: '1' }] }, 'creditLimits'],
    [{ creditLimits: [{ currency: 'JPY', limit: '1.5' }] }, 'creditLimits.0.limit'],
    [{ creditLimits: [{ currency: 'EUR', limit: '-1' }] }, 'creditLimits.0.limit'],
    [{ creditLimits: [{ currency: 'EUR', limit: '1e3' }] }, 'creditLimits.0.limit'],
    [
      {
        creditLimits: [
          { currency: 'EUR', limit: '1' },
          { currency: 'EUR', limit: '2' },
        ],
      },
      'creditLimits.1.currency',
    ],
    [{ vatId: 'DE1' }, 'vatId'],
    [{ domain: 'no domain' }, 'domain'],
    [{ administrator: { email: 'nobody', name: 'N' } }, 'administrator.email'],
    [{ paymentTermsDays: 366 }, 'paymentTermsDays'],
  ])('with %j is refused', async (changes, path) => {
    const before = await rows('select count(*)::int as n from kontor.account');
    const { status, json } = await send('POST', '/partners', { body: { ...facts, ...changes } });
    expect([status, json.errors[0].path]).toEqual([422, path]);
    expect(await rows('select count(*)::int as n from kontor.account')).toEqual(before);
  });
});

describe('partners', () => {
  test('are listed by name, page by page, and found by name', async () => {
    const found: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await send('GET', `/partners?limit=2${cursor}`);
      expect(page.status).toBe(200);
      found.push(...page.json.items.map((item: Json) => item.name));
      if (page.json.next === null) break;
      cursor = `&cursor=${page.json.next}`;
    }
    const [{ names }] = await rows(
      `select array_agg(name order by lower(name), id) as names from kontor.account where kind = 'partner'`,
    );
    expect(found).toEqual(names);
    const one = await send('GET', `/partners?search=${encodeURIComponent(world.partner.name)}`);
    expect(one.json.items).toMatchObject([{ id: world.partner.id, customers: 5 }]);
    expect((await send('GET', '/partners?cursor=x')).json.code).toBe('cursor.invalid');
  });

  test('are changed field by field; what is left out stays', async () => {
    const { json } = await send('POST', '/partners', { body: facts });
    const url = `/partners/${json.id}`;
    const changes = {
      legalName: 'Küstenlicht Systeme GmbH',
      vatId: 'de 123456789',
      address: { line1: 'Am Deich 1', city: 'Husum', postalCode: '25813' },
      language: 'tr',
      paymentTermsDays: 14,
      creditLimits: [
        { currency: 'EUR', limit: '75000.00' },
        { currency: 'USD', limit: '10' },
      ],
    };
    const changed = await send('PATCH', url, { body: changes });
    expect([changed.status, changed.json]).toEqual([
      200,
      {
        ...json,
        ...changes,
        vatId: 'DE123456789',
        creditLimits: [
          { currency: 'EUR', limit: '75000.00', used: '0.00' },
          { currency: 'JPY', limit: '100000', used: '0' },
          { currency: 'KWD', limit: '1.005', used: '0.000' },
          { currency: 'USD', limit: '10.00', used: '0.00' },
        ],
      },
    ]);
    const [name, mpnId] = await Promise.all([
      send('PATCH', url, { body: { name: 'Küstenlicht' } }),
      send('PATCH', url, { body: { mpnId: '4711' } }),
    ]);
    expect([name.status, mpnId.status]).toEqual([200, 200]);
    expect((await send('GET', url)).json).toMatchObject({
      name: 'Küstenlicht',
      mpnId: '4711',
      paymentTermsDays: 14,
    });
    expect((await send('PATCH', url, { body: { vatId: 'DE1' } })).json.errors[0].path).toBe('vatId');
    expect((await send('PATCH', `/partners/${newUuid()}`, { body: {} })).json.code).toBe('not_found');
    expect((await send('GET', '/partners/x')).json.code).toBe('not_found');
  });

  test('that are suspended can do nothing until they are not', async () => {
    const { json } = await send('POST', '/partners', {
      body: { ...facts, administrator: { email: email(), name: 'A' } },
    });
    const theirs: Principal = {
      kind: 'partner_user',
      accountId: json.id,
      userId: json.administrator.id,
      secondFactor: true,
    };
    expect((await send('GET', '/partners', { as: theirs })).status).toBe(403);
    const suspended = await send('PATCH', `/partners/${json.id}`, { body: { suspended: true } });
    expect(suspended.json.suspended).toBe(true);
    expect((await send('GET', '/partners', { as: theirs })).status).toBe(401);
    await send('PATCH', `/partners/${json.id}`, { body: { suspended: false } });
    expect((await send('GET', '/partners', { as: theirs })).status).toBe(403);
  });

  test('are nobody’s but the operator’s to see or change', async () => {
    const others = [
      asUser(world.partner, 'global_administrator'),
      asApp(world.partner),
      asCustomer(world.partner.customers.DE!),
    ];
    for (const [method, url, body] of [
      ['POST', '/partners', facts],
      ['GET', '/partners', undefined],
      ['GET', `/partners/${world.partner.id}`, undefined],
      ['PATCH', `/partners/${world.partner.id}`, { name: 'Mine' }],
    ] as const) {
      for (const as of others) expect((await send(method, url, { as, body })).status).toBe(403);
      expect((await send(method, url, { as: null, body })).status).toBe(401);
    }
  });
});
