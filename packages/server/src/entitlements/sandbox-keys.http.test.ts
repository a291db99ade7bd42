import { isSandboxKey } from '@kontor/domain/catalog/sandbox-key';
import type { FastifyInstance } from 'fastify';
import { beforeEach, expect, test } from 'vitest';
import { registerCartsKontor } from '../carts/cart-routes.ts';
import { registerKeyPools } from '../key-pools/key-pool-routes.ts';
import { registerCheckoutKontor } from '../orders/checkout-routes.ts';
import { registerSubscriptionsKontor } from '../subscriptions/subscription-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerEntitlementsKontor } from './entitlement-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 6 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => {
      registerCartsKontor(routes, kontor);
      registerCheckoutKontor(routes, kontor);
      registerEntitlementsKontor(routes, kontor);
      registerSubscriptionsKontor(routes, kontor);
      registerKeyPools(routes, kontor);
    },
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const customer = () => world.sandbox.customers.US!;
const offer = () => world.catalog.subscription.US!;
const call = async (method: 'POST' | 'PATCH', path: string, payload: object) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1/customers/${customer().id}${path}`,
    headers: by(asUser(world.sandbox, 'admin_agent')),
    payload,
  });
  return { status: response.statusCode, json: response.json() };
};
const buy = async (quantity: number) => {
  const { catalogItemId, term } = offer();
  const line = { catalogItemId, quantity, termDuration: term, billingCycle: 'one_time' };
  const cart = await call('POST', '/carts', { lines: [line] });
  const { json } = await call('POST', `/carts/${cart.json.id}/checkout`, {});
  return json.orders[0].lines[0] as { entitlementId: string; subscriptionId: string; status: string };
};
const look = async (entitlementId: string) =>
  (
    await call('POST', `/software/${entitlementId}/keys`, {
      version: '2025',
      language: 'en-US',
      bitness: '64',
    })
  ).json as { keyFormat: string; keys: { position: number; key: string }[] };
const stock = async () => {
  const { rows } = await database.owner.query(
    'select count(*)::integer as free from kontor.licence_key where entitlement_id is null',
  );
  return rows[0].free as number;
};
const sku = (text: string) =>
  database.owner.query(`update kontor.sku set ${text} where product_id = $1`, [offer().productId]);

test('a sandbox buys keys in the form of the real ones, marked, and takes none of what is for sale', async () => {
  const before = await stock();
  const { entitlementId } = await buy(3);
  const { keyFormat, keys } = await look(entitlementId);
  expect(keyFormat).toBe('digits_32');
  expect(keys.map(({ key }) => isSandboxKey({ format: 'digits_32' }, key))).toEqual([true]);
  expect((await look(entitlementId)).keys).toEqual(keys);
  expect(await stock()).toBe(before);
});

test('it can buy when every pool is empty, and a vendor’s keys as well as our own', async () => {
  await database.owner.query('delete from kontor.licence_key where entitlement_id is null');
  await sku(`key_format = 'mak_5x5'`);
  const { entitlementId } = await buy(1);
  const { keyFormat, keys } = await look(entitlementId);
  expect(keyFormat).toBe('mak_5x5');
  expect(keys[0]?.key).toMatch(/^TEST[0-9A-Z](-[0-9A-Z]{5}){4}$/);
});

test('further units and replacements are made and marked as well', async () => {
  await sku(`key_rule = 'per_unit'`);
  const before = await stock();
  const { entitlementId } = await buy(2);
  expect((await look(entitlementId)).keys).toHaveLength(2);
  const { rows } = await database.owner.query(
    'select id from kontor.subscription where entitlement_id = $1',
    [entitlementId],
  );
  expect((await call('PATCH', `/subscriptions/${rows[0].id}`, { quantity: 3 })).status).toBe(200);
  const replaced = await call('POST', `/software/${entitlementId}/keys/1/replacement`, {
    reason: 'does_not_activate',
  });
  expect(replaced.status).toBe(201);
  const { keys } = await look(entitlementId);
  expect(keys.map(({ position }) => position)).toEqual([1, 2, 3]);
  expect(keys.every(({ key }) => isSandboxKey({ format: 'digits_32' }, key))).toBe(true);
  expect(await stock()).toBe(before);
});
