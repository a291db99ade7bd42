import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerCartsKontor } from '../carts/cart-routes.ts';
import { registerEntitlementsKontor } from '../entitlements/entitlement-routes.ts';
import { registerCheckoutKontor } from '../orders/checkout-routes.ts';
import { registerOrdersKontor } from '../orders/order-routes.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { registerSandboxKontor } from '../sandbox/sandbox-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import type { WorldOffer } from '../testing/world-catalog.ts';
import { asUser, type WorldCustomer } from '../testing/world-people.ts';
import { registerSubscriptionsKontor } from './subscription-routes.ts';

// Stories over years, told through the API and the clock of a sandbox account whose time begins at 1 March 2027.

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let offset: number;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 40 });
  app = await testApp({
    pools: database,
    world,
    // Real time stands at the start of the stories, so that a day of them is a day of every run.
    services: { realNow: () => (realNow() + offset) as ReturnType<typeof realNow> },
    register: ({ app: routes, kontor }) => {
      registerCartsKontor(routes, kontor);
      registerCheckoutKontor(routes, kontor);
      registerOrdersKontor(routes, kontor);
      registerEntitlementsKontor(routes, kontor);
      registerCancellationsKontor(routes, kontor);
      registerSubscriptionsKontor(routes, kontor);
      registerSandboxKontor(routes, kontor);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const sql = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;

beforeEach(async () => {
  offset = Date.parse('2027-03-01T10:00:00Z') - Date.now();
  await sql('update kontor.account set clock_offset_ms = 0');
  await sql('update kontor.due set done_at = due_at where done_at is null');
});

const agent = (): Principal => asUser(world.sandbox, 'admin_agent');
const customer = (): WorldCustomer => world.sandbox.customers.US!;

const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object, headers = {}) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: { ...by(agent()), ...headers },
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() };
};
const ok = async (...args: Parameters<typeof call>) => {
  const answer = await call(...args);
  expect([args[0], args[1], answer.status, answer.status >= 300 ? answer.body : '']).toEqual([
    args[0],
    args[1],
    args[0] === 'POST' && /carts$|checkout$/.test(args[1]) ? expect.any(Number) : 200,
    '',
  ]);
  return answer.body;
};

const of = (path: string) => `/customers/${customer().id}${path}`;
const clockTo = (to: string) => ok('POST', '/clock', { to });

/** A price of the offer for a term and cycle, in force between two days. */
const price = async (
  offer: WorldOffer,
  facts: { unit: number; from?: string; to?: string; term?: string; cycle?: string },
) => {
  const { unit, from = '2020-01-01', to = '2060-01-01', term = 'P1Y', cycle = 'one_time' } = facts;
  const [{ version }] = await sql(
    `insert into kontor.price_sheet (view, row_count, effective_from, sha256, imported_by)
     values ('software', 1, '2020-01-01Z', '\\x00', 'tests') returning version`,
  );
  await sql(
    `insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration, billing_cycle,
       unit_minor, effective_from, effective_to) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [version, offer.productId, offer.skuId, offer.availabilityId, term, cycle, unit, `${from}Z`, `${to}Z`],
  );
};

const buy = async (quantity: number, line: object = {}) => {
  const { catalogItemId } = world.catalog.subscription.US!;
  const cart = await ok('POST', of('/carts'), { lines: [{ catalogItemId, quantity, ...line }] });
  const { orders } = await ok('POST', of(`/carts/${cart.id}/checkout`), {});
  const { items } = await ok('GET', of('/subscriptions'));
  return { orderId: orders[0].id as string, subscription: items[0] };
};

const charges = (subscriptionId: string) =>
  sql(
    `select kind, sign, unit_minor::int as unit, quantity, net_minor::int as net, tax_minor::int as tax,
       period_start, period_end, order_id from kontor.charge where subscription_id = $1 order by at, sign desc, kind, id`,
    [subscriptionId],
  );
const one = (id: string) => ok('GET', of(`/subscriptions/${id}`));
const patch = (id: string, change: object, headers = {}) =>
  call('PATCH', of(`/subscriptions/${id}`), change, headers);
const used = async () => {
  const [row] = await sql(
    `select used_minor::int as used from kontor.credit_limit where account_id = $1 and currency = 'USD'`,
    [world.sandbox.id],
  );
  return row.used as number;
};

describe('a subscription over years', () => {
  test('is bought, suspended, reactivated, added to, renewed at a new price and cancelled inside the renewal’s window', async () => {
    const before = await used();
    // Given: ten units of 365.00 a year, and a price of 730.00 from the next year on.
    await price(world.catalog.subscription.US!, { unit: 73_000, from: '2028-01-01' });
    const { subscription } = await buy(10);
    const { id } = subscription;
    expect(subscription).toMatchObject({
      status: 'active',
      quantity: 10,
      unitPrice: '365.00',
      autoRenew: true,
      startsOn: '2027-03-01',
      endsOn: '2028-03-01',
      nextCharge: { date: '2028-03-01', kind: 'renew', unitPrice: '365.00', estimated: true },
      actions: { suspend: { allowed: true }, cancel: { allowed: true, daysRemaining: 60 } },
    });

    // When it is suspended, its keys are blocked and its quantity stays; reactivated, they work again.
    await clockTo('2027-04-01T09:00:00Z');
    expect((await patch(id, { status: 'suspended' })).body).toMatchObject({
      status: 'suspended',
      suspendedAt: expect.any(String),
      actions: {
        changeQuantity: { allowed: false, code: 'subscription.suspended' },
        reactivate: { allowed: true },
      },
    });
    const keys = (entitlementId: string) =>
      call('POST', of(`/software/${entitlementId}/keys`), {
        version: world.catalog.artifact.version,
        language: 'en-US',
        bitness: '64',
      });
    expect((await keys(subscription.entitlementId)).body.code).toBe('entitlement.suspended');
    expect((await patch(id, { quantity: 12 })).body.code).toBe('subscription.suspended');
    expect((await patch(id, { status: 'active' })).body).toMatchObject({ status: 'active' });
    const [key] = (await keys(subscription.entitlementId)).body.keys;

    // When five units are added on 1 September, 182 of 366 days are charged for them.
    await clockTo('2027-09-01T09:00:00Z');
    const preview = await ok('POST', of(`/subscriptions/${id}/quantity-preview`), { quantity: 15 });
    expect(preview).toMatchObject({
      added: 5,
      remainingDays: 182,
      days: 366,
      unitPrice: '181.50',
      net: '907.50',
      periodEndsOn: '2028-03-01',
      cancellableUntil: '2027-10-31T23:59:59.999Z',
    });
    const added = (await patch(id, { quantity: 15 })).body;
    expect(added).toMatchObject({ quantity: 15, unitPrice: '365.00', endsOn: '2028-03-01' });
    expect(
      added.lines.map(({ origin, quantity }: { origin: string; quantity: number }) => [origin, quantity]),
    ).toEqual([
      ['cart', 10],
      ['quantity', 5],
    ]);
    expect((await patch(id, { quantity: 14 })).body).toMatchObject({
      code: 'subscription.quantity_decrease',
      running: 15,
    });

    // When the term ends, all fifteen renew at the price then in force; the key lives on.
    await clockTo('2028-03-01T00:00:00Z');
    const renewed = await one(id);
    expect(renewed).toMatchObject({
      status: 'active',
      quantity: 15,
      unitPrice: '730.00',
      termNumber: 2,
      startsOn: '2028-03-01',
      endsOn: '2029-03-01',
      entitlementId: subscription.entitlementId,
      actions: { cancel: { allowed: true, daysRemaining: 60 } },
    });
    expect((await keys(renewed.entitlementId)).body.keys).toEqual([key]);

    // When it is cancelled on day 10 of the renewal, 355 of 365 days of it are credited, and nothing of the year before.
    await clockTo('2028-03-11T12:00:00Z');
    const cancelled = await ok('POST', of(`/subscriptions/${id}/cancel`), { acknowledged: true });
    expect(cancelled).toMatchObject({
      verdict: { code: 'cancelled' },
      orders: [{ orderId: renewed.orderId, credit: { net: '10650.00' } }],
    });
    expect((await one(id)).status).toBe('deleted');
    expect((await keys(renewed.entitlementId)).body.code).toBe('entitlement.revoked');
    const written = await charges(id);
    expect(written.map(({ kind, sign, unit, quantity, net }) => [kind, sign, unit, quantity, net])).toEqual([
      ['new', 1, 36_500, 10, 365_000],
      ['add_quantity', 1, 18_150, 5, 90_750],
      ['renew', 1, 73_000, 15, 1_095_000],
      ['cancel_immediate', -1, 73_000, 15, 1_065_000],
    ]);
    const total = written.reduce((sum, row) => sum + row.sign * (row.net + row.tax), 0);
    expect((await used()) - before).toBe(total);
    expect(await ok('POST', of(`/subscriptions/${id}/cancel`), { acknowledged: true })).toMatchObject({
      verdict: { code: 'already_cancelled' },
      orders: [],
    });
    await clockTo('2030-01-01');
    expect(await charges(id)).toHaveLength(4);
  });
});
