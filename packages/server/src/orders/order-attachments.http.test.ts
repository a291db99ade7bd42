import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerOrdersWire } from './order-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let base: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 5 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, wire }) => registerOrdersWire(routes, wire),
  });
  const customer = world.partner.customers.DE!;
  const offer = world.catalog.subscription.DE!;
  const { orderId } = await arrangePurchase(database.system, { customer, offer, at: realNow() });
  base = `/v1/customers/${customer.id}/orders/${orderId}`;
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const pdf = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';
const metadata =
  '{"IsPartofTender":false,"CustomerPrice":1200.5,"Currency":"eur","FxRate":1,"TenderLink":null}';
const file = (part: string, name = 'order 7.pdf', text = pdf) =>
  `Content-Disposition: form-data; name="${part}"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n${text}`;
const field = (text: string) =>
  `Content-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n${text}`;

const post = (parts: readonly string[], who = asUser(world.partner, 'admin_agent'), headers = {}) =>
  app.inject({
    method: 'POST',
    url: `${base}/attachment`,
    headers: { ...by(who), 'content-type': 'multipart/form-data; boundary=limit', ...headers },
    payload: `${parts.map((part) => `--limit\r\n${part}\r\n`).join('')}--limit--\r\n`,
  });
const get = (path: string, who = asUser(world.partner, 'admin_agent')) =>
  app.inject({ url: `${base}${path}`, headers: by(who) });
const records = async () =>
  (await database.owner.query("select new_value from kontor.activity_pending where action = 'update_order'"))
    .rows;

test('a purchase order is filed, listed, given back byte for byte, and on record', async () => {
  const filed = await post([field(metadata), file('POFiles')]);
  expect(filed.statusCode, filed.body).toBe(201);
  const [attachment] = filed.json().items;
  expect(filed.json()).toEqual({
    totalCount: 1,
    items: [
      {
        attachmentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        fileName: 'order 7.pdf',
        sizeInKB: 1,
        attachmentType: 'POAttachment',
      },
    ],
    attributes: { objectType: 'Collection' },
  });
  expect((await get('/attachments')).json()).toEqual(filed.json());
  const given = await get(`/attachment/${attachment.attachmentId}`);
  expect([given.statusCode, given.body]).toEqual([200, pdf]);
  expect(given.headers['content-disposition']).toMatch(/^attachment/);
  expect((await records()).at(-1).new_value).toMatchObject({
    customerPrice: 1200.5,
    currency: 'EUR',
    isPartOfTender: false,
    attachments: [{ kind: 'purchase_order', fileName: 'order 7.pdf' }],
  });
});

test('sent again with the same MS-RequestId it is filed once', async () => {
  const headers = { 'ms-requestid': newUuid() };
  const first = await post([field(metadata), file('pofiles', 'once.pdf')], undefined, headers);
  const again = await post([field(metadata), file('pofiles', 'once.pdf')], undefined, headers);
  expect([again.statusCode, again.body]).toEqual([201, first.body]);
  const names = (await get('/attachments')).json().items.map((item: { fileName: string }) => item.fileName);
  expect(names.filter((name: string) => name === 'once.pdf')).toHaveLength(1);
});

test('a tender needs its papers or its link: 900253', async () => {
  const tender = '{"isPartofTender":true,"customerPrice":1,"currency":"EUR"}';
  const without = await post([field(tender), file('pofiles')]);
  expect([without.statusCode, without.json().code]).toEqual([400, 900253]);
  expect((await post([field(tender), file('pofiles'), file('tenderfiles', 'tender.pdf')])).statusCode).toBe(
    201,
  );
  const linked = '{"isPartofTender":true,"tenderLink":"https://tenders.example/7"}';
  expect((await post([field(linked), file('pofiles')])).statusCode).toBe(201);
});

test('without a purchase order it is 900252, without metadata that can be read 900254', async () => {
  const plain = await app.inject({
    method: 'POST',
    url: `${base}/attachment`,
    headers: by(asUser(world.partner, 'admin_agent')),
  });
  expect([plain.statusCode, plain.json().code]).toEqual([400, 900252]);
  const none = await post([field(metadata)]);
  expect([none.statusCode, none.json().code]).toEqual([400, 900252]);
  for (const text of [
    '',
    'no JSON',
    '{}',
    '[]',
    '"x"',
    'null',
    '{"customerPrice":"much"}',
    '{"currency":"euros"}',
  ]) {
    const answer = await post([field(text), file('pofiles')]);
    expect([answer.statusCode, answer.json().code], text).toEqual([400, 900254]);
  }
  expect((await post([file('pofiles')])).json().code).toBe(900254);
});

test('a file of another kind than it says is not taken', async () => {
  expect((await post([field(metadata), file('pofiles', 'order.pdf', 'MZ not a page')])).statusCode).toBe(400);
});

test('nobody else files or reads it', async () => {
  const helpdesk = await post([field(metadata), file('pofiles')], asUser(world.partner, 'helpdesk_agent'));
  expect([helpdesk.statusCode, helpdesk.json().code]).toEqual([403, 900150]);
  const stranger = asUser(world.stranger, 'admin_agent');
  expect((await post([field(metadata), file('pofiles')], stranger)).json().code).toBe(20002);
  expect((await get('/attachments', stranger)).json().code).toBe(20002);
  const unknown = await get(`/attachment/${newUuid()}`);
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 1000]);
});
