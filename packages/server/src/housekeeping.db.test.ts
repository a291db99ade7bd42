import { parseCartId } from '@kontor/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCart } from './carts/write-cart.ts';
import { startHousekeeping } from './housekeeping.ts';
import { checkoutCart } from './orders/checkout-cart.ts';
import { testDatabase } from './testing/database.ts';
import { contextFor } from './testing/run-context.ts';
import type { TestDatabase } from './testing/test-database.ts';
import { buildWorld, type World } from './testing/world.ts';
import { asUser } from './testing/world-people.ts';

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 1 });
});

afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const buy = async (): Promise<string> => {
  const ctx = contextFor(database, world, asUser(world.partner, 'admin_agent'));
  const customerId = world.partner.customers.DE!.id;
  const lines = [{ catalogItemId: world.catalog.subscription.DE!.catalogItemId, quantity: 1 }];
  const cart = await createCart(ctx, { customerId, lines });
  if (!cart.accepted) throw new Error(cart.refusal.code);
  const bought = await checkoutCart(ctx, { customerId, cartId: parseCartId(cart.value.row.id)! });
  if (!bought.accepted) throw new Error(bought.refusal.code);
  return bought.value[0]!.lines[0]!.entitlement_id!;
};

const statusOf = async (id: string): Promise<string> =>
  (await database.owner.query('select status from kontor.entitlement where id = $1', [id])).rows[0].status;

test('a purchase that waits for keys gets them by itself, and answers older than thirty days go', async () => {
  const first = await buy();
  const second = await buy();
  expect([await statusOf(first), await statusOf(second)]).toEqual(['active', 'provisioning']);
  // A key comes back into stock without an import: nobody but housekeeping looks.
  await database.owner.query(
    `update kontor.licence_key set account_id = null, customer_id = null, entitlement_id = null, position = null where entitlement_id = $1`,
    [first],
  );
  await database.owner.query(
    `insert into kontor.idempotency (account_id, key_hash, fingerprint, status, answer, recorded_at)
     values ($1, '\\x01', '\\x01', 200, '{}', now() - interval '31 days'), ($1, '\\x02', '\\x02', 200, '{}', now() - interval '29 days')`,
    [world.partner.id],
  );
  const stop = startHousekeeping(contextFor(database, world, asUser(world.partner, 'admin_agent')));
  await expect.poll(() => statusOf(second), { timeout: 5_000 }).toBe('active');
  const left = async () =>
    (await database.owner.query('select count(*)::int as n from kontor.idempotency')).rows[0].n;
  await expect.poll(left, { timeout: 5_000 }).toBe(1);
  await stop();
});
