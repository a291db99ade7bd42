import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { checkLog } from './check-log.ts';
import { addManyRecords } from './testing/records.ts';
import { installationTree } from './tree-store.ts';

const program = fileURLToPath(new URL('./testing/sequencer-process.ts', import.meta.url));

let cluster: TestCluster;
let database: TestDatabase;
let world: World;
beforeAll(async () => {
  cluster = await startTestCluster();
  database = await createTestDatabase(cluster.databaseUrl);
  world = await buildWorld(database);
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
  await cluster?.stop();
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const startSequencer = async (): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [program, database.databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
};
const kill = async (child: ChildProcess) => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};
const numbered = async (accountId: string): Promise<string[]> =>
  (
    await rows('select id, leaf_index from kontor.activity where account_id = $1 order by leaf_index', [
      accountId,
    ])
  ).map(({ id, leaf_index }, index) => {
    expect(Number(leaf_index)).toBe(index);
    return id;
  });
const waiting = async () => (await rows('select count(*)::int as n from kontor.activity_pending'))[0].n;

test('a sequencer that is killed in its rounds loses, doubles and skips nothing, and the order stays', {
  timeout: 120_000,
}, async () => {
  const accounts = [world.partner.id, world.stranger.id, world.sandbox.id];
  const written = new Map(accounts.map((account) => [account, 0]));
  let before = new Map<string, string[]>(accounts.map((account) => [account, []]));
  let killedAtWork = 0;
  for (let turn = 0; turn < 14; turn += 1) {
    for (const account of accounts) {
      const count = 200 + 150 * turn;
      await addManyRecords(database.owner, account, { count, first: written.get(account) ?? 0 });
      written.set(account, (written.get(account) ?? 0) + count);
    }
    const child = await startSequencer();
    // At any moment of its rounds, from before the first to after some.
    await pause(turn * 23);
    await kill(child);
    if ((await waiting()) > 0) killedAtWork += 1;
    const now = new Map<string, string[]>();
    for (const account of accounts) {
      const ids = await numbered(account);
      expect(ids.slice(0, before.get(account)?.length)).toEqual(before.get(account));
      now.set(account, ids);
    }
    before = now;
  }
  expect(killedAtWork).toBeGreaterThan(3);
  const last = await startSequencer();
  for (const deadline = Date.now() + 30_000; (await waiting()) > 0 && Date.now() < deadline; )
    await pause(20);
  await kill(last);
  for (const account of accounts) {
    expect((await numbered(account)).length).toBe(written.get(account));
    const order = await rows(
      'select resource_id::int as n from kontor.activity where account_id = $1 order by leaf_index',
      [account],
    );
    expect(order.map(({ n }) => n)).toEqual(Array.from({ length: written.get(account) ?? 0 }, (_, n) => n));
  }
  for (const tree of [...accounts, installationTree])
    expect((await checkLog(database.system, tree))?.faults).toEqual([]);
});
