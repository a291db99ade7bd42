import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asUser } from '../testing/world-people.ts';
import { type MfaCounter, openMfaCounter } from './count-mfa.ts';
import { registerUsageWire } from './usage-wire-routes.ts';

let database: TestDatabase;
let world: World;
let app: Awaited<ReturnType<typeof testApp>>;
let counter: MfaCounter;
const cloud = newUuid();
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 3 });
  await database.owner.query(
    `insert into kontor.cloud_subscription (account_id, customer_id, id, name, status, registered_at)
     values ($1, $2, $3, 'Production', 'registered', now())`,
    [world.partner.id, customer().id, cloud],
  );
  app = await testApp({
    pools: database,
    world,
    register: ({ app: fastify, wire, services }) => {
      counter = openMfaCounter(services);
      registerUsageWire(fastify, wire, counter);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const customer = () => world.partner.customers.DE!;
const agent = () => asUser(world.partner, 'admin_agent');
const base = () => `/customers/${customer().id}`;
const send = async (method: 'GET' | 'PATCH', url: string, payload?: object, who: Principal = agent()) => {
  const response = await app.inject({
    method,
    url: `/v1${url}`,
    headers: by(who),
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, text: response.body, json: response.json() };
};

describe('usage', () => {
  test('is nothing, of the partner, of each customer with a cloud subscription, and of that subscription', async () => {
    const own = await send('GET', '/usagesummary');
    expect(own.json).toMatchObject({
      resourceId: world.partner.id,
      totalCost: 0,
      attributes: { objectType: 'PartnerUsageSummary' },
    });
    const all = await send('GET', '/customers/usagerecords');
    expect(all.json.items).toMatchObject([{ resourceId: customer().id, totalCost: 0, currencyCode: 'EUR' }]);
    const clouds = await send('GET', `${base()}/subscriptions/usagerecords`);
    expect(clouds.json.items).toMatchObject([
      { resourceId: cloud, resourceName: 'Production', totalCost: 0 },
    ]);
    const one = await send('GET', `${base()}/subscriptions/${cloud}/usagesummary`);
    expect(one.json).toMatchObject({ resourceId: cloud, totalCost: 0 });
    for (const kind of ['resourceusagerecords', 'meterusagerecords'])
      expect((await send('GET', `${base()}/subscriptions/${cloud}/${kind}`)).json.items).toEqual([]);
    const none = await send('GET', `${base()}/subscriptions/${newUuid()}/usagesummary`);
    expect([none.status, none.json.code]).toEqual([404, 20003]);
  });

  test('has a budget that is kept and on record', async () => {
    expect((await send('GET', `${base()}/usagebudget`)).json).toEqual({
      attributes: { objectType: 'SpendingBudget' },
    });
    const put = await send('PATCH', `${base()}/usagebudget`, { Amount: 250.5, Attributes: null });
    expect(put.json).toEqual({ amount: 250.5, attributes: { objectType: 'SpendingBudget' } });
    expect((await send('GET', `${base()}/usagesummary`)).json).toMatchObject({
      budget: { amount: 250.5 },
      percentUsed: 0,
    });
    const { rows } = await database.owner.query(
      `select resource_id, new_value from kontor.activity_pending where action = 'increase_spending_limit'`,
    );
    expect(rows).toEqual([{ resource_id: customer().id, new_value: { amount: '250.50' } }]);
    const negative = await send('PATCH', `${base()}/usagebudget`, { amount: -1 });
    expect([negative.status, negative.json.code]).toEqual([400, 800002]);
  });

  test('is for people who see invoices, of their own customers', async () => {
    const application = await send('GET', '/usagesummary', undefined, asApp(world.partner));
    expect([application.status, application.json.code]).toEqual([403, 900329]);
    const seller = await send('GET', '/usagesummary', undefined, asUser(world.partner, 'sales_agent'));
    expect([seller.status, seller.json.code]).toEqual([403, 900150]);
    const stranger = await send(
      'GET',
      `${base()}/usagesummary`,
      undefined,
      asUser(world.stranger, 'admin_agent'),
    );
    expect([stranger.status, stranger.json.code]).toEqual([403, 20002]);
  });
});

test('the most recent costs are the sum of what the last whole month charged', async () => {
  const now = new Date(realNow());
  const last = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15);
  const bought = await arrangePurchase(database.system, {
    customer: customer(),
    offer: world.catalog.subscription.DE!,
    at: last as ReturnType<typeof realNow>,
  });
  const { rows } = await database.owner.query(
    'select net_minor, tax_minor from kontor.charge where order_id = $1',
    [bought.orderId],
  );
  const net = rows.reduce((sum, row) => sum + Number(row.net_minor), 0) / 100;
  const tax = rows.reduce((sum, row) => sum + Number(row.tax_minor), 0) / 100;
  const costs = await send('GET', `${base()}/servicecosts/mostrecent`);
  expect(costs.json, costs.text).toMatchObject({
    billingStartDate: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString(),
    pretaxTotal: net,
    tax,
    currencyCode: 'EUR',
    customerId: customer().id,
  });
  expect(costs.json.afterTaxTotal).toBeCloseTo(net + tax, 2);
  const lines = await send('GET', costs.json.links.serviceCostLineItems.uri);
  expect(lines.json.items).toMatchObject([{ orderId: bought.orderId, pretaxTotal: net }]);
});

test('licences are counted as they are sold, held and used', async () => {
  const { rows } = await database.owner.query(
    `select sum(quantity)::int as sold from kontor.subscription where customer_id = $1 and status = 'active'`,
    [customer().id],
  );
  const { productId } = world.catalog.subscription.DE!;
  await database.owner.query(
    `insert into kontor.licence_assignment (account_id, customer_id, person_id, product_id, sku_id, assigned_at)
     values ($1, $2, $3, $4, '0001', now())`,
    [world.partner.id, customer().id, customer().admin, productId],
  );
  const sold = rows[0].sold;
  for (const path of ['/analytics/licenses/deployment', `${base()}/analytics/licenses/deployment`])
    expect((await send('GET', path)).json.items, path).toMatchObject([
      { customerName: customer().name, licensesSold: sold, licensesDeployed: 1, channel: 'reseller' },
    ]);
  const usage = async () => (await send('GET', `${base()}/analytics/licenses/usage`)).json.items;
  expect(await usage()).toMatchObject([{ licensesQualified: 1, licensesActive: 0 }]);
  await database.owner.query(
    `insert into kontor.session (token_hash, id, account_id, person_id, portal, second_factor, address, user_agent, expires_at)
     values ('\\x01', $1, $2, $3, 'customer', false, '', '', now() + interval '1 hour')`,
    [newUuid(), world.partner.id, customer().admin],
  );
  expect(await usage()).toMatchObject([{ licensesActive: 1, proratedLicensesUsagePercent: 100 }]);
});

test('requests of people are counted by whether they had a second factor', async () => {
  const { clientId } = world.partner;
  const withCode = { ...agent(), clientId } as Principal;
  const without = { ...asUser(world.partner, 'sales_agent'), clientId, secondFactor: false } as Principal;
  for (const who of [withCode, withCode, without, agent(), asApp(world.partner)]) counter.count(who);
  const adoption = await send('GET', '/applicationmfaadoptionstatus');
  expect(adoption.json).toEqual([
    {
      loginDate: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`,
      mfaCompliantRequestCount: 2,
      totalRequestCount: 3,
      applicationId: clientId,
      applicationName: 'Integration',
    },
  ]);
  counter.count(without);
  const gaps = await send('GET', '/nonMfaCompliantPartnerPrincipals');
  expect(gaps.json.items).toMatchObject([
    { objectId: world.partner.users.sales_agent, tenantId: world.partner.id },
  ]);
  expect((await send('GET', '/applicationmfaadoptionstatus')).json[0].totalRequestCount).toBe(4);
  const stranger = asUser(world.stranger, 'admin_agent');
  expect((await send('GET', '/applicationmfaadoptionstatus', undefined, stranger)).json).toEqual([]);
});
