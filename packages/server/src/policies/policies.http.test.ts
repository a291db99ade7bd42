import { formatInstant, type Instant, instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerCancellationsKontor } from '../cancellations/cancellation-routes.ts';
import { registerCartsKontor } from '../carts/cart-routes.ts';
import { registerCheckoutKontor } from '../orders/checkout-routes.ts';
import { registerOrdersKontor } from '../orders/order-routes.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { registerSandboxKontor } from '../sandbox/sandbox-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import type { WorldOffer } from '../testing/world-catalog.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerPolicies } from './policy-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
/** Real time stands still, so that a sandbox clock can be set to a millisecond. */
const frozen = realNow();
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 50 });
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => frozen },
    register: ({ app: routes, kontor }) => {
      registerPolicies(routes, kontor);
      registerCartsKontor(routes, kontor);
      registerCheckoutKontor(routes, kontor);
      registerOrdersKontor(routes, kontor);
      registerCancellationsKontor(routes, kontor);
      registerSandboxKontor(routes, kontor);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;
type Sent = {
  readonly as?: Principal | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

const send = async (method: 'GET' | 'POST', url: string, { as, body, headers }: Sent = {}) => {
  const principal = as === undefined ? asOperator(world) : as;
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: { ...(principal ? by(principal) : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: response.statusCode, json: response.json() as Json, headers: response.headers };
};
const rows = async (sql: string, values: unknown[] = []): Promise<Json[]> =>
  (await database.owner.query(sql, values)).rows;

const later = (ms: number): string => formatInstant(instant(frozen + ms));
const days = (count: number) => count * 86_400_000;
const policy = (changes: object = {}) => ({
  family: 'software_subscription',
  window: 'P60D',
  credit: 'prorated',
  zone: 'UTC',
  effectiveFrom: later(0),
  ...changes,
});
const post = (changes: object = {}, sent: Sent = {}) =>
  send('POST', '/policies', { body: policy(changes), ...sent });

const agent = () => asUser(world.sandbox, 'admin_agent');
type Bought = {
  readonly url: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly as: Principal;
};
type Buying = {
  readonly offer?: WorldOffer;
  readonly of?: 'sandbox' | 'partner';
  readonly as?: Principal;
};

/** Buys one, as an agent does. */
const buy = async (market = 'US', { offer, of = 'sandbox', as = agent() }: Buying = {}): Promise<Bought> => {
  const { catalogItemId, term } = offer ?? world.catalog.subscription[market]!;
  const customerId = world[of].customers[market]!.id;
  const base = `/customers/${customerId}`;
  const lines = [{ catalogItemId, quantity: 1, termDuration: term }];
  const cart = await send('POST', `${base}/carts`, { as, body: { lines } });
  expect(cart.status).toBe(201);
  const done = await send('POST', `${base}/carts/${cart.json.id}/checkout`, { as });
  expect([done.status, done.json.code]).toEqual([201, undefined]);
  const orderId = done.json.orders[0].id;
  return { orderId, customerId, url: `${base}/orders/${orderId}`, as };
};
const cancellationOf = async ({ url, as }: Bought) =>
  (await send('GET', url, { as })).json.lines[0].cancellation;
const whyOf = async ({ url }: Bought) =>
  (await send('GET', `${url}/lines/0/policy`, { as: agent() })).json as Json;
const verdictOf = async ({ orderId, customerId, as }: Bought) =>
  (
    await send('POST', `/customers/${customerId}/cancellations/preview`, {
      as,
      body: { orders: [{ orderId }] },
    })
  ).json.orders[0].verdict as Json;
const setClock = async (to: string) => {
  const moved = await send('POST', '/clock', { as: agent(), body: { to } });
  expect([moved.status, moved.json.code]).toEqual([200, undefined]);
};
const sandboxNow = async (): Promise<Instant> =>
  instant(Date.parse((await send('GET', '/clock', { as: agent() })).json.now));

describe('a policy', () => {
  test('of a new scope is version 1, of a known one the next; earlier ones stay as they were', async () => {
    const first = await post({ market: 'JP', window: 'P45D' });
    expect([first.status, first.json]).toEqual([
      201,
      {
        id: expect.any(String),
        version: 1,
        ...policy({ market: 'JP', window: 'P45D' }),
        extendsExisting: false,
        recordedAt: expect.any(String),
        standing: 'in_force',
      },
    ]);
    const second = await post({ market: 'jp', window: 'PT168H', effectiveFrom: later(days(1)) });
    expect(second.json).toMatchObject({ id: first.json.id, version: 2, standing: 'upcoming' });
    const history = await send('GET', `/policies/${first.json.id}`);
    expect(history.json).toEqual({
      id: first.json.id,
      versions: [
        expect.objectContaining({ version: 2, window: 'PT168H', standing: 'upcoming' }),
        expect.objectContaining({ version: 1, window: 'P45D', standing: 'in_force' }),
      ],
    });
    const other = await post({ market: 'JP', segment: 'education', window: null });
    expect(other.json).toMatchObject({ version: 1, window: null, segment: 'education' });
    expect(other.json.id).not.toBe(first.json.id);
  });

  test('is in force from its first instant', async () => {
    const { json } = await post({ market: 'BR', window: 'P5D', effectiveFrom: later(days(10)) });
    const at = async (ms: number, more = '') => {
      const list = await send('GET', `/policies?at=${later(ms)}&family=software_subscription${more}`);
      return list.json.items.filter((item: Json) => item.id === json.id).map((item: Json) => item.standing);
    };
    expect(await at(days(10) - 1)).toEqual([]);
    expect(await at(days(10))).toEqual(['in_force']);
    expect(await at(days(10) + 1)).toEqual(['in_force']);
    expect(await at(0, '&upcoming=true')).toEqual(['upcoming']);
    const everything = await send('GET', '/policies');
    expect(new Set(everything.json.items.map((item: Json) => item.family))).toEqual(
      new Set(['software_subscription', 'perpetual_software', 'software_plan']),
    );
    expect((await send('GET', '/policies?at=yesterday')).json).toMatchObject({
      code: 'request.invalid',
      errors: [{ path: 'at' }],
    });
  });

  test.each([
    ['a window that is none', { window: '60 days' }, 'window'],
    ['days and hours at once', { window: 'P1DT12H' }, 'window'],
    ['no time at all', { window: 'PT0S' }, 'window'],
    ['more than ten years', { window: 'P11Y' }, 'window'],
    ['a window on a plan', { family: 'software_plan' }, 'window'],
    ['a window on a reservation', { family: 'reservation' }, 'window'],
    ['a zone that nobody knows', { zone: 'Europe/Atlantis' }, 'zone'],
    ['an instant that is none', { effectiveFrom: 'tomorrow' }, 'effectiveFrom'],
    ['an instant long past', { effectiveFrom: later(-days(1) - 1) }, 'effectiveFrom'],
    ['a market that is none', { market: 'QQ' }, 'market'],
    ['a product that is not sold', { productId: 'DG7GMGF0NONE' }, 'productId'],
    ['a product of another family', { family: 'perpetual_software', productId: 'DG7GMGF0DWT5' }, 'productId'],
    ['a product id that is none', { productId: 'x' }, 'productId'],
    ['nothing that lengthens', { window: null, extendsExisting: true }, 'extendsExisting'],
  ])('with %s is refused, and says so', async (_name, changes, path) => {
    const before = await rows('select count(*)::int as n from kontor.policy');
    const { status, json } = await post(changes);
    expect([status, json.code, json.errors[0].path]).toEqual([422, 'request.invalid', path]);
    expect(json.errors[0].message).toMatch(/must|needs/);
    expect(await rows('select count(*)::int as n from kontor.policy')).toEqual(before);
  });

  test('may begin exactly a day ago, and last for the day of purchase only', async () => {
    const edge = await post({ market: 'AU', window: 'P0D', effectiveFrom: later(-days(1)) });
    expect(edge.status).toBe(201);
    await post({ market: 'AU', window: 'P60D' });
  });

  test('posted twice under one key is one; two at once are two versions in a row', async () => {
    const headers = { 'idempotency-key': newUuid() };
    const body = { market: 'TR', window: 'P10D' };
    const [first, again] = [await post(body, { headers }), await post(body, { headers })];
    expect(again.json).toEqual(first.json);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await post({ ...body, window: 'P11D' }, { headers })).json.code).toBe('idempotency.key_reused');
    const both = await Promise.all([post(body), post(body), post({ market: 'CH' }), post({ market: 'CH' })]);
    expect(both.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const versions = (index: readonly number[]) => index.map((i) => both[i]?.json.version).sort();
    expect([versions([0, 1]), versions([2, 3])]).toEqual([
      [2, 3],
      [1, 2],
    ]);
    expect(both[2]?.json.id).toBe(both[3]?.json.id);
    const records = await rows(
      `select action, count(*)::int as n from kontor.activity_pending where resource_id = $1 group by 1 order by 1`,
      [first.json.id],
    );
    expect(records).toEqual([
      { action: 'policy_created', n: 1 },
      { action: 'policy_updated', n: 2 },
    ]);
  });

  test('comes in sets', async () => {
    const from = later(days(3000));
    const set = await send('POST', '/policies/presets', { body: { name: '2021-10', effectiveFrom: from } });
    expect(set.status).toBe(201);
    expect(set.json.items).toMatchObject([
      { family: 'software_subscription', window: 'PT168H', credit: 'prorated', preset: '2021-10' },
      { family: 'perpetual_software', window: 'P30D', credit: 'full', preset: '2021-10' },
      { family: 'software_plan', window: null, preset: '2021-10' },
    ]);
    const unknown = await send('POST', '/policies/presets', {
      body: { name: 'toString', effectiveFrom: from },
    });
    expect(unknown.json).toMatchObject({ code: 'request.invalid', errors: [{ path: 'name' }] });
  });

  test('is looked at before it is set: what a purchase made now would have', async () => {
    const before = await rows('select count(*)::int as n from kontor.policy');
    const look = (changes: object) => send('POST', '/policies/preview', { body: policy(changes) });
    const next = await look({ family: 'perpetual_software', window: 'PT1H', credit: 'full' });
    expect([next.status, next.json]).toEqual([
      200,
      {
        cancellable: true,
        cancellableUntil: later(3_600_000 - 1),
        // Version 2 is of the set that is to come.
        version: 3,
        replaces: { window: 'P60D', credit: 'full' },
      },
    ]);
    expect((await look({ market: 'NO', window: null })).json).toEqual({ cancellable: false, version: 1 });
    expect((await look({ window: 'long' })).json.errors[0].path).toBe('window');
    expect(await rows('select count(*)::int as n from kontor.policy')).toEqual(before);
  });

  test('that does not exist is not found', async () => {
    for (const id of [newUuid(), 'x'])
      expect((await send('GET', `/policies/${id}`)).json.code).toBe('not_found');
  });
});

describe('what the operator sets', () => {
  test('nobody else sets or reads', async () => {
    const others = [
      asUser(world.partner, 'global_administrator'),
      asApp(world.partner),
      asCustomer(world.partner.customers.DE!),
    ];
    const calls = [
      ['POST', '/policies', policy()],
      ['POST', '/policies/preview', policy()],
      ['GET', '/policies', undefined],
      ['GET', `/policies/${newUuid()}`, undefined],
      ['POST', '/policies/presets', { name: 'default', effectiveFrom: later(0) }],
      ['POST', '/review-rules', { kind: 'unpaid_dispute' }],
      ['GET', '/review-rules', undefined],
      ['POST', '/review-rules/x/end', undefined],
    ] as const;
    for (const [method, url, body] of calls) {
      for (const as of others) expect((await send(method, url, { as, body })).status).toBe(403);
      expect((await send(method, url, { as: null, body })).status).toBe(401);
    }
  });
});

describe('review rules', () => {
  test('are set, listed and ended', async () => {
    const amount = { value: '1000', currency: 'EUR' };
    const orderIds = [`${'a'.repeat(31)}1`];
    const made = await send('POST', '/review-rules', {
      body: { kind: 'order_total_above', amount, orderIds },
    });
    expect([made.status, made.json]).toEqual([
      201,
      {
        id: expect.any(String),
        kind: 'order_total_above',
        amount: { value: '1000.00', currency: 'EUR' },
        orderIds,
        effectiveFrom: later(0),
      },
    ]);
    const url = `/review-rules/${made.json.id}/end`;
    const ended = await send('POST', url);
    expect(ended.json).toEqual({ ...made.json, endedAt: later(0) });
    expect((await send('POST', url)).json).toEqual(ended.json);
    expect((await send('GET', '/review-rules')).json.items).toEqual([ended.json]);
    expect((await send('POST', '/review-rules/none/end')).json.code).toBe('not_found');
    expect(
      await rows(`select action from kontor.activity_pending where resource_id = $1 order by recorded_at`, [
        made.json.id,
      ]),
    ).toEqual([{ action: 'create_review_rule' }, { action: 'end_review_rule' }]);
  });

  test('hold a purchase back until they end', async () => {
    const bought = await buy('DE', { as: asUser(world.partner, 'admin_agent'), of: 'partner' });
    expect(await verdictOf(bought)).toMatchObject({ code: 'eligible' });
    const made = await send('POST', '/review-rules', {
      body: {
        kind: 'order_total_above',
        amount: { value: '0', currency: 'EUR' },
        orderIds: [bought.orderId],
      },
    });
    expect(await verdictOf(bought)).toMatchObject({ code: 'needs_review', reviewRule: 'order_total_above' });
    await send('POST', `/review-rules/${made.json.id}/end`);
    expect(await verdictOf(bought)).toMatchObject({ code: 'eligible' });
  });

  test.each([
    [{ kind: 'order_total_above' }, 'amount'],
    [{ kind: 'order_total_above', amount: { value: '1.005', currency: 'EUR' } }, 'amount.value'],
    [{ kind: 'order_total_above', amount: { value: '1.5', currency: 'JPY' } }, 'amount.value'],
    [{ kind: 'order_total_above', amount: { value: '-1', currency: 'EUR' } }, 'amount.value'],
    [{ kind: 'unpaid_dispute', amount: { value: '1', currency: 'EUR' } }, 'amount'],
    [{ kind: 'unpaid_dispute', orderIds: ['x'] }, 'orderIds.0'],
  ])('are refused as %j', async (body, path) => {
    const { status, json } = await send('POST', '/review-rules', { body });
    expect([status, json.errors[0].path]).toEqual([422, path]);
  });
});

describe('a purchase', () => {
  test('is made under the policy of its moment, and says which one and why', async () => {
    const before = await buy();
    const why = await whyOf(before);
    expect(why).toMatchObject({
      cancellable: true,
      policy: { version: 1, window: 'P60D', credit: 'prorated', zone: 'UTC', extended: false },
      rule: 'Cancellable for 60 days after the purchase (calendar days of UTC, the last one whole); the unused days of what was charged are credited.',
    });
    const made = await post({ market: 'US', window: 'PT36H', zone: 'America/St_Johns' });
    const after = await buy();
    expect(await whyOf(after)).toMatchObject({
      policy: { id: made.json.id, version: 1, window: 'PT36H', zone: 'America/St_Johns' },
      rule: expect.stringMatching(/^Cancellable for 36 hours .*exact time/),
    });
    expect(await whyOf(before)).toEqual(why);
    await post({ market: 'US', window: 'P60D' });
    const plan = await buy('US', { offer: world.catalog.plan.US! });
    expect(await whyOf(plan)).toEqual({
      cancellable: false,
      family: 'software_plan',
      rule: 'A software plan is never cancelled.',
    });
  });

  test('tells its policy to nobody of another tenant, and of no line that it does not have', async () => {
    const { url } = await buy();
    const ask = (as: Principal | null, line = '0') => send('GET', `${url}/lines/${line}/policy`, { as });
    expect((await ask(asUser(world.stranger, 'admin_agent'))).status).toBe(404);
    expect((await ask(null)).status).toBe(401);
    expect((await ask(asUser(world.sandbox, 'billing_administrator'))).status).toBe(403);
    expect((await ask(agent(), '7')).json.code).toBe('not_found');
    expect((await ask(agent(), 'x')).status).toBe(422);
  });
});

describe('a policy that extends what was bought before', () => {
  const openNotices = ({ orderId }: Bought) =>
    rows(
      `select kind, replace(ref, $1, 'order') as ref, due_at from kontor.due
       where done_at is null and kind like 'cancellation_window.%' and ref like $1 || '%' order by due_at`,
      [orderId],
    );
  const eventsOf = ({ orderId }: Bought) =>
    rows(`select data from kontor.event where type = 'order.window_extended' and aggregate_id = $1`, [
      orderId,
    ]);

  test('lengthens open windows at once, on the line itself, and says so everywhere', async () => {
    const bought = await buy();
    const before = await cancellationOf(bought);
    expect(before).toMatchObject({ window: 'P60D' });
    const made = await post({ market: 'US', window: 'P90D', extendsExisting: true });
    expect(made.json).toMatchObject({ extendsExisting: true });
    const after = await cancellationOf(bought);
    expect(Date.parse(after.cancellableUntil) - Date.parse(before.cancellableUntil)).toBe(days(30));
    expect(after).toMatchObject({ window: 'P90D', policyVersion: String(made.json.version) });
    expect(await whyOf(bought)).toMatchObject({
      policy: { id: made.json.id, version: made.json.version, extended: true },
      rule: expect.stringContaining('lengthened after the purchase'),
    });
    const notices = await openNotices(bought);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ kind: 'cancellation_window.closing', ref: 'order:0:72' });
    expect(notices[0].due_at).toBe(Date.parse(after.cancellableUntil) + 1 - days(3));
    expect(await eventsOf(bought)).toEqual([
      {
        data: {
          customerId: bought.customerId,
          lineNumber: 0,
          policyId: made.json.id,
          policyVersion: made.json.version,
          closedOn: after.closedOn,
          cancellableUntil: after.cancellableUntil,
        },
      },
    ]);
    const records = await rows(
      `select account_id, person_name, details->>'lines' as lines from kontor.activity_pending
       where action = 'extend_windows' and resource_id = $1`,
      [made.json.id],
    );
    expect(records).toEqual([{ account_id: world.sandbox.id, person_name: null, lines: expect.any(String) }]);
    // What shortens again does not take away what was given.
    await post({ market: 'US', window: 'P60D', extendsExisting: true });
    expect(await cancellationOf(bought)).toEqual(after);
    expect(await eventsOf(bought)).toHaveLength(1);
  });

  test('never reaches past the term, nor a cancelled line, nor another market or family', async () => {
    const [long, cancelled, perpetual, australian] = [
      await buy(),
      await buy(),
      await buy('US', { offer: world.catalog.perpetual.US! }),
      await buy('AU'),
    ];
    const untouched = [await cancellationOf(perpetual), await cancellationOf(australian)];
    const cancel = await send('POST', `/customers/${cancelled.customerId}/cancellations`, {
      as: agent(),
      body: { orders: [{ orderId: cancelled.orderId }], acknowledged: true },
    });
    expect(cancel.json.orders[0].verdict.code).toBe('cancelled');
    const closed = await cancellationOf(cancelled);
    await post({ market: 'US', window: 'P400D', extendsExisting: true });
    const { endsOn } = (await send('GET', long.url, { as: agent() })).json.lines[0];
    expect((await cancellationOf(long)).cancellableUntil).toBe(
      formatInstant(instant(Date.parse(`${endsOn}T00:00:00Z`) - 1)),
    );
    expect(await whyOf(long)).toMatchObject({
      policy: { cappedByTerm: true },
      rule: expect.stringContaining('It ends with the term.'),
    });
    expect(await cancellationOf(cancelled)).toEqual(closed);
    expect([await cancellationOf(perpetual), await cancellationOf(australian)]).toEqual(untouched);
    await post({ market: 'US', window: 'P60D' });
  });

  test('leaves to a more particular policy what is its own', async () => {
    const bought = await buy();
    const before = await cancellationOf(bought);
    // The market’s own policy would be chosen for a purchase made now.
    await post({ window: 'P120D', extendsExisting: true });
    expect(await cancellationOf(bought)).toEqual(before);
    await post({ window: 'P60D' });
  });

  test('that takes effect later does so when the account’s clock comes by, and opens closed windows again', async () => {
    const bought = await buy();
    const { cancellableUntil } = await cancellationOf(bought);
    const until = Date.parse(cancellableUntil);
    const effective = until + days(10);
    await post({
      market: 'US',
      window: 'P100D',
      extendsExisting: true,
      effectiveFrom: formatInstant(instant(effective)),
    });
    await setClock(formatInstant(instant(effective - 1)));
    expect(await verdictOf(bought)).toMatchObject({ code: 'window_closed' });
    await setClock(formatInstant(instant(effective)));
    expect(await verdictOf(bought)).toMatchObject({ code: 'eligible', daysRemaining: 30 });
    expect(await cancellationOf(bought)).toMatchObject({
      cancellableUntil: formatInstant(instant(until + days(40))),
    });
    // A clock that is ahead of a policy takes it up at once, in the account’s own time.
    const ahead = await buy('AU');
    const more = await post({ market: 'AU', window: 'P70D', extendsExisting: true });
    expect(await cancellationOf(ahead)).toMatchObject({
      window: 'P70D',
      policyVersion: String(more.json.version),
    });
    const dues = await rows(
      `select due_at from kontor.due where account_id = $1 and ref = $2 and done_at is not null`,
      [world.sandbox.id, `${more.json.id}:${more.json.version}`],
    );
    expect(dues.map(({ due_at }) => due_at)).toEqual([await sandboxNow()]);
  });

  test('reaches thousands of lines, each once', async () => {
    const bought = await buy('AU');
    const copies = 2_300;
    await rows(
      `insert into kontor.purchase_order select (jsonb_populate_record(o, jsonb_build_object('id', lpad(n::text, 31, '0') || '1'))).*
       from kontor.purchase_order o cross join generate_series(1, $2::int) n where o.id = $1`,
      [bought.orderId, copies],
    );
    await rows(
      `insert into kontor.order_line select (jsonb_populate_record(l, jsonb_build_object('order_id', lpad(n::text, 31, '0') || '1'))).*
       from kontor.order_line l cross join generate_series(1, $2::int) n where l.order_id = $1`,
      [bought.orderId, copies],
    );
    const made = await post({ market: 'AU', window: 'P75D', extendsExisting: true });
    const [{ lines, untils }] = await rows(
      `select count(*)::int as lines, count(distinct cancellable_until)::int as untils from kontor.order_line
       where policy_id = $1 and policy_version = $2 and order_id like '0000%'`,
      [made.json.id, made.json.version],
    );
    expect([lines, untils]).toEqual([copies, 1]);
    const [{ events, orders }] = await rows(
      `select count(*)::int as events, count(distinct aggregate_id)::int as orders from kontor.event
       where type = 'order.window_extended' and aggregate_id like '0000%'`,
    );
    expect([events, orders]).toEqual([copies, copies]);
  });
});

describe('a window on the account’s clock', () => {
  test.each([
    // Half an hour is put back on the first Sunday in April and on again in October.
    ['P30D', 'Australia/Lord_Howe'],
    ['P30D', 'Europe/Istanbul'],
    ['PT168H', 'America/St_Johns'],
  ])('of %s in %s is open to its last millisecond', async (window, zone) => {
    await post({ market: 'BR', window, zone, effectiveFrom: formatInstant(await sandboxNow()) });
    await setClock(formatInstant(instant((await sandboxNow()) + 1)));
    const bought = await buy('BR');
    const { cancellableUntil } = await cancellationOf(bought);
    const until = Date.parse(cancellableUntil);
    const remaining = window === 'P30D' ? { daysRemaining: 0 } : { hoursRemaining: 0 };
    await setClock(formatInstant(instant(until - 1)));
    expect(await verdictOf(bought)).toMatchObject({ code: 'eligible', ...remaining });
    await setClock(formatInstant(instant(until)));
    expect(await verdictOf(bought)).toMatchObject({ code: 'eligible', ...remaining });
    await setClock(formatInstant(instant(until + 1)));
    expect(await verdictOf(bought)).toMatchObject({ code: 'window_closed' });
  });
});
