import { type Instant, instant, millisecondsPerDay, millisecondsPerHour } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerSupportKontor } from './support-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let bought: BoughtLine;
let now: Instant;

beforeEach(async () => {
  now = realNow();
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerSupportKontor(surfaces.app, surfaces.kontor),
    services: { realNow: () => now },
  });
  // 1 × 365.00 EUR and 19 %, a day after its window of 60 days has closed.
  bought = await arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: instant(now - 61 * millisecondsPerDay),
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const mails = () =>
  rows('select kind, recipient, subject, body, language from kontor.mail order by created_at, kind');

const admin = () => asUser(world.partner, 'admin_agent');
const sales = () => asUser(world.partner, 'sales_agent');

type Method = 'GET' | 'POST' | 'PUT';
const send = async (
  method: Method,
  url: string,
  principal: Principal | undefined,
  payload?: object,
  headers = {},
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: { ...(principal ? by(principal) : {}), ...headers },
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
};

const contact = { name: 'Ada Lovelace', email: 'ada@anadolu.example', phone: '+90 212 000 00 00' };
const problem = {
  type: 'api_and_integration',
  impact: 'moderate',
  title: 'Carts answer slowly',
  description: 'Since this morning.',
  contact,
};
const refund = () => ({
  ...problem,
  type: 'csp_purchase_refund',
  title: 'Refund',
  refund: {
    customer: world.partner.customers.DE!.domain,
    orderId: bought.orderId,
    reason: 'Bought twice',
    amount: { value: '100.00', currency: 'EUR' },
  },
});
const create = (body: object = problem, principal: Principal | undefined = sales(), headers = {}) =>
  send('POST', '/support-requests', principal, body, headers);

describe('a problem that is reported', () => {
  test('has a number of 15 digits, is open, and is to be answered within the hours of its impact', async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      number: expect.stringMatching(/^\d{15}$/),
      type: 'api_and_integration',
      status: 'open',
      title: 'Carts answer slowly',
      customer: null,
      refund: null,
      outcome: null,
      target: {
        status: 'running',
        hours: 4,
        overdue: false,
        dueAt: new Date(now + 4 * millisecondsPerHour).toISOString(),
      },
      notes: [],
      attachments: [],
      actions: { addNote: { allowed: true }, close: { allowed: true }, decide: { allowed: false } },
    });
    expect(await send('GET', `/support-requests/${body.id}`, sales())).toMatchObject({ status: 200, body });
    expect(await send('GET', `/support-requests/${body.number}`, sales())).toMatchObject({
      status: 200,
      body,
    });
  });

  test('is on record without its texts, and told to whoever listens', async () => {
    const { body } = await create();
    const [record] = await rows(
      `select resource_type, resource_id, details, new_value from kontor.activity_pending where action = 'create_support_request'`,
    );
    expect(record).toMatchObject({ resource_type: 'support_request', resource_id: body.id });
    expect(JSON.stringify(record)).not.toContain('Since this morning');
    const [event] = await rows(`select type, data from kontor.event where type like 'support_request.%'`);
    expect(event).toEqual({
      type: 'support_request.created',
      data: {
        requestId: body.id,
        number: body.number,
        authorId: world.partner.users.sales_agent,
        title: problem.title,
      },
    });
  });

  test('is confirmed to its author with an address to answer by, and told to every operator', async () => {
    await create(problem, sales(), { 'accept-language': 'tr-TR' });
    const [confirmation, alert] = await mails();
    expect(confirmation).toMatchObject({ kind: 'support_created', recipient: contact.email, language: 'tr' });
    expect(confirmation.body).toMatch(/http:\/\/kontor\.example\/reply\/[\w-]{43}/);
    expect(alert).toMatchObject({ kind: 'support_new', language: 'en' });
    expect(alert.body).not.toContain('/reply/');
    const [{ stored }] = await rows(
      `select count(*)::int as stored from kontor.support_reply_token where position(encode(token_hash, 'escape') in $1) > 0`,
      [confirmation.body],
    );
    expect(stored).toBe(0);
  });

  test('is made once by a request that is sent twice', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await create(problem, sales(), headers);
    const second = await create(problem, sales(), headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await rows('select 1 from kontor.support_request')).length).toBe(1);
    expect((await mails()).length).toBe(2);
  });

  test('by nobody, an application alone, a customer or the operator is not', async () => {
    const anonymous = await app.inject({
      method: 'POST',
      url: '/kontor/v1/support-requests',
      payload: problem,
    });
    expect(anonymous.statusCode).toBe(401);
    expect((await create(problem, asApp(world.partner))).body.code).toBe('user_required');
    expect((await create(problem, asCustomer(world.partner.customers.DE!))).status).toBe(403);
    expect((await create(problem, asOperator(world))).status).toBe(403);
  });

  test.each([
    ['title', { title: '   ' }],
    ['contact.email', { contact: { ...contact, email: 'nobody' } }],
    ['contact.email', { contact: { ...contact, email: 'a@b.example\nBcc: x@y.example' } }],
    ['contact.name', { contact: { ...contact, name: ' ' } }],
    ['refund', { type: 'csp_purchase_refund' }],
    ['type', { type: 'nonsense' }],
    ['impact', { impact: 'huge' }],
  ])('with a bad %s is refused, naming it', async (path, change) => {
    const { status, body } = await create({ ...problem, ...change });
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe(path);
  });
});

describe('a refund that is asked for', () => {
  test('names its purchase, and says what is left to give back', async () => {
    const { status, body } = await create(refund(), admin());
    expect(status).toBe(201);
    expect(body.refund).toEqual({
      customer: {
        id: world.partner.customers.DE!.id,
        name: world.partner.customers.DE!.name,
        domain: world.partner.customers.DE!.domain,
      },
      orderId: bought.orderId,
      lineItemNumbers: null,
      subscriptionId: null,
      reason: 'Bought twice',
      amount: { value: '100.00', currency: 'EUR' },
      left: { value: '434.35', currency: 'EUR' },
    });
    expect((await send('GET', `/support-requests/${body.id}`, admin())).body.refund).toEqual(body.refund);
  });

  test('is asked for by an Admin agent only', async () => {
    const { status, body } = await create(refund(), sales());
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'role_required', anyOf: ['admin_agent'] });
  });

  test('is of a subscription as well as of an order', async () => {
    const { refund: facts, ...rest } = refund();
    const { orderId, ...others } = facts;
    const { status, body } = await create(
      { ...rest, refund: { ...others, subscriptionId: bought.subscriptionId } },
      admin(),
    );
    expect(status).toBe(201);
    expect(body.refund).toMatchObject({
      orderId,
      subscriptionId: bought.subscriptionId,
      left: { value: '434.35' },
    });
    expect((await send('GET', `/support-requests/${body.id}`, admin())).body.refund.left.value).toBe(
      '434.35',
    );
  });

  test.each([
    ['refund.customer', { customer: 'nobody.example' }],
    ['refund.customer', () => ({ customer: world.stranger.customers.DE!.id })],
    ['refund.orderId', { orderId: `${'7'.repeat(31)}1` }],
    ['refund.orderId', () => ({ customer: world.partner.customers.AU!.id })],
    ['refund.orderId', { orderId: undefined }],
    ['refund.subscriptionId', { subscriptionId: '99999999-9999-4999-8999-999999999999' }],
    ['refund.lineItemNumbers', { lineItemNumbers: [1] }],
    ['refund.amount.currency', { amount: { value: '1.00', currency: 'USD' } }],
    ['refund.amount.value', { amount: { value: '0.00', currency: 'EUR' } }],
    ['refund.amount.value', { amount: { value: '1.001', currency: 'EUR' } }],
    ['refund.amount.value', { amount: { value: '-1.00', currency: 'EUR' } }],
    ['refund.reason', { reason: '  ' }],
  ])('with a bad %s is refused, naming it', async (path, change) => {
    const body = refund();
    const changed = {
      ...body,
      refund: { ...body.refund, ...(typeof change === 'function' ? change() : change) },
    };
    const answer = await create(changed, admin());
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe(path);
  });

  test('is filled in with everything that is known of the purchase', async () => {
    const { status, body } = await send(
      'GET',
      `/support-requests/prefill?orderId=${bought.orderId}&lineItemNumbers=0`,
      admin(),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      type: 'csp_purchase_refund',
      customer: { domain: world.partner.customers.DE!.domain },
      orderId: bought.orderId,
      lineItemNumbers: [0],
      purchase: { lines: [{ lineItemNumber: 0, quantity: 1, left: { value: '434.35', currency: 'EUR' } }] },
      refusal: { code: 'window_closed', closedOn: expect.any(String) },
      // 304 of 365 days of 365.00 and 19 %.
      amount: { value: '361.76', currency: 'EUR' },
      left: { value: '434.35', currency: 'EUR' },
      explanation: '304 of 365 days of 365.00 = 304.00 × 1',
      openRequest: null,
    });
    const { body: made } = await create(refund(), admin());
    const again = await send('GET', `/support-requests/prefill?orderId=${bought.orderId}`, admin());
    expect(again.body.openRequest).toEqual({ id: made.id, number: made.number });
  });

  test('of another partner’s purchase is filled in with nothing', async () => {
    const stranger = asUser(world.stranger, 'admin_agent');
    const url = `/support-requests/prefill?orderId=${bought.orderId}`;
    expect((await send('GET', url, stranger)).status).toBe(404);
    expect((await send('GET', '/support-requests/prefill', admin())).status).toBe(422);
  });
});

describe('who sees a request', () => {
  test('its author, Admin agents and Global administrators of the partner, and the operator', async () => {
    const { body } = await create();
    const seen = async (principal: Principal) =>
      (await send('GET', `/support-requests/${body.id}`, principal)).status;
    expect(await seen(sales())).toBe(200);
    expect(await seen(admin())).toBe(200);
    expect(await seen(asUser(world.partner, 'global_administrator'))).toBe(200);
    expect(await seen(asOperator(world))).toBe(200);
    expect(await seen(asUser(world.partner, 'helpdesk_agent'))).toBe(404);
    expect(await seen(asUser(world.stranger, 'admin_agent'))).toBe(404);
    expect(await seen(asCustomer(world.partner.customers.DE!))).toBe(403);
  });

  test('is the same in lists, which are filtered and gone through page by page', async () => {
    const mine = await create();
    now = instant(now + 1000);
    const other = await create({ ...problem, title: 'Another', impact: 'critical' }, admin());
    const list = async (principal: Principal, query = '') => {
      const { status, body } = await send('GET', `/support-requests${query}`, principal);
      expect(status).toBe(200);
      return body.items.map(({ id }: { id: string }) => id);
    };
    const [first, second] = [other.body.id, mine.body.id];
    expect(await list(sales())).toEqual([second]);
    expect(await list(admin())).toEqual([first, second]);
    expect(await list(asOperator(world))).toEqual([first, second]);
    expect(await list(asOperator(world), `?partnerId=${world.stranger.id}`)).toEqual([]);
    expect(await list(asUser(world.stranger, 'admin_agent'))).toEqual([]);
    expect(await list(admin(), '?impact=critical')).toEqual([first]);
    expect(await list(admin(), '?status=closed')).toEqual([]);
    expect(await list(admin(), '?text=carts')).toEqual([second]);
    expect(await list(admin(), `?text=${mine.body.number}`)).toEqual([second]);
    expect(await list(asOperator(world), '?assignee=none')).toEqual([first, second]);
    expect(await list(asOperator(world), '?assignee=me')).toEqual([]);
    const page = await send('GET', '/support-requests?limit=1', admin());
    expect(page.body.items).toHaveLength(1);
    expect(await list(admin(), `?limit=1&cursor=${page.body.next}`)).toEqual([second]);
    expect((await send('GET', `/support-requests?cursor=${page.body.next}`, sales())).status).toBe(200);
    const foreign = await send(
      'GET',
      `/support-requests?cursor=${page.body.next}`,
      asUser(world.stranger, 'admin_agent'),
    );
    expect(foreign.body.code).toBe('cursor.invalid');
    expect((await send('GET', '/support-requests?status=gone', admin())).status).toBe(422);
    now = instant(now + 3 * millisecondsPerHour);
    expect(await list(admin(), '?overdue=true')).toEqual([first]);
  });
});

describe('the conversation', () => {
  test('goes both ways: an answer stops the clock, a new word starts it again', async () => {
    const { body } = await create();
    const note = (principal: Principal, text: string) =>
      send('POST', `/support-requests/${body.id}/notes`, principal, { text });
    const answered = await note(asOperator(world), 'Is it better now?');
    expect(answered).toMatchObject({
      status: 201,
      body: {
        status: 'open',
        target: { status: 'stopped', overdue: false },
        notes: [{ side: 'operator', kind: 'note', text: 'Is it better now?' }],
      },
    });
    now = instant(now + millisecondsPerHour);
    const back = await note(sales(), 'No.');
    expect(back.body.target).toMatchObject({
      status: 'running',
      dueAt: new Date(now + 4 * millisecondsPerHour).toISOString(),
    });
    expect(back.body.notes.map(({ side }: { side: string }) => side)).toEqual(['operator', 'partner']);
    const kinds = (await mails()).map(({ kind }) => kind);
    expect(kinds).toEqual(['support_created', 'support_new', 'support_answered', 'support_reply']);
    const logs = await rows(
      `select account_id from kontor.activity_pending where action = 'add_support_note' and 'operator' = any (roles)`,
    );
    expect(new Set(logs.map(({ account_id }) => account_id))).toEqual(
      new Set([world.partner.id, world.operator.accountId]),
    );
  });

  test('needs a word, and is nobody else’s', async () => {
    const { body } = await create();
    const url = `/support-requests/${body.id}/notes`;
    expect((await send('POST', url, sales(), { text: '  ' })).status).toBe(422);
    expect((await send('POST', url, asUser(world.stranger, 'admin_agent'), { text: 'Hello' })).status).toBe(
      404,
    );
    expect((await send('POST', url, asUser(world.partner, 'helpdesk_agent'), { text: 'Hello' })).status).toBe(
      404,
    );
  });

  test('ends when either side closes it, and goes on with a note within 30 days', async () => {
    const { body } = await create();
    const url = `/support-requests/${body.id}`;
    const closed = await send('POST', `${url}/close`, sales(), {});
    expect(closed.body).toMatchObject({ status: 'closed', target: { status: 'stopped' } });
    expect((await send('POST', `${url}/close`, sales(), {})).body.code).toBe('support.closed');
    now = instant(now + 30 * millisecondsPerDay);
    const again = await send('POST', `${url}/notes`, sales(), { text: 'It is back.' });
    expect(again.body).toMatchObject({ status: 'open', closedAt: null });
    await send('POST', `${url}/close`, asOperator(world), { note: 'Mended.' });
    const reopened = await send('POST', `${url}/reopen`, sales(), { note: 'Not quite.' });
    expect(reopened.body.status).toBe('open');
    expect((await send('POST', `${url}/reopen`, sales(), { note: 'Hm' })).body.code).toBe(
      'support.not_closed',
    );
    await send('POST', `${url}/close`, sales(), {});
    now = instant(now + 30 * millisecondsPerDay + 1);
    expect((await send('POST', `${url}/notes`, sales(), { text: 'Late' })).body.code).toBe('support.closed');
    expect((await send('POST', `${url}/reopen`, sales(), { note: 'Late' })).body.code).toBe('support.closed');
  });

  test('of two words at once both are kept', async () => {
    const { body } = await create();
    const url = `/support-requests/${body.id}/notes`;
    const both = await Promise.all([
      send('POST', url, sales(), { text: 'one' }),
      send('POST', url, asOperator(world), { text: 'two' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect((await rows('select 1 from kontor.support_note')).length).toBe(2);
  });
});

describe('an operator', () => {
  test('takes a request, and lets go of it', async () => {
    const { body } = await create();
    const url = `/support-requests/${body.id}/assignee`;
    const { body: people } = await send('GET', '/support-assignees', asOperator(world));
    expect(people.items).toEqual([{ id: world.operator.userId, name: expect.any(String), isYou: true }]);
    const taken = await send('PUT', url, asOperator(world), { personId: world.operator.userId });
    expect(taken.body.assignee).toEqual({ id: world.operator.userId, name: expect.any(String) });
    expect((await send('GET', '/support-requests?assignee=me', asOperator(world))).body.items).toHaveLength(
      1,
    );
    expect((await send('PUT', url, asOperator(world), { personId: null })).body.assignee).toBeNull();
    const stranger = await send('PUT', url, asOperator(world), { personId: world.partner.users.admin_agent });
    expect(stranger.status).toBe(422);
    expect((await send('PUT', url, admin(), { personId: null })).status).toBe(403);
    expect((await send('GET', '/support-assignees', admin())).status).toBe(403);
  });
});
