import { afterAll, beforeAll, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { testDatabase } from './database.ts';
import { arrangePurchase } from './purchases.ts';
import type { TestDatabase } from './test-database.ts';
import { buildWorld, type World } from './world.ts';

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

test('the world of tests has something to sell and somebody to sell it to', async () => {
  const customer = world.partner.customers.DE!;
  const offer = world.catalog.subscription.DE!;
  const bought = await arrangePurchase(database.system, { customer, offer, at: realNow() });
  const { rows } = await database.owner.query('select status from kontor.entitlement where id = $1', [
    bought.entitlementId,
  ]);
  expect(rows).toEqual([{ status: 'active' }]);
});
