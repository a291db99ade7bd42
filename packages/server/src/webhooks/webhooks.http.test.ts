import { createHmac, verify, X509Certificate } from 'node:crypto';
import { parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedConsumer, placeSomeEvents } from '../events/relay-events.ts';
import { addEvents, type EventEntry } from '../partners/event-store.ts';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Principal, Services } from '../platform/http/context.ts';
import type { Allowance } from '../platform/limit-requests.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { deliverDue } from './deliver-webhooks.ts';
import {
  claimDeliveries,
  dropOldDeliveries,
  dropOldSecrets,
  postponeDelivery,
  settleDelivery,
} from './delivery-store.ts';
import { webhooksConsumer } from './queue-deliveries.ts';
import { publicKeyFrom } from './standard-signature.ts';
import { openReceiver, type Received, type Receiver } from './testing/receiver.ts';
import { startWebhooks } from './webhook-job.ts';
import { registerWebhooks } from './webhook-routes.ts';
import { registerWebhooksWire } from './webhook-wire-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let guarded: FastifyInstance;
let services: Services;
let receiver: Receiver;
let allowance: Allowance;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  const open = (webhooksAllowPrivate: boolean) =>
    testApp({
      pools: database,
      world,
      services: { webhooksAllowPrivate },
      register: (surfaces) => {
        services = surfaces.services;
        registerWebhooks(surfaces.app, surfaces.kontor);
        registerWebhooksWire(surfaces.app, surfaces.wire, { take: () => allowance });
      },
    });
  guarded = await open(false);
  app = await open(true);
});
afterAll(async () => {
  await app?.close();
  await guarded?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  for (const table of ['webhook_endpoint', 'event', 'event_stream', 'event_consumer'])
    await database.owner.query(`delete from kontor.${table}`);
  receiver = await openReceiver();
  allowance = { allowed: true, remaining: 1, resetSeconds: 30 };
  return () => receiver.close();
});

const send = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  who: Principal = asApp(world.partner),
  at = app,
) => {
  const response = await at.inject({ method, url, headers: by(who), ...(payload ? { payload } : {}) });
  const isJson = String(response.headers['content-type']).includes('json');
  return { status: response.statusCode, json: isJson ? response.json() : undefined };
};
const base = '/kontor/v1/webhook-endpoints';
const create = async (more: object = {}, who?: Principal) =>
  (await send('POST', base, { url: receiver.url, ...more }, who)).json;

const order = (id: string, type = 'order.created'): EventEntry => ({
  type,
  aggregateType: 'order',
  aggregateId: id,
  data: { customerId: 'c', note: 'Straße' },
});
const happen = async (entries: readonly EventEntry[], accountId = world.partner.id) => {
  const at = parseInstant('2026-11-22T15:23:37.123Z')!;
  await writeBatch(database.system, noTenant, [addEvents(accountId, at, entries)]);
  await placeSomeEvents(database.system, 100_000);
  const consumer = webhooksConsumer({ publicUrl: 'http://kontor.example' });
  await feedConsumer({ system: database.system, log: silent }, consumer);
};
const deliver = (more: object = {}) =>
  deliverDue({ ...services, allowPrivate: true, timeoutMs: 2_000, random: () => 0, ...more });
const deliverAll = async () => {
  while ((await deliver()) > 0);
};
const dueNow = () =>
  database.owner.query(
    "update kontor.webhook_delivery set next_attempt_at = clock_timestamp() where status = 'waiting'",
  );
const log = async (id: string) => (await send('GET', `${base}/${id}/deliveries`)).json.items;
const ordersOf = (messages: readonly Received[]) =>
  messages.map(({ body }) => {
    const { type, aggregate } = JSON.parse(body);
    return `${aggregate.id} ${type}`;
  });

const verifyStandard = ({ headers, body }: Received, secret: string, publicKey: string) => {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(content).digest('base64');
  const signatures = String(headers['webhook-signature']).split(' ');
  return {
    shared: signatures.includes(`v1,${mac}`),
    keyed: signatures
      .filter((text) => text.startsWith('v1a,'))
      .some((text) =>
        verify(null, Buffer.from(content), publicKeyFrom(publicKey), Buffer.from(text.slice(4), 'base64')),
      ),
    count: signatures.length,
  };
};

describe('a message in the standard form', () => {
  test('says what happened, under the id of the event, signed both ways', async () => {
    const { secret, publicKey, id } = await create();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    await happen([order('o1')]);
    expect(await deliver()).toBe(1);
    const [message] = receiver.received;
    const { rows } = await database.owner.query('select id from kontor.event');
    expect(message!.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': rows[0].id,
      'user-agent': 'Kontor-Webhooks/1',
    });
    expect(Math.abs(Number(message!.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(30);
    expect(verifyStandard(message!, secret, publicKey)).toEqual({ shared: true, keyed: true, count: 2 });
    expect(JSON.parse(message!.body)).toEqual({
      type: 'order.created',
      timestamp: '2026-11-22T15:23:37.123Z',
      id: rows[0].id,
      sequence: 1,
      previousId: null,
      aggregate: { type: 'order', id: 'o1' },
      data: { customerId: 'c', note: 'Straße' },
    });
    expect(await log(id)).toMatchObject([
      {
        messageId: rows[0].id,
        type: 'order.created',
        status: 'delivered',
        nextAttemptAt: null,
        attempts: [{ status: 204, error: '' }],
      },
    ]);
    expect(await deliver()).toBe(0);
  });

  test('goes to those who asked for its type, of its own account, from then on', async () => {
    await happen([order('before')]);
    await create({ events: ['order.cancelled'] });
    await create({ url: `${receiver.url}/all` });
    await create({ url: `${receiver.url}/theirs` }, asApp(world.stranger));
    await happen([order('o1'), order('o1', 'order.cancelled')]);
    await deliverAll();
    expect(receiver.received.map(({ path, body }) => [path, JSON.parse(body).type]).sort()).toEqual([
      ['/hook', 'order.cancelled'],
      ['/hook/all', 'order.cancelled'],
      ['/hook/all', 'order.created'],
    ]);
  });

  test('follows the one before it about the same thing, whatever that one meets; others do not wait', async () => {
    await create();
    receiver.answers(({ body }) => ({ status: body.includes('"o1"') ? 500 : 200 }));
    await happen([order('o1'), order('o2'), order('o1', 'order.cancelled'), order('o2', 'order.cancelled')]);
    await deliverAll();
    expect(ordersOf(receiver.received).sort()).toEqual([
      'o1 order.created',
      'o2 order.cancelled',
      'o2 order.created',
    ]);
    receiver.answers(() => ({ status: 200 }));
    await dueNow();
    await deliverAll();
    expect(ordersOf(receiver.received).slice(3)).toEqual(['o1 order.created', 'o1 order.cancelled']);
  });

  test('is sent again later, with the same id, and given up after its last attempt', async () => {
    const { id } = await create();
    receiver.answers(() => ({ status: 503, headers: { 'retry-after': '120' }, text: 'later' }));
    await happen([order('o1')]);
    await deliver();
    const [first] = await log(id);
    expect(first).toMatchObject({ status: 'waiting', attempts: [{ status: 503, message: 'later' }] });
    const wait = Date.parse(first.nextAttemptAt) - Date.now();
    expect(wait).toBeGreaterThan(110_000);
    expect(wait).toBeLessThan(130_000);
    expect(await deliver()).toBe(0);
    for (let attempts = 2; attempts <= 12; attempts += 1) {
      await dueNow();
      await deliver();
    }
    const [last] = await log(id);
    expect(last).toMatchObject({ status: 'failed', nextAttemptAt: null });
    expect(last.attempts).toHaveLength(10);
    expect(receiver.received).toHaveLength(10);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  test('that is sent elsewhere or gets no answer is tried again', async () => {
    const { id } = await create();
    receiver.answers(() => ({ status: 302, headers: { location: receiver.url } }));
    await happen([order('o1')]);
    await deliver();
    expect(receiver.received).toHaveLength(1);
    receiver.answers(() => new Promise(() => {}));
    await dueNow();
    await deliver({ timeoutMs: 100 });
    const [entry] = await log(id);
    expect(entry).toMatchObject({
      status: 'waiting',
      attempts: [{ status: 302 }, { status: null, error: 'no answer came in time' }],
    });
  });

  test('ends with 410 for good', async () => {
    const { id } = await create();
    receiver.answers(() => ({ status: 410 }));
    await happen([order('o1'), order('o1', 'order.cancelled')]);
    await deliverAll();
    expect(receiver.received).toHaveLength(1);
    expect((await log(id)).map(({ status }: { status: string }) => status)).toEqual(['failed', 'failed']);
    expect((await send('GET', base)).json.items).toMatchObject([{ id, status: 'disabled' }]);
    await happen([order('o2')]);
    await deliverAll();
    expect(receiver.received).toHaveLength(1);
    expect(await send('POST', `${base}/${id}/replay`, { from: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 409,
      json: { code: 'webhook.disabled' },
    });
  });

  test('is sent once by two who send at once', async () => {
    await create();
    await happen(Array.from({ length: 30 }, (_, index) => order(`o${index}`)));
    for (let round = 0; round < 6; round += 1) await Promise.all([deliver(), deliver(), deliver()]);
    expect(receiver.received).toHaveLength(30);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(30);
  });

  test('of a worker who died while sending is sent by another, and what the dead one says late is not kept', async () => {
    const { id } = await create();
    await happen([order('o1')]);
    const claim = () => writeBatch(database.system, noTenant, [claimDeliveries(20, [])]);
    const [[dead], second] = [(await claim())[0].rows, await claim()];
    expect(second[0].rows).toEqual([]);
    expect(await deliver()).toBe(0);
    await dueNow();
    expect(await deliver()).toBe(1);
    const entry = { at: new Date().toISOString(), status: 500, message: '', error: '' };
    await writeBatch(database.system, noTenant, [
      settleDelivery(dead!, 'failed', entry),
      postponeDelivery(dead!, 1_000, entry),
    ]);
    expect(await log(id)).toMatchObject([{ status: 'delivered', attempts: [{ status: 204 }] }]);
    expect(receiver.received).toHaveLength(1);
  });

  test('goes by itself while the job runs; who is slow keeps nobody else waiting', async () => {
    await create({ url: `${receiver.url}/slow` });
    await create({ url: `${receiver.url}/quick` });
    receiver.answers(async ({ path }) => {
      if (path.endsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 1_500));
      return { status: 200 };
    });
    await happen(Array.from({ length: 12 }, (_, index) => order(`o${index}`)));
    const stop = startWebhooks({ ...services, allowPrivate: true }, 20);
    const quick = () => receiver.received.filter(({ path }) => path.endsWith('quick')).length;
    await expect.poll(quick, { timeout: 1_200, interval: 20 }).toBe(12);
    await stop();
    const { rows } = await database.owner.query(
      "select count(*)::int as n from kontor.webhook_delivery where status = 'delivered'",
    );
    expect(rows[0].n).toBe(receiver.received.length);
  });
});

describe('an endpoint', () => {
  test('shows its secret once; sealed, it stands nowhere', async () => {
    const { secret, ...facts } = await create({ description: 'Books' });
    const listed = (await send('GET', base)).json;
    expect(JSON.stringify(listed)).not.toContain(secret);
    const { publicKey, ...shown } = facts;
    expect(listed.items).toEqual([{ ...shown, publicKeys: [publicKey] }]);
    const { rows } = await database.owner.query('select * from kontor.webhook_secret');
    const shared = Buffer.from(secret.slice(6), 'base64');
    expect(rows[0].ciphertext.includes(shared)).toBe(false);
    expect(rows[0].ciphertext.toString('latin1')).not.toContain(secret.slice(6));
    const { rows: records } = await database.owner.query(
      `select action, resource_id, new_value::text as text from kontor.activity_pending where action = 'register_webhook' order by recorded_at desc limit 1`,
    );
    expect(records[0].resource_id).toBe(facts.id);
    expect(records[0].text).not.toContain(secret.slice(6));
  });

  test('signs with both secrets while one takes over from the other, then with the new one', async () => {
    const before = await create();
    const rotated = (await send('POST', `${base}/${before.id}/rotate`)).json;
    expect(rotated.secret).not.toBe(before.secret);
    expect(Date.parse(rotated.previousUntil) - realNow()).toBeGreaterThan(86_000_000);
    await happen([order('o1')]);
    await deliverAll();
    const [message] = receiver.received;
    for (const { secret, publicKey } of [before, rotated])
      expect(verifyStandard(message!, secret, publicKey)).toEqual({ shared: true, keyed: true, count: 4 });
    expect((await send('GET', base)).json.items[0].publicKeys).toEqual([rotated.publicKey, before.publicKey]);
    await database.owner.query(
      "update kontor.webhook_secret set signs_until = clock_timestamp() - interval '1 second' where signs_until is not null",
    );
    await happen([order('o2')]);
    await deliverAll();
    const later = receiver.received[1]!;
    expect(verifyStandard(later, rotated.secret, rotated.publicKey)).toEqual({
      shared: true,
      keyed: true,
      count: 2,
    });
    expect(verifyStandard(later, before.secret, before.publicKey)).toMatchObject({
      shared: false,
      keyed: false,
    });
  });

  test('is sent events again, by time and by id, to it alone', async () => {
    const endpoint = await create({ events: ['order.created'] });
    await create({ url: `${receiver.url}/other` });
    await happen([order('o1'), order('o2'), order('o2', 'order.cancelled')]);
    await deliverAll();
    const ids = receiver.received.map(({ headers }) => String(headers['webhook-id']));
    receiver.received.length = 0;
    const replay = (body: object) => send('POST', `${base}/${endpoint.id}/replay`, body);
    const from = new Date(realNow() - 60_000).toISOString();
    expect(await replay({ from })).toEqual({ status: 202, json: { messages: 2 } });
    await deliverAll();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook']);
    expect(ids).toEqual(
      expect.arrayContaining(receiver.received.map(({ headers }) => headers['webhook-id'])),
    );
    expect(await replay({ from, to: from.replace(/\d\dZ$/, '99Z') })).toMatchObject({ status: 202 });
    const wanted = String(receiver.received[0]!.headers['webhook-id']);
    expect(await replay({ ids: [wanted, wanted.toUpperCase()] })).toEqual({
      status: 202,
      json: { messages: 1 },
    });
    for (const [body, path] of [
      [{}, 'from'],
      [{ from, ids: [wanted] }, 'from'],
      [{ from: 'yesterday' }, 'from'],
      [{ from, to: 'now' }, 'to'],
      [{ from, to: from }, 'to'],
      [{ ids: ['x'] }, 'ids.0'],
      [{ ids: ['99999999-9999-4999-8999-999999999999'] }, 'ids'],
    ] as const)
      expect(await replay(body)).toMatchObject({
        status: 422,
        json: { code: 'request.invalid', errors: [{ path }] },
      });
  });

  test('is gone with all that was sent to it; what is on its way then ends quietly', async () => {
    const { id } = await create();
    await happen([order('o1')]);
    receiver.answers(async () => {
      await send('DELETE', `${base}/${id}`);
      return { status: 200 };
    });
    await deliver();
    expect((await send('GET', base)).json.items).toEqual([]);
    expect((await database.owner.query('select from kontor.webhook_delivery')).rowCount).toBe(0);
    expect((await database.owner.query('select from kontor.webhook_secret')).rowCount).toBe(0);
    expect((await send('DELETE', `${base}/${id}`)).status).toBe(404);
  });

  test('is one of twenty at most', async () => {
    for (let index = 0; index < 20; index += 1) await create();
    expect(await send('POST', base, { url: receiver.url })).toMatchObject({
      status: 409,
      json: { code: 'webhook.too_many' },
    });
  });

  test('is a public address behind https', async () => {
    for (const url of [
      'no address',
      'http://hooks.example/',
      'ftp://hooks.example/',
      'https://user:word@hooks.example/',
      'https://localhost/',
      'https://metadata.google.internal/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://10.1.2.3/',
      'https://169.254.169.254/latest/meta-data/',
    ])
      expect(await send('POST', base, { url }, asApp(world.partner), guarded)).toMatchObject({
        status: 422,
        json: { errors: [{ path: 'url', message: expect.stringMatching(/^must /) }] },
      });
    const public_ = { url: 'https://hooks.example/kontor' };
    expect((await send('POST', base, public_, asApp(world.partner), guarded)).status).toBe(201);
    expect(
      await send('POST', base, { ...public_, events: ['order.created', 'order.eaten'] }, undefined, guarded),
    ).toMatchObject({ status: 422, json: { errors: [{ path: 'events.1' }] } });
  });

  test('that leads to a private address is never called, even when it was registered', async () => {
    const { id } = await create();
    await happen([order('o1')]);
    await deliver({ allowPrivate: false });
    expect(receiver.received).toEqual([]);
    expect(await log(id)).toMatchObject([{ attempts: [{ status: null, error: 'only https is called' }] }]);
    await database.owner.query("update kontor.webhook_endpoint set url = 'https://localhost:1/hook'");
    await dueNow();
    await deliver({ allowPrivate: false });
    expect((await log(id))[0].attempts[1].error).toContain('not public');
  });

  test('is the account’s own business', async () => {
    const { id } = await create();
    const requests = [
      ['GET', base],
      ['POST', base, { url: receiver.url }],
      ['DELETE', `${base}/${id}`],
      ['POST', `${base}/${id}/rotate`],
      ['POST', `${base}/${id}/replay`, { from: '2026-01-01T00:00:00Z' }],
      ['GET', `${base}/${id}/deliveries`],
    ] as const;
    for (const [method, url, payload] of requests) {
      expect((await app.inject({ method, url, ...(payload ? { payload } : {}) })).statusCode).toBe(401);
      for (const who of [
        asUser(world.partner, 'admin_agent'),
        asCustomer(world.partner.customers.DE!),
        asOperator(world),
      ])
        expect((await send(method, url, payload, who)).status).toBe(403);
      if (url !== base)
        expect(await send(method, url, payload, asApp(world.stranger))).toMatchObject({
          status: 404,
          json: { code: 'not_found' },
        });
    }
    expect((await send('GET', base, undefined, asApp(world.stranger))).json.items).toEqual([]);
    expect((await send('GET', base, undefined, asUser(world.partner, 'global_administrator'))).status).toBe(
      200,
    );
  });
});

describe('the delivery log', () => {
  test('is paged, the newest first', async () => {
    const { id } = await create();
    await happen([order('o1'), order('o2'), order('o3')]);
    await deliverAll();
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await send('GET', `${base}/${id}/deliveries?limit=2${cursor}`);
      seen.push(...json.items.map(({ messageId }: { messageId: string }) => messageId));
      if (json.next === null) break;
      cursor = `&cursor=${encodeURIComponent(json.next)}`;
    }
    const { rows } = await database.owner.query('select id from kontor.event order by position desc');
    expect(seen).toEqual(rows.map((row) => row.id));
  });
});

test('deliveries are forgotten 90 days after they ended, not before; secrets a day after they signed last', async () => {
  const { id } = await create();
  await send('POST', `${base}/${id}/rotate`);
  await happen([order('old'), order('young'), order('waiting')]);
  const settle = (aggregate: string, age: string) =>
    database.owner.query(
      `update kontor.webhook_delivery set status = 'delivered', settled_at = clock_timestamp() - $2::interval where aggregate = $1`,
      [`order/${aggregate}`, age],
    );
  await settle('old', '90 days 1 minute');
  await settle('young', '89 days 23 hours');
  const forget = () => writeBatch(database.system, noTenant, [dropOldDeliveries(), dropOldSecrets()]);
  await forget();
  const { rows } = await database.owner.query('select aggregate from kontor.webhook_delivery order by seq');
  expect(rows.map(({ aggregate }) => aggregate)).toEqual(['order/young', 'order/waiting']);
  const secrets = async () => (await database.owner.query('select from kontor.webhook_secret')).rowCount;
  expect(await secrets()).toBe(2);
  await database.owner.query(
    "update kontor.webhook_secret set signs_until = clock_timestamp() - interval '25 hours' where signs_until is not null",
  );
  await forget();
  expect(await secrets()).toBe(1);
});

describe('Partner Center’s form', () => {
  const registration = '/webhooks/v1/registration';
  const body = (more: object = {}) => ({
    WebhookUrl: receiver.url,
    WebhookEvents: ['subscription-updated', 'INVOICE-READY', 'test-created'],
    SignatureTokenToMsSignatureHeader: null,
    ...more,
  });
  const certificateOf = async ({ headers }: Received) => {
    const url = new URL(String(headers['x-ms-certificate-url']));
    expect(url.origin).toBe('http://kontor.example');
    expect(url.pathname).toMatch(/\.cer$/);
    const response = await app.inject({ url: url.pathname });
    expect(response.headers['content-type']).toBe('application/pkix-cert');
    return new X509Certificate(response.rawPayload);
  };
  const isSigned = async (message: Received, header: string) => {
    const { publicKey } = await certificateOf(message);
    const signature = /^Signature (.+)$/.exec(String(message.headers[header]))?.[1] ?? '';
    return verify('sha256', Buffer.from(message.body), publicKey, Buffer.from(signature, 'base64'));
  };

  test('is registered once, viewed and changed', async () => {
    expect(await send('GET', registration)).toMatchObject({ status: 404, json: { code: 1000 } });
    expect(await send('PUT', registration, body())).toMatchObject({ status: 404, json: { code: 1000 } });
    const events = ['subscription-updated', 'invoice-ready', 'test-created'];
    const shown = { WebhookUrl: receiver.url, WebhookEvents: events };
    expect(await send('POST', registration, body())).toEqual({
      status: 200,
      json: { SubscriberId: world.partner.id, ...shown },
    });
    expect(await send('POST', registration, body())).toMatchObject({ status: 409, json: { code: 2000 } });
    expect(await send('GET', registration)).toEqual({ status: 200, json: shown });
    const changed = { WebhookUrl: `${receiver.url}/new`, WebhookEvents: ['test-created'] };
    expect((await send('PUT', registration, changed)).json).toEqual({
      SubscriberId: world.partner.id,
      ...changed,
    });
    expect((await send('GET', registration)).json).toEqual(changed);
    expect((await send('GET', `${registration}/events`)).json).toContain('usagerecords-thresholdExceeded');
    expect((await send('GET', base)).json.items).toEqual([]);
  });

  test('is refused for an address or a name that will not do', async () => {
    for (const [more, path] of [
      [{ WebhookUrl: 'https://10.0.0.1/' }, 'webhookUrl'],
      [{ WebhookUrl: 'https://hooks.example', WebhookEvents: ['order-created'] }, 'webhookEvents.0'],
      [{ WebhookUrl: 'https://hooks.example', WebhookEvents: [] }, 'webhookEvents'],
      [{ WebhookUrl: null }, 'webhookUrl'],
    ] as const)
      expect(await send('POST', registration, body(more), asApp(world.partner), guarded)).toMatchObject({
        status: 400,
        json: { code: 800002, data: [expect.stringContaining(`${path}: `)] },
      });
  });

  test('tells of changed subscriptions and invoices in its own words, signed by the certificate', async () => {
    await send('POST', registration, body());
    await happen([
      order('o1'),
      {
        type: 'subscription.renewed',
        aggregateType: 'subscription',
        aggregateId: 's1',
        data: { customerId: 'c1' },
      },
      { type: 'invoice.issued', aggregateType: 'invoice', aggregateId: 'G000000001', data: {} },
    ]);
    await deliverAll();
    const told = receiver.received.map((message) => JSON.parse(message.body));
    expect(told.sort((one, other) => (one.EventName < other.EventName ? 1 : -1))).toEqual([
      {
        EventName: 'subscription-updated',
        ResourceUri: 'http://kontor.example/v1/customers/c1/subscriptions/s1',
        ResourceName: 'subscription',
        AuditUri: null,
        ResourceChangeUtcDate: '2026-11-22T15:23:37.1230000+00:00',
      },
      {
        EventName: 'invoice-ready',
        ResourceUri: 'http://kontor.example/v1/invoices/G000000001',
        ResourceName: 'invoice',
        AuditUri: null,
        ResourceChangeUtcDate: '2026-11-22T15:23:37.1230000+00:00',
      },
    ]);
    for (const message of receiver.received) {
      expect(message.headers['x-ms-signature-algorithm']).toBe('rsa-sha256');
      expect(message.headers['x-ms-signature']).toBeUndefined();
      expect(await isSigned(message, 'authorization')).toBe(true);
    }
    expect((await app.inject({ url: '/webhooks/v1/certificates/other.cer' })).statusCode).toBe(404);
  });

  test('signs in the header that was chosen', async () => {
    await send('POST', registration, body({ SignatureTokenToMsSignatureHeader: true }));
    await send('POST', `${registration}/validationEvents`);
    await deliverAll();
    const [message] = receiver.received;
    expect(message!.headers.authorization).toBeUndefined();
    expect(await isSigned(message!, 'x-ms-signature')).toBe(true);
  });

  test('is tested by a message whose outcome can be asked for', async () => {
    expect(await send('POST', `${registration}/validationEvents`)).toMatchObject({ status: 404 });
    await send('POST', registration, body());
    const { json } = await send('POST', `${registration}/validationEvents`);
    expect(Object.keys(json)).toEqual(['correlationId']);
    const outcome = `${registration}/validationEvents/${json.correlationId}`;
    expect((await send('GET', outcome)).json).toEqual({
      correlationId: json.correlationId,
      partnerId: world.partner.id,
      status: 'pending',
      callbackUrl: receiver.url,
      results: [],
    });
    receiver.answers(() => ({ status: 404, text: 'who?' }));
    await deliverAll();
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
      EventName: 'test-created',
      ResourceName: 'test',
    });
    expect((await send('GET', outcome)).json).toMatchObject({
      status: 'completed',
      results: [
        {
          responseCode: 'NotFound',
          responseMessage: 'who?',
          systemError: false,
          dateTimeUtc: expect.stringMatching(/Z$/),
        },
      ],
    });
    expect(await send('GET', outcome, undefined, asApp(world.stranger))).toMatchObject({
      status: 404,
      json: { code: 1000 },
    });
  });

  test('that was given up hears again once it is changed, from then on', async () => {
    await send('POST', registration, body());
    receiver.answers(() => ({ status: 410 }));
    const invoice = (id: string): EventEntry => ({
      type: 'invoice.issued',
      aggregateType: 'invoice',
      aggregateId: id,
      data: {},
    });
    await happen([invoice('G000000001')]);
    await deliverAll();
    await happen([invoice('G000000002')]);
    receiver.answers(() => ({ status: 200 }));
    expect((await send('PUT', registration, body())).status).toBe(200);
    await happen([invoice('G000000003')]);
    await deliverAll();
    const told = receiver.received.map((message) => JSON.parse(message.body).ResourceUri.split('/').at(-1));
    expect(told).toEqual(['G000000001', 'G000000003']);
  });

  test('is tested no oftener than allowed, and told so in the shape of throttling', async () => {
    await send('POST', registration, body());
    allowance = { allowed: false, remaining: 0, resetSeconds: 17 };
    const response = await app.inject({
      method: 'POST',
      url: `${registration}/validationEvents`,
      headers: by(asApp(world.partner)),
    });
    expect([response.statusCode, response.headers['retry-after'], response.json()]).toEqual([
      429,
      '17',
      { statusCode: 429, message: 'Rate limit is exceeded. Try again in 17 seconds.' },
    ]);
    expect(
      await send('POST', `${registration}/validationEvents`, undefined, asUser(world.partner, 'admin_agent')),
    ).toMatchObject({ status: 403 });
  });

  test('sent again with the same MS-RequestId is one registration and one test', async () => {
    const repeat = (method: 'POST' | 'PUT', url: string, payload?: object) =>
      app.inject({
        method,
        url,
        headers: { ...by(asApp(world.partner)), 'ms-requestid': '7c1c0a52-6a0d-4f7e-9a53-0d2f6b0a9f11' },
        ...(payload ? { payload } : {}),
      });
    const first = await repeat('POST', registration, body());
    const second = await repeat('POST', registration, body());
    expect([second.statusCode, second.json()]).toEqual([200, first.json()]);
    const tests = [
      await repeat('POST', `${registration}/validationEvents`),
      await repeat('POST', `${registration}/validationEvents`),
    ];
    expect(tests[1]!.json()).toEqual(tests[0]!.json());
    expect((await database.owner.query('select from kontor.webhook_delivery')).rowCount).toBe(1);
  });

  test('is for Global administrators and applications', async () => {
    for (const [method, url] of [
      ['GET', `${registration}/events`],
      ['GET', registration],
      ['POST', `${registration}/validationEvents`],
    ] as const) {
      expect((await app.inject({ method, url })).statusCode).toBe(401);
      expect(await send(method, url, undefined, asUser(world.partner, 'admin_agent'))).toMatchObject({
        status: 403,
        json: { code: 900150 },
      });
    }
  });
});
