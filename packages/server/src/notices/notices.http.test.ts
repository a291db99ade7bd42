import { type Instant, instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedConsumer, placeSomeEvents } from '../events/relay-events.ts';
import { registerMails } from '../mails/mail-routes.ts';
import { addEvents, type EventEntry } from '../partners/event-store.ts';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { noticeCredit } from './credit-watch.ts';
import { registerNotices } from './notice-routes.ts';
import { noticesConsumer } from './tell-people.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let bought: BoughtLine;
const publicUrl = 'https://kontor.example';
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  bought = await arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: realNow(),
  });
  await database.owner.query(`update kontor.account set language = 'tr' where country = 'TR'`);
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => {
      registerNotices(routes, kontor);
      registerMails(routes, kontor);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  const tables =
    'event,event_stream,event_consumer,notice,notice_preference,notice_reader,credit_watch,mail,activity_pending';
  for (const table of tables.split(',')) await database.owner.query(`delete from kontor.${table}`);
  await database.owner.query('update kontor.credit_limit set used_minor = 0, limit_minor = 100000000000');
});

type Sent = { readonly as?: Principal | null; readonly body?: unknown; readonly key?: string };
const send = async (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  { as, body, key }: Sent = {},
) => {
  const who = as === undefined ? asUser(world.partner, 'admin_agent') : as;
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: { ...(who ? by(who) : {}), ...(key === undefined ? {} : { 'idempotency-key': key }) },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const json = response.body.startsWith('{') ? response.json() : undefined;
  return { status: response.statusCode, json, headers: response.headers };
};

const at = (offset = 0): Instant => instant(realNow() + offset);
const happen = (accountId: string, when: Instant, ...entries: readonly EventEntry[]) =>
  writeBatch(database.system, noTenant, [addEvents(accountId, when, entries)]);
const relay = async () => {
  while ((await placeSomeEvents(database.system)) > 0);
  await feedConsumer({ system: database.system, log }, noticesConsumer({ realNow, publicUrl }), new Map());
};
const closing = (hours = 72, lineNumber = 0): EventEntry => ({
  type: 'order.window_closing',
  aggregateType: 'order',
  aggregateId: bought.orderId,
  data: { customerId: world.partner.customers.DE!.id, lineNumber, closedOn: '2026-12-31', hours },
});
const issued: EventEntry = {
  type: 'invoice.issued',
  aggregateType: 'invoice',
  aggregateId: 'G000000001',
  data: { type: 'invoice', period: '2026-11', currency: 'EUR', totalMinor: '123456' },
};
const notices = async (as: Principal) => (await send('GET', '/notices', { as })).json;
const mails = async () =>
  (await database.owner.query('select * from kontor.mail order by recipient, subject')).rows;
const role = (name: Parameters<typeof asUser>[1]) => asUser(world.partner, name);
const everyRole = [
  'global_administrator',
  'admin_agent',
  'sales_agent',
  'helpdesk_agent',
  'billing_administrator',
  'user_management_administrator',
  'account_administrator',
] as const;

describe('who is told', () => {
  test('of a window: whoever may preview the cancellation, with the names of what it is about', async () => {
    await happen(world.partner.id, at(), closing());
    await relay();
    const told = await Promise.all(everyRole.map(async (name) => (await notices(role(name))).items.length));
    expect(told).toEqual([1, 1, 1, 1, 0, 0, 0]);
    const { items, unread } = await notices(role('admin_agent'));
    expect(unread).toBe(1);
    expect(items[0]).toMatchObject({
      kind: 'window_closing',
      readAt: null,
      customerId: world.partner.customers.DE!.id,
      facts: {
        orderId: bought.orderId,
        lineItemNumber: 0,
        hours: 72,
        customerName: 'Ülkü Kältetechnik GmbH',
      },
      link: `/partner/customers/${world.partner.customers.DE!.id}/orders/${bought.orderId}`,
    });
    expect((await notices(asUser(world.stranger, 'admin_agent'))).items).toEqual([]);
  });

  test('of an invoice: billing people; mail at once, one a person, in the language of the account', async () => {
    await happen(world.partner.id, at(), issued);
    await relay();
    const told = await Promise.all(everyRole.map(async (name) => (await notices(role(name))).items.length));
    expect(told).toEqual([1, 1, 0, 0, 1, 0, 0]);
    const sent = await mails();
    expect(sent).toHaveLength(3);
    expect(sent[0]).toMatchObject({
      kind: 'notice',
      language: 'tr',
      status: 'waiting',
      subject: 'Kasım 2026 dönemi faturası G000000001 hazır: 1.234,56 EUR.',
      preferences_url: `${publicUrl}/partner/notices/preferences`,
    });
    expect(sent[0].body).toContain(`${publicUrl}/partner/billing/invoices/G000000001`);
  });

  test('of low stock: the operator, who sees which pool; an empty pool is said once a day', async () => {
    const low: EventEntry = {
      type: 'key_pool.low',
      aggregateType: 'key_pool',
      aggregateId: 'DG7GMGF0DWT5:0001:default',
      data: { productId: 'DG7GMGF0DWT5', skuId: '0001', keyGroup: 'default', free: 4, threshold: 10 },
    };
    const empty: EventEntry = {
      type: 'key_pool.empty',
      aggregateType: 'key_pool',
      aggregateId: 'DG7GMGF0DWT5:0001:default',
      data: { entitlementId: 'e', wanted: 1 },
    };
    await database.owner.query(
      `insert into kontor.key_pool (product_id, sku_id, key_group, low_since) values ('DG7GMGF0DWT5', '0001', 'default', now())
       on conflict (product_id, sku_id, key_group) do update set low_since = now()`,
    );
    await happen(world.operator.accountId, at(), low);
    await happen(world.partner.id, at(), empty, empty);
    await relay();
    await happen(world.stranger.id, at(), empty);
    await relay();
    const { items } = await notices(asOperator(world));
    expect(items.map(({ facts }: { facts: { free: number } }) => facts.free).sort()).toEqual([0, 4]);
    expect(items[0]).toMatchObject({ kind: 'low_stock', link: '/operator/keys' });
    expect((await notices(role('admin_agent'))).items).toEqual([]);
    expect(await mails()).toHaveLength(2);
  });

  test('of low stock no more when it was filled before anybody was told', async () => {
    await database.owner.query('update kontor.key_pool set low_since = null');
    await happen(world.operator.accountId, at(), {
      type: 'key_pool.low',
      aggregateType: 'key_pool',
      aggregateId: 'DG7GMGF0DWT5:0001:default',
      data: { productId: 'DG7GMGF0DWT5', skuId: '0001', keyGroup: 'default', free: 0, threshold: 10 },
    });
    await relay();
    expect((await notices(asOperator(world))).items).toEqual([]);
  });

  test('of a support request: whoever asked when the operator acts, the operator when the partner does', async () => {
    const request = (what: string, more: object): EventEntry => ({
      type: `support_request.${what}`,
      aggregateType: 'support_request',
      aggregateId: 'r',
      data: {
        requestId: 'r',
        number: '1',
        title: 'Help',
        authorId: world.partner.users.sales_agent,
        ...more,
      },
    });
    await happen(
      world.partner.id,
      at(),
      request('created', {}),
      request('answered', { side: 'operator' }),
      request('answered', { side: 'partner' }),
    );
    await relay();
    expect((await notices(role('sales_agent'))).items).toMatchObject([
      { kind: 'support_answered', facts: { number: '1', step: 'answered' }, link: '/partner/support/r' },
    ]);
    expect((await notices(role('admin_agent'))).items).toEqual([]);
    expect((await notices(asOperator(world))).items).toMatchObject([
      { kind: 'support_requested', facts: { partnerName: world.partner.name }, link: '/operator/support/r' },
      { kind: 'support_requested' },
    ]);
    // Each step of a request is mailed by the request itself.
    expect(await mails()).toEqual([]);
  });

  test('of unusual activity: readers of the log, by the name that the person has now', async () => {
    const personId = world.partner.users.admin_agent;
    await happen(world.partner.id, at(), {
      type: 'activity.unusual',
      aggregateType: 'person',
      aggregateId: personId,
      data: { rule: 'many_keys', personId, personName: 'Old Name', recordId: 'x', count: 25 },
    });
    await relay();
    const { items } = await notices(role('account_administrator'));
    const { rows } = await database.owner.query('select display_name from kontor.person where id = $1', [
      personId,
    ]);
    expect(items).toMatchObject([
      { facts: { rule: 'many_keys', count: 25, personName: rows[0].display_name } },
    ]);
    expect((await notices(role('admin_agent'))).items).toEqual([]);
    const kept = await database.owner.query(`select facts::text from kontor.notice`);
    expect(JSON.stringify(kept.rows)).not.toContain('Old Name');
  });

  test('nobody who is disabled, and nobody of what is over 90 days old', async () => {
    await database.owner.query('update kontor.person set disabled_at = now() where id = $1', [
      world.partner.users.sales_agent,
    ]);
    await happen(world.partner.id, at(-91 * 86_400_000), closing(24));
    await happen(world.partner.id, at(-4 * 86_400_000), issued);
    await relay();
    const { rows } = await database.owner.query('select kind, person_id from kontor.notice');
    expect(rows.map(({ kind }) => kind)).toEqual(['invoice_ready', 'invoice_ready', 'invoice_ready']);
    // It stands in the portal, but a mail of four days ago would only confuse.
    expect(await mails()).toEqual([]);
    await database.owner.query('update kontor.person set disabled_at = null');
  });
});

describe('once', () => {
  test('an event makes one notice a person, however often the relay looks', async () => {
    await happen(world.partner.id, at(), issued);
    await relay();
    await relay();
    await database.owner.query('delete from kontor.event_consumer');
    await relay();
    expect((await notices(role('admin_agent'))).items).toHaveLength(1);
    expect(await mails()).toHaveLength(3);
  });

  test('lines of an order whose windows close together are one notice', async () => {
    const when = at();
    await happen(world.partner.id, when, closing(72, 0), closing(72, 1));
    await relay();
    await happen(world.partner.id, when, closing(72, 2));
    await happen(world.partner.id, at(1), closing(24, 0));
    await relay();
    const { items } = await notices(role('admin_agent'));
    expect(items.map(({ facts }: { facts: { hours: number } }) => facts.hours)).toEqual([24, 72]);
  });

  test('two who hand out at once tell each person once', async () => {
    await happen(world.partner.id, at(), issued, closing());
    await Promise.all([relay(), relay(), relay()]);
    await relay();
    expect((await notices(role('admin_agent'))).items).toHaveLength(2);
    expect(await mails()).toHaveLength(3);
  });

  test('what comes at once to one person is one mail', async () => {
    await happen(world.partner.id, at(), issued, { ...issued, aggregateId: 'G000000002' });
    await relay();
    const sent = await mails();
    expect(sent).toHaveLength(3);
    expect(sent[0].subject).toBe('Kontor’dan 2 bildirim');
    expect(sent[0].body).toContain('G000000002');
  });
});

describe('credit', () => {
  const use = (used: bigint) =>
    database.owner.query(
      `update kontor.credit_limit set used_minor = $2, limit_minor = 1000
      where account_id = $1 and currency = 'EUR'`,
      [world.partner.id, used],
    );
  const told = async () => {
    await noticeCredit(database.system);
    await relay();
    return (await notices(role('billing_administrator'))).items.length;
  };

  test('is near from 80 percent on, once each time it gets there', async () => {
    await use(799n);
    expect(await told()).toBe(0);
    await use(800n);
    expect(await told()).toBe(1);
    await use(950n);
    expect(await told()).toBe(1);
    await use(799n);
    expect(await told()).toBe(1);
    await use(1200n);
    expect(await told()).toBe(2);
    const { items } = await notices(role('billing_administrator'));
    expect(items[0].facts).toEqual({ currency: 'EUR', limit: '10.00', used: '12.00', percent: 120 });
  });

  test('is told of once where several look at once', async () => {
    await use(900n);
    await Promise.all([1, 2, 3, 4].map(() => noticeCredit(database.system)));
    expect(await told()).toBe(1);
  });

  test('of no limit at all is never near', async () => {
    await database.owner.query('update kontor.credit_limit set limit_minor = 0, used_minor = 5');
    expect(await told()).toBe(0);
  });
});

describe('reading', () => {
  test('page by page, only what is unread, one marked, all marked; twice is once', async () => {
    for (let index = 1; index <= 5; index += 1)
      await happen(world.partner.id, at(index), { ...issued, aggregateId: `G00000000${index}` });
    await relay();
    const as = role('admin_agent');
    const first = (await send('GET', '/notices?limit=2', { as })).json;
    expect(first.items.map(({ facts }: { facts: { invoiceId: string } }) => facts.invoiceId)).toEqual([
      'G000000005',
      'G000000004',
    ]);
    const second = (await send('GET', `/notices?limit=2&cursor=${first.next}`, { as })).json;
    const third = (await send('GET', `/notices?limit=2&cursor=${second.next}`, { as })).json;
    expect(third).toMatchObject({ items: [{ facts: { invoiceId: 'G000000001' } }], next: null, unread: 5 });
    const path = `/notices/${first.items[0].id}/read`;
    expect((await send('POST', path, { as })).status).toBe(204);
    expect((await send('POST', path, { as })).status).toBe(204);
    expect((await send('GET', '/notices?unread=true', { as })).json).toMatchObject({ unread: 4 });
    expect((await send('GET', '/notices?unread=true', { as })).json.items).toHaveLength(4);
    expect((await notices(as)).items[0].readAt).not.toBeNull();
    expect((await send('POST', '/notices/read-all', { as })).status).toBe(204);
    expect((await notices(as)).unread).toBe(0);
    expect((await notices(role('billing_administrator'))).unread).toBe(5);
  });

  test('somebody else’s notice does not exist, and their cursor is worth nothing', async () => {
    await happen(world.partner.id, at(), issued, { ...issued, aggregateId: 'G000000002' });
    await relay();
    const mine = (await send('GET', '/notices?limit=1', { as: role('admin_agent') })).json;
    const path = `/notices/${mine.items[0].id}/read`;
    for (const as of [
      role('billing_administrator'),
      asUser(world.stranger, 'admin_agent'),
      asOperator(world),
    ])
      expect((await send('POST', path, { as })).json).toMatchObject({ status: 404, code: 'not_found' });
    expect((await send('POST', '/notices/nonsense/read')).status).toBe(404);
    const stolen = await send('GET', `/notices?cursor=${mine.next}`, { as: role('billing_administrator') });
    expect(stolen.json).toMatchObject({ code: 'cursor.invalid' });
    expect((await send('GET', '/notices?limit=0')).json).toMatchObject({
      status: 422,
      code: 'request.invalid',
    });
    expect((await send('GET', '/notices', { as: null })).status).toBe(401);
    expect((await send('GET', '/notices', { as: asApp(world.partner) })).json.code).toBe('user_required');
    expect((await send('GET', '/notices', { as: asCustomer(world.partner.customers.DE!) })).status).toBe(403);
  });
});

describe('preferences', () => {
  const choose = (as: Principal, ...kinds: { kind: string; way: string }[]) =>
    send('PUT', '/notice-preferences', { as, body: { kinds } });

  test('are the usual ones until somebody chooses, and only those of their role', async () => {
    const { json } = await send('GET', '/notice-preferences', { as: role('billing_administrator') });
    expect(json).toMatchObject({
      language: null,
      usualLanguage: 'tr',
      sandbox: false,
      mailFromSandbox: false,
      digestAt: '07:00',
      digestZone: 'Europe/Istanbul',
    });
    expect(json.kinds.map(({ kind, way }: { kind: string; way: string }) => [kind, way])).toEqual([
      ['credit_limit_near', 'mail'],
      ['invoice_ready', 'mail'],
      ['support_answered', 'portal'],
    ]);
    const operator = (await send('GET', '/notice-preferences', { as: asOperator(world) })).json;
    expect(operator.kinds.map(({ kind }: { kind: string }) => kind)).toEqual([
      'low_stock',
      'support_requested',
    ]);
  });

  test('off is nowhere, portal is there alone, mail and digest are both', async () => {
    const as = role('admin_agent');
    await choose(role('billing_administrator'), { kind: 'invoice_ready', way: 'off' });
    await choose(as, { kind: 'invoice_ready', way: 'portal' }, { kind: 'window_closing', way: 'mail' });
    await send('PUT', '/notice-preferences', { as, body: { language: 'en' } });
    await happen(world.partner.id, at(), issued, closing());
    await relay();
    expect((await notices(role('billing_administrator'))).items).toEqual([]);
    expect((await notices(as)).items).toHaveLength(2);
    const sent = await mails();
    expect(sent.map(({ kind, language }) => [kind, language])).toEqual([
      ['notice', 'en'],
      ['notice', 'tr'],
    ]);
    expect(sent[0].subject).toMatch(/can be cancelled for 72 hours more, until /);
    const { rows } = await database.owner.query(
      `select count(*)::int as waiting from kontor.notice where for_digest`,
    );
    // The other three who see windows wait for the morning.
    expect(rows).toEqual([{ waiting: 3 }]);
  });

  test('what is not for the role or not offered is refused, and leaves everything as it was', async () => {
    const as = role('billing_administrator');
    expect((await choose(as, { kind: 'window_closing', way: 'mail' })).json).toMatchObject({
      status: 422,
      errors: [{ path: 'kinds/0/kind' }],
    });
    const answer = await choose(
      as,
      { kind: 'invoice_ready', way: 'off' },
      { kind: 'support_answered', way: 'mail' },
    );
    expect(answer.json).toMatchObject({ status: 422, errors: [{ path: 'kinds/1/way' }] });
    expect((await choose(as, { kind: 'nonsense', way: 'mail' })).status).toBe(422);
    const { rows } = await database.owner.query('select 1 from kontor.notice_preference');
    expect(rows).toEqual([]);
  });

  test('are on record when they change, with what they were; the same again is not', async () => {
    const as = role('admin_agent');
    await choose(as, { kind: 'invoice_ready', way: 'off' });
    await choose(as, { kind: 'invoice_ready', way: 'off' });
    const { rows } = await database.owner.query(
      `select action, resource_id, old_value->>'invoice_ready' as before, new_value->>'invoice_ready' as after
       from kontor.activity_pending`,
    );
    expect(rows).toEqual([
      {
        action: 'set_notice_preferences',
        resource_id: world.partner.users.admin_agent,
        before: 'mail',
        after: 'off',
      },
    ]);
  });

  test('two at once both hold', async () => {
    const as = role('admin_agent');
    const answers = await Promise.all([
      choose(as, { kind: 'invoice_ready', way: 'off' }),
      choose(as, { kind: 'window_closing', way: 'portal' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { json } = await send('GET', '/notice-preferences', { as });
    expect(json.kinds).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'invoice_ready', way: 'off' }),
        expect.objectContaining({ kind: 'window_closing', way: 'portal' }),
      ]),
    );
  });

  test('a sandbox mails only those who asked for it', async () => {
    const asked = asUser(world.sandbox, 'billing_administrator');
    await send('PUT', '/notice-preferences', { as: asked, body: { mailFromSandbox: true } });
    await happen(world.sandbox.id, at(), issued);
    await relay();
    const sent = await mails();
    expect(sent.map(({ recipient }) => recipient)).toHaveLength(1);
    expect(sent[0].recipient).toMatch(/^billing_administrator@/);
    expect((await notices(asUser(world.sandbox, 'admin_agent'))).items).toHaveLength(1);
  });
});

describe('the operator’s mails', () => {
  const failed = async () => {
    await happen(world.partner.id, at(), issued);
    await relay();
    await database.owner.query(
      `update kontor.mail set status = 'failed', settled_at = now(), failure = '550 no such user', attempts = 3`,
    );
    return (await send('GET', '/mails?status=failed', { as: asOperator(world) })).json;
  };

  test('are listed by status without their text, and counted', async () => {
    const listed = await failed();
    expect(listed).toMatchObject({ sendsMail: false, waiting: 0, failed: 3, next: null });
    expect(listed.items[0]).toMatchObject({
      partnerName: world.partner.name,
      status: 'failed',
      failure: '550 no such user',
      canRetry: true,
    });
    expect(JSON.stringify(listed)).not.toContain('Merhaba');
    const first = (await send('GET', '/mails?status=failed&limit=2', { as: asOperator(world) })).json;
    const path = `/mails?status=failed&limit=2&cursor=${first.next}`;
    expect((await send('GET', path, { as: asOperator(world) })).json.items).toHaveLength(1);
    expect((await send('GET', '/mails', { as: role('global_administrator') })).status).toBe(403);
  });

  test('a failed one is sent again, once, and that is on record; another is not', async () => {
    const [{ id }, { id: other }] = (await failed()).items;
    const retry = (mail: string, key?: string) =>
      send('POST', `/mails/${mail}/retry`, { as: asOperator(world), ...(key ? { key } : {}) });
    expect((await retry(id, 'a')).json).toMatchObject({ id, status: 'waiting', attempts: 0 });
    expect((await retry(id, 'a')).headers['idempotent-replayed']).toBe('true');
    expect((await retry(id)).json).toMatchObject({ status: 409, code: 'mail.not_failed' });
    const { rows } = await database.owner.query(`select action, resource_id from kontor.activity_pending`);
    expect(rows).toEqual([{ action: 'retry_mail', resource_id: id }]);
    const both = await Promise.all([retry(other), retry(other)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await database.owner.query(`update kontor.mail set status = 'failed', settled_at = now(), body = null`);
    expect((await retry(id)).json).toMatchObject({ status: 409, code: 'mail.emptied' });
    expect((await retry('nonsense')).status).toBe(404);
    expect((await send('POST', `/mails/${id}/retry`)).status).toBe(403);
  });
});
