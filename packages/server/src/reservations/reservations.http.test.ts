import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerCartsKontor, registerCartsWire } from '../carts/cart-routes.ts';
import { registerCatalogKontor } from '../catalog/catalog-routes.ts';
import { registerEntitlementsWire } from '../entitlements/entitlement-routes.ts';
import { registerCheckoutKontor, registerCheckoutWire } from '../orders/checkout-routes.ts';
import { registerOrdersKontor, registerOrdersWire } from '../orders/order-routes.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { registerSandboxKontor } from '../sandbox/sandbox-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { addReservationProducts, databaseId, reservationItem } from '../testing/reservations.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser, type WorldCustomer } from '../testing/world-people.ts';
import { registerReservationsKontor } from './reservation-routes.ts';
import { registerReservationsWire } from './reservation-wire.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
/** A moment of real time that tests set; a day has passed when a test says so. */
let now = Date.parse('2026-11-22T10:00:00Z');

const start = async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 5 });
  await addReservationProducts(database.system);
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now as ReturnType<typeof import('../platform/clock.ts').realNow> },
    register: ({ app: routes, kontor, wire }) => {
      registerCatalogKontor(routes, kontor);
      registerCartsKontor(routes, kontor);
      registerCartsWire(routes, wire);
      registerCheckoutKontor(routes, kontor);
      registerCheckoutWire(routes, wire);
      registerOrdersKontor(routes, kontor);
      registerOrdersWire(routes, wire);
      registerEntitlementsWire(routes, wire);
      registerCancellationsKontor(routes, kontor);
      registerSandboxKontor(routes, kontor);
      registerReservationsKontor(routes, kontor);
      registerReservationsWire(routes, wire);
    },
  });
};
const stop = async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
};

// What a test reads out of an answer; the assertions say what must be there.
// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const send = async (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  url: string,
  who: Principal,
  body?: unknown,
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

const agent = () => asUser(world.sandbox, 'admin_agent');
const customer = () => world.sandbox.customers.US!;
const base = (of: WorldCustomer = customer()) => `/kontor/v1/customers/${of.id}`;
const rows = async (sql: string, values: unknown[] = []): Promise<Json[]> =>
  (await database.owner.query(sql, values)).rows;

const register = async (of = customer(), who = agent()) => {
  const made = await send('POST', `${base(of)}/cloud-subscriptions`, who, { name: 'Production' });
  expect(made.status).toBe(201);
  return made.json.id as string;
};

type Wish = { quantity?: number; item?: string; cycle?: string; term?: string; reservation?: object };

const putInCart = async (wish: Wish = {}, of = customer(), who = agent()) => {
  const { quantity = 1, item = reservationItem(of.market), cycle = 'one_time', term = 'P1Y' } = wish;
  return send('POST', `${base(of)}/carts`, who, {
    lines: [
      {
        catalogItemId: item,
        quantity,
        termDuration: term,
        billingCycle: cycle,
        ...(wish.reservation ? { reservation: wish.reservation } : {}),
      },
    ],
  });
};

const buy = async (wish: Wish = {}, of = customer(), who = agent()) => {
  const cloudSubscriptionId = await register(of, who);
  const reservation = { scope: 'shared', cloudSubscriptionId, displayName: 'Web', ...wish.reservation };
  const cart = await putInCart({ ...wish, reservation }, of, who);
  expect(cart.json.lines[0].error).toBeUndefined();
  const bought = await send('POST', `${base(of)}/carts/${cart.json.id}/checkout`, who);
  expect(bought.status, JSON.stringify(bought.json)).toBe(201);
  const orderId = bought.json.orders[0].id as string;
  const list = await send('GET', `${base(of)}/reservations`, who);
  const found = list.json.items.find((item: Json) => item.orderId === orderId);
  return { orderId, cloudSubscriptionId, reservation: found, url: `${base(of)}/reservations/${found.id}` };
};

const exposure = async (accountId: string, currency: string): Promise<bigint> => {
  const [row] = await rows(
    'select used_minor from kontor.credit_limit where account_id = $1 and currency = $2',
    [accountId, currency],
  );
  return BigInt(row.used_minor);
};
const chargedLess = async (accountId: string, currency: string): Promise<bigint> => {
  const [row] = await rows(
    `select coalesce(sum(sign * (net_minor + tax_minor)), 0)::bigint as total from kontor.charge
     where account_id = $1 and currency = $2`,
    [accountId, currency],
  );
  return BigInt(row.total);
};
const days = (count: number) => {
  now += count * 86_400_000;
};

beforeEach(() => {
  now = Date.parse('2026-11-22T10:00:00Z');
});

describe('cloud subscriptions', () => {
  beforeAll(start);
  afterAll(stop);

  test('are registered once, under their own id or a new one', async () => {
    const id = newUuid();
    const url = `${base()}/cloud-subscriptions`;
    const first = await send('POST', url, agent(), { id: id.toUpperCase(), name: ' Production ' });
    const again = await send('POST', url, agent(), { id, name: 'Another name' });
    expect([first.status, first.json]).toEqual([
      201,
      { id, name: 'Production', status: 'registered', registeredAt: '2026-11-22T10:00:00.000Z' },
    ]);
    expect([again.status, again.json]).toEqual([201, first.json]);
    const own = await send('POST', url, agent(), { name: 'Test' });
    expect(own.json.id).toMatch(/^[0-9a-f-]{36}$/);
    const list = await send('GET', url, agent());
    expect(list.json.items.map((item: Json) => item.id)).toEqual([id, own.json.id]);
    expect(
      await rows('select action, resource_type from kontor.activity_pending where resource_id = $1', [id]),
    ).toEqual([{ action: 'register_cloud_subscription', resource_type: 'cloud_subscription' }]);
  });

  test('two at once are one', async () => {
    const id = newUuid();
    const url = `${base()}/cloud-subscriptions`;
    const both = await Promise.all([1, 2].map(() => send('POST', url, agent(), { id, name: 'Twice' })));
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(await rows('select 1 from kontor.cloud_subscription where id = $1', [id])).toHaveLength(1);
  });

  test.each([
    [{ id: 'mine', name: 'Production' }, 'id'],
    [{ name: '   ' }, 'name'],
  ])('%j is refused, and the field is named', async (body, path) => {
    const refused = await send('POST', `${base()}/cloud-subscriptions`, agent(), body);
    expect([refused.status, refused.json.code, refused.json.errors[0].path]).toEqual([
      422,
      'request.invalid',
      path,
    ]);
  });
});

describe('a reservation in a cart', () => {
  beforeAll(start);
  afterAll(stop);

  const errorOf = async (wish: Wish) => {
    const cart = await putInCart(wish);
    expect(cart.status).toBe(201);
    return cart.json.lines[0].error?.code;
  };

  test('says what it still needs', async () => {
    const cloudSubscriptionId = await register();
    const shared = { scope: 'shared', cloudSubscriptionId };
    expect(await errorOf({})).toBe('reservation_scope_missing');
    expect(await errorOf({ reservation: { scope: 'global', cloudSubscriptionId } })).toBe(
      'reservation_scope_missing',
    );
    expect(await errorOf({ reservation: { scope: 'shared' } })).toBe('cloud_subscription_missing');
    expect(await errorOf({ reservation: { ...shared, cloudSubscriptionId: newUuid() } })).toBe(
      'cloud_subscription_not_registered',
    );
    expect(await errorOf({ reservation: { ...shared, region: 'northeurope' } })).toBe(
      'reservation_region_not_offered',
    );
    expect(
      await errorOf({ item: reservationItem('US', '0003'), reservation: { ...shared, hybridBenefit: true } }),
    ).toBe('hybrid_benefit_not_offered');
    expect(
      await errorOf({ reservation: { ...shared, region: 'WestEurope', hybridBenefit: true } }),
    ).toBeUndefined();
  });

  test('cannot be bought as long as it has an error', async () => {
    const cart = await putInCart({});
    const refused = await send('POST', `${base()}/carts/${cart.json.id}/checkout`, agent());
    expect([refused.status, refused.json.code]).toEqual([409, 'cart.has_line_errors']);
  });

  test('keeps what was said of it, and makes an order a cloud subscription', async () => {
    const [first, second] = [await register(), await register()];
    const line = (cloudSubscriptionId: string) => ({
      catalogItemId: reservationItem('US'),
      quantity: 1,
      termDuration: 'P1Y',
      billingCycle: 'monthly',
      reservation: { scope: 'single', cloudSubscriptionId, displayName: 'Web', hybridBenefit: true },
    });
    const cart = await send('POST', `${base()}/carts`, agent(), { lines: [line(first), line(second)] });
    expect(cart.json.lines[0]).toMatchObject({
      friendlyName: 'Web',
      reservation: { scope: 'single', cloudSubscriptionId: first, hybridBenefit: true },
    });
    const bought = await send('POST', `${base()}/carts/${cart.json.id}/checkout`, agent());
    expect(bought.json.orders).toHaveLength(2);
  });

  test('speaks the wire’s own words there', async () => {
    const subscriptionId = await register();
    const url = `/v1/customers/${customer().id}/carts`;
    const line = {
      catalogItemId: reservationItem('US'),
      quantity: 1,
      billingCycle: 'one_time',
      termDuration: 'P1Y',
    };
    const wrong = await send('POST', url, agent(), { lineItems: [{ ...line, provisioningContext: {} }] });
    expect([wrong.status, wrong.json.lineItems[0].error.errorCode]).toEqual([201, 'invalid_input']);
    const unknown = await send('POST', url, agent(), {
      lineItems: [{ ...line, provisioningContext: { subscriptionId: newUuid(), scope: 'shared' } }],
    });
    expect(unknown.json.lineItems[0].error.errorCode).toBe('subscription_not_registered');
    const right = await send('POST', url, agent(), {
      lineItems: [{ ...line, provisioningContext: { subscriptionId, scope: 'shared', duration: '1Year' } }],
    });
    expect(right.json.lineItems[0]).toMatchObject({
      provisioningContext: { subscriptionId, scope: 'shared', duration: '1Year' },
      pricing: { price: 365 },
    });
    const bought = await send('POST', `${url}/${right.json.id}/checkout`, agent());
    expect(bought.status).toBe(201);
    const list = await send('GET', `${base()}/reservations`, agent());
    expect(list.json.items[0]).toMatchObject({ orderId: bought.json.orders[0].id, region: 'westeurope' });
  });
});

describe('a reservation', () => {
  beforeAll(start);
  afterAll(stop);

  test('is what was bought, with what may be done with it', async () => {
    const { reservation, orderId, cloudSubscriptionId, url } = await buy({
      quantity: 2,
      reservation: { hybridBenefit: true },
    });
    expect(reservation).toMatchObject({
      name: 'Web',
      status: 'active',
      scope: 'shared',
      cloudSubscription: { id: cloudSubscriptionId, name: 'Production' },
      region: 'westeurope',
      quantity: 2,
      hybridBenefit: true,
      type: 'VirtualMachines',
      termDuration: 'P1Y',
      billingCycle: 'one_time',
      currency: 'USD',
      unitPrice: '365.00',
      purchasedAt: '2026-11-22T10:00:00.000Z',
      startsOn: '2026-11-22',
      endsOn: '2027-11-22',
      orderId,
      lineItemNumber: 0,
      version: 1,
      actions: { change: { allowed: true }, exchange: { allowed: true }, refund: { allowed: true } },
    });
    expect((await send('GET', url, agent())).json).toEqual(reservation);
    const [line] = await rows('select details from kontor.order_line where order_id = $1', [orderId]);
    expect(line.details).toEqual({
      scope: 'shared',
      region: 'westeurope',
      hybridBenefit: true,
      cloudSubscriptionId,
    });
  });

  test('tells each role what it may not do, and leads to support in production', async () => {
    const { url } = await buy();
    const sales = (await send('GET', url, asUser(world.sandbox, 'sales_agent'))).json.actions;
    expect(sales).toEqual({
      change: { allowed: true },
      exchange: { allowed: false, code: 'role_required', anyOf: ['admin_agent'] },
      refund: { allowed: false, code: 'role_required', anyOf: ['admin_agent'] },
    });
    const german = world.partner.customers.DE!;
    const there = await buy({}, german, asUser(world.partner, 'admin_agent'));
    expect(there.reservation.actions.refund).toEqual({
      allowed: false,
      code: 'reservation.not_cancellable_here',
      supportRequestUrl: `http://kontor.example/partner/support/new?type=csp_purchase_refund&order=${there.orderId}&lines=0`,
    });
  });

  test('is paged, newest first', async () => {
    await buy();
    await buy();
    const first = await send('GET', `${base()}/reservations?limit=1`, agent());
    expect([first.json.items.length, typeof first.json.next]).toEqual([1, 'string']);
    const second = await send('GET', `${base()}/reservations?limit=1&cursor=${first.json.next}`, agent());
    expect(second.json.items[0].id).not.toBe(first.json.items[0].id);
    const wrong = await send('GET', `${base()}/reservations?cursor=x`, agent());
    expect(wrong.json.code).toBe('cursor.invalid');
  });

  test('belongs to nobody else', async () => {
    const { url, reservation } = await buy();
    const stranger = await send('GET', url, asUser(world.stranger, 'admin_agent'));
    expect([stranger.status, stranger.json.code]).toEqual([404, 'not_found']);
    const other = await send(
      'GET',
      `${base(world.sandbox.customers.AU!)}/reservations/${reservation.id}`,
      agent(),
    );
    expect([other.status, other.json.code]).toEqual([404, 'not_found']);
    expect((await send('GET', `${base()}/reservations/${newUuid()}`, agent())).status).toBe(404);
    expect((await send('GET', url, asCustomer(customer()))).status).toBe(403);
  });

  test('changes its name and scope, for whoever read its last version', async () => {
    const { url, cloudSubscriptionId, reservation } = await buy();
    const changed = await send(
      'PATCH',
      url,
      asUser(world.sandbox, 'sales_agent'),
      { name: 'Api', scope: 'single' },
      { 'if-match': '"1"' },
    );
    expect([changed.status, changed.json.name, changed.json.scope, changed.json.version]).toEqual([
      200,
      'Api',
      'single',
      2,
    ]);
    const stale = await send('PATCH', url, agent(), { name: 'Late' }, { 'if-match': '"1"' });
    expect([stale.status, stale.json.code]).toEqual([412, 'version.stale']);
    const without = await send('PATCH', url, agent(), { cloudSubscriptionId: null });
    expect([without.status, without.json.errors[0].path]).toEqual([422, 'cloudSubscriptionId']);
    const unknown = await send('PATCH', url, agent(), { cloudSubscriptionId: newUuid() });
    expect([unknown.status, unknown.json.errors[0].path]).toEqual([422, 'cloudSubscriptionId']);
    const free = await send('PATCH', url, agent(), { scope: 'shared', cloudSubscriptionId: null });
    expect([free.status, free.json.cloudSubscription]).toEqual([200, undefined]);
    const back = await send('PATCH', url, agent(), { scope: 'single', cloudSubscriptionId });
    expect([back.status, back.json.cloudSubscription.id]).toEqual([200, cloudSubscriptionId]);
    expect((await send('PATCH', url, asUser(world.sandbox, 'helpdesk_agent'), { name: 'No' })).status).toBe(
      403,
    );
    expect(
      (await rows('select action from kontor.activity_pending where resource_id = $1', [reservation.id]))
        .length,
    ).toBe(3);
  });

  test('two changes at once leave both on record, one after the other', async () => {
    const { url } = await buy();
    const both = await Promise.all(['A', 'B'].map((name) => send('PATCH', url, agent(), { name })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await send('GET', url, agent())).json.version).toBe(3);
  });

  test('is an entitlement with its artifact on the wire, while it holds', async () => {
    const { reservation } = await buy();
    const url = `/v1/customers/${customer().id}/entitlements?entitlementType=reservedinstance&showExpiry=true`;
    const list = await send('GET', url, agent());
    const found = list.json.items.find((item: Json) => item.referenceOrder.id === reservation.orderId);
    expect(found).toMatchObject({
      entitlementType: 'reservedinstance',
      quantity: 1,
      expiryDate: '2027-11-22T00:00:00Z',
      entitledArtifacts: [
        {
          resourceId: reservation.id,
          artifactType: 'reservedinstance',
          dynamicAttributes: { reservationType: 'virtualmachines' },
        },
      ],
    });
    const [artifact] = found.entitledArtifacts;
    const detail = await send('GET', `/v1${artifact.link.uri}`, agent());
    expect(detail.json).toMatchObject({
      type: 'reservedinstance',
      reservations: [
        {
          reservationId: reservation.id,
          displayName: 'Web',
          scopeType: 'Shared',
          appliedScopes: [],
          quantity: 1,
          effectiveDateTime: '2026-11-22T00:00:00Z',
          expiryDateTime: '2027-11-22T00:00:00Z',
          provisioningState: 'Created',
        },
      ],
    });
  });
});

describe('a refund in a sandbox account', () => {
  beforeAll(start);
  afterAll(stop);

  test.each([
    [5, 'full', '365.00', '0.00'],
    [6, 'prorated', '315.92', '43.08'],
  ])('on day %i it is %s: preview and deed are one', async (day, rule, net, fee) => {
    const { url, orderId, reservation } = await buy();
    days(day);
    const preview = await send('POST', `${url}/refund/preview`, asUser(world.sandbox, 'helpdesk_agent'));
    expect([preview.status, preview.json.rule, preview.json.net, preview.json.fee]).toEqual([
      200,
      rule,
      net,
      fee,
    ]);
    expect((await send('GET', url, agent())).json.status).toBe('active');
    const done = await send('POST', `${url}/refund`, agent());
    expect(done.json).toEqual(preview.json);
    expect((await send('GET', url, agent())).json).toMatchObject({
      status: 'refunded',
      actions: { refund: { allowed: false, code: 'reservation.not_active' } },
    });
    expect((await send('GET', `${base()}/orders/${orderId}`, agent())).json.status).toBe('cancelled');
    expect(
      await rows('select status from kontor.entitlement where id = $1', [reservation.entitlementId]),
    ).toEqual([{ status: 'cancelled' }]);
    expect(
      await rows('select 1 from kontor.due where ref = $1 and done_at is null', [reservation.entitlementId]),
    ).toEqual([]);
    const again = await send('POST', `${url}/refund`, agent());
    expect([again.status, again.json.code, again.json.status, again.json.reservationStatus]).toEqual([
      409,
      'reservation.not_active',
      409,
      'refunded',
    ]);
    expect(await exposure(world.sandbox.id, 'USD')).toBe(await chargedLess(world.sandbox.id, 'USD'));
  });

  test('what was used is prorated from the first day', async () => {
    const { url } = await buy();
    const used = await send('POST', `${url}/usage`, agent());
    const twice = await send('POST', `${url}/usage`, agent());
    expect([used.status, used.json.usedAt, twice.json]).toEqual([200, '2026-11-22T10:00:00.000Z', used.json]);
    days(1);
    const refund = await send('POST', `${url}/refund`, agent());
    expect([refund.json.rule, refund.json.net, refund.json.fee]).toEqual(['prorated', '364.00', '0.00']);
  });

  test('two at once give back once', async () => {
    const { url, orderId } = await buy();
    const both = await Promise.all([1, 2].map(() => send('POST', `${url}/refund`, agent())));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(
      await rows('select 1 from kontor.charge where order_id = $1 and sign = -1', [orderId]),
    ).toHaveLength(1);
  });

  test('the same request again answers the same', async () => {
    const { url } = await buy();
    const headers = { 'idempotency-key': newUuid() };
    const first = await send('POST', `${url}/refund`, agent(), undefined, headers);
    const again = await send('POST', `${url}/refund`, agent(), undefined, headers);
    expect([again.status, again.headers['idempotent-replayed'], again.json]).toEqual([
      200,
      'true',
      first.json,
    ]);
  });

  test('needs an Admin agent, and a person', async () => {
    const { url } = await buy();
    const sales = await send('POST', `${url}/refund`, asUser(world.sandbox, 'sales_agent'));
    expect([sales.status, sales.json.code]).toEqual([403, 'role_required']);
    const alone = await send('POST', `${url}/refund`, asApp(world.sandbox));
    expect([alone.status, alone.json.code]).toEqual([403, 'user_required']);
    const stranger = await send('POST', `${url}/refund`, asUser(world.stranger, 'admin_agent'));
    expect(stranger.status).toBe(404);
  });

  test('cancelling its order does the same, on both surfaces', async () => {
    const kontor = await buy();
    days(6);
    const selection = { orders: [{ orderId: kontor.orderId }] };
    const preview = await send('POST', `${base()}/cancellations/preview`, agent(), selection);
    expect(preview.json.orders[0]).toMatchObject({
      verdict: { code: 'eligible' },
      credit: { net: '315.92', total: preview.json.totals[0].total },
    });
    const done = await send('POST', `${base()}/cancellations`, agent(), { ...selection, acknowledged: true });
    expect(done.json.orders[0]).toMatchObject({ verdict: { code: 'cancelled' }, credit: { net: '315.92' } });
    expect((await send('GET', kontor.url, agent())).json.status).toBe('refunded');

    const wire = await buy();
    const url = `/v1/customers/${customer().id}/orders/${wire.orderId}`;
    const patched = await send('PATCH', url, agent(), { id: wire.orderId, status: 'cancelled' });
    expect([patched.status, patched.json.status]).toEqual([200, 'cancelled']);
    const twice = await send('PATCH', url, agent(), { id: wire.orderId, status: 'cancelled' });
    expect([twice.status, twice.json.status]).toEqual([200, 'cancelled']);
    expect((await send('GET', wire.url, agent())).json.status).toBe('refunded');
    expect(await exposure(world.sandbox.id, 'USD')).toBe(await chargedLess(world.sandbox.id, 'USD'));
  });
});

describe('the cap', () => {
  beforeAll(start);
  afterAll(stop);

  const operator = () => asOperator(world);
  const setCap = (amount: string, changes = {}) =>
    send('POST', '/kontor/v1/reservation-policies', operator(), {
      fullRefundDays: 5,
      feeBasisPoints: 1200,
      cap: { amount, currency: 'USD' },
      effectiveFrom: '2026-11-22T00:00:00Z',
      ...changes,
    });

  test('is data of the operator, version by version', async () => {
    const made = await setCap('1000.00');
    expect([made.status, made.json]).toEqual([
      201,
      {
        version: 2,
        fullRefundDays: 5,
        feeBasisPoints: 1200,
        cap: { amount: '1000.00', currency: 'USD' },
        capMonths: 12,
        zone: 'UTC',
        effectiveFrom: '2026-11-22T00:00:00.000Z',
      },
    ]);
    const list = await send('GET', '/kontor/v1/reservation-policies', operator());
    expect([list.json.items.length, list.json.inForce]).toEqual([2, 2]);
    for (const [body, path] of [
      [{ cap: { amount: '1.001', currency: 'USD' } }, 'cap.amount'],
      [{ cap: { amount: '1.00', currency: 'EUR' } }, 'cap.currency'],
      [{ zone: 'Mars/Olympus' }, 'zone'],
      [{ effectiveFrom: '2020-01-01T00:00:00Z' }, 'effectiveFrom'],
    ] as const) {
      const refused = await setCap('1.00', body);
      expect([refused.status, refused.json.errors[0].path]).toEqual([422, path]);
    }
    expect((await send('GET', '/kontor/v1/reservation-policies', agent())).status).toBe(403);
  });

  test('leaves what earlier refunds have not taken; two at once cannot pass it', async () => {
    const [first, second, third] = [await buy(), await buy(), await buy()];
    expect((await send('POST', `${first.url}/refund`, agent())).json.cap).toEqual({
      currency: 'USD',
      limit: '1000.00',
      used: '0.00',
      value: '365.00',
      left: '635.00',
    });
    const both = await Promise.all([second, third].map(({ url }) => send('POST', `${url}/refund`, agent())));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = both.find(({ status }) => status === 409);
    expect(refused?.json).toMatchObject({
      code: 'reservation.cap_exceeded',
      limit: { value: '1000.00', currency: 'USD' },
      used: { value: '730.00', currency: 'USD' },
      left: { value: '270.00', currency: 'USD' },
      value: { value: '365.00', currency: 'USD' },
      supportRequestUrl: expect.stringContaining('csp_purchase_refund'),
    });
    const waiting = both[0]?.status === 409 ? second : third;
    const wire = await send('PATCH', `/v1/customers/${customer().id}/orders/${waiting.orderId}`, agent(), {
      status: 'cancelled',
    });
    expect([wire.status, wire.json.code]).toEqual([400, 800062]);
    const kontor = await send('POST', `${base()}/cancellations/preview`, agent(), {
      orders: [{ orderId: waiting.orderId }],
    });
    expect(kontor.json.orders[0].verdict.code).toBe('not_cancellable');
    const dear = await buy({ item: reservationItem('US', '0002'), term: 'P3Y' });
    const exchanged = await send('POST', `${waiting.url}/exchange`, agent(), {
      catalogItemId: reservationItem('US', '0002'),
      quantity: 1,
    });
    expect([exchanged.status, exchanged.json.code]).toEqual([201, undefined]);
    expect((await send('POST', `${dear.url}/refund/preview`, agent())).json.cap?.used ?? '730.00').toBe(
      '730.00',
    );
  });

  test('is counted in dollars at the rate of the moment', async () => {
    const au = world.sandbox.customers.AU!;
    await setCap('50000.00');
    const { url } = await buy({}, au);
    const refund = await send('POST', `${url}/refund`, agent());
    // 365.00 Australian dollars with the tax inside are 331.82 before it; at 0.6.
    expect([refund.json.commitment, refund.json.cap.value]).toEqual(['331.82', '199.09']);
    await rows(`delete from kontor.exchange_rate where from_currency = 'AUD'`);
    const other = await buy({}, au);
    const refused = await send('POST', `${other.url}/refund`, agent());
    expect([refused.status, refused.json.code, refused.json.from, refused.json.to]).toEqual([
      409,
      'reservation.cap_rate_missing',
      'AUD',
      'USD',
    ]);
  });
});

describe('in production', () => {
  beforeAll(start);
  afterAll(stop);

  const german = () => world.partner.customers.DE!;
  const seller = () => asUser(world.partner, 'admin_agent');
  const operator = () => asOperator(world);
  const bought = () => buy({}, german(), seller());

  test('a refund is a support request, whichever way it is asked for', async () => {
    const { url, orderId, reservation } = await bought();
    const asked = await send('POST', `${url}/refund`, seller());
    expect([asked.status, asked.json.code, asked.json.supportRequestUrl]).toEqual([
      409,
      'reservation.not_cancellable_here',
      `http://kontor.example/partner/support/new?type=csp_purchase_refund&order=${orderId}&lines=0`,
    ]);
    const wire = await send('PATCH', `/v1/customers/${german().id}/orders/${orderId}`, seller(), {
      status: 'cancelled',
    });
    expect([wire.status, wire.json.code]).toEqual([403, 800019]);
    const many = await send('POST', `${base(german())}/cancellations`, seller(), {
      orders: [{ orderId }],
      acknowledged: true,
    });
    expect(many.json.orders[0].verdict).toMatchObject({
      code: 'not_cancellable',
      supportRequestUrl: expect.stringContaining(orderId),
    });
    expect(await rows('select status from kontor.reservation where id = $1', [reservation.id])).toEqual([
      { status: 'active' },
    ]);
    const preview = await send('POST', `${url}/refund/preview`, seller());
    expect(preview.json).toMatchObject({ rule: 'full', net: '365.00', selfService: false });
  });

  test('the operator’s decision to refund writes the credit, with its reason, in both logs', async () => {
    const { reservation, orderId } = await bought();
    const url = `/kontor/v1/partners/${world.partner.id}/reservations/${reservation.id}/refund`;
    days(6);
    const body = { reason: 'Bought twice' };
    const partnerAsks = await send('POST', url, seller(), body);
    expect(partnerAsks.status).toBe(403);
    const wrong = await send(
      'POST',
      `/kontor/v1/partners/${world.stranger.id}/reservations/${reservation.id}/refund`,
      operator(),
      body,
    );
    expect([wrong.status, wrong.json.code]).toEqual([404, 'not_found']);
    const preview = await send('POST', `${url}/preview`, operator());
    expect(preview.json).toMatchObject({ net: '315.92', fee: '43.08', selfService: true });
    expect((await send('POST', `${url}/preview`, seller())).status).toBe(403);
    const done = await send('POST', url, operator(), body);
    expect([done.status, done.json.net, done.json.fee]).toEqual([200, '315.92', '43.08']);
    const again = await send('POST', url, operator(), body);
    expect([again.status, again.json.code]).toEqual([409, 'reservation.not_active']);
    const late = await send('POST', `${url}/preview`, operator());
    expect([late.status, late.json.code]).toEqual([409, 'reservation.not_active']);
    const credits = await rows(
      'select reason, kind, net_minor from kontor.charge where order_id = $1 and sign = -1',
      [orderId],
    );
    expect(credits).toMatchObject([{ reason: 'Bought twice', kind: 'cancel_immediate' }]);
    const records = await rows(
      `select account_id from kontor.activity_pending where outcome = 'succeeded' and action = 'refund_reservation' and resource_id = $1`,
      [reservation.id],
    );
    expect(records.map((row) => row.account_id).sort()).toEqual(
      [world.partner.id, world.operator.accountId].sort(),
    );
    expect(
      await rows(`select 1 from kontor.event where type = 'reservation.refunded' and account_id = $1`, [
        world.partner.id,
      ]),
    ).toHaveLength(1);
    expect(await exposure(world.partner.id, 'EUR')).toBe(await chargedLess(world.partner.id, 'EUR'));
  });
});

describe('an exchange', () => {
  beforeAll(start);
  afterAll(stop);

  const larger = () => ({ catalogItemId: reservationItem('US', '0002'), quantity: 1 });

  test('gives back the unused days without a fee and charges the new term whole', async () => {
    const { url, reservation, orderId } = await buy();
    days(92);
    const preview = await send('POST', `${url}/exchange/preview`, agent(), larger());
    expect([preview.status, preview.json]).toMatchObject([
      200,
      {
        credit: { net: '273.00' },
        remaining: '273.00',
        commitment: '1096.00',
        difference: '823.00',
        charge: { currency: 'USD', unitPrice: '1096.00', quantity: 1, net: '1096.00' },
        startsOn: '2027-02-22',
        endsOn: '2030-02-22',
      },
    ]);
    const done = await send('POST', `${url}/exchange`, agent(), larger());
    expect([done.status, done.json.exchange]).toEqual([201, preview.json]);
    expect((await send('GET', url, agent())).json).toMatchObject({
      status: 'exchanged',
      exchangedFor: done.json.reservationId,
    });
    const fresh = await send('GET', `${base()}/reservations/${done.json.reservationId}`, agent());
    expect(fresh.json).toMatchObject({
      status: 'active',
      name: 'Web',
      scope: 'shared',
      cloudSubscription: reservation.cloudSubscription,
      orderId: done.json.orderId,
      endsOn: '2030-02-22',
    });
    expect(await rows('select origin from kontor.purchase_order where id = $1', [done.json.orderId])).toEqual(
      [{ origin: 'exchange' }],
    );
    expect((await send('GET', `${base()}/orders/${orderId}`, agent())).json.status).toBe('cancelled');
    expect(await exposure(world.sandbox.id, 'USD')).toBe(await chargedLess(world.sandbox.id, 'USD'));
  });

  test.each([
    [
      'a smaller one',
      () => ({ ...larger(), catalogItemId: reservationItem('US') }),
      'reservation.exchange_too_small',
      2,
    ],
    [
      'another type',
      () => ({
        catalogItemId: reservationItem('US', '0001', databaseId),
        quantity: 1,
        reservation: { region: 'northeurope' },
      }),
      'reservation.exchange_type',
      1,
    ],
    [
      'software',
      () => ({ catalogItemId: world.catalog.subscription.US!.catalogItemId, quantity: 10 }),
      'reservation.exchange_type',
      1,
    ],
    [
      'what does not exist',
      () => ({ ...larger(), catalogItemId: 'A:B:C' }),
      'reservation.exchange_not_offered',
      1,
    ],
    [
      'what is priced in another market',
      () => ({ ...larger(), catalogItemId: reservationItem('DE', '0002') }),
      'reservation.exchange_not_offered',
      1,
    ],
  ] as const)('for %s is refused', async (_, target, code, quantity) => {
    const { url } = await buy({ quantity });
    days(1);
    const refused = await send('POST', `${url}/exchange`, agent(), target());
    expect([refused.status, refused.json.code]).toEqual([409, code]);
    expect((await send('GET', url, agent())).json.status).toBe('active');
  });

  test('two at once exchange once; what is exchanged is not refunded', async () => {
    const { url } = await buy();
    const both = await Promise.all([1, 2].map(() => send('POST', `${url}/exchange`, agent(), larger())));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refund = await send('POST', `${url}/refund`, agent());
    expect([refund.status, refund.json.code]).toEqual([409, 'reservation.not_active']);
  });

  test('an exchange and a refund at once: one of them', async () => {
    const { url } = await buy();
    const both = await Promise.all([
      send('POST', `${url}/exchange`, agent(), larger()),
      send('POST', `${url}/refund`, agent()),
    ]);
    expect(both.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(await exposure(world.sandbox.id, 'USD')).toBe(await chargedLess(world.sandbox.id, 'USD'));
  });

  test('is bounded by the credit limit, with the old credit counted', async () => {
    const { url } = await buy();
    const used = await exposure(world.sandbox.id, 'USD');
    await rows('update kontor.credit_limit set limit_minor = $2 where account_id = $1 and currency = $3', [
      world.sandbox.id,
      used + 73_000n,
      'USD',
    ]);
    const refused = await send('POST', `${url}/exchange`, agent(), larger());
    expect([refused.status, refused.json.code]).toEqual([409, 'credit_limit.exceeded']);
    await rows('update kontor.credit_limit set limit_minor = $2 where account_id = $1 and currency = $3', [
      world.sandbox.id,
      used + 100_000n,
      'USD',
    ]);
    const done = await send('POST', `${url}/exchange`, agent(), larger());
    expect([done.status, done.json.code]).toEqual([201, undefined]);
  });
});

describe('hybrid benefit', () => {
  beforeAll(start);
  afterAll(stop);

  test('says what the customer’s software covers', async () => {
    await rows(`update kontor.sku set attributes = $1 where product_id = $2`, [
      JSON.stringify({
        hybridBenefit: 'WindowsServer',
        edition: 'Standard',
        licenseModel: 'core',
        coreCount: '8',
      }),
      world.catalog.subscription.US!.productId,
    ]);
    const none = await send('GET', `${base()}/hybrid-benefit`, agent());
    expect(none.json).toEqual({ licences: [], editions: [] });
    const cart = await send('POST', `${base()}/carts`, agent(), {
      lines: [
        { catalogItemId: world.catalog.subscription.US!.catalogItemId, quantity: 4, termDuration: 'P1Y' },
        { catalogItemId: world.catalog.perpetual.US!.catalogItemId, quantity: 1 },
      ],
    });
    await send('POST', `${base()}/carts/${cart.json.id}/checkout`, agent());
    const benefit = await send('GET', `${base()}/hybrid-benefit`, agent());
    expect(
      benefit.json.licences.map((row: Json) => [row.eligible, row.edition ?? row.reason]).sort(),
    ).toEqual([
      [false, 'not_server_software'],
      [true, 'standard'],
    ]);
    expect(benefit.json.editions).toMatchObject([{ edition: 'standard', sets: 2, onPremises: 'free' }]);
    const coverage = await send('POST', `${base()}/hybrid-benefit/coverage`, agent(), {
      vms: [
        { name: 'db', cores: 20 },
        { name: 'web', cores: 8 },
        { name: 'job', cores: 2 },
      ],
    });
    expect(coverage.json.machines).toEqual([
      { name: 'db', cores: 20, chargedCores: 24, coveredBy: 'standard' },
      { name: 'web', cores: 8, chargedCores: 8, coveredBy: 'standard' },
      { name: 'job', cores: 2, chargedCores: 8, coveredBy: null, reason: 'too_few_cores_left' },
    ]);
    expect(coverage.json.editions).toMatchObject([{ setsOnPremises: 0, onPremises: 'converted' }]);
    expect(
      (await send('GET', `${base()}/hybrid-benefit`, asUser(world.stranger, 'admin_agent'))).status,
    ).toBe(404);
  });

  test('shows what the base rate spares, from the price data', async () => {
    const product = await send('GET', `${base()}/products/DZH318Z0VM01`, agent());
    const sku = product.json.skus.find((one: Json) => one.skuId === '0001');
    expect(sku.hybridBenefit).toEqual({
      windowsSkuId: '0003',
      savings: [
        {
          segment: 'commercial',
          termDuration: 'P1Y',
          billingCycle: 'monthly',
          currency: 'USD',
          windowsUnitPrice: '52.00',
          baseUnitPrice: '31.00',
          amount: '21.00',
          percent: '40.3',
        },
        {
          segment: 'commercial',
          termDuration: 'P1Y',
          billingCycle: 'one_time',
          currency: 'USD',
          windowsUnitPrice: '608.33',
          baseUnitPrice: '365.00',
          amount: '243.33',
          percent: '39.9',
        },
      ],
    });
    expect(product.json.skus.find((one: Json) => one.skuId === '0002').hybridBenefit).toBeUndefined();
  });
});

describe('its term', () => {
  beforeAll(start);
  afterAll(stop);

  const move = (body: object) => send('POST', '/kontor/v1/clock', agent(), body);

  test('is charged month by month, and ends with its entitlement', async () => {
    const { url, reservation, orderId } = await buy({ cycle: 'monthly', quantity: 2 });
    const charged = () =>
      rows(`select kind, period_start::text, unit_minor from kontor.charge where order_id = $1 order by at`, [
        orderId,
      ]);
    expect((await move({ to: '2026-12-21T23:59:59.999Z' })).status).toBe(200);
    expect(await charged()).toHaveLength(1);
    expect((await move({ to: '2026-12-22T00:00:00.000Z' })).status).toBe(200);
    expect(await charged()).toMatchObject([
      { kind: 'new', period_start: '2026-11-22' },
      { kind: 'cycle_charge', period_start: '2026-12-22' },
    ]);
    expect((await move({ to: '2027-11-21T23:59:59.999Z' })).status).toBe(200);
    expect(await charged()).toHaveLength(12);
    expect((await send('GET', url, agent())).json.status).toBe('active');
    expect((await move({ to: '2027-11-22T00:00:00.000Z' })).status).toBe(200);
    expect((await send('GET', url, agent())).json.status).toBe('expired');
    expect(await rows('select status from kontor.reservation where id = $1', [reservation.id])).toEqual([
      { status: 'expired' },
    ]);
    expect(
      await rows('select status from kontor.entitlement where id = $1', [reservation.entitlementId]),
    ).toEqual([{ status: 'expired' }]);
    expect(await charged()).toHaveLength(12);
    expect(await exposure(world.sandbox.id, 'USD')).toBe(await chargedLess(world.sandbox.id, 'USD'));
  });

  test('a refund in the middle of a month stops the charges to come', async () => {
    const { url, orderId } = await buy({ cycle: 'monthly' });
    const first = (await send('GET', url, agent())).json.startsOn as string;
    await move({ advance: 'P10D' });
    const refund = await send('POST', `${url}/refund`, agent());
    expect([refund.status, refund.json.rule]).toEqual([200, 'prorated']);
    // A month of it was charged; eleven never are.
    expect(Number(refund.json.commitment)).toBeGreaterThan(11 * 31);
    await move({ advance: 'P3M' });
    expect(
      await rows('select 1 from kontor.charge where order_id = $1 and sign = 1', [orderId]),
    ).toHaveLength(1);
    expect(first).toBe('2027-11-22');
  });
});
