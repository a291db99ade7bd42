import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
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

const begin = (at = '2027-03-01T10:00:00Z') => {
  offset = Date.parse(at) - Date.now();
};

beforeEach(async () => {
  begin();
  database = await testDatabase();
  world = await buildWorld(database, { keys: 10 });
  app = await testApp({
    pools: database,
    world,
    // Real time stands at the start of the stories, so that a day of them is a day of every run.
    services: { realNow: () => instant(realNow() + offset) },
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
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const sql = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;

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
  const cart = await ok('POST', of('/carts'), {
    lines: [{ catalogItemId, quantity, termDuration: 'P1Y', billingCycle: 'one_time', ...line }],
  });
  const { orders } = await ok('POST', of(`/carts/${cart.id}/checkout`), {});
  const { items } = await ok('GET', of('/subscriptions'));
  const orderId = orders[0].id as string;
  return { orderId, subscription: items.find((item: { orderId: string }) => item.orderId === orderId) };
};

const charges = (subscriptionId: string) =>
  sql(
    `select kind, sign, unit_minor::int as unit, quantity, net_minor::int as net, tax_minor::int as tax,
       period_start, period_end, order_id from kontor.charge where subscription_id = $1 order by at, sign desc, kind, quantity, id`,
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

describe('three years billed annually', () => {
  const annually = { termDuration: 'P3Y', billingCycle: 'annual' };
  const setPrice = () =>
    price(world.catalog.subscription.US!, { unit: 50_000, term: 'P3Y', cycle: 'annual' });

  beforeEach(() => setPrice());

  test('are charged year by year at the price of the first, and then renew', async () => {
    const { subscription } = await buy(5, annually);
    expect(subscription.nextCharge).toMatchObject({
      date: '2028-03-01',
      kind: 'cycle_charge',
      unitPrice: '500.00',
      estimated: false,
    });
    await price(world.catalog.subscription.US!, {
      unit: 60_000,
      from: '2027-06-01',
      term: 'P3Y',
      cycle: 'annual',
    });
    await clockTo('2030-03-01T00:00:00Z');
    const written = await charges(subscription.id);
    expect(
      written.map(({ kind, unit, period_start, period_end }) => [kind, unit, period_start, period_end]),
    ).toEqual([
      ['new', 50_000, '2027-03-01', '2028-03-01'],
      ['cycle_charge', 50_000, '2028-03-01', '2029-03-01'],
      ['cycle_charge', 50_000, '2029-03-01', '2030-03-01'],
      ['renew', 60_000, '2030-03-01', '2031-03-01'],
    ]);
    expect((await one(subscription.id)).endsOn).toBe('2033-03-01');
  });

  test('worked example 9: cancelled in the first year, its own 366 days are credited and nothing is charged later', async () => {
    const { subscription } = await buy(5, annually);
    await clockTo('2027-04-15T12:00:00Z');
    const cancelled = await ok('POST', of(`/subscriptions/${subscription.id}/cancel`), {
      acknowledged: true,
    });
    expect(cancelled.orders[0].credit.net).toBe('2192.60');
    await clockTo('2031-01-01');
    expect(await charges(subscription.id)).toHaveLength(2);
  });

  test('worked example 10: a later policy that extends the window credits the second year by its own days, the first with nothing', async () => {
    const { subscription, orderId } = await buy(5, annually);
    await sql(
      `update kontor.order_line set cancellable_until = '2028-06-01T23:59:59.999Z', closed_on = '2028-06-01' where order_id = $1`,
      [orderId],
    );
    await clockTo('2028-04-15T12:00:00Z');
    const cancelled = await ok('POST', of(`/subscriptions/${subscription.id}/cancel`), {
      acknowledged: true,
    });
    expect(cancelled.orders[0].credit).toMatchObject({ net: '2191.75' });
    const written = await charges(subscription.id);
    expect(written.map(({ kind, net }) => [kind, net])).toEqual([
      ['new', 250_000],
      ['cycle_charge', 250_000],
      ['cancel_immediate', 219_175],
    ]);
  });

  test('units added in the second year are charged for its rest, and whole in the third', async () => {
    const { subscription } = await buy(5, annually);
    await clockTo('2028-09-01T12:00:00Z');
    const { body } = await patch(subscription.id, { quantity: 6 });
    expect(body.quantity).toBe(6);
    await clockTo('2029-03-01T00:00:00Z');
    const written = await charges(subscription.id);
    const unit = written[0].unit as number;
    expect(
      written
        .slice(2)
        .map(({ kind, unit, quantity, period_start, period_end }) => [
          kind,
          unit,
          quantity,
          period_start,
          period_end,
        ]),
    ).toEqual([
      ['add_quantity', Math.floor((unit * 181) / 365), 1, '2028-09-01', '2029-03-01'],
      ['cycle_charge', unit, 1, '2029-03-01', '2030-03-01'],
      ['cycle_charge', unit, 5, '2029-03-01', '2030-03-01'],
    ]);
  });
});

test('worked example 11: a year from 29 February has 365 days and ends on 28 February', async () => {
  begin('2028-02-29T10:00:00Z');
  await price(world.catalog.subscription.US!, { unit: 100_000 });
  const { subscription } = await buy(1);
  expect(subscription.endsOn).toBe('2029-02-28');
  await clockTo('2028-04-01T12:00:00Z');
  const cancelled = await ok('POST', of(`/subscriptions/${subscription.id}/cancel`), { acknowledged: true });
  expect(cancelled.orders[0].credit.net).toBe('912.32');
});

describe('the end of a term', () => {
  test('without auto-renewal ends subscription and entitlement at the first instant of the day', async () => {
    const { subscription } = await buy(1);
    expect((await patch(subscription.id, { autoRenew: false })).body).toMatchObject({
      autoRenew: false,
      nextCharge: null,
    });
    await clockTo('2028-02-29T23:59:00Z');
    expect((await one(subscription.id)).status).toBe('active');
    await clockTo('2028-03-01T00:00:00Z');
    expect(await one(subscription.id)).toMatchObject({
      status: 'expired',
      endedAt: '2028-03-01T00:00:00.000Z',
      actions: {
        setAutoRenew: { allowed: false, code: 'subscription.ended' },
        cancel: { allowed: false, code: 'order.window_closed' },
      },
    });
    expect((await patch(subscription.id, { autoRenew: true })).body).toMatchObject({
      code: 'subscription.ended',
      status: 409,
    });
    expect(await charges(subscription.id)).toHaveLength(1);
    const [{ status }] = await sql('select status from kontor.entitlement where id = $1', [
      subscription.entitlementId,
    ]);
    expect(status).toBe('expired');
  });

  test('while it is suspended ends it, and it is charged no more', async () => {
    const { subscription } = await buy(1);
    await patch(subscription.id, { status: 'suspended' });
    await clockTo('2028-03-01T00:00:00Z');
    expect((await one(subscription.id)).status).toBe('expired');
    expect(await charges(subscription.id)).toHaveLength(1);
  });

  test('renews what was scheduled for the next term, and only for that', async () => {
    await price(world.catalog.subscription.US!, { unit: 99_000, term: 'P3Y' });
    const { subscription } = await buy(10);
    const wanted = { quantity: 4, termDuration: 'P3Y' };
    expect((await patch(subscription.id, { scheduledChange: wanted })).body).toMatchObject({
      scheduledChange: wanted,
      quantity: 10,
      nextCharge: { unitPrice: '990.00', quantity: 4, kind: 'renew' },
    });
    await clockTo('2028-03-01T00:00:00Z');
    expect(await one(subscription.id)).toMatchObject({
      quantity: 4,
      termDuration: 'P3Y',
      endsOn: '2031-03-01',
      scheduledChange: null,
    });
    const [{ quantity }] = await sql('select quantity from kontor.entitlement where id = $1', [
      subscription.entitlementId,
    ]);
    expect(quantity).toBe(4);
  });

  test('of what is not sold any more ends it, and says why it did not renew', async () => {
    const offer = world.catalog.subscription.AU!;
    const other = world.sandbox.customers.AU!;
    const cart = await ok('POST', `/customers/${other.id}/carts`, {
      lines: [{ catalogItemId: offer.catalogItemId, quantity: 1 }],
    });
    await ok('POST', `/customers/${other.id}/carts/${cart.id}/checkout`, {});
    await sql('update kontor.price set effective_to = $2 where availability_id = $1', [
      offer.availabilityId,
      '2027-06-01Z',
    ]);
    const { items } = await ok('GET', `/customers/${other.id}/subscriptions`);
    await clockTo('2028-03-01T00:00:00Z');
    expect((await ok('GET', `/customers/${other.id}/subscriptions/${items[0].id}`)).status).toBe('expired');
    const events = await sql('select type, data from kontor.event where aggregate_id = $1 order by seq', [
      items[0].id,
    ]);
    expect(events.map(({ type }) => type)).toEqual(['subscription.renewal_failed', 'subscription.expired']);
    expect(events[0].data).toMatchObject({ reason: 'not_sold' });
  });

  test('passing the credit limit renews all the same, and tells of it once', async () => {
    const { subscription } = await buy(2);
    const [limit] = await sql(
      `update kontor.credit_limit l set limit_minor = used_minor from (select limit_minor from kontor.credit_limit
         where account_id = $1 and currency = 'USD') b where account_id = $1 and currency = 'USD' returning b.limit_minor as was`,
      [world.sandbox.id],
    );
    expect((await patch(subscription.id, { quantity: 3 })).body).toMatchObject({
      code: 'credit_limit.exceeded',
      status: 409,
    });
    await clockTo('2029-03-01T00:00:00Z');
    expect(await one(subscription.id)).toMatchObject({ termNumber: 3, quantity: 2 });
    const events = await sql(
      `select count(*)::int as n from kontor.event where type = 'credit_limit.exceeded'`,
    );
    expect(events[0].n).toBe(1);
    await sql(`update kontor.credit_limit set limit_minor = $2 where account_id = $1 and currency = 'USD'`, [
      world.sandbox.id,
      limit.was,
    ]);
  });
});

describe('lines of one subscription', () => {
  test('are cancelled one by one: the quantity goes down with the first, everything ends with the last', async () => {
    const { subscription, orderId } = await buy(10);
    await clockTo('2027-03-02T09:00:00Z');
    const { lines } = (await patch(subscription.id, { quantity: 13 })).body;
    const [, added] = lines;
    const cancel = (id: string) =>
      ok('POST', of('/cancellations'), { orders: [{ orderId: id }], acknowledged: true });
    // The line that began the term goes; what was added later stands for it from now on.
    await cancel(orderId);
    expect(await one(subscription.id)).toMatchObject({
      status: 'active',
      quantity: 3,
      orderId: added.orderId,
    });
    const [left] = await sql('select status, quantity from kontor.entitlement where id = $1', [
      subscription.entitlementId,
    ]);
    expect(left).toEqual({ status: 'active', quantity: 3 });
    // Units added now still cost what the term was begun at.
    const { body } = await patch(subscription.id, { quantity: 4 });
    expect(body).toMatchObject({ quantity: 4, unitPrice: subscription.unitPrice });
    await cancel(added.orderId);
    await cancel(body.lines.at(-1).orderId);
    expect((await one(subscription.id)).status).toBe('deleted');
    const [gone] = await sql('select status from kontor.entitlement where id = $1', [
      subscription.entitlementId,
    ]);
    expect(gone.status).toBe('cancelled');
  });

  test('cancelled at once, each in its own order, leave nothing behind', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { subscription, orderId } = await buy(2);
      const { lines } = (await patch(subscription.id, { quantity: 3 })).body;
      const cancel = (id: string) =>
        call('POST', of('/cancellations'), { orders: [{ orderId: id }], acknowledged: true });
      const answers = await Promise.all([cancel(orderId), cancel(lines[1].orderId)]);
      expect(answers.map(({ body }) => body.orders[0].verdict.code)).toEqual(['cancelled', 'cancelled']);
      expect((await one(subscription.id)).status).toBe('deleted');
      const [row] = await sql('select status from kontor.entitlement where id = $1', [
        subscription.entitlementId,
      ]);
      expect(row.status).toBe('cancelled');
    }
  });

  test('are never cancelled in part by the subscription: a window that has closed keeps them all', async () => {
    const { subscription } = await buy(2);
    await clockTo('2027-04-15T09:00:00Z');
    await patch(subscription.id, { quantity: 3 });
    await clockTo('2027-05-01T00:00:00Z');
    const answer = await ok('POST', of(`/subscriptions/${subscription.id}/cancel`), { acknowledged: true });
    expect(answer).toMatchObject({ verdict: { code: 'window_closed', closedOn: '2027-04-30' }, orders: [] });
    expect(await one(subscription.id)).toMatchObject({ status: 'active', quantity: 3 });
  });
});

describe('two at once', () => {
  test('adding units and cancelling: either the units come first and are cancelled too, or they are refused', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { subscription } = await buy(2);
      const [changed, cancelled] = await Promise.all([
        patch(subscription.id, { quantity: 5 }),
        call('POST', of(`/subscriptions/${subscription.id}/cancel`), { acknowledged: true }),
      ]);
      expect(cancelled.status).toBe(200);
      expect([200, 409]).toContain(changed.status);
      expect((await one(subscription.id)).status).toBe('deleted');
      const [{ left }] = await sql(
        `select sum(sign * (net_minor + tax_minor))::int as left from kontor.charge where subscription_id = $1`,
        [subscription.id],
      );
      expect(left).toBe(0);
      const open = await sql(
        `select 1 from kontor.order_line where subscription_id = $1 and status <> 'cancelled'`,
        [subscription.id],
      );
      expect(open).toEqual([]);
    }
  });

  test('two who raise the quantity to the same number buy the units once', async () => {
    const { subscription } = await buy(2);
    const answers = await Promise.all([
      patch(subscription.id, { quantity: 4 }),
      patch(subscription.id, { quantity: 4 }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await charges(subscription.id)).toHaveLength(2);
    expect((await one(subscription.id)).quantity).toBe(4);
  });

  test('two who have read the same version: one is told that it is stale', async () => {
    const { subscription } = await buy(2);
    const headers = { 'if-match': `"${subscription.version}"` };
    const answers = await Promise.all([
      patch(subscription.id, { quantity: 3 }, headers),
      patch(subscription.id, { quantity: 4 }, headers),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test('renewing and switching renewal off: one of both, whole', async () => {
    for (let round = 0; round < 4; round += 1) {
      begin();
      await sql('update kontor.account set clock_offset_ms = 0');
      const { subscription } = await buy(1);
      await clockTo('2028-02-29T23:59:59Z');
      await Promise.all([clockTo('2028-03-01T00:00:00Z'), patch(subscription.id, { autoRenew: false })]);
      const after = await one(subscription.id);
      expect([
        ['expired', 1],
        ['active', 2],
      ]).toContainEqual([after.status, after.termNumber]);
      expect(await charges(subscription.id)).toHaveLength(after.termNumber);
    }
  });
});

test('renewing and cancelling at once: what is cancelled never renews, and what renewed is cancelled whole', async () => {
  await price(world.catalog.subscription.US!, { unit: 3_100, term: 'P1M', cycle: 'monthly' });
  for (let round = 0; round < 4; round += 1) {
    begin();
    await sql('update kontor.account set clock_offset_ms = 0');
    const { subscription } = await buy(1, { termDuration: 'P1M', billingCycle: 'monthly' });
    const { id } = subscription;
    await clockTo('2027-03-31T23:00:00Z');
    const [, cancelled] = await Promise.all([
      clockTo('2027-04-01T00:00:00Z'),
      call('POST', of(`/subscriptions/${id}/cancel`), { acknowledged: true }),
    ]);
    // In the moment between the term's end and the renewal nothing of the old term can be cancelled any more.
    if (cancelled.body.verdict.code === 'window_closed') {
      expect(await one(id)).toMatchObject({ status: 'active', termNumber: 2 });
      expect(await charges(id)).toHaveLength(2);
      continue;
    }
    expect(cancelled.body.verdict.code).toBe('cancelled');
    expect((await one(id)).status).toBe('deleted');
    const open = `select 1 from kontor.order_line where subscription_id = $1 and ends_on > '2027-04-01' and status <> 'cancelled'`;
    expect(await sql(open, [id])).toEqual([]);
    // Either a day of the first month came back, or the whole of the second.
    const written = await charges(id);
    const renewal = written.filter(({ kind }) => kind === 'renew').reduce((sum, { net }) => sum + net, 0);
    const credit = written.filter(({ sign }) => sign === -1).reduce((sum, { net }) => sum + net, 0);
    expect(credit).toBe(renewal > 0 ? renewal : 100);
    await clockTo('2027-08-01');
    expect(await charges(id)).toHaveLength(written.length);
  }
});

describe('refusals', () => {
  test('name what stands in the way', async () => {
    const { subscription } = await buy(2);
    const { id } = subscription;
    const refused = async (change: object) => {
      const { status, body } = await patch(id, change);
      return [status, body.code, body.reason ?? body.maximum ?? body.errors?.[0]?.path];
    };
    expect(await refused({ quantity: 1 })).toEqual([409, 'subscription.quantity_decrease', undefined]);
    expect(await refused({ quantity: 1_000_000_000 })).toEqual([422, 'request.invalid', 'quantity']);
    expect(await refused({ scheduledChange: { billingCycle: 'monthly' } })).toEqual([
      409,
      'subscription.change_unsupported',
      'billing_cycle_not_supported',
    ]);
    expect(await refused({ scheduledChange: { productId: world.catalog.perpetual.US!.productId } })).toEqual([
      409,
      'subscription.change_unsupported',
      'not_sold',
    ]);
    expect(await refused({ scheduledChange: { productId: 'no' } })).toEqual([
      422,
      'request.invalid',
      'scheduledChange.productId',
    ]);
    expect((await call('POST', of(`/subscriptions/${id}/cancel`), {})).body.code).toBe(
      'cancellation.not_acknowledged',
    );
    expect((await call('GET', of('/subscriptions/99999999-9999-4999-8999-999999999999'))).body.code).toBe(
      'not_found',
    );
    expect((await patch('99999999-9999-4999-8999-999999999999', { autoRenew: true })).status).toBe(404);
  });

  test('a list shows a status alone, and goes on page by page', async () => {
    await buy(1);
    await buy(2);
    const first = await ok('GET', of('/subscriptions?limit=1&status=active'));
    expect(first.items).toHaveLength(1);
    const second = await ok(
      'GET',
      of(`/subscriptions?limit=1&status=active&cursor=${encodeURIComponent(first.next)}`),
    );
    expect(second.items[0].id).not.toBe(first.items[0].id);
    expect((await ok('GET', of('/subscriptions?status=pending'))).items).toEqual([]);
  });
});

describe('a jump of ten years', () => {
  const story = async (steps: readonly string[]) => {
    begin('2027-01-31T10:00:00Z');
    await sql('update kontor.account set clock_offset_ms = 0');
    const { subscription } = await buy(3, { termDuration: 'P1M', billingCycle: 'monthly' });
    for (const step of steps) await clockTo(step);
    const rows = await charges(subscription.id);
    const { termNumber, endsOn } = await one(subscription.id);
    await patch(subscription.id, { autoRenew: false });
    return { termNumber, endsOn, rows: rows.map(({ order_id: _, ...row }) => row) };
  };

  test('leaves the rows of many small steps', { timeout: 120_000 }, async () => {
    await price(world.catalog.subscription.US!, { unit: 1_000, term: 'P1M', cycle: 'monthly' });
    const jumped = await story(['2037-01-31']);
    const stepped = await story([
      ...Array.from({ length: 119 }, (_, index) => {
        const month = index + 2;
        return `${2027 + Math.floor((month - 1) / 12)}-${String(((month - 1) % 12) + 1).padStart(2, '0')}-17`;
      }),
      '2037-01-31',
    ]);
    expect(jumped).toEqual(stepped);
    expect(jumped).toMatchObject({ termNumber: 121, endsOn: '2037-02-28' });
    expect(jumped.rows[1]).toMatchObject({ period_start: '2027-02-28', period_end: '2027-03-31' });
    const starts = jumped.rows.map(({ period_start }) => period_start);
    expect(new Set(starts).size).toBe(121);
  });
});
