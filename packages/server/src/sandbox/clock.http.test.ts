import { formatInstant, parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { clockLock } from './clock-lock.ts';
import { registerSandboxKontor } from './sandbox-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerSandboxKontor(surfaces.app, surfaces.kontor),
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const agent = () => asUser(world.sandbox, 'admin_agent');
const move = async (payload: object, principal: Principal | undefined = agent(), headers = {}) => {
  const response = await app.inject({
    method: 'POST',
    url: '/kontor/v1/clock',
    headers: { ...(principal ? by(principal) : {}), ...headers },
    payload,
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
};
const clock = async (principal: Principal = agent()) => {
  const response = await app.inject({ method: 'GET', url: '/kontor/v1/clock', headers: by(principal) });
  return response.json();
};
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const buy = (): Promise<BoughtLine> =>
  arrangePurchase(database.system, {
    customer: world.sandbox.customers.US!,
    offer: world.catalog.subscription.US!,
    at: realNow(),
  });
const daysMs = (days: number) => days * 86_400_000;

describe('a sandbox account’s clock', () => {
  test('ticks, and says that it can be moved', async () => {
    const first = await clock();
    expect(first).toEqual({ now: expect.any(String), movable: true });
    expect(Math.abs(Date.parse(first.now) - Date.now())).toBeLessThan(2_000);
    expect((await clock(asUser(world.partner, 'admin_agent'))).movable).toBe(false);
  });

  test('is advanced by a duration and set to an instant, and ticks on from there', async () => {
    const { status, body } = await move({ advance: 'P61D' });
    expect(status).toBe(200);
    expect(Math.abs(Date.parse(body.now) - Date.now() - daysMs(61))).toBeLessThan(2_000);
    const to = formatInstant(parseInstant('2040-02-29T12:00:00Z')!);
    expect((await move({ to })).body).toEqual({ now: to });
    const ticking = Date.parse((await clock()).now) - Date.parse(to);
    expect(ticking).toBeGreaterThanOrEqual(0);
    expect(ticking).toBeLessThan(2_000);
  });

  test('runs on the way what falls due, each piece at its own time and in its order', async () => {
    const bought = await buy();
    const before = await move({ advance: 'P60D' });
    expect(before.status).toBe(200);
    expect(
      await rows(
        "select type from kontor.event where account_id = $1 and type <> 'invoice.issued' order by seq",
        [world.sandbox.id],
      ),
    ).toEqual([{ type: 'clock.moved' }]);
    await move({ advance: 'P366D' });
    const events = await rows(
      "select type, at, aggregate_id from kontor.event where account_id = $1 and type <> 'invoice.issued' order by seq",
      [world.sandbox.id],
    );
    expect(events.map(({ type }) => type)).toEqual([
      'clock.moved',
      'order.window_closed',
      'entitlement.expired',
      'subscription.expired',
      'clock.moved',
    ]);
    expect(events[1].aggregate_id).toBe(bought.orderId);
    expect(events[2]).toMatchObject({ aggregate_id: bought.entitlementId, at: bought.expiresAt });
    expect(await rows('select status from kontor.entitlement')).toEqual([{ status: 'expired' }]);
    expect(await rows('select status from kontor.subscription')).toEqual([{ status: 'expired' }]);
    // The next month's run is always put down.
    expect(await rows('select kind from kontor.due where done_at is null')).toEqual([
      { kind: 'billing.run' },
    ]);
  });

  test('runs nothing before its time', async () => {
    const { expiresAt } = await buy();
    await move({ to: formatInstant((expiresAt! - 1) as typeof expiresAt & number) });
    expect(await rows('select status from kontor.entitlement')).toEqual([{ status: 'active' }]);
    await move({ to: formatInstant((expiresAt! + 5_000) as typeof expiresAt & number) });
    expect(await rows('select status from kontor.entitlement')).toEqual([{ status: 'expired' }]);
  });

  test('leaves alone what was cancelled before', async () => {
    const { entitlementId } = await buy();
    await rows("update kontor.entitlement set status = 'cancelled' where id = $1", [entitlementId]);
    await move({ advance: 'P2Y' });
    expect(await rows('select status from kontor.entitlement')).toEqual([{ status: 'cancelled' }]);
  });

  test('puts its move on record', async () => {
    const { body } = await move({ advance: 'P1D' });
    const [record] = await rows(
      "select action, details, at from kontor.activity_pending where action = 'move_clock'",
    );
    expect(record.details).toMatchObject({ to: body.now, dueWork: 0 });
    expect(record.at).toBe(Date.parse(body.now));
  });

  test('moves no other account’s work', async () => {
    const customer = world.partner.customers.DE!;
    const offer = world.catalog.subscription.DE!;
    await arrangePurchase(database.system, { customer, offer, at: realNow() });
    await move({ advance: 'P3Y' });
    expect(await rows('select status from kontor.entitlement')).toEqual([{ status: 'active' }]);
  });

  test('goes forward only, and is told in one way', async () => {
    expect(await move({ to: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      body: { code: 'clock.backwards' },
    });
    expect(await move({ advance: '-P1D' })).toMatchObject({ status: 422, body: { code: 'clock.backwards' } });
    const wrong = [
      {},
      { advance: 'P1D', to: '2040-01-01' },
      { advance: 'soon' },
      { to: 'x' },
      { advance: 'P200Y' },
    ];
    for (const body of [...wrong, { advance: 5 }, { by: 'P1D' }]) {
      const answer = await move(body);
      expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid']);
      expect(answer.body.errors.length).toBeGreaterThan(0);
    }
  });

  test('is moved by one at a time', async () => {
    const held = await holdSessionLock(database.system, clockLock(world.sandbox.id));
    expect((await clock()).busy).toBe(true);
    expect(await move({ advance: 'P1D' })).toMatchObject({ status: 409, body: { code: 'clock.busy' } });
    await held?.release();
    await expect.poll(async () => (await clock()).busy).toBeUndefined();
    expect((await move({ advance: 'P1D' })).status).toBe(200);
  });

  test('is moved once by a request that is repeated', async () => {
    const key = { 'idempotency-key': 'a-move' };
    const first = await move({ advance: 'P10D' }, agent(), key);
    const again = await move({ advance: 'P10D' }, agent(), key);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await move({ advance: 'P11D' }, agent(), key)).body.code).toBe('idempotency.key_reused');
    expect(Date.parse((await clock()).now) - Date.now()).toBeLessThan(daysMs(11));
  });
});

describe('who moves a clock', () => {
  test('is an agent, a Global administrator or the application of a sandbox account', async () => {
    for (const principal of [asUser(world.sandbox, 'global_administrator'), asApp(world.sandbox)])
      expect((await move({ advance: 'PT1H' }, principal)).status).toBe(200);
    expect(await move({ advance: 'PT1H' }, asUser(world.sandbox, 'sales_agent'))).toMatchObject({
      status: 403,
      body: { code: 'role_required' },
    });
    for (const principal of [asOperator(world), asCustomer(world.sandbox.customers.US!)])
      expect((await move({ advance: 'PT1H' }, principal)).status).toBe(403);
    const anonymous = await app.inject({ method: 'POST', url: '/kontor/v1/clock', payload: {} });
    expect(anonymous.statusCode).toBe(401);
  });

  test('has no production account', async () => {
    for (const principal of [asUser(world.partner, 'admin_agent'), asApp(world.partner)])
      expect(await move({ advance: 'PT1H' }, principal)).toMatchObject({
        status: 409,
        body: { code: 'clock.not_movable' },
      });
  });
});
