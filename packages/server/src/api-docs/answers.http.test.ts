import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { openIdentity } from '../platform/identity/identity.ts';
import { testDatabase } from '../testing/database.ts';
import { by } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { openApiDocument } from './openapi-document.ts';

// What the document promises, held against what the server answers along one purchase.

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let agent: Principal;
let customer: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 10 });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const { vault, files } = world;
  const services = { pools: database, vault, files, realNow, publicUrl: 'http://kontor.example', log };
  app = await createApp({
    services,
    identity: await openIdentity(services),
    demoPeople: async () => [],
    authenticate: async (request) => {
      const text = request.headers['x-test-principal'];
      return typeof text === 'string' ? { principal: JSON.parse(text) } : undefined;
    },
  });
  await app.ready();
  agent = asUser(world.partner, 'admin_agent');
  customer = `/customers/${world.partner.customers.DE!.id}`;
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const document = openApiDocument();
const base = 'https://kontor.example/openapi';
const ajv = new Ajv2020({ strict: false, formats: { uri: true } });
ajv.addSchema({ $id: base, ...document });

type Node = { readonly [member: string]: unknown };
const part = (text: string) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Where the document describes what `method` on `path` answers with `status`. */
const promised = (path: string, method: string, status: number): string => {
  const operation = ((document.paths as Node)[path] as Node)?.[method] as Node;
  const answer = (operation?.responses as Node)?.[status] as Node | undefined;
  expect(answer, `${method} ${path} answers ${status}, which it does not declare`).toBeDefined();
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  const at = String(answer?.$ref ?? `#/paths/${part(path)}/${method}/responses/${status}`);
  return `${base}${at}/content/${part(type)}/schema`;
};

type Call = {
  readonly path: string;
  readonly url: string;
  readonly method?: 'get' | 'post' | 'put';
  readonly body?: object;
  readonly who?: Principal;
};

// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

/** Sends a call, expects the status and that the document describes the answer. */
const answers = async (
  status: number,
  { path, url, method = 'get', body, who = agent }: Call,
): Promise<Json> => {
  const headers = who === nobody ? {} : by(who);
  const response = await app.inject({
    method: method === 'get' ? 'GET' : method === 'post' ? 'POST' : 'PUT',
    url: `/kontor/v1${url}`,
    headers,
    ...(body ? { payload: body } : {}),
  });
  expect(response.statusCode, `${method} ${url}: ${response.body}`).toBe(status);
  const validate = ajv.compile({ $ref: promised(path, method, status) });
  const json = response.json();
  expect(validate(json) ? [] : validate.errors, `${method} ${url}`).toEqual([]);
  return json;
};

const nobody = { kind: 'partner_app' } as unknown as Principal; // stands for no token at all

const ofCustomer = (rest: string, more: Omit<Partial<Call>, 'path'> = {}): Call => ({
  path: `/customers/{customerId}${rest}`,
  url: `${customer}${rest}`,
  ...more,
});

test('along a purchase every answer is as the document describes it, problems too', async () => {
  await answers(200, { path: '/customers', url: '/customers' });
  await answers(200, ofCustomer(''));
  const products = await answers(200, ofCustomer('/products'));
  const [{ id: productId }] = products.items;
  await answers(200, ofCustomer('/products/{productId}', { url: `${customer}/products/${productId}` }));
  const catalogItemId = world.catalog.subscription.DE!.catalogItemId;
  const lines = [{ catalogItemId, quantity: 1 }];
  const post = (body: object) => ({ method: 'post' as const, body });
  const bad = [...lines, { catalogItemId: 'unknown', quantity: 1 }];
  const cart = await answers(201, ofCustomer('/carts', post({ lines: bad })));
  const at = (rest: string) => ({ url: `${customer}/carts/${cart.id}${rest}` });
  await answers(409, ofCustomer('/carts/{cartId}/checkout', { method: 'post', ...at('/checkout') }));
  await answers(200, ofCustomer('/carts/{cartId}', { method: 'put', body: { lines }, ...at('') }));
  await answers(200, ofCustomer('/carts/current'));
  const bought = await answers(
    201,
    ofCustomer('/carts/{cartId}/checkout', { method: 'post', ...at('/checkout') }),
  );
  const [order] = bought.orders;
  await answers(200, { path: '/orders', url: '/orders' });
  await answers(200, ofCustomer('/orders'));
  const software = await answers(200, ofCustomer('/software'));
  const { entitlementId, fulfilments } = software.items[0];
  const { version, language, bitness } = fulfilments[0];
  const keys = (more: Partial<Call> = {}) =>
    ofCustomer('/software/{entitlementId}/keys', {
      ...post({ version, language, bitness }),
      url: `${customer}/software/${entitlementId}/keys`,
      ...more,
    });
  await answers(200, keys());
  await answers(403, keys({ who: asUser(world.partner, 'sales_agent') }));
  await answers(401, keys({ who: nobody }));
  await answers(422, keys({ body: { version, language } }));
  const orders = [{ orderId: order.id }];
  await answers(200, ofCustomer('/cancellations/preview', post({ orders })));
  await answers(422, ofCustomer('/cancellations', post({ orders })));
  await answers(200, ofCustomer('/cancellations', post({ orders, acknowledged: true })));
  await answers(409, keys());
  await answers(200, ofCustomer('/orders/{orderId}', { url: `${customer}/orders/${order.id}` }));
});

test('beside the purchase as well', async () => {
  const reader = asUser(world.partner, 'global_administrator');
  const list = (path: string, more: Partial<Call> = {}): Call => ({ path, url: path, ...more });
  await answers(200, list('/activity', { who: reader }));
  await answers(403, list('/activity'));
  await answers(422, list('/activity', { who: reader, url: '/activity?from=2026-02-01&to=2026-01-01' }));
  await answers(200, list('/clock'));
  await answers(200, list('/installation', { who: nobody }));
  await answers(200, list('/price-sheets', { who: asOperator(world) }));
  await answers(200, list('/my/software', { who: asCustomer(world.partner.customers.DE!) }));
});
