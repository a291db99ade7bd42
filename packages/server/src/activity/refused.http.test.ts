import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerDownloadsKontor } from '../downloads/download-routes.ts';
import { registerEntitlementsKontor } from '../entitlements/entitlement-routes.ts';
import { registerOrdersWire } from '../orders/order-routes.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { registerRevealLinks } from '../reveal-links/reveal-link-routes.ts';
import { registerSubscriptionsKontor } from '../subscriptions/subscription-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser, type WorldCustomer } from '../testing/world-people.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let customer: WorldCustomer;
let bought: BoughtLine;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 40 });
  customer = world.partner.customers.DE!;
  app = await testApp({
    pools: database,
    world,
    register: ({ app, kontor, wire }) => {
      registerEntitlementsKontor(app, kontor);
      registerDownloadsKontor(app, kontor);
      registerRevealLinks(app, kontor);
      registerCancellationsKontor(app, kontor);
      registerSubscriptionsKontor(app, kontor);
      registerOrdersWire(app, wire);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  bought = await buy(realNow());
  await database.owner.query('delete from kontor.activity_pending');
});

const dayMs = 86_400_000;
const buy = async (at: number): Promise<BoughtLine> => {
  const line = await arrangePurchase(database.system, {
    customer,
    offer: world.catalog.subscription.DE!,
    at: at as ReturnType<typeof realNow>, // a test's own instant
  });
  await database.owner.query('update kontor.entitlement set keys_wanted = 1 where id = $1', [
    line.entitlementId,
  ]);
  return line;
};
const choice = { version: '2025', language: 'en-US', bitness: '64' };
const agent = () => asUser(world.partner, 'admin_agent');

const records = async () =>
  (
    await database.owner.query(
      `select account_id, action, outcome, resource_type, resource_id, customer_id, customer_name, person_id, person_name,
         client_id, application, roles, address, request_id, details from kontor.activity_pending order by recorded_at`,
    )
  ).rows;
const send = async (
  method: 'POST' | 'PATCH' | 'DELETE' | 'GET',
  url: string,
  who: Principal | undefined,
  payload?: object,
  headers: Record<string, string> = {},
) => {
  const response = await app.inject({
    method,
    url,
    headers: { ...(who ? by(who) : {}), ...headers },
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.body };
};
const keysOf = (id: string, customerId: string = customer.id) =>
  `/kontor/v1/customers/${customerId}/software/${id}/keys`;
const revoke = () =>
  database.owner.query(`update kontor.entitlement set status = 'cancelled' where id = $1`, [
    bought.entitlementId,
  ]);

describe('a look at keys that is refused', () => {
  test('is on record with who tried, in which roles, for which customer, from where and why not', async () => {
    const sales = asUser(world.partner, 'sales_agent');
    expect((await send('POST', keysOf(bought.entitlementId), sales, choice)).status).toBe(403);
    const [record, ...more] = await records();
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      account_id: world.partner.id,
      action: 'get_software_key',
      outcome: 'refused',
      resource_type: 'software_key',
      resource_id: bought.entitlementId,
      customer_id: customer.id,
      customer_name: customer.name,
      person_id: world.partner.users.sales_agent,
      roles: ['sales_agent'],
      address: '127.0.0.1',
      details: { code: 'access.role_required', customerId: customer.id, entitlementId: bought.entitlementId },
    });
    expect(record.person_name).toContain('@');
    expect(record.request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('of an application alone names the application', async () => {
    expect((await send('POST', keysOf(bought.entitlementId), asApp(world.partner), choice)).status).toBe(403);
    const [record] = await records();
    expect(record).toMatchObject({
      client_id: world.partner.clientId,
      person_id: null,
      details: { code: 'access.user_required' },
    });
    expect(record.application).not.toBeNull();
  });

  test('after a cancel is on record with its reason', async () => {
    await revoke();
    expect((await send('POST', keysOf(bought.entitlementId), agent(), choice)).status).toBe(409);
    expect((await records()).map(({ details }) => details.code)).toEqual(['entitlement.revoked']);
  });

  test('of a customer’s person stands in the log of their partner, with their organisation', async () => {
    const member = asCustomer(customer, 'member');
    const url = `/kontor/v1/my/software/${bought.entitlementId}/keys`;
    expect((await send('POST', url, member, choice)).status).toBe(403);
    expect(await records()).toMatchObject([
      {
        account_id: world.partner.id,
        person_id: customer.member,
        customer_id: customer.id,
        outcome: 'refused',
      },
    ]);
  });

  test('of the operator stands in the installation’s log', async () => {
    expect((await send('POST', keysOf(bought.entitlementId), asOperator(world), choice)).status).toBe(403);
    expect(await records()).toMatchObject([
      { account_id: world.operator.accountId, customer_id: null, outcome: 'refused' },
    ]);
  });
});

test('a stranger’s attempt is on record with them, by the ids that they named, and not with those it was about', async () => {
  const stranger = asUser(world.stranger, 'admin_agent');
  expect((await send('POST', keysOf(bought.entitlementId), stranger, choice)).status).toBe(404);
  expect(await records()).toMatchObject([
    {
      account_id: world.stranger.id,
      customer_id: null,
      customer_name: null,
      resource_id: bought.entitlementId,
      details: { code: 'customer.not_found', customerId: customer.id, entitlementId: bought.entitlementId },
    },
  ]);
});

test('nobody, and input that is not valid, leave nothing', async () => {
  expect((await send('POST', keysOf(bought.entitlementId), undefined, choice)).status).toBe(401);
  expect((await send('POST', keysOf(bought.entitlementId), agent(), { version: 1 })).status).toBe(422);
  expect(await records()).toEqual([]);
});

test('a success is recorded once, as a success', async () => {
  expect((await send('POST', keysOf(bought.entitlementId), agent(), choice)).status).toBe(200);
  expect((await records()).map(({ outcome }) => outcome)).toEqual(['succeeded']);
});

describe('downloads and links', () => {
  const base = () => `/kontor/v1/customers/${customer.id}/software/${bought.entitlementId}`;
  test('refused to a person are on record as the act that they tried', async () => {
    const helpdesk = asUser(world.partner, 'helpdesk_agent');
    const nobody = '99999999-9999-4999-8999-999999999999';
    await send('POST', `${base()}/downloads`, helpdesk, choice);
    await send('POST', `${base()}/download-links`, helpdesk, choice);
    await send('POST', `${base()}/reveal-links`, helpdesk, choice);
    await send('DELETE', `${base()}/download-links/${nobody}`, agent());
    await send('DELETE', `${base()}/reveal-links/${nobody}`, agent());
    expect((await records()).map(({ action, details }) => [action, details.code])).toEqual([
      ['software_download', 'access.role_required'],
      ['get_software_download_link', 'access.role_required'],
      ['create_reveal_link', 'access.role_required'],
      ['revoke_download_link', 'link.not_found'],
      ['revoke_reveal_link', 'link.not_found'],
    ]);
  });

  test('a dead link that somebody follows is on record without a person, and without its token', async () => {
    const made = await send('POST', `${base()}/download-links`, agent(), choice);
    const { url } = JSON.parse(made.body);
    const path = new URL(url).pathname;
    await revoke();
    await database.owner.query('delete from kontor.activity_pending');
    expect((await send('GET', path, undefined)).status).toBe(410);
    const [record] = await records();
    expect(record).toMatchObject({
      account_id: world.partner.id,
      action: 'software_download',
      outcome: 'refused',
      person_id: null,
      customer_id: customer.id,
      resource_id: bought.entitlementId,
      address: '127.0.0.1',
      details: { code: 'link.revoked', kind: 'link', orderId: bought.orderId },
    });
    expect(JSON.stringify(record)).not.toContain(path.split('/').at(-1));
    await send(
      'GET',
      path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      undefined,
    );
    expect(await records()).toHaveLength(1);
  });

  test('a reveal link that is opened again is on record', async () => {
    const made = await send('POST', `${base()}/reveal-links`, agent(), choice);
    const path = new URL(JSON.parse(made.body).url).pathname;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send('POST', path, undefined, undefined, form)).status).toBe(200);
    await database.owner.query('delete from kontor.activity_pending');
    expect((await send('GET', path, undefined)).status).toBe(410);
    expect(await records()).toEqual([]);
    expect((await send('POST', path, undefined, undefined, form)).status).toBe(410);
    expect(await records()).toMatchObject([
      {
        action: 'get_software_key',
        person_id: null,
        details: { code: 'reveal_link.opened', kind: 'reveal_link' },
      },
    ]);
  });
});

describe('cancels', () => {
  const cancel = (orders: object[]) =>
    send('POST', `/kontor/v1/customers/${customer.id}/cancellations`, agent(), {
      orders,
      acknowledged: true,
    });

  test('of several orders record each that was refused, and those done as done', async () => {
    const late = await buy(realNow() - 90 * dayMs);
    const unknown = `${'7'.repeat(31)}1`;
    const answer = await cancel([
      { orderId: bought.orderId },
      { orderId: late.orderId },
      { orderId: unknown },
    ]);
    expect(answer.status).toBe(200);
    expect(
      (await records()).map(({ outcome, resource_id, details }) => [outcome, resource_id, details.code]),
    ).toEqual([
      ['succeeded', bought.orderId, undefined],
      ['refused', late.orderId, 'order.window_closed'],
      ['refused', unknown, 'order.not_found'],
    ]);
    await database.owner.query('delete from kontor.activity_pending');
    await cancel([{ orderId: bought.orderId }]);
    expect(await records()).toEqual([]);
  });

  test('of a subscription are on record, and a preview is not', async () => {
    const late = await buy(realNow() - 90 * dayMs);
    const url = `/kontor/v1/customers/${customer.id}`;
    await send('POST', `${url}/cancellations/preview`, agent(), { orders: [{ orderId: late.orderId }] });
    expect(await records()).toEqual([]);
    const asked = { acknowledged: true };
    expect(
      (await send('POST', `${url}/subscriptions/${late.subscriptionId}/cancel`, agent(), asked)).status,
    ).toBe(200);
    expect(await records()).toMatchObject([
      { action: 'update_subscription', resource_id: late.subscriptionId, outcome: 'refused' },
    ]);
  });

  test('on the wire are on record with the request’s own id', async () => {
    const late = await buy(realNow() - 90 * dayMs);
    const requestId = '5a5a5a5a-5a5a-4a5a-8a5a-5a5a5a5a5a5b';
    const url = `/v1/customers/${customer.id}/orders/${late.orderId}`;
    const answer = await send('PATCH', url, agent(), { status: 'cancelled' }, { 'ms-requestid': requestId });
    expect(answer.status).toBe(400);
    expect(await records()).toMatchObject([
      {
        action: 'update_order',
        outcome: 'refused',
        request_id: requestId,
        details: { code: 'order.window_closed' },
      },
    ]);
    const sales = asUser(world.partner, 'sales_agent');
    await send('PATCH', url, sales, { status: 'cancelled' });
    expect((await records()).at(-1)).toMatchObject({ details: { code: 'access.role_required' } });
  });

  test('that are sent again after they were done record nothing new', async () => {
    const url = `/v1/customers/${customer.id}/orders/${bought.orderId}`;
    for (let n = 0; n < 2; n += 1)
      expect((await send('PATCH', url, agent(), { status: 'cancelled' })).status).toBe(200);
    expect((await records()).map(({ outcome }) => outcome)).toEqual(['succeeded']);
  });
});

test('an attempt that cannot be recorded is not answered', async () => {
  await database.owner.query('alter table kontor.activity_pending rename to activity_away');
  try {
    const sales = asUser(world.partner, 'sales_agent');
    expect((await send('POST', keysOf(bought.entitlementId), sales, choice)).status).toBe(500);
  } finally {
    await database.owner.query('alter table kontor.activity_away rename to activity_pending');
  }
});
