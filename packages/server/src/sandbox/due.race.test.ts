import { instant } from '@kontor/domain/time';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { openPools, type Pools } from '../platform/db/pools.ts';
import { createLog } from '../platform/log.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp } from '../testing/world-people.ts';
import { drainDue, startDueTick } from './due-tick-job.ts';
import { getClock } from './get-clock.ts';
import { moveClock } from './move-clock.ts';
import { registerSandboxKontor } from './sandbox-routes.ts';

let database: TestDatabase;
let world: World;
let otherProcess: Pools;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  otherProcess = openPools({ databaseUrl: database.databaseUrl });
});
afterAll(async () => {
  await otherProcess?.close();
  await world?.dispose();
  await database?.drop();
});

const log = createLog('silent');
const yearsLater = () => instant(realNow() + 800 * 86_400_000);
const rows = async (sql: string) => (await database.owner.query(sql)).rows;

beforeEach(async () => {
  await rows('delete from kontor.event');
});

const sell = async (count: number, of: 'partner' | 'sandbox', market: string) => {
  for (let number = 0; number < count; number += 1)
    await arrangePurchase(database.system, {
      customer: world[of].customers[market]!,
      offer: world.catalog.subscription[market]!,
      at: realNow(),
    });
};
const counted = () =>
  rows(
    `select type, count(*)::int as n, count(distinct aggregate_id)::int as things from kontor.event
     where type <> 'invoice.issued' group by 1 order by 1`,
  );

test('two workers at once do each piece of due work once', async () => {
  await sell(40, 'partner', 'DE');
  const work = [database, otherProcess].flatMap((pools) =>
    [1, 2].map(() => drainDue({ pools, realNow: yearsLater, log })),
  );
  const done = await Promise.all(work);
  expect(done.reduce((total, count) => total + count, 0)).toBe(80);
  expect(await counted()).toEqual([
    { type: 'entitlement.expired', n: 40, things: 40 },
    { type: 'order.window_closed', n: 40, things: 40 },
    { type: 'subscription.expired', n: 40, things: 40 },
  ]);
});

test('the tick does production’s work by real time, and stops when it is told to', async () => {
  await sell(3, 'partner', 'AU');
  const early = startDueTick({ pools: database, realNow, log }, 20);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await early();
  expect(await counted()).toEqual([]);
  const stop = startDueTick({ pools: database, realNow: yearsLater, log }, 20);
  await expect.poll(async () => (await counted()).length, { timeout: 3_000 }).toBe(3);
  await stop();
});

test('two who move a clock at once, with a tick between them, do each piece once', async () => {
  await sell(15, 'sandbox', 'US');
  const app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerSandboxKontor(surfaces.app, surfaces.kontor),
  });
  const stop = startDueTick({ pools: otherProcess, realNow, log }, 1);
  const move = () =>
    app.inject({
      method: 'POST',
      url: '/kontor/v1/clock',
      headers: by(asApp(world.sandbox)),
      payload: { advance: 'P500D' },
    });
  const statuses = (await Promise.all([move(), move(), move()])).map(({ statusCode }) => statusCode);
  await stop();
  await app.close();
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
  expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
  const moves = statuses.filter((status) => status === 200).length;
  expect(await counted()).toEqual([
    { type: 'clock.moved', n: moves, things: 1 },
    { type: 'entitlement.expired', n: 15, things: 15 },
    { type: 'order.window_closed', n: 15, things: 15 },
    { type: 'subscription.expired', n: 15, things: 15 },
  ]);
  const [{ ahead }] = await rows(
    `select round(clock_offset_ms / 86400000.0)::int as ahead from kontor.account where sandbox`,
  );
  expect(ahead).toBe(500 * moves);
});

test('a move that takes long answers at once that it goes on, and is busy until it is done', async () => {
  await sell(10, 'sandbox', 'AU');
  const { vault, files } = world;
  const ctx = {
    ...{ pools: database, vault, files, realNow, publicUrl: 'http://kontor.example', log },
    principal: asApp(world.sandbox),
    requestId: newUuid(),
    correlationId: newUuid(),
    address: '127.0.0.1',
    locale: 'en-US',
  };
  // Somebody else's lock holds the move up for as long as the test needs it.
  const blocker = await database.owner.connect();
  await blocker.query("begin; select from kontor.entitlement where status = 'active' for update");
  const moved = await moveClock(ctx, { advance: 'P500D' }, 0);
  expect(moved).toEqual({ accepted: true, value: { operationId: expect.any(String) } });
  const busy = async () => {
    const clock = await getClock(ctx);
    return clock.accepted && clock.value.busy;
  };
  expect(await busy()).toBe(true);
  expect(await moveClock(ctx, { advance: 'P1D' })).toMatchObject({ refusal: { code: 'clock.busy' } });
  await blocker.query('rollback');
  blocker.release();
  await expect.poll(busy, { timeout: 5_000 }).toBe(false);
  expect(await counted()).toMatchObject([
    { type: 'clock.moved', n: 1 },
    { type: 'entitlement.expired', n: 10 },
    { type: 'order.window_closed', n: 10 },
    { type: 'subscription.expired', n: 10 },
  ]);
});

test('work that fails does not keep other work waiting', async () => {
  await sell(2, 'partner', 'BR');
  await rows(
    "update kontor.due set ref = 'no uuid' where id = (select id from kontor.due where kind = 'subscription.term_end' and done_at is null limit 1)",
  );
  await drainDue({ pools: database, realNow: yearsLater, log });
  expect(
    await rows("select kind, ref from kontor.due where done_at is null and kind <> 'billing.run'"),
  ).toEqual([{ kind: 'subscription.term_end', ref: 'no uuid' }]);
});
