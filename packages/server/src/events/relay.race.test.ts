import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addEvents } from '../partners/event-store.ts';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { type EventConsumer, feedConsumer, placeSomeEvents } from './relay-events.ts';
import { startRelay } from './relay-job.ts';
import { dropOldEvents } from './relay-store.ts';

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  for (const table of ['event', 'event_stream', 'event_consumer'])
    await database.owner.query(`delete from kontor.${table}`);
});

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const happen = (accountId: string, aggregateId: string, count = 1) =>
  writeBatch(database.system, noTenant, [
    addEvents(
      accountId,
      realNow(),
      Array.from({ length: count }, (_, index) => ({
        type: 'order.created',
        aggregateType: 'order',
        aggregateId,
        data: { index },
      })),
    ),
  ]);

type Placed = {
  id: string;
  account_id: string;
  seq: bigint;
  position: bigint;
  previous_id: string | null;
  aggregate_id: string;
};
const placed = async (): Promise<Placed[]> =>
  (
    await database.owner.query(
      `select id, account_id, seq, position, previous_id, aggregate_id from kontor.event
       where position is not null order by account_id, position`,
    )
  ).rows;

/** What every reader relies on: no gap, no place twice, and each aggregate in its own order. */
const checkOrder = async (total: number) => {
  const rows = await placed();
  expect(rows).toHaveLength(total);
  for (const [account, mine] of Map.groupBy(rows, (row) => row.account_id)) {
    expect(mine.map(({ position }) => position)).toEqual(mine.map((_, index) => BigInt(index + 1)));
    const last = new Map<string, Placed>();
    for (const row of mine) {
      const before = last.get(row.aggregate_id);
      expect([account, row.previous_id]).toEqual([account, before?.id ?? null]);
      if (before) expect(row.seq > before.seq).toBe(true);
      last.set(row.aggregate_id, row);
    }
  }
};

test('events get the places 1, 2, 3, … of their account, each with the one before of its aggregate', async () => {
  await happen(world.partner.id, 'a', 3);
  await happen(world.stranger.id, 'a', 2);
  expect(await placeSomeEvents(database.system)).toBe(5);
  expect(await placeSomeEvents(database.system)).toBe(0);
  await happen(world.partner.id, 'b');
  await happen(world.partner.id, 'a');
  await placeSomeEvents(database.system);
  await checkOrder(7);
});

test('an act that commits late comes later, and leaves no gap', async () => {
  const client = await database.owner.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into kontor.event (account_id, id, type, aggregate_type, aggregate_id, at, data)
       values ($1, gen_random_uuid(), 'order.created', 'order', 'late', now(), '{}')`,
      [world.partner.id],
    );
    await happen(world.partner.id, 'early');
    await placeSomeEvents(database.system);
    await checkOrder(1);
    await client.query('commit');
  } finally {
    client.release();
  }
  await placeSomeEvents(database.system);
  await checkOrder(2);
  expect((await placed()).map((row) => row.aggregate_id)).toEqual(['early', 'late']);
});

test('many relays at once, in small pieces, while events happen: one order without gap or doubling', async () => {
  const accounts = [world.partner.id, world.stranger.id, world.sandbox.id];
  let written = 0;
  const writers = accounts.flatMap((accountId) =>
    ['a', 'b'].map(async (aggregate) => {
      for (let round = 0; round < 15; round += 1) {
        await happen(accountId, aggregate, 2);
        written += 2;
      }
    }),
  );
  let isOver = false;
  const relays = Array.from({ length: 4 }, async () => {
    while (!isOver) await placeSomeEvents(database.system, 7);
  });
  await Promise.all(writers);
  while ((await placed()).length < written) await pause(10);
  isOver = true;
  await Promise.all(relays);
  await checkOrder(180);
});

describe('a listener', () => {
  const heardBy = (heard: string[], fail: () => boolean = () => false): EventConsumer => ({
    name: 'test',
    handle: async (_system, _account, events) => {
      if (fail()) throw new Error('cannot hear');
      heard.push(...events.map(({ data }) => String(data.index)));
      return [];
    },
  });

  test('hears each event once and in order, however often it is fed', async () => {
    await happen(world.partner.id, 'a', 3);
    await placeSomeEvents(database.system);
    const heard: string[] = [];
    await feedConsumer({ system: database.system, log }, heardBy(heard));
    await feedConsumer({ system: database.system, log }, heardBy(heard));
    expect(heard).toEqual(['0', '1', '2']);
  });

  test('that fails in one account hears it later, and the other accounts now', async () => {
    await happen(world.partner.id, 'a');
    await happen(world.stranger.id, 'a');
    await placeSomeEvents(database.system);
    const heard: string[] = [];
    let isBroken = true;
    const consumer: EventConsumer = {
      name: 'test',
      handle: async (_system, account) => {
        if (isBroken && account === world.partner.id) throw new Error('cannot hear');
        heard.push(account);
        return [];
      },
    };
    const resting = new Map();
    await feedConsumer({ system: database.system, log }, consumer, resting);
    expect(heard).toEqual([world.stranger.id]);
    isBroken = false;
    resting.clear();
    await feedConsumer({ system: database.system, log }, consumer, resting);
    expect(heard).toEqual([world.stranger.id, world.partner.id]);
  });

  test('that died before it committed hears the same again, and what it wrote is there once', async () => {
    await happen(world.partner.id, 'a', 2);
    await placeSomeEvents(database.system);
    let tries = 0;
    const consumer: EventConsumer = {
      name: 'test',
      handle: async (_system, account, events) => {
        tries += 1;
        const statement = (text: string, name: string) => ({
          name,
          text,
          values: [account, String(events.length)],
        });
        const write = statement(
          `insert into kontor.notice_preference (account_id, person_id, kind, way)
           values ($1, gen_random_uuid(), $2, 'off')`,
          'test.write',
        );
        // The first time the whole batch fails behind the write.
        const crash = statement(
          `select 1 / (case when $1::text = '' or $2 = '' then 1 else 0 end)`,
          'test.crash',
        );
        return tries === 1 ? [write, crash] : [write];
      },
    };
    const resting = new Map();
    await feedConsumer({ system: database.system, log }, consumer, resting);
    resting.clear();
    await feedConsumer({ system: database.system, log }, consumer, resting);
    const { rows } = await database.owner.query(`select kind from kontor.notice_preference`);
    expect(rows).toEqual([{ kind: '2' }]);
  });

  test('two of one name at once hear everything once', async () => {
    await happen(world.partner.id, 'a', 1200);
    await placeSomeEvents(database.system, 2000);
    const { rows } = await database.owner.query(`select count(*)::int as events from kontor.event`);
    expect(rows).toEqual([{ events: 1200 }]);
    const write: EventConsumer = {
      name: 'test',
      handle: async (_system, account, events) =>
        events.map(({ position }) => ({
          name: 'test.hear',
          text: `insert into kontor.notice_preference (account_id, person_id, kind, way)
            values ($1, '99999999-9999-4999-8999-999999999999', $2, 'off')`,
          values: [account, `heard ${position}`],
        })),
    };
    const feed = () => feedConsumer({ system: database.system, log }, write, new Map());
    await Promise.all([feed(), feed(), feed()]);
    await feed();
    const heard = await database.owner.query(
      `select count(*)::int as events from kontor.notice_preference where kind like 'heard%'`,
    );
    expect(heard.rows).toEqual([{ events: 1200 }]);
  });
});

test('two workers: one relays, and the other takes over when it stops', async () => {
  const first = startRelay({ pools: database, log }, [], 10);
  const second = startRelay({ pools: database, log }, [], 10);
  await happen(world.partner.id, 'a', 5);
  while ((await placed()).length < 5) await pause(10);
  await first();
  await happen(world.partner.id, 'a', 5);
  while ((await placed()).length < 10) await pause(10);
  await second();
  await checkOrder(10);
});

test('events go 90 days after they were relayed, and those that were not stay', async () => {
  await happen(world.partner.id, 'a', 3);
  await placeSomeEvents(database.system, 2);
  await database.owner.query(
    `update kontor.event set relayed_at = now() - case position when 1 then interval '90 days 1 hour' else interval '89 days 23 hours' end
     where position is not null`,
  );
  await writeBatch(database.system, noTenant, [dropOldEvents()]);
  const { rows } = await database.owner.query('select position from kontor.event order by seq');
  expect(rows).toEqual([{ position: 2n }, { position: null }]);
});
