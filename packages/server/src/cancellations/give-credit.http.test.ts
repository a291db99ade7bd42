import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { registerCancellationsKontor } from './cancellation-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let bought: BoughtLine;

beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerCancellationsKontor(surfaces.app, surfaces.kontor),
  });
  // 1 × 1,200.00 EUR and 19 %, bought now.
  bought = await arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: realNow(),
    unitMinor: 120_000n,
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

const send = async (url: string, payload: object, principal: Principal | undefined, headers = {}) => {
  const response = await app.inject({
    method: 'POST',
    url: `/kontor/v1${url}`,
    headers: { ...(principal ? by(principal) : {}), ...headers },
    payload,
  });
  return { status: response.statusCode, body: response.json() };
};
const give = (body: object = {}, principal: Principal | undefined = asOperator(world), headers = {}) =>
  send(
    `/partners/${world.partner.id}/orders/${bought.orderId}/credits`,
    { lineNumber: 0, amount: '200.00', currency: 'EUR', reason: 'A week without support', ...body },
    principal,
    headers,
  );
const used = async () => {
  const [row] = await rows(
    `select used_minor::int as used from kontor.credit_limit where account_id = $1 and currency = 'EUR'`,
    [world.partner.id],
  );
  return row.used as number;
};

describe('an amount that the operator gives back', () => {
  test('is a credit of the charge with its tax, its reason and its record on both logs', async () => {
    expect(await give()).toEqual({
      status: 201,
      body: {
        orderId: bought.orderId,
        lineNumber: 0,
        currency: 'EUR',
        net: '200.00',
        tax: '38.00',
        total: '238.00',
        explanation: '200.00 of 1200.00 × 1',
        billingPeriod: expect.any(String),
        invoiceDate: expect.any(String),
      },
    });
    const [credit] = await rows(
      `select kind, credits_charge_id, net_minor::int as net, tax_minor::int as tax, reason, formula->>'id' as formula
       from kontor.charge where sign = -1`,
    );
    expect(credit).toEqual({
      kind: 'customer_credit',
      credits_charge_id: bought.chargeId,
      net: 20_000,
      tax: 3_800,
      reason: 'A week without support',
      formula: 'amount/1',
    });
    expect(await used()).toBe(-23_800);
    const logs = await rows(
      `select account_id, action from kontor.activity_pending where resource_id = $1 order by account_id`,
      [bought.orderId],
    );
    expect(logs).toEqual(
      [world.partner.id, world.operator.accountId]
        .sort()
        .map((account_id) => ({ account_id, action: 'create_credit' })),
    );
    expect(await rows(`select type from kontor.event`)).toEqual([{ type: 'order.credited' }]);
  });

  test('leaves less for a cancel: worked example 7', async () => {
    await give();
    await rows(
      `update kontor.charge set period_start = period_start - 10, period_end = period_end - 10 where sign = 1`,
    );
    const answer = await send(
      `/customers/${world.partner.customers.DE!.id}/cancellations`,
      { orders: [{ orderId: bought.orderId }], acknowledged: true },
      asUser(world.partner, 'admin_agent'),
    );
    expect(answer.body.orders[0]).toMatchObject({
      verdict: { code: 'cancelled' },
      credit: { net: '1000.00' },
    });
    const [{ kept }] = await rows(
      'select sum(sign * (net_minor + tax_minor))::int as kept from kontor.charge',
    );
    expect(kept).toBe(0);
  });

  test.each([
    [{ amount: '1200.00' }, 201, undefined],
    [{ amount: '1200.01' }, 422, 'credit.above_left'],
    [{ amount: '0.00' }, 422, 'request.invalid'],
    [{ amount: '-1.00' }, 422, 'request.invalid'],
    [{ amount: '1.001' }, 422, 'request.invalid'],
    [{ currency: 'USD' }, 422, 'request.invalid'],
    [{ lineNumber: 7 }, 422, 'request.invalid'],
    [{ reason: '' }, 422, 'request.invalid'],
  ])('of %o answers %i', async (body, status, code) => {
    const answer = await give(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('given twice at once is never more than was charged', async () => {
    const answers = await Promise.all([give({ amount: '700.00' }), give({ amount: '700.00' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(answers.find(({ status }) => status === 422)?.body).toMatchObject({
      code: 'credit.above_left',
      left: { value: '500.00', currency: 'EUR' },
    });
  });

  test('and a cancel at once never give back more than was charged', async () => {
    const cancel = () =>
      send(
        `/customers/${world.partner.customers.DE!.id}/cancellations`,
        { orders: [{ orderId: bought.orderId }], acknowledged: true },
        asUser(world.partner, 'admin_agent'),
      );
    await Promise.all([give({ amount: '700.00' }), cancel()]);
    const [{ kept }] = await rows(
      'select sum(sign * (net_minor + tax_minor))::int as kept from kontor.charge',
    );
    expect(kept).toBe(0);
  });

  test('sent again with its key is given once', async () => {
    const headers = { 'idempotency-key': 'credit-1' };
    const first = await give({}, asOperator(world), headers);
    expect(await give({}, asOperator(world), headers)).toEqual(first);
    expect(await rows('select 1 from kontor.charge where sign = -1')).toHaveLength(1);
  });

  test('is of an order that the partner has, and nobody’s but the operator’s to give', async () => {
    const url = `/partners/${world.stranger.id}/orders/${bought.orderId}/credits`;
    const body = { lineNumber: 0, amount: '1.00', currency: 'EUR', reason: 'x' };
    expect((await send(url, body, asOperator(world))).status).toBe(404);
    expect((await send(url, body, undefined)).status).toBe(401);
    expect((await give({}, asUser(world.partner, 'global_administrator'))).status).toBe(403);
  });
});

describe('what is left to give back of an order', () => {
  const left = async (principal = asOperator(world), partner: string = world.partner.id) => {
    const response = await app.inject({
      url: `/kontor/v1/partners/${partner}/orders/${bought.orderId}/credits`,
      headers: by(principal),
    });
    return { status: response.statusCode, body: response.json() };
  };

  test('is what was charged of a line less what was credited', async () => {
    const before = await left();
    expect(before).toEqual({
      status: 200,
      body: {
        orderId: bought.orderId,
        customerId: world.partner.customers.DE!.id,
        customerName: expect.any(String),
        createdAt: expect.stringMatching(/Z$/),
        lines: [
          {
            lineNumber: 0,
            skuTitle: expect.any(String),
            quantity: 1,
            status: 'fulfilled',
            currency: 'EUR',
            taxMode: 'exclusive',
            left: '1200.00',
          },
        ],
      },
    });
    await give({ amount: '200.00' });
    expect((await left()).body.lines[0].left).toBe('1000.00');
    expect((await give({ amount: '1000.01' })).status).toBe(422);
    expect((await give({ amount: '1000.00' })).status).toBe(201);
    expect((await left()).body.lines[0].left).toBe('0.00');
  });

  test('is for the operator to see, of an order that the partner has', async () => {
    const response = await app.inject({
      url: `/kontor/v1/partners/${world.partner.id}/orders/${bought.orderId}/credits`,
    });
    expect(response.statusCode).toBe(401);
    expect((await left(asUser(world.partner, 'admin_agent'))).status).toBe(403);
    expect((await left(asOperator(world), world.stranger.id)).status).toBe(404);
  });
});
