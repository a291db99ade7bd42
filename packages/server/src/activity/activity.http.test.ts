import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser, type WorldPartner } from '../testing/world-people.ts';
import { registerActivityKontor, registerActivityWire } from './activity-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
const dayMs = 86_400_000;

type Seed = { partner: WorldPartner; action: string; daysAgo: number; market?: string } & Partial<{
  resource: string;
  resourceType: string;
  person: string;
  details: unknown;
  newValue: unknown;
  oldValue: unknown;
}>;

const record = async (seed: Seed): Promise<string> => {
  const id = newUuid();
  const customer = seed.partner.customers[seed.market ?? Object.keys(seed.partner.customers)[0]!]!;
  await database.system.query(
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, customer_id,
       customer_name, person_name, request_id, correlation_id, old_value, new_value, details)
     values ($1, $2, $3, $4, 'succeeded', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      seed.partner.id,
      id,
      new Date(Date.now() - seed.daysAgo * dayMs),
      seed.action,
      seed.resourceType ?? 'order',
      seed.resource ?? newUuid(),
      customer.id,
      customer.name,
      seed.person ?? 'agent@partner.example',
      newUuid(),
      newUuid(),
      seed.oldValue === undefined ? null : JSON.stringify(seed.oldValue),
      seed.newValue === undefined ? null : JSON.stringify(seed.newValue),
      JSON.stringify(seed.details ?? {}),
    ],
  );
  return id;
};

const orderDetails = {
  orderId: `${'a'.repeat(31)}1`,
  alternateId: '0123456789ab',
  billingCycle: 'one_time',
  currency: 'EUR',
  status: 'completed',
  lines: [
    {
      lineNumber: 0,
      offerId: 'DG7GMGF0DWT5:0001:DWT500DEEUR0',
      subscriptionId: '5a5a5a5a-5a5a-4a5a-8a5a-5a5a5a5a5a5a',
      subscriptionName: 'Windows Server',
      quantity: 3,
    },
    { lineNumber: 1, offerId: 'DG7GMGF0DVT9:0001:DVT900DEEUR0', subscriptionName: 'Office', quantity: 1 },
  ],
};

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  const { partner, stranger, sandbox } = world;
  const order = { resource: orderDetails.orderId, details: orderDetails, newValue: orderDetails };
  await record({ partner, action: 'create_order', daysAgo: 3, market: 'DE', ...order });
  await record({
    partner,
    action: 'get_software_key',
    daysAgo: 2,
    market: 'AU',
    resourceType: 'software_key',
  });
  await record({
    partner,
    action: 'software_download',
    daysAgo: 1,
    market: 'TR',
    resourceType: 'software_download_link',
    person: 'other@partner.example',
    details: { kind: 'link', orderId: orderDetails.orderId, fileName: 'setup.iso', nested: { no: 1 } },
  });
  const cancelled = { ...orderDetails, status: 'cancelled' };
  const changed = { oldValue: orderDetails, newValue: cancelled, details: { ...cancelled, credit: '10' } };
  await record({ partner, action: 'update_order', daysAgo: 0.5, market: 'DE', ...order, ...changed });
  await record({ partner, action: 'sign_in', daysAgo: 0.25, resourceType: 'session' });
  await record({ partner, action: 'create_order', daysAgo: 60, market: 'DE' });
  await record({ partner, action: 'create_order', daysAgo: 400, market: 'DE' });
  await record({ partner: stranger, action: 'create_order', daysAgo: 1 });
  await record({ partner: sandbox, action: 'create_order', daysAgo: 1 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      registerActivityKontor(surfaces.app, surfaces.kontor);
      registerActivityWire(surfaces.app, surfaces.wire);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const get = async (url: string, principal: Principal | undefined, headers: Record<string, string> = {}) => {
  const sent = principal ? { ...by(principal), ...headers } : headers;
  const response = await app.inject({ method: 'GET', url, headers: sent });
  return { status: response.statusCode, body: response.json() };
};
const reader = () => asUser(world.partner, 'account_administrator');
const actionsOf = async (query: string, principal: Principal = reader()) => {
  const { status, body } = await get(`/kontor/v1/activity?${query}`, principal);
  expect([query, status]).toEqual([query, 200]);
  return body.items.map((item: { action: string }) => item.action);
};
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);

describe('the activity log', () => {
  test('shows the last month, newest first, with who did what', async () => {
    expect(await actionsOf('')).toEqual([
      'sign_in',
      'update_order',
      'software_download',
      'get_software_key',
      'create_order',
    ]);
    const { body } = await get('/kontor/v1/activity', reader());
    expect(body.items[2]).toMatchObject({
      resourceType: 'software_download_link',
      customerId: world.partner.customers.TR!.id,
      customerName: world.partner.customers.TR!.name,
      user: 'other@partner.example',
      details: { kind: 'link' },
      leafIndex: null,
    });
  });

  test('reaches back as far as is asked for', async () => {
    expect(await actionsOf(`from=${day(500)}&to=${day(5)}`)).toEqual(['create_order', 'create_order']);
  });

  test('counts a date’s whole day in, and an instant to the millisecond', async () => {
    const at = new Date(Date.now() - 10 * dayMs);
    const id = await record({ partner: world.stranger, action: 'update_order', daysAgo: 10 });
    const stored = (await database.owner.query('select at from kontor.activity_pending where id = $1', [id]))
      .rows[0].at;
    const instant = (ms: number) => new Date(stored + ms).toISOString();
    const log = (query: string) => actionsOf(query, asUser(world.stranger, 'global_administrator'));
    const date = at.toISOString().slice(0, 10);
    expect(await log(`from=${date}&to=${date}`)).toEqual(['update_order']);
    expect(await log(`from=${instant(0)}&to=${instant(1)}`)).toEqual(['update_order']);
    expect(await log(`from=${instant(0)}&to=${instant(0)}`)).toEqual([]);
    expect(await log(`from=${instant(1)}&to=${instant(5)}`)).toEqual([]);
  });

  test('is filtered by action, customer, user and resource', async () => {
    expect(await actionsOf('action=get_software_key')).toEqual(['get_software_key']);
    expect(await actionsOf('action=get_software_key,%20software_download')).toHaveLength(2);
    expect(await actionsOf(`customerId=${world.partner.customers.AU!.id}`)).toEqual(['get_software_key']);
    expect(await actionsOf('user=OTHER@')).toEqual(['software_download']);
    expect(await actionsOf(`resource=${orderDetails.orderId}`)).toEqual(['update_order', 'create_order']);
    expect(await actionsOf('resource=software_key')).toEqual(['get_software_key']);
    expect(await actionsOf(`customerId=${world.stranger.customers.DE!.id}`)).toEqual([]);
    expect(await actionsOf('customerId=nobody&user=%20')).toEqual([]);
  });

  test('is read page by page, each record once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null && seen.length < 20) {
      const { body } = await get(`/kontor/v1/activity?limit=2&cursor=${next}`, reader());
      seen.push(...body.items.map((item: { id: string }) => item.id));
      next = body.next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
  });

  test('refuses what it cannot read', async () => {
    const refusals = {
      'from=2026-11-22&to=2026-11-20': 'activity.range_reversed',
      'action=buy_shoes': 'activity.action_unknown',
      'from=yesterday': 'request.invalid',
      'to=2026-02-30': 'request.invalid',
      'to=9999-12-31T23:59:59-05:00': 'request.invalid',
      'limit=x': 'request.invalid',
      'cursor=x': 'cursor.invalid',
    };
    for (const [query, code] of Object.entries(refusals)) {
      const { status, body } = await get(`/kontor/v1/activity?${query}`, reader());
      expect([query, status, body.code]).toEqual([query, 422, code]);
    }
    for (const query of ['to=9999-12-31', 'from=0001-01-01'])
      expect((await get(`/kontor/v1/activity?${query}`, reader())).status).toBe(200);
  });

  test('is read by the four log roles, and by no application alone', async () => {
    const allowed = new Set([
      'global_administrator',
      'account_administrator',
      'referral_administrator',
      'marketing_content_administrator',
    ]);
    for (const role of Object.keys(world.partner.users) as (keyof WorldPartner['users'])[]) {
      const { status } = await get('/kontor/v1/activity', asUser(world.partner, role));
      expect([role, status]).toEqual([role, allowed.has(role) ? 200 : 403]);
    }
    expect((await get('/kontor/v1/activity', undefined)).status).toBe(401);
    expect((await get('/kontor/v1/activity', asApp(world.partner))).body.code).toBe('user_required');
    expect((await get('/kontor/v1/activity', asCustomer(world.partner.customers.DE!))).status).toBe(403);
  });

  test('of any account is the operator’s to read, and of no other account anybody else’s', async () => {
    const of = (partner: WorldPartner, principal: Principal) =>
      get(`/kontor/v1/activity?partnerId=${partner.id}`, principal);
    expect((await of(world.sandbox, asOperator(world))).body.items).toHaveLength(1);
    expect((await of(world.partner, reader())).body.items).toHaveLength(5);
    expect(await of(world.stranger, reader())).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await get('/kontor/v1/activity?partnerId=x', asOperator(world))).status).toBe(404);
    expect((await get('/kontor/v1/activity', asOperator(world))).body.items).toEqual([]);
  });

  test('cannot be rewritten by the application', async () => {
    for (const sql of [
      'delete from kontor.activity_pending',
      "update kontor.activity_pending set action = 'x'",
    ])
      for (const pool of [database.app, database.system])
        await expect(pool.query(sql)).rejects.toThrow('permission denied');
  });
});

describe('audit records of the wire', () => {
  const wire = async (query = '', principal: Principal = asApp(world.partner), headers = {}) =>
    get(`/v1/auditrecords${query === '' ? '' : `?${query}`}`, principal, headers);
  const filter = (Field: string, Operator: string, Value: string) =>
    `filter=${encodeURIComponent(JSON.stringify({ Field, Operator, Value }))}`;

  test('have their members in the order of the service', async () => {
    const { body } = await wire();
    expect(Object.keys(body)).toEqual(['totalCount', 'items', 'links', 'attributes']);
    expect(body.items).toHaveLength(4);
    const created = body.items[3];
    expect(Object.keys(created)).toEqual([
      'id',
      'partnerId',
      'customerId',
      'customerName',
      'userPrincipalName',
      'applicationId',
      'sessionId',
      'resourceType',
      'resourceNewValue',
      'operationType',
      'originalCorrelationId',
      'operationDate',
      'operationStatus',
      'customizedData',
      'attributes',
    ]);
    const { id: customerId } = world.partner.customers.DE!;
    expect(created.id).toMatch(new RegExp(`^${world.partner.id}_${customerId}_order_createorder_6\\d{17}$`));
    expect(created.operationDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(created).toMatchObject({
      resourceType: 'order',
      operationType: 'create_order',
      operationStatus: 'succeeded',
      attributes: { objectType: 'AuditRecord' },
    });
    const ticks = BigInt(created.id.split('_').at(-1));
    const [, fraction = ''] = /\.(\d{7})Z/.exec(created.operationDate) ?? [];
    expect(ticks % 10_000_000n).toBe(BigInt(fraction));
  });

  test('tell of an order what the service tells', async () => {
    const { body } = await wire();
    const [updated, , , created] = body.items;
    expect(created.customizedData).toEqual([
      { key: 'OrderId', value: orderDetails.orderId },
      { key: 'AlternateId', value: '0123456789ab' },
      { key: 'BillingCycle', value: 'OneTime' },
      { key: 'OfferId-0', value: 'DG7GMGF0DWT5:0001:DWT500DEEUR0' },
      { key: 'SubscriptionId-0', value: '5a5a5a5a-5a5a-4a5a-8a5a-5a5a5a5a5a5a' },
      { key: 'SubscriptionName-0', value: 'Windows Server' },
      { key: 'Quantity-0', value: '3' },
      { key: 'PartnerOnRecord-0', value: null },
      { key: 'OfferId-1', value: 'DG7GMGF0DVT9:0001:DVT900DEEUR0' },
      { key: 'SubscriptionId-1', value: null },
      { key: 'SubscriptionName-1', value: 'Office' },
      { key: 'Quantity-1', value: '1' },
      { key: 'PartnerOnRecord-1', value: null },
    ]);
    const value = JSON.parse(created.resourceNewValue);
    expect(Object.keys(value)).toEqual([
      'Id',
      'AlternateId',
      'ReferenceCustomerId',
      'BillingCycle',
      'CurrencyCode',
      'LineItems',
      'CreationDate',
      'Status',
      'Links',
      'Attributes',
    ]);
    expect(JSON.parse(Buffer.from(value.Attributes.Etag, 'base64').toString())).toEqual({
      id: orderDetails.orderId,
      version: 1,
    });
    expect(JSON.parse(updated.resourceOldValue).Status).toBe('completed');
    expect(JSON.parse(updated.resourceNewValue).Status).toBe('cancelled');
    expect(Object.keys(updated).indexOf('resourceOldValue')).toBe(8);
  });

  test('show a download as the link it came by', async () => {
    const { body } = await wire();
    expect(body.items[1]).toMatchObject({
      resourceType: 'software_download_link',
      operationType: 'get_software_download_link',
      customizedData: [
        { key: 'Kind', value: 'Download' },
        { key: 'OrderId', value: orderDetails.orderId },
        { key: 'FileName', value: 'setup.iso' },
      ],
    });
  });

  test('are found by date in each form that clients send', async () => {
    const [year, month, date] = day(3).split('-');
    for (const text of [day(3), `${month}/${date}/${year}`, `${month}/${date}/${year} 00:00:00`]) {
      const encoded = encodeURIComponent(text);
      const { body } = await wire(`startDate=${encoded}&endDate=${encoded}`);
      expect(body.items.map((item: { operationType: string }) => item.operationType)).toEqual([
        'create_order',
      ]);
    }
    expect((await wire(`startDate=${day(89)}`)).body.items).toHaveLength(5);
  });

  test('go back ninety days and no further', async () => {
    expect((await wire(`startDate=${day(90)}`)).status).toBe(200);
    expect(await wire(`startDate=${day(91)}`)).toMatchObject({ status: 400, body: { code: 800002 } });
    expect((await wire(`startDate=${day(91)}`)).body.description).toContain('90 days');
  });

  test('are filtered by company, customer and resource type in every casing', async () => {
    const count = async (query: string) => (await wire(query)).body.items.length;
    expect(await count(filter('CompanyName', 'substring', 'KOOKA'))).toBe(1);
    expect(await count(filter('companyName', 'Substring', 'nobody'))).toBe(0);
    expect(await count(filter('companyName', 'Substring', 'kooka\u0000burra'))).toBe(1);
    expect(await count(filter('CustomerId', 'equals', world.partner.customers.DE!.id.toUpperCase()))).toBe(2);
    expect(await count(filter('CustomerId', 'equals', 'x'))).toBe(0);
    for (const value of ['SoftwareKey', 'software_key', 'softwareKey', 'SOFTWARE_KEY'])
      expect(await count(filter('ResourceType', 'equals', value))).toBe(1);
    expect(await count(filter('ResourceType', 'equals', 'Referral'))).toBe(0);
    for (const query of [filter('Shoe', 'equals', 'x'), filter('CompanyName', 'equals', 'x'), 'filter={'])
      expect(await wire(query)).toMatchObject({ status: 400, body: { code: 800002 } });
  });

  test('are followed by links.next and its headers', async () => {
    const first = await wire('size=3');
    expect(first.body.totalCount).toBe(4);
    const { uri, headers } = first.body.links.next;
    expect([uri, headers[0].key]).toEqual([
      '/auditrecords?size=3&seekOperation=Next',
      'MS-ContinuationToken',
    ]);
    const second = await get(`/v1${uri}`, asApp(world.partner), {
      'ms-continuationtoken': headers[0].value,
    });
    expect(second.body.items).toHaveLength(1);
    expect(second.body.links.next).toBeUndefined();
  });

  test('refuse dates that are none, and ends before beginnings', async () => {
    for (const query of ['startDate=soon', 'endDate=2026-02-30', `startDate=${day(1)}&endDate=${day(2)}`])
      expect(await wire(query)).toMatchObject({ status: 400, body: { code: 800002 } });
  });

  test('are given to a log role or an application with the scope', async () => {
    expect((await wire('', asUser(world.partner, 'global_administrator'))).status).toBe(200);
    expect(await wire('', asUser(world.partner, 'admin_agent'))).toMatchObject({
      status: 403,
      body: { code: 900150 },
    });
    await database.owner.query("update kontor.application set scopes = '{}' where client_id = $1", [
      world.stranger.clientId,
    ]);
    expect(await wire('', asApp(world.stranger))).toMatchObject({ status: 403, body: { code: 900308 } });
    expect((await get('/v1/auditrecords', undefined)).status).toBe(401);
  });
});
