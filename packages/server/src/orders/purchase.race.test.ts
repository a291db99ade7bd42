import type { CartId, OrderId } from '@kontor/domain/ids';
import { parseCartId, parseEntitlementId, parseOrderId } from '@kontor/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelPurchase } from '../cancellations/cancel-purchase.ts';
import { createCart } from '../carts/write-cart.ts';
import { revealKey } from '../entitlements/reveal-key.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { contextFor } from '../testing/run-context.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { checkoutCart } from './checkout-cart.ts';

let database: TestDatabase;
let world: World;
let ctx: RequestContext;

const stock = 30;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: stock });
  ctx = contextFor(database, world, asUser(world.partner, 'admin_agent'));
});

afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const customer = () => world.partner.customers.DE!;

const newCart = async (
  offer: 'subscription' | 'perpetual' = 'subscription',
  quantity = 1,
): Promise<CartId> => {
  const { catalogItemId } = world.catalog[offer].DE!;
  const made = await createCart(ctx, { customerId: customer().id, lines: [{ catalogItemId, quantity }] });
  if (!made.accepted) throw new Error(made.refusal.code);
  return parseCartId(made.value.row.id)!;
};

const buy = async (offer?: 'subscription' | 'perpetual', quantity?: number) => {
  const bought = await checkoutCart(ctx, {
    customerId: customer().id,
    cartId: await newCart(offer, quantity),
  });
  if (!bought.accepted) throw new Error(bought.refusal.code);
  const [record] = bought.value;
  return {
    orderId: parseOrderId(record!.order.id)!,
    entitlementId: parseEntitlementId(record!.lines[0]!.entitlement_id!)!,
  };
};

const count = async (sql: string, values: unknown[] = []): Promise<number> => {
  const { rows } = await database.owner.query(`select count(*)::int as n from ${sql}`, values);
  return rows[0].n;
};

const usedCredit = async (): Promise<bigint> => {
  const { rows } = await database.owner.query(
    'select used_minor from kontor.credit_limit where account_id = $1 and currency = $2',
    [world.partner.id, 'EUR'],
  );
  return rows[0].used_minor;
};

test('a cart checked out ten times at once becomes one purchase, and everyone is told the same orders', async () => {
  const cartId = await newCart();
  const before = await usedCredit();
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => checkoutCart(ctx, { customerId: customer().id, cartId })),
  );
  const ids = outcomes.map(
    (outcome) => outcome.accepted && outcome.value.map((record) => record.order.id).join(),
  );
  expect(new Set(ids).size).toBe(1);
  expect(await count('kontor.purchase_order where cart_id = $1', [cartId])).toBe(1);
  const [order] = outcomes[0]!.accepted ? outcomes[0]!.value : [];
  expect((await usedCredit()) - before).toBe(order!.order.net_minor + order!.order.tax_minor);
  expect(
    await count(`kontor.activity_pending where action = 'create_order' and resource_id = $1`, [
      order!.order.id,
    ]),
  ).toBe(1);
});

test('an order cancelled ten times at once is credited once, and the credit limit gets it back once', async () => {
  const before = await usedCredit();
  const { orderId } = await buy();
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => cancelPurchase(ctx, { customerId: customer().id, orderId })),
  );
  expect(outcomes.filter((outcome) => outcome.accepted)).toHaveLength(1);
  for (const outcome of outcomes)
    if (!outcome.accepted) expect(outcome.refusal.code).toBe('order.already_cancelled');
  expect(await count('kontor.charge where order_id = $1 and sign = -1', [orderId])).toBe(1);
  expect(await usedCredit()).toBe(before);
});

test('the last keys of a pool go to as many buyers as there are keys, and nobody shares one', async () => {
  const free = await count('kontor.licence_key where entitlement_id is null');
  const bought = await Promise.all(Array.from({ length: free + 5 }, () => buy()));
  const ids = bought.map((purchase) => purchase.entitlementId);
  expect(await count('kontor.licence_key where entitlement_id is null')).toBe(0);
  expect(await count(`kontor.entitlement where id = any ($1) and status = 'active'`, [ids])).toBe(free);
  expect(await count(`kontor.entitlement where id = any ($1) and status = 'provisioning'`, [ids])).toBe(5);
  expect(
    await count(
      '(select from kontor.licence_key where entitlement_id = any ($1) group by entitlement_id having count(*) > 1) twice',
      [ids],
    ),
  ).toBe(0);
  expect(await count(`kontor.event where type = 'key_pool.empty'`)).toBe(5);
});

test('a key looked at while its purchase is cancelled is either on record before, or refused', async () => {
  const choice = { version: world.catalog.artifact.version, language: 'en-US', bitness: '64' } as const;
  for (let round = 0; round < 12; round += 1) {
    const { orderId, entitlementId } = await buy('perpetual');
    const reveal = () =>
      revealKey(ctx, { permission: 'keys.read', customerId: customer().id, entitlementId, choice });
    const [first, cancelled, second] = await Promise.all([
      reveal(),
      cancelPurchase(ctx, { customerId: customer().id, orderId }),
      reveal(),
    ]);
    expect(cancelled.accepted).toBe(true);
    const shown = [first, second].filter((outcome) => outcome.accepted).length;
    for (const outcome of [first, second])
      if (!outcome.accepted) expect(outcome.refusal.code).toBe('entitlement.revoked');
    expect(
      await count(`kontor.activity_pending where action = 'get_software_key' and resource_id = $1`, [
        entitlementId,
      ]),
    ).toBe(shown);
    const late = await database.owner.query(
      `select 1 from kontor.activity_pending k join kontor.activity_pending c on c.resource_id = $2 and c.action = 'update_order'
       where k.resource_id = $1 and k.action = 'get_software_key' and k.recorded_at > c.recorded_at`,
      [entitlementId, orderId satisfies OrderId],
    );
    expect(late.rowCount).toBe(0);
    const after = await reveal();
    expect(after.accepted ? 'shown' : after.refusal.code).toBe('entitlement.revoked');
  }
});

test('two carts that fit the credit limit alone but not together: one is bought, the other refused with the facts', async () => {
  const price = world.catalog.perpetual.DE!.unitMinor;
  const carts = await Promise.all([newCart('perpetual', 10), newCart('perpetual', 10)]);
  await database.owner.query(
    `update kontor.credit_limit set limit_minor = used_minor + $2 where account_id = $1 and currency = 'EUR'`,
    [world.partner.id, price * 15n],
  );
  const outcomes = await Promise.all(
    carts.map((cartId) => checkoutCart(ctx, { customerId: customer().id, cartId })),
  );
  expect(outcomes.filter((outcome) => outcome.accepted)).toHaveLength(1);
  const refused = outcomes.find((outcome) => !outcome.accepted);
  expect(refused).toMatchObject({ refusal: { code: 'credit_limit.exceeded', currency: 'EUR' } });
  const { rows } = await database.owner.query(
    `select used_minor <= limit_minor as within from kontor.credit_limit where account_id = $1 and currency = 'EUR'`,
    [world.partner.id],
  );
  expect(rows[0].within).toBe(true);
});
