import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEvents } from '../partners/event-store.ts';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';

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

const script = fileURLToPath(new URL('../testing/relay-process.ts', import.meta.url));
const startRelaying = async () => {
  const child = spawn(process.execPath, [script, database.databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
};
const kill = async (child: Awaited<ReturnType<typeof startRelaying>>) => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

let written = 0;
const happen = async (count: number) => {
  const entries = Array.from({ length: count }, (_, index) => ({
    type: 'invoice.issued' as const,
    aggregateType: 'invoice',
    aggregateId: `G${written + index}`,
    data: { type: 'invoice', period: '2026-11', currency: 'EUR', totalMinor: '100' },
  }));
  await writeBatch(database.system, noTenant, [addEvents(world.partner.id, realNow(), entries)]);
  written += count;
};

const number = async (sql: string): Promise<number> =>
  Number((await database.owner.query(sql)).rows[0].number);

test('killed at any moment, the relay leaves no gap, and tells each person of each event once', async () => {
  for (let round = 0; round < 6; round += 1) {
    const child = await startRelaying();
    for (let burst = 0; burst < 8; burst += 1) await happen(40);
    await pause(round * 12);
    await kill(child);
  }
  const last = await startRelaying();
  const told = () => number(`select count(*) as number from kontor.notice`);
  // Global administrator, Admin agent and Billing administrator.
  for (let tries = 0; tries < 400 && (await told()) < written * 3; tries += 1) await pause(50);
  await pause(300);
  await kill(last);
  expect(await told()).toBe(written * 3);
  const { rows } = await database.owner.query(
    'select count(*) as events, count(position) as placed, min(position) as low, max(position) as high from kontor.event',
  );
  expect(rows).toEqual([
    { events: BigInt(written), placed: BigInt(written), low: 1n, high: BigInt(written) },
  ]);
  const doubled = `select count(*) as number from (
    select 1 from kontor.notice group by person_id, facts->>'invoiceId' having count(*) > 1) d`;
  expect(await number(doubled)).toBe(0);
  // Nobody was mailed the same twice: a mail goes with the notices that it tells of, or not at all.
  const mailed = `select count(*) as number from (
    select recipient, link from kontor.mail cross join lateral regexp_matches(body, '/invoices/(G[0-9]+)', 'g') as l(link)
    group by 1, 2 having count(*) > 1) twice`;
  expect(await number(mailed)).toBe(0);
}, 120_000);
