import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { registerCartsKontor, registerCartsWire } from '../carts/cart-routes.ts';
import { registerCheckoutKontor, registerCheckoutWire } from '../orders/checkout-routes.ts';
import { registerSandboxKontor } from '../sandbox/sandbox-routes.ts';
import { registerSubscriptionsKontor } from '../subscriptions/subscription-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { httpTaxEngine } from './http-tax-engine.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let engine: Server;
let reply: (request: IncomingMessage, response: ServerResponse, body: string) => void;
const asked: { readonly body: Record<string, unknown>; readonly authorization: string | undefined }[] = [];
const logged: unknown[] = [];

const json = (value: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.setHeader('content-type', 'application/json');
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
};
const seven = { line: 0, rateBasisPoints: 700, category: 'S' };

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 3 });
  engine = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push({ body: JSON.parse(body), authorization: request.headers.authorization });
    reply(request, response, body);
  });
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  const { port } = engine.address() as AddressInfo; // it listens on a port
  const log = { debug() {}, info() {}, error() {}, warn: (...words: unknown[]) => logged.push(words) };
  const settings = { url: `http://127.0.0.1:${port}/quote`, token: 'hush', timeoutMilliseconds: 300 };
  app = await testApp({
    pools: database,
    world,
    services: { log, taxEngine: httpTaxEngine(settings, log) },
    register: ({ app: routes, kontor, wire }) => {
      registerCartsKontor(routes, kontor);
      registerCheckoutKontor(routes, kontor);
      registerCartsWire(routes, wire);
      registerCheckoutWire(routes, wire);
      registerSubscriptionsKontor(routes, kontor);
      registerSandboxKontor(routes, kontor);
    },
  });
});

afterEach(() => {
  asked.length = 0;
  logged.length = 0;
});

afterAll(async () => {
  await app?.close();
  engine?.closeAllConnections();
  engine?.close();
  await world?.dispose();
  await database?.drop();
});

const german = () => world.partner.customers.DE!;
const send = (method: 'GET' | 'POST', path: string, payload?: object, key?: string) =>
  app.inject({
    method,
    url: `/kontor/v1/customers/${german().id}${path}`,
    headers: {
      ...by(asUser(world.partner, 'admin_agent')),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(payload ? { payload } : {}),
  });
const wanted = (quantity = 1) => ({
  lines: [{ catalogItemId: world.catalog.subscription.DE!.catalogItemId, quantity }],
});
const count = async (table: string): Promise<number> => {
  const { rows } = await database.system.query(`select count(*)::int as count from kontor.${table}`);
  return rows[0].count;
};

describe('an outside tax engine', () => {
  test('is asked who buys what, and its rate is frozen on line and charge', async () => {
    reply = json({ lines: [seven] });
    const cart = (await send('POST', '/carts', wanted(3))).json();
    expect(cart.lines[0].price).toMatchObject({
      tax: '76.65',
      total: '1171.65',
      taxRateBasisPoints: 700,
      taxCategory: 'S',
    });
    expect(asked[0]?.authorization).toBe('Bearer hush');
    expect(asked[0]?.body).toMatchObject({
      market: 'DE',
      lines: [
        {
          line: 0,
          family: 'software_subscription',
          quantity: 3,
          currency: 'EUR',
          unitPrice: '365.00',
        },
      ],
    });
    const bought = await send('POST', `/carts/${cart.id}/checkout`);
    expect(bought.statusCode).toBe(201);
    expect(bought.json().orders[0].lines[0]).toMatchObject({ tax: '76.65', taxRateBasisPoints: 700 });
    const { rows } = await database.system.query(
      'select tax_minor, tax_rate_basis_points from kontor.charge order by recorded_at desc limit 1',
    );
    expect(rows).toEqual([{ tax_minor: 7665n, tax_rate_basis_points: 700 }]);
  });

  test('is not asked about a cart of which nothing can be sold', async () => {
    reply = json({ lines: [] });
    const unknown = { lines: [{ catalogItemId: 'DG7GMGF0XXXX:0001:DWT500DEEUR0', quantity: 1 }] };
    expect((await send('POST', '/carts', unknown)).statusCode).toBe(201);
    expect(asked).toEqual([]);
  });

  const broken: [name: string, answer: typeof reply][] = [
    ['is slow', () => {}],
    ['fails', (_, response) => response.writeHead(500).end()],
    ['hangs up', (request) => request.socket.destroy()],
    ['redirects', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
    ['sends no JSON', json('<html>')],
    ['sends no lines', json({})],
    ['leaves a line out', json({ lines: [] })],
    ['answers a line twice', json({ lines: [seven, seven] })],
    ['answers a line that nobody asked about', json({ lines: [seven, { ...seven, line: 7 }] })],
    ['sends a rate that is none', json({ lines: [{ ...seven, rateBasisPoints: 7.5 }] })],
    ['sends a negative rate', json({ lines: [{ ...seven, rateBasisPoints: -1 }] })],
    ['sends a category that is none', json({ lines: [{ ...seven, category: 'X' }] })],
    ['exempts and taxes at once', json({ lines: [{ ...seven, category: 'E' }] })],
    ['never stops', json(`{"lines":[${' '.repeat(1_100_000)}]}`)],
  ];

  test.each(broken)(
    'that %s stops the purchase: 503, Retry-After, nothing written',
    async (_name, answer) => {
      reply = json({ lines: [seven] });
      const cart = (await send('POST', '/carts', wanted())).json();
      const before = await Promise.all([count('purchase_order'), count('charge'), count('idempotency')]);
      reply = answer;
      const refused = await send('POST', `/carts/${cart.id}/checkout`, undefined, `key-${cart.id}`);
      expect([refused.statusCode, refused.json().code]).toEqual([503, 'tax.unavailable']);
      expect(refused.headers['retry-after']).toBe('5');
      expect((await send('POST', '/carts', wanted())).statusCode).toBe(503);
      expect((await send('GET', `/carts/${cart.id}`)).statusCode).toBe(503);
      const after = await Promise.all([count('purchase_order'), count('charge'), count('idempotency')]);
      expect(after).toEqual(before);
      expect(logged.length).toBeGreaterThan(0);
      expect(JSON.stringify(logged)).not.toContain('hush');
    },
  );

  test('that answers again lets the same request through, once', async () => {
    reply = json({ lines: [seven] });
    const cart = (await send('POST', '/carts', wanted())).json();
    reply = (_, response) => response.writeHead(503).end();
    expect((await send('POST', `/carts/${cart.id}/checkout`, undefined, 'again')).statusCode).toBe(503);
    reply = json({ lines: [seven] });
    const first = await send('POST', `/carts/${cart.id}/checkout`, undefined, 'again');
    const second = await send('POST', `/carts/${cart.id}/checkout`, undefined, 'again');
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.json()).toEqual(first.json());
  });

  test('that does not answer is a fault 503 on the wire', async () => {
    reply = (_, response) => response.writeHead(500).end();
    const refused = await app.inject({
      method: 'POST',
      url: `/v1/customers/${german().id}/carts`,
      headers: by(asUser(world.partner, 'admin_agent')),
      payload: {
        lineItems: [
          {
            id: 0,
            catalogItemId: world.catalog.subscription.DE!.catalogItemId,
            quantity: 1,
            billingCycle: 'one_time',
          },
        ],
      },
    });
    expect([refused.statusCode, refused.json().code]).toEqual([503, 900192]);
    expect(refused.headers['retry-after']).toBe('2');
  });

  test('is asked again when a term renews and when units are added, and renewals wait for it', async () => {
    const sandbox = world.sandbox.customers.US!;
    const agent = by(asUser(world.sandbox, 'admin_agent'));
    const call = (method: 'POST' | 'PATCH', url: string, payload: object) =>
      app.inject({ method, url: `/kontor/v1${url}`, headers: agent, payload });
    reply = json({ lines: [seven] });
    const { catalogItemId } = world.catalog.subscription.US!;
    const lines = [{ catalogItemId, quantity: 2 }];
    const cart = (await call('POST', `/customers/${sandbox.id}/carts`, { lines })).json();
    await call('POST', `/customers/${sandbox.id}/carts/${cart.id}/checkout`, {});
    const { rows } = await database.system.query(
      'select id from kontor.subscription where customer_id = $1',
      [sandbox.id],
    );
    const rates = async () => {
      const { rows: charges } = await database.system.query(
        'select kind, tax_rate_basis_points as rate from kontor.charge where customer_id = $1 order by at, kind',
        [sandbox.id],
      );
      return charges.map(({ kind, rate }) => [kind, rate]);
    };
    const subscription = `/customers/${sandbox.id}/subscriptions/${rows[0].id}`;
    reply = json({ lines: [{ ...seven, rateBasisPoints: 800 }] });
    expect((await call('PATCH', subscription, { quantity: 3 })).statusCode).toBe(200);
    reply = (_, response) => response.writeHead(503).end();
    expect((await call('PATCH', subscription, { quantity: 4 })).json().code).toBe('tax.unavailable');
    const stopped = await call('POST', '/clock', { advance: 'P13M' });
    expect([stopped.statusCode, stopped.json().code]).toEqual([503, 'tax.unavailable']);
    expect(await rates()).toEqual([
      ['new', 700],
      ['add_quantity', 800],
    ]);
    reply = json({ lines: [{ ...seven, rateBasisPoints: 900 }] });
    expect((await call('POST', '/clock', { advance: 'P2M' })).statusCode).toBe(200);
    expect((await rates()).at(-1)).toEqual(['renew', 900]);
  });
});
