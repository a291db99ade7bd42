import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerCartsKontor, registerCartsWire } from '../carts/cart-routes.ts';
import { registerCatalogKontor, registerCatalogWire } from '../catalog/catalog-routes.ts';
import { registerEntitlementsKontor, registerEntitlementsWire } from '../entitlements/entitlement-routes.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asUser } from '../testing/world-people.ts';
import { registerCheckoutKontor, registerCheckoutWire } from './checkout-routes.ts';
import { registerOrdersKontor, registerOrdersWire } from './order-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let agent: Principal;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 50 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor, wire }) => {
      registerCatalogKontor(routes, kontor);
      registerCatalogWire(routes, wire);
      registerCartsKontor(routes, kontor);
      registerCartsWire(routes, wire);
      registerCheckoutKontor(routes, kontor);
      registerCheckoutWire(routes, wire);
      registerOrdersKontor(routes, kontor);
      registerOrdersWire(routes, wire);
      registerEntitlementsKontor(routes, kontor);
      registerEntitlementsWire(routes, wire);
      registerCancellationsKontor(routes, kontor);
    },
  });
  agent = asUser(world.partner, 'admin_agent');
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

// What a test reads out of an answer; the assertions say what must be there.
// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const send = async (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  url: string,
  body?: unknown,
  who: Principal = agent,
  headers = {},
) => {
  const response = await app.inject({
    method,
    url,
    headers: { ...by(who), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    json: (response.body ? response.json() : undefined) as Json,
  };
};

const customer = () => world.partner.customers.DE!;
const offerOf = async (match: (offer: Json) => boolean, who = agent) => {
  const products = await send('GET', `/kontor/v1/customers/${customer().id}/products`, undefined, who);
  expect(products.status).toBe(200);
  for (const product of products.json.items) {
    const detail = await send('GET', `/kontor/v1/customers/${customer().id}/products/${product.id}`);
    for (const sku of detail.json.skus)
      for (const offer of sku.offers) if (match({ ...offer, family: product.family })) return offer;
  }
  throw new Error('no such offer');
};

test('sells a subscription: catalog, cart, order, key, preview, cancel, credit', async () => {
  const base = `/kontor/v1/customers/${customer().id}`;
  const offer = await offerOf((candidate: Json) => candidate.family === 'software_subscription');
  const cart = await send('POST', `${base}/carts`, {
    lines: [
      {
        catalogItemId: offer.catalogItemId,
        quantity: 2,
        termDuration: offer.termDuration,
        billingCycle: offer.billingCycle,
      },
    ],
  });
  expect(cart.status).toBe(201);
  expect(cart.json.lines[0]!.error).toBeUndefined();
  const bought = await send('POST', `${base}/carts/${cart.json.id}/checkout`);
  expect(bought.status).toBe(201);
  const again = await send('POST', `${base}/carts/${cart.json.id}/checkout`);
  expect(again.json.orders).toEqual(bought.json.orders);
  const order = bought.json.orders[0]!;
  const software = await send('GET', `${base}/software`);
  const item = software.json.items.find((candidate: Json) => candidate.orderId === order.id)!;
  expect(item.actions).toMatchObject({
    getKeys: { allowed: true },
    cancel: { allowed: true, daysRemaining: 60 },
  });
  const { version, language, bitness } = item.fulfilments[0]!;
  const choice = { version, language, bitness };
  const keys = await send('POST', `${base}/software/${item.entitlementId}/keys`, choice);
  expect(keys.status).toBe(200);
  expect(keys.json.keys[0]!.key).toMatch(/^\d{32}$/);
  expect((await send('POST', `${base}/software/${item.entitlementId}/keys`, choice)).json).toEqual(keys.json);
  const selection = { orders: [{ orderId: order.id }] };
  const preview = await send('POST', `${base}/cancellations/preview`, selection);
  expect(preview.json.orders[0]!.verdict).toMatchObject({ code: 'eligible', daysRemaining: 60 });
  expect(preview.json.orders[0]!.credit.total).toBe(order.total);
  expect((await send('POST', `${base}/cancellations`, selection)).status).toBe(422);
  const done = await send('POST', `${base}/cancellations`, { ...selection, acknowledged: true });
  expect(done.json.orders[0]!.credit).toEqual(preview.json.orders[0]!.credit);
  const dead = await send('POST', `${base}/software/${item.entitlementId}/keys`, choice);
  expect([dead.status, dead.json.code]).toEqual([409, 'entitlement.revoked']);
  const detail = await send('GET', `${base}/orders/${order.id}`);
  expect(detail.json.status).toBe('cancelled');
  expect(detail.json.charges.map((charge: Json) => charge.total)).toEqual([order.total, `-${order.total}`]);
});

test('the same purchase on the wire, in the manner of the oldest client', async () => {
  const who = asApp(world.partner);
  const base = `/v1/customers/${customer().id}`;
  const products = await send('GET', `${base}/products?targetView=SoftwarePerpetual`, undefined, who);
  expect(products.status).toBe(200);
  const product = products.json.items[0]!;
  const skus = await send('GET', `${base}/products/${product.id}/SKUS`, undefined, who);
  const availabilities = await send(
    'GET',
    `${base}/products/${product.id}/skus/${skus.json.items[0]!.id}/availabilities/`,
    undefined,
    who,
  );
  const { catalogItemId } = availabilities.json.items[0]!;
  const request = {
    LineItems: [
      {
        Id: 0,
        CatalogItemId: catalogItemId,
        Quantity: 3,
        BillingCycle: 'OneTime',
        TermDuration: null,
        Error: null,
      },
    ],
    ExpirationTimestamp: '0001-01-01T00:00:00',
    Attributes: { ObjectType: 'Cart' },
  };
  const headers = {
    'ms-requestid': '11111111-2222-4333-8444-555555555555',
    'content-type': 'application/json',
  };
  const cart = await send('POST', `/v1//customers/${customer().id}/carts`, request, who, headers);
  expect(cart.status).toBe(201);
  expect(cart.headers['ms-requestid']).toBe(headers['ms-requestid']);
  expect((await send('POST', `${base}/carts`, request, who, headers)).json).toEqual(cart.json);
  const other = { ...request, LineItems: [{ ...request.LineItems[0], Quantity: 4 }] };
  const reused = await send('POST', `${base}/carts`, other, who, headers);
  expect([reused.status, reused.json.code]).toEqual([400, 800002]);
  const checkout = await app.inject({
    method: 'POST',
    url: `${base}/carts/${cart.json.id}/checkout`,
    headers: { ...by(who), 'content-type': 'application/json' },
    payload: '"success"',
  });
  expect(checkout.statusCode).toBe(201);
  const [order] = checkout.json().orders;
  expect(checkout.json().orderErrors).toEqual([]);
  const cancelled = await send(
    'PATCH',
    `${base}/orders/${order.id}`,
    { ...order, Status: 'cancelled', status: undefined },
    who,
  );
  expect(cancelled.status).toBe(200);
  expect(cancelled.json).toMatchObject({ status: 'cancelled', lineItems: [{ quantity: 0 }] });
  const twice = await send('PATCH', `${base}/orders/${order.id}`, { status: 'cancelled' }, who);
  expect([twice.status, twice.json.status]).toEqual([200, 'cancelled']);
  const stale = await send('PATCH', `${base}/orders/${order.id}`, { status: 'cancelled' }, who, {
    'if-match': order.attributes.etag,
  });
  expect(stale.status).toBe(412);
});
