import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { checkLog } from './check-log.ts';
import { type Sequencing, sequenceRound } from './sequence-activity.ts';
import { startSequencer } from './sequence-job.ts';
import { addManyRecords, addRecord } from './testing/records.ts';
import { installationTree } from './tree-store.ts';

let database: TestDatabase;
let world: World;
let services: Sequencing;
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  services = { pools: database, vault: world.vault, realNow, publicUrl: 'http://kontor.example' };
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(5))
    if (await condition()) return;
  throw new Error('it never came to that');
};
const nothingWaits = async () => (await rows('select 1 from kontor.activity_pending limit 1')).length === 0;
const isWhole = async (treeId: string) => {
  const check = await checkLog(database.system, treeId);
  expect(check?.faults).toEqual([]);
  return check?.records;
};

describe('two sequencers at once', () => {
  test('leave each record in the log once, without a gap, whichever of them fails', async () => {
    await addManyRecords(database.system, world.partner.id, { count: 3_000 });
    const work = async () => {
      let failed = 0;
      while (!(await nothingWaits()))
        try {
          await sequenceRound(services, { most: 100 });
        } catch {
          failed += 1;
        }
      return failed;
    };
    const failures = await Promise.all([work(), work(), work()]);
    expect(failures.some((count) => count > 0)).toBe(true);
    const numbers = await rows(
      'select count(*)::int as n, count(distinct id)::int as ids, max(leaf_index)::int as last from kontor.activity where account_id = $1',
      [world.partner.id],
    );
    expect(numbers).toEqual([{ n: 3000, ids: 3000, last: 2999 }]);
    expect(await isWhole(world.partner.id)).toBe(3000);
    await isWhole(installationTree);
  });

  test('are never two: while one holds the lock the other stands by, and takes over when it ends', async () => {
    const first = startSequencer({ ...services, log }, 10);
    await addRecord(database.system, world.partner.id);
    await until(nothingWaits);
    const second = startSequencer({ ...services, log }, 10);
    await pause(50);
    const holders = await rows(
      `select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database
       where l.locktype = 'advisory' and d.datname = current_database() and l.classid = 7236542`,
    );
    expect(holders).toEqual([{ n: 1 }]);
    await first();
    await addRecord(database.system, world.partner.id);
    await until(nothingWaits);
    await second();
  });
});

describe('a running sequencer', () => {
  test('gives every record its signed checkpoint within a second of its commit, whoever writes', async () => {
    const stop = startSequencer({ ...services, log });
    const accounts = [world.partner.id, world.stranger.id, world.sandbox.id];
    const since = new Date();
    const write = async (accountId: string) => {
      for (let n = 0; n < 40; n += 1) {
        await addManyRecords(database.owner, accountId, { count: 5 });
        await pause(Math.random() * 30);
      }
    };
    await Promise.all(accounts.flatMap((account) => [write(account), write(account)]));
    await until(nothingWaits);
    await stop();
    const late = await rows(
      `select r.id from kontor.activity r
       cross join lateral (select signed_at from kontor.activity_checkpoint c
         where c.tree_id = r.account_id and c.size > r.leaf_index order by c.size limit 1) c
       where r.account_id = any ($1) and r.recorded_at > $2
         and c.signed_at > r.recorded_at + interval '1 second'`,
      [accounts, since],
    );
    expect(late).toEqual([]);
    for (const account of [...accounts, installationTree]) await isWhole(account);
  });

  test('holds up nobody who writes, and is held up by nobody', async () => {
    const client = await database.owner.connect();
    const stop = startSequencer({ ...services, log }, 5);
    try {
      await client.query('begin');
      const open = await addRecord(client, world.partner.id);
      for (let n = 0; n < 20; n += 1) await addRecord(database.system, world.partner.id);
      await until(nothingWaits);
      await client.query('commit');
      await until(
        async () => (await rows('select 1 from kontor.activity where id = $1', [open])).length === 1,
      );
    } finally {
      client.release();
      await stop();
    }
    await isWhole(world.partner.id);
  });

  test('keeps no word of somebody who is being forgotten at the same time', async () => {
    const stop = startSequencer({ ...services, log }, 1);
    for (let turn = 0; turn < 15; turn += 1) {
      const [personId, personName] = [newUuid(), `canary-${turn}@partner.example`];
      const write = async () => {
        for (let n = 0; n < 6; n += 1)
          await addRecord(database.system, world.partner.id, { personId, personName });
      };
      const forget = async () => {
        await until(
          async () =>
            (await rows('select 1 from kontor.activity_subject where id = $1', [personId])).length > 0,
        );
        await database.system.query('select kontor.forget_activity_subject($1, $2, now())', [
          world.partner.id,
          personId,
        ]);
      };
      await Promise.all([write(), forget()]);
      await until(nothingWaits);
      const kept = await rows(
        `select 1 from kontor.activity where actor_id = $1 and personal is not null
         union all select 1 from kontor.activity_name where actor_id = $1`,
        [personId],
      );
      expect(kept).toEqual([]);
    }
    await stop();
    await isWhole(world.partner.id);
  });
});

test('what has moved and cannot be cleared away, since somebody holds an old snapshot, slows nobody down', {
  timeout: 60_000,
}, async () => {
  const reader = await database.owner.connect();
  const stop = startSequencer({ ...services, log }, 20);
  try {
    await reader.query('set idle_in_transaction_session_timeout = 0');
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from kontor.installation');
    await addManyRecords(database.owner, world.partner.id, { count: 20_000 });
    await until(nothingWaits);
    const id = await addRecord(database.system, world.partner.id);
    await until(async () => (await rows('select 1 from kontor.activity where id = $1', [id])).length === 1);
    const [record] = await rows(
      `select c.signed_at - r.recorded_at < interval '1 second' as soon from kontor.activity r
       join kontor.activity_checkpoint c on c.tree_id = r.account_id and c.size = r.leaf_index + 1 where r.id = $1`,
      [id],
    );
    expect(record).toEqual({ soon: true });
    // Written long ago and only now there: no look at the last minute finds it.
    const late = await addRecord(database.system, world.partner.id);
    await database.owner.query(
      `update kontor.activity_pending set recorded_at = recorded_at - interval '1 hour' where id = $1`,
      [late],
    );
    await until(nothingWaits);
  } finally {
    await stop();
    await reader.query('rollback');
    reader.release();
  }
});
