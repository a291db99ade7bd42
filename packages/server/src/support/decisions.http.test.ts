import { parseBillingPeriod } from '@kontor/domain/billing/billing-run';
import { type Instant, instant, millisecondsPerDay, parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { runBilling } from '../billing/run-billing.ts';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine, type PurchaseFacts } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { registerSupportKontor } from './support-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let bought: BoughtLine;
const start = parseInstant('2026-11-22T10:00:00Z')!;
let now: Instant;

beforeEach(async () => {
  now = start;
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      registerSupportKontor(surfaces.app, surfaces.kontor);
      registerCancellationsKontor(surfaces.app, surfaces.kontor);
    },
    services: { realNow: () => now },
  });
  bought = await buy({});
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

/** 1 × 365.00 EUR and 19 %, a day after its window of 60 days has closed. */
const buy = (facts: Partial<PurchaseFacts>) =>
  arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: instant(start - 61 * millisecondsPerDay),
    ...facts,
  });

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const admin = () => asUser(world.partner, 'admin_agent');

const post = async (url: string, principal: Principal, payload: object, headers = {}) => {
  const response = await app.inject({
    method: 'POST',
    url: `/kontor/v1${url}`,
    headers: { ...by(principal), ...headers },
    payload,
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
};

const ask = async (of: BoughtLine, more: object = {}, customer = world.partner.customers.DE!) => {
  const { status, body } = await post('/support-requests', admin(), {
    type: 'csp_purchase_refund',
    impact: 'moderate',
    title: 'Refund',
    description: 'See the reason.',
    contact: { name: 'Ada', email: 'ada@anadolu.example' },
    refund: {
      customer: customer.id,
      orderId: of.orderId,
      reason: 'Bought twice',
      amount: { value: '100.00', currency: 'EUR' },
      ...more,
    },
  });
  expect(status).toBe(201);
  return body.id as string;
};
const decide = (id: string, body: object, headers = {}) =>
  post(`/support-requests/${id}/decision`, asOperator(world), body, headers);
const preview = (id: string, body: object = {}) =>
  post(`/support-requests/${id}/decision/preview`, asOperator(world), body);
const credits = () =>
  rows(
    `select kind, net_minor::int as net, tax_minor::int as tax, formula->>'id' as formula, reason from kontor.charge
     where sign = -1 order by recorded_at, id`,
  );
const standing = async ({ orderId, entitlementId }: BoughtLine) => {
  const [row] = await rows(
    `select o.status as order, e.status as entitlement from kontor.purchase_order o, kontor.entitlement e
     where o.id = $1 and e.id = $2`,
    [orderId, entitlementId],
  );
  return row;
};
const used = async () => {
  const [row] = await rows(
    `select used_minor::int as used from kontor.credit_limit where account_id = $1 and currency = 'EUR'`,
    [world.partner.id],
  );
  return row.used as number;
};

describe('a decision to refund', () => {
  test('does what a cancel would have done inside the window, though it has closed', async () => {
    const id = await ask(bought);
    const before = await used();
    const seen = await preview(id);
    expect(seen.body).toMatchObject({
      orderIds: [bought.orderId],
      keepPurchase: false,
      total: { value: '361.76', currency: 'EUR' },
      left: { value: '434.35', currency: 'EUR' },
      credits: [{ credit: { lines: [{ explanation: '304 of 365 days of 365.00 = 304.00 × 1' }] } }],
    });
    expect(await credits()).toEqual([]);
    const { status, body } = await decide(id, { decision: 'refund', note: 'Granted.' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'closed',
      outcome: 'refund',
      refund: { left: { value: '72.59', currency: 'EUR' } },
      decision: {
        decision: 'refund',
        note: 'Granted.',
        keptPurchase: false,
        credit: {
          currency: 'EUR',
          net: '304.00',
          tax: '57.76',
          total: '361.76',
          orderId: bought.orderId,
          billingPeriod: '2026-11',
          invoiceDate: '2026-12-01',
        },
      },
      notes: [{ kind: 'refund', side: 'operator', text: 'Granted.' }],
    });
    expect(await credits()).toMatchObject([
      { kind: 'cancel_immediate', net: 30_400, tax: 5_776, formula: 'prorated/1' },
    ]);
    expect(await standing(bought)).toEqual({ order: 'cancelled', entitlement: 'cancelled' });
    expect(await used()).toBe(before - 36_176);
    const again = await app.inject({
      method: 'GET',
      url: `/kontor/v1/support-requests/${id}`,
      headers: by(admin()),
    });
    expect(again.json()).toMatchObject({ refund: body.refund, decision: body.decision, notes: body.notes });
  });

  test('stands on both logs, happens as events of the partner, and is mailed to the author', async () => {
    const id = await ask(bought);
    await decide(id, { decision: 'refund', note: 'Granted.' });
    const logs = await rows(
      `select account_id, action from kontor.activity_pending where action in ('decide_support_request', 'update_order')`,
    );
    for (const action of ['decide_support_request', 'update_order'])
      expect(
        logs
          .filter((row) => row.action === action)
          .map(({ account_id }) => account_id)
          .sort(),
      ).toEqual([world.partner.id, world.operator.accountId].sort());
    const events = await rows(
      `select account_id, type from kontor.event where type in ('support_request.decided', 'order.cancelled') order by type`,
    );
    expect(events).toEqual([
      { account_id: world.partner.id, type: 'order.cancelled' },
      { account_id: world.partner.id, type: 'support_request.decided' },
    ]);
    const [mail] = await rows(`select recipient, body from kontor.mail where kind = 'support_refunded'`);
    expect(mail.recipient).toBe('ada@anadolu.example');
    expect(mail.body).toContain('361.76 EUR');
  });

  test('gives an amount when one is said, tax included, to the cent and never above what is left', async () => {
    const id = await ask(bought);
    const above = await decide(id, { decision: 'refund', amount: '434.36' });
    expect(above).toMatchObject({
      status: 422,
      body: { code: 'credit.above_left', left: { value: '434.35', currency: 'EUR' } },
    });
    expect(await standing(bought)).toEqual({ order: 'completed', entitlement: 'active' });
    const { body } = await decide(id, { decision: 'refund', amount: { value: '100.00', currency: 'EUR' } });
    expect(body.decision.credit).toMatchObject({ net: '84.03', tax: '15.97', total: '100.00' });
    expect(await credits()).toMatchObject([{ net: 8_403, tax: 1_597, formula: 'total/1' }]);
    expect(await standing(bought)).toEqual({ order: 'cancelled', entitlement: 'cancelled' });
  });

  test('gives back everything that was charged, with all of its tax', async () => {
    const id = await ask(bought);
    const { body } = await decide(id, { decision: 'refund', amount: '434.35' });
    expect(body.decision.credit).toMatchObject({ net: '365.00', tax: '69.35', total: '434.35' });
  });

  test('keeps the purchase when it is told to, and then needs an amount', async () => {
    const id = await ask(bought);
    expect((await decide(id, { decision: 'refund', keepPurchase: true })).body.errors[0].path).toBe('amount');
    const { status, body } = await decide(id, {
      decision: 'refund',
      keepPurchase: true,
      amount: '50.00',
      note: 'For the trouble.',
    });
    expect(status).toBe(200);
    expect(body.decision).toMatchObject({ keptPurchase: true, credit: { total: '50.00' } });
    expect(await credits()).toMatchObject([
      { kind: 'customer_credit', net: 4_202, tax: 798, reason: 'For the trouble.' },
    ]);
    expect(await standing(bought)).toEqual({ order: 'completed', entitlement: 'active' });
  });

  test('in a market whose prices hold their tax takes it out of the amount', async () => {
    const customer = world.partner.customers.AU!;
    const australian = await buy({
      customer,
      offer: world.catalog.perpetual.AU!,
      unitMinor: 11_000n,
      mode: 'inclusive',
      rateBasisPoints: 1000,
    });
    const id = await ask(australian, { amount: { value: '55.00', currency: 'AUD' } }, customer);
    const { body } = await decide(id, { decision: 'refund', amount: '55.00' });
    expect(body.decision.credit).toMatchObject({
      currency: 'AUD',
      net: '50.00',
      tax: '5.00',
      total: '55.00',
    });
  });

  test('of a subscription ends every line of its running term', async () => {
    const id = await ask(bought, { orderId: undefined, subscriptionId: bought.subscriptionId });
    const { body } = await decide(id, { decision: 'refund' });
    expect(body.decision.credit.total).toBe('361.76');
    expect(await standing(bought)).toEqual({ order: 'cancelled', entitlement: 'cancelled' });
  });

  test('never cancels a software plan, but can give a credit for it', async () => {
    const plan = await buy({ offer: world.catalog.plan.DE! });
    const id = await ask(plan);
    expect((await decide(id, { decision: 'refund' })).body).toMatchObject({
      status: 409,
      code: 'support.not_cancellable',
    });
    expect((await decide(id, { decision: 'refund', keepPurchase: true, amount: '10.00' })).status).toBe(200);
    expect(await standing(plan)).toEqual({ order: 'completed', entitlement: 'active' });
  });

  test('shows on the next invoice', async () => {
    const id = await ask(bought);
    await decide(id, { decision: 'refund', amount: '100.00' });
    await runBilling(database.system, {
      issuer: 'production',
      period: parseBillingPeriod('2026-11')!,
      onlyAccountId: null,
      now: parseInstant('2026-12-01T00:00:00Z')!,
      startedBy: null,
    });
    const lines = await rows(
      `select i.period, c.sign::int * (l.net_minor + l.tax_minor)::int as total from kontor.invoice i
       join kontor.invoice_line l on l.invoice_id = i.id
       join kontor.charge c on c.id = l.charge_id where c.sign = -1`,
    );
    expect(lines).toEqual([{ period: '2026-11', total: -10_000 }]);
  });
});

describe('other decisions', () => {
  test('decline ends the request with its reason, and can be reopened and decided anew', async () => {
    const id = await ask(bought);
    expect((await decide(id, { decision: 'decline' })).body.errors[0].path).toBe('note');
    const { body } = await decide(id, { decision: 'decline', note: 'It was used.' });
    expect(body).toMatchObject({ status: 'closed', decision: { decision: 'decline', credit: null } });
    expect((await decide(id, { decision: 'refund' })).body.code).toBe('support.already_decided');
    await post(`/support-requests/${id}/reopen`, admin(), { note: 'It was not.' });
    expect((await decide(id, { decision: 'refund' })).status).toBe(200);
  });

  test('ask waits for the partner with the clock standing still, and goes on with the answer', async () => {
    const id = await ask(bought);
    now = instant(start + 3_600_000);
    const asked = await decide(id, { decision: 'ask', note: 'Which server?' });
    expect(asked.body).toMatchObject({
      status: 'attention_needed',
      outcome: null,
      target: { status: 'paused', overdue: false },
    });
    now = instant(start + 86_400_000);
    const answered = await post(`/support-requests/${id}/notes`, admin(), { text: 'The second.' });
    // Three of the four hours are left.
    expect(answered.body).toMatchObject({
      status: 'open',
      target: { status: 'running', dueAt: new Date(now + 3 * 3_600_000).toISOString() },
    });
    expect((await decide(id, { decision: 'ask', note: 'And when?' })).status).toBe(200);
  });

  test('are the operator’s alone, and of a request that there is', async () => {
    const id = await ask(bought);
    expect((await post(`/support-requests/${id}/decision`, admin(), { decision: 'refund' })).status).toBe(
      403,
    );
    expect((await decide('99999999-9999-4999-8999-999999999999', { decision: 'refund' })).status).toBe(404);
    expect((await decide(id, { decision: 'perhaps' })).status).toBe(422);
  });

  test('do not refund what is no refund request', async () => {
    const { body } = await post('/support-requests', admin(), {
      type: 'something_else',
      impact: 'minimal',
      title: 'A question',
      description: '',
      contact: { name: 'Ada', email: 'ada@anadolu.example' },
    });
    expect((await decide(body.id, { decision: 'refund' })).body.errors[0].path).toBe('decision');
    expect((await decide(body.id, { decision: 'decline', note: 'No.' })).status).toBe(200);
  });

  test.each([['1.001'], ['0.00'], ['-5.00']])('give nothing for an amount of %s', async (amount) => {
    const id = await ask(bought);
    expect((await decide(id, { decision: 'refund', amount })).status).toBe(422);
    const usd = { value: '1.00', currency: 'USD' };
    expect((await decide(id, { decision: 'refund', amount: usd })).status).toBe(422);
  });
});

describe('two at once', () => {
  test('two decisions have one outcome, and the second is told', async () => {
    const id = await ask(bought);
    const both = await Promise.all([
      decide(id, { decision: 'refund' }),
      decide(id, { decision: 'decline', note: 'No.' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const told = both.find(({ status }) => status === 409)!;
    expect(told.body.code).toBe('support.already_decided');
    const [row] = await rows('select outcome from kontor.support_request');
    expect((await credits()).length).toBe(row.outcome === 'refund' ? 1 : 0);
  });

  test('two refunds give the money back once; the same one sent again is answered again', async () => {
    const id = await ask(bought);
    const headers = { 'idempotency-key': 'decide-once' };
    const both = await Promise.all([
      decide(id, { decision: 'refund' }, headers),
      decide(id, { decision: 'refund' }),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await credits()).toHaveLength(1);
    if (both[0]!.status === 200) {
      const replay = await decide(id, { decision: 'refund' }, headers);
      expect(replay).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
      expect(replay.body).toEqual(both[0]!.body);
    }
  });

  test('a decision and a cancel by the partner give the money back once', async () => {
    const open = await buy({ at: instant(start - 10 * millisecondsPerDay) });
    const id = await ask(open);
    const cancel = () =>
      post(`/customers/${world.partner.customers.DE!.id}/cancellations`, admin(), {
        orders: [{ orderId: open.orderId }],
        acknowledged: true,
      });
    const [decided, cancelled] = await Promise.all([decide(id, { decision: 'refund' }), cancel()]);
    const codes = [
      decided.status === 200 ? 'cancelled' : decided.body.code,
      cancelled.body.orders[0].verdict.code,
    ];
    expect(codes).toSatisfy(
      (found: string[]) =>
        (found[0] === 'cancelled' && found[1] === 'already_cancelled') ||
        (found[0] === 'support.order_cancelled' && found[1] === 'cancelled'),
    );
    expect(await credits()).toHaveLength(1);
    expect(await standing(open)).toEqual({ order: 'cancelled', entitlement: 'cancelled' });
  });
});
