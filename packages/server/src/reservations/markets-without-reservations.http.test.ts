import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerCartsKontor, registerCartsWire } from '../carts/cart-routes.ts';
import { registerCatalogKontor, registerCatalogWire } from '../catalog/catalog-routes.ts';
import { registerMarkets } from '../markets/market-routes.ts';
import { registerCheckoutKontor, registerCheckoutWire } from '../orders/checkout-routes.ts';
import type { Principal, Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { addReservationProducts, machineId, reservationItem } from '../testing/reservations.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { registerReservationsKontor } from './reservation-routes.ts';

type MarketData = { readonly code: string; readonly defaultCurrency: string };

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8'));
const markets: readonly MarketData[] = read('markets.json');
const without: readonly { readonly market: string }[] = read('reservation-markets.json');
const closed = new Set(without.map(({ market }) => market));

/** The market before and the one after each, where reservations are sold. */
const neighbours = markets.filter(
  ({ code }, index) =>
    !closed.has(code) &&
    [markets[index - 1], markets[index + 1]].some((next) => next && closed.has(next.code)),
);

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let now = Date.parse('2026-11-22T10:00:00Z');
let cloudSubscriptionId = '';

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  const priced = Object.fromEntries(markets.map(({ code }) => [code, 'USD']));
  await addReservationProducts(database.system, priced);
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now as ReturnType<Services['realNow']> },
    register: ({ app: routes, kontor, wire }) => {
      registerCatalogKontor(routes, kontor);
      registerCatalogWire(routes, wire);
      registerCartsKontor(routes, kontor);
      registerCartsWire(routes, wire);
      registerCheckoutKontor(routes, kontor);
      registerCheckoutWire(routes, wire);
      registerMarkets(routes, kontor);
      registerReservationsKontor(routes, kontor);
    },
  });
  const made = await send('POST', `${base()}/cloud-subscriptions`, { name: 'Production' });
  cloudSubscriptionId = made.json.id;
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

// What a test reads out of an answer; the assertions say what must be there.
// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const customerId = () => world.sandbox.customers.US!.id;
const base = () => `/kontor/v1/customers/${customerId()}`;
const wireBase = () => `/v1/customers/${customerId()}`;

const send = async (
  method: 'GET' | 'POST',
  url: string,
  body?: unknown,
  who: Principal = asUser(world.sandbox, 'admin_agent'),
) => {
  const response = await app.inject({
    method,
    url,
    headers: by(who),
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: response.statusCode, json: (response.body ? response.json() : undefined) as Json };
};

const moveTo = (market: string) =>
  database.owner.query('update kontor.customer set market = $2 where id = $1', [customerId(), market]);

const kontorLine = (market: string) => ({
  catalogItemId: reservationItem(market),
  quantity: 1,
  termDuration: 'P1Y',
  billingCycle: 'one_time',
  reservation: { scope: 'shared', cloudSubscriptionId },
});
const wireLine = (market: string) => ({
  catalogItemId: reservationItem(market),
  quantity: 1,
  billingCycle: 'one_time',
  termDuration: 'P1Y',
  provisioningContext: { subscriptionId: cloudSubscriptionId, scope: 'shared' },
});

/** What each surface says of reservations to a customer in a market. */
const seenIn = async (market: string) => {
  await moveTo(market);
  const catalog = await send('GET', `${base()}/products?family=reservation`);
  const product = await send('GET', `${base()}/products/${machineId}`);
  const wireList = await send('GET', `${wireBase()}/products?targetView=AzureReservationsVM`);
  const wireProduct = await send('GET', `${wireBase()}/products/${machineId}`);
  const byCountry = await send('GET', `/v1/products?country=${market}&targetView=AzureReservations`);
  const oneByCountry = await send('GET', `/v1/products/${machineId}?country=${market}`);
  const cart = await send('POST', `${base()}/carts`, { lines: [kontorLine(market)] });
  const wireCart = await send('POST', `${wireBase()}/carts`, { lineItems: [wireLine(market)] });
  return { catalog, product, wireList, wireProduct, byCountry, oneByCountry, cart, wireCart };
};

test('there are 109 markets without reservations, and markets with them beside', () => {
  expect(closed.size).toBe(109);
  expect(neighbours.length).toBeGreaterThan(20);
});

test.each(without)('nobody is sold a reservation in $market ($en), on any surface', async ({ market }) => {
  const seen = await seenIn(market);
  expect([seen.catalog.status, seen.catalog.json.items]).toEqual([200, []]);
  expect([seen.product.status, seen.product.json.code]).toEqual([404, 'not_found']);
  expect([seen.wireList.status, seen.wireList.json.items]).toEqual([200, []]);
  expect([seen.wireProduct.status, seen.wireProduct.json.code]).toEqual([404, 400013]);
  expect([seen.byCountry.status, seen.byCountry.json.items]).toEqual([200, []]);
  expect([seen.oneByCountry.status, seen.oneByCountry.json.code]).toEqual([404, 400013]);
  expect(seen.cart.json.lines[0].error).toMatchObject({
    code: 'not_sold_in_market',
    message: expect.stringContaining(market),
  });
  expect(seen.wireCart.json.lineItems[0].error).toMatchObject({
    errorCode: 'catalog_item_id_is_not_valid',
    errorDescription: expect.stringContaining(`market ${market}`),
  });
  const checkout = await send('POST', `${base()}/carts/${seen.cart.json.id}/checkout`);
  expect([checkout.status, checkout.json.code]).toEqual([409, 'cart.has_line_errors']);
  const wireCheckout = await send('POST', `${wireBase()}/carts/${seen.wireCart.json.id}/checkout`);
  expect([wireCheckout.status, wireCheckout.json.code]).toEqual([400, 800009]);
});

test.each(neighbours)('reservations are sold in $code', async ({ code }) => {
  const seen = await seenIn(code);
  expect(seen.catalog.json.items.map((item: Json) => item.id)).toContain(machineId);
  expect(seen.product.status).toBe(200);
  expect(seen.wireList.json.items.map((item: Json) => item.id)).toEqual([machineId]);
  expect([seen.wireProduct.status, seen.oneByCountry.status]).toEqual([200, 200]);
  expect(seen.byCountry.json.totalCount).toBe(2);
  expect(seen.cart.json.lines[0].error).toBeUndefined();
  expect(seen.wireCart.json.lineItems[0].error).toBeUndefined();
});

test('what the operator says of a market holds from its instant on; a reservation bought before is not exchanged there', async () => {
  await moveTo('US');
  const cart = await send('POST', `${base()}/carts`, { lines: [kontorLine('US')] });
  const bought = await send('POST', `${base()}/carts/${cart.json.id}/checkout`);
  expect(bought.status).toBe(201);
  const [reservation] = (await send('GET', `${base()}/reservations`)).json.items;
  const waiting = await send('POST', `${base()}/carts`, { lines: [kontorLine('US')] });
  const effectiveFrom = '2026-11-23T00:00:00.000Z';
  const body = { family: 'reservation', market: 'US', available: false, effectiveFrom };
  const said = await send('POST', '/kontor/v1/market-availability', body, asOperator(world));
  expect(said.status).toBe(201);

  now = Date.parse(effectiveFrom) - 1;
  expect((await seenIn('US')).catalog.json.items).toHaveLength(2);
  now = Date.parse(effectiveFrom);
  const seen = await seenIn('US');
  expect(seen.catalog.json.items).toEqual([]);
  expect(seen.wireProduct.json.code).toBe(400013);
  const late = await send('POST', `${base()}/carts/${waiting.json.id}/checkout`);
  expect([late.status, late.json.code]).toEqual([409, 'cart.has_line_errors']);
  const exchange = await send('POST', `${base()}/reservations/${reservation.id}/exchange`, {
    catalogItemId: reservationItem('US', '0002'),
    quantity: 1,
  });
  expect([exchange.status, exchange.json.code, exchange.json.reason, exchange.json.market]).toEqual([
    409,
    'reservation.exchange_not_offered',
    'not_sold_in_market',
    'US',
  ]);
  expect((await send('GET', `${base()}/reservations/${reservation.id}`)).json.status).toBe('active');

  const again = { ...body, available: true, effectiveFrom: '2026-11-24T00:00:00.000Z' };
  await send('POST', '/kontor/v1/market-availability', again, asOperator(world));
  now = Date.parse(again.effectiveFrom);
  expect((await seenIn('US')).catalog.json.items).toHaveLength(2);
  const other = await send('POST', `${base()}/carts`, {
    lines: [{ ...kontorLine('US'), reservation: { scope: 'shared', cloudSubscriptionId: newUuid() } }],
  });
  expect(other.json.lines[0].error.code).toBe('cloud_subscription_not_registered');
});
