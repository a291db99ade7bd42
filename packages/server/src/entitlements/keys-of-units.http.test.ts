import { keysThatStay } from '@kontor/domain/entitlement/key-quantity';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerCartsKontor } from '../carts/cart-routes.ts';
import { fulfilWaiting } from '../catalog/fulfil-waiting.ts';
import { generateKeys } from '../catalog/import-keys.ts';
import { recordAs } from '../catalog/import-record-store.ts';
import { registerKeyPools } from '../key-pools/key-pool-routes.ts';
import { registerCheckoutKontor } from '../orders/checkout-routes.ts';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { registerSandboxKontor } from '../sandbox/sandbox-routes.ts';
import { registerSubscriptionsKontor } from '../subscriptions/subscription-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { registerEntitlementsKontor } from './entitlement-routes.ts';
import { revokeSurplusKeys } from './keys-of-units-store.ts';

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
      registerCancellationsKontor(routes, kontor);
      registerSubscriptionsKontor(routes, kontor);
      registerSandboxKontor(routes, kontor);
      registerKeyPools(routes, kontor);
    },
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const sql = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;
const customer = () => world.partner.customers.DE!;
const of = (path: string) => `/customers/${customer().id}${path}`;
const call = async (
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  payload?: object,
  as = asUser(world.partner, 'admin_agent'),
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: by(as),
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, json: response.json() };
};
const setRule = async (product: 'subscription' | 'perpetual', changes: object) => {
  const { productId } = world.catalog[product].DE!;
  const path = `/key-pools/${productId}/0001/settings`;
  const { json } = await call('GET', path, undefined, asOperator(world));
  const { status } = await call('PUT', path, { ...json, ...changes }, asOperator(world));
  expect(status).toBe(200);
};
const buy = async (quantity: number, product: 'subscription' | 'perpetual' = 'subscription') => {
  const { catalogItemId, term } = world.catalog[product].DE!;
  const line = { catalogItemId, quantity, termDuration: term, billingCycle: 'one_time' };
  const cart = await call('POST', of('/carts'), { lines: [line] });
  const { json, status } = await call('POST', of(`/carts/${cart.json.id}/checkout`), {});
  if (status >= 300) return { refusal: cart.json, entitlementId: '', subscriptionId: '' };
  const entitlementId = json.orders[0].lines[0].entitlementId as string;
  const [subscription] = await sql('select id from kontor.subscription where entitlement_id = $1', [
    entitlementId,
  ]);
  return { entitlementId, subscriptionId: (subscription?.id ?? '') as string };
};
const look = async (entitlementId: string) =>
  (
    await call('POST', of(`/software/${entitlementId}/keys`), {
      version: '2025',
      language: 'en-US',
      bitness: '64',
    })
  ).json;
const positions = async (entitlementId: string) =>
  (await look(entitlementId)).keys.map(({ position }: { position: number }) => position);
const addStock = async (count: number) => {
  const { productId, skuId } = world.catalog.subscription.DE!;
  const record = recordAs({ accountId: world.operator.accountId, application: 'test', now: realNow() });
  await generateKeys(
    { system: database.system, vault: world.vault },
    { productId, skuId, count },
    { record },
  );
};

describe('a SKU with a key a unit', () => {
  beforeEach(() => setRule('subscription', { rule: 'per_unit' }));

  test('gives as many keys as units, more when units are added, and fewer when those are cancelled', async () => {
    const { entitlementId, subscriptionId } = await buy(3);
    expect(await positions(entitlementId)).toEqual([1, 2, 3]);
    const added = await call('PATCH', of(`/subscriptions/${subscriptionId}`), { quantity: 5 });
    expect(added.status).toBe(200);
    const taken = await sql(
      'select position from kontor.licence_key where entitlement_id = $1 order by position',
      [entitlementId],
    );
    expect(taken.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    const order = added.json.lines.find(({ origin }: { origin: string }) => origin === 'quantity');
    const cancelled = await call('POST', of('/cancellations'), {
      orders: [{ orderId: order.orderId }],
      acknowledged: true,
    });
    expect(cancelled.json.orders[0].verdict.code).toBe('cancelled');
    expect(await positions(entitlementId)).toEqual([1, 2, 3]);
    const dead = await sql(
      'select position from kontor.licence_key where entitlement_id = $1 and revoked_at is not null order by position',
      [entitlementId],
    );
    expect(dead.map(({ position }) => position)).toEqual([4, 5]);
  });

  test('takes what the pool was short of at the next look, and shows what is there until then', async () => {
    const { entitlementId, subscriptionId } = await buy(5);
    await call('PATCH', of(`/subscriptions/${subscriptionId}`), { quantity: 7 });
    expect(await look(entitlementId)).toMatchObject({ missing: 2, keys: [{ position: 1 }, {}, {}, {}, {}] });
    await addStock(5);
    expect(await positions(entitlementId)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('gets what the pool was short of when stock comes in, the oldest purchase first, without a look', async () => {
    const held = async (entitlementId: string) => {
      const [row] = await sql(
        'select count(*)::integer as keys from kontor.licence_key where entitlement_id = $1 and revoked_at is null',
        [entitlementId],
      );
      return row?.keys;
    };
    const [first, second] = [await buy(3), await buy(3)];
    for (const { subscriptionId } of [first, second])
      await call('PATCH', of(`/subscriptions/${subscriptionId}`), { quantity: 5 });
    expect([await held(first.entitlementId), await held(second.entitlementId)]).toEqual([3, 3]);
    await addStock(3);
    expect([await held(first.entitlementId), await held(second.entitlementId)]).toEqual([5, 3]);
    const { productId, skuId } = world.catalog.subscription.DE!;
    await addStock(1);
    await Promise.all([1, 2, 3].map(() => fulfilWaiting(database.system, productId, skuId)));
    expect(await held(second.entitlementId)).toBe(5);
    expect(await positions(second.entitlementId)).toEqual([1, 2, 3, 4, 5]);
  });

  test('is sold in no more units than keys may be held', async () => {
    const { refusal } = await buy(1001);
    expect(JSON.stringify(refusal)).toContain('1000');
  });

  test('is bought in units of which the pool has too few: the line waits and gets all of them at once', async () => {
    const { entitlementId } = await buy(8);
    expect((await look(entitlementId)).code).toBe('entitlement.provisioning');
    await addStock(2);
    expect(await positions(entitlementId)).toHaveLength(8);
  });

  test('keeps its promise to purchases that were made before it changed', async () => {
    const { entitlementId, subscriptionId } = await buy(2);
    await setRule('subscription', { rule: 'per_purchase', keysPerPurchase: 1 });
    await call('PATCH', of(`/subscriptions/${subscriptionId}`), { quantity: 3 });
    expect(await positions(entitlementId)).toEqual([1, 2, 3]);
    expect(await positions((await buy(2)).entitlementId)).toEqual([1]);
  });

  test('lets the keys go that the rule of the domain lets go', async () => {
    const { entitlementId } = await buy(6);
    await sql(
      `update kontor.licence_key set first_shown_at = now() where entitlement_id = $1 and position in (2, 5, 6)`,
      [entitlementId],
    );
    const held = (await sql(
      `select position, first_shown_at is not null as shown from kontor.licence_key where entitlement_id = $1`,
      [entitlementId],
    )) as { position: number; shown: boolean }[];
    for (const wanted of [4, 2, 0]) {
      await sql('update kontor.entitlement set keys_wanted = $2 where id = $1', [entitlementId, wanted]);
      const { accountId } = customer();
      await writeBatch(database.system, noTenant, [
        revokeSurplusKeys(accountId, [entitlementId], new Date()),
      ]);
      const left = await sql(
        'select position from kontor.licence_key where entitlement_id = $1 and revoked_at is null order by position',
        [entitlementId],
      );
      const expected = keysThatStay(held, wanted).map(({ position }) => position);
      expect(left.map(({ position }) => position)).toEqual(expected.sort((a, b) => a - b));
    }
  });
});

test('generated keys follow the template of their SKU, a key a unit', async () => {
  await setRule('perpetual', {
    source: 'generated',
    format: 'template',
    template: '[KTR]-XXXXX-XXXXX-XXXXC',
    check: 'luhn',
    rule: 'per_unit',
  });
  const { entitlementId } = await buy(2, 'perpetual');
  const { keyFormat, keys } = await look(entitlementId);
  expect(keyFormat).toBe('template');
  expect(keys.map(({ position }: { position: number }) => position)).toEqual([1, 2]);
  for (const { key } of keys)
    expect(key).toMatch(/^KTR-[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}-[0-9A-Z]{5}$/);
});

test('one key comes with as many activations as the units have', async () => {
  await setRule('subscription', { rule: 'activations', activationsPerUnit: 3 });
  const { entitlementId, subscriptionId } = await buy(4);
  expect(await look(entitlementId)).toMatchObject({ activations: 12, keys: [{ position: 1 }] });
  await call('PATCH', of(`/subscriptions/${subscriptionId}`), { quantity: 5 });
  expect(await look(entitlementId)).toMatchObject({ activations: 15, keys: [{ position: 1 }] });
});
