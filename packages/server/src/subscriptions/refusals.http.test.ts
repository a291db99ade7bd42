import { addDays, localDateAt, utc } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerSubscriptionsKontor } from './subscription-routes.ts';

// What stands against a change of a subscription, each by a request that meets it.

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let subscriptionId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => registerSubscriptionsKontor(routes, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  const bought = await arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: realNow(),
    autoRenew: true,
  });
  subscriptionId = bought.subscriptionId!;
});

const set = (table: string, change: string) =>
  database.owner.query(`update kontor.${table} set ${change} where id = $1`, [subscriptionId]);
const change = async (payload: object) => {
  const response = await app.inject({
    method: 'PATCH',
    url: `/kontor/v1/customers/${world.partner.customers.DE!.id}/subscriptions/${subscriptionId}`,
    headers: by(asUser(world.partner, 'admin_agent')),
    payload,
  });
  return { status: response.statusCode, body: response.json() };
};

test('one that waits for its payment cannot be changed', async () => {
  await set('subscription', "status = 'pending'");
  expect(await change({ quantity: 2 })).toMatchObject({
    status: 409,
    body: { code: 'subscription.not_active', state: 'pending' },
  });
});

test('one that waits for its key is not suspended', async () => {
  await database.owner.query(
    `update kontor.entitlement e set status = 'provisioning' from kontor.subscription s where s.id = $1 and e.id = s.entitlement_id`,
    [subscriptionId],
  );
  expect(await change({ status: 'suspended' })).toMatchObject({
    status: 409,
    body: { code: 'subscription.provisioning' },
  });
});

test('one whose term has just ended waits until it has renewed', async () => {
  const today = localDateAt(realNow(), utc);
  for (const [table, key] of [
    ['subscription', 'id'],
    ['order_line', 'subscription_id'],
  ])
    await database.owner.query(`update kontor.${table} set starts_on = $2, ends_on = $3 where ${key} = $1`, [
      subscriptionId,
      addDays(today, -365),
      today,
    ]);
  expect(await change({ quantity: 2 })).toMatchObject({
    status: 409,
    body: { code: 'subscription.term_ending', endedOn: today },
  });
});

test('more units than the SKU allows are refused, to the unit', async () => {
  await database.owner.query('update kontor.sku set maximum_quantity = 5 where product_id = $1', [
    world.catalog.subscription.DE!.productId,
  ]);
  expect(await change({ quantity: 6 })).toMatchObject({
    status: 422,
    body: { code: 'subscription.quantity_out_of_range', quantity: 6, maximum: 5 },
  });
  expect((await change({ quantity: 5 })).status).toBe(200);
});
