import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';

const program = fileURLToPath(new URL('../cli.ts', import.meta.url));

let cluster: TestCluster;
let database: TestDatabase;
let world: World;
let dataDir: string;
beforeAll(async () => {
  cluster = await startTestCluster();
  database = await createTestDatabase(cluster.databaseUrl);
  world = await buildWorld(database, { keys: 0 });
  dataDir = await mkdtemp(join(tmpdir(), 'kontor-keys-'));
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
  await cluster?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const count = 40_000;
const textOf = (first: number) => {
  const numbers = Array.from({ length: count }, (_, index) => String(first + index).padStart(30, '0'));
  return `${numbers.map(withCheckDigits).join('\n')}\n`;
};
const text = textOf(0);
const others = textOf(count);

/** `kontor import keys -` in a process of its own, waiting for the keys. */
const startImport = (productId = 'DG7GMGF0DWT5'): ChildProcess =>
  spawn(process.execPath, [program, 'import', 'keys', '-', '--product', productId, '--sku', '0001'], {
    env: {
      ...process.env,
      DATABASE_URL: database.databaseUrl,
      KONTOR_MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
      KONTOR_DATA_DIR: dataDir,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });

const numberOf = async (sql: string): Promise<number> => (await database.owner.query(sql)).rows[0].n;
const stock = () =>
  numberOf("select count(*)::int as n from kontor.licence_key where product_id = 'DG7GMGF0DWT5'");
const records = () =>
  numberOf(`select count(*)::int as n from kontor.activity_pending where action = 'import_keys'`);
const imports = () => numberOf('select count(*)::int as n from kontor.key_import');

/** The database notices a client that is gone when it next writes to it; until then its transaction stands. */
const settled = async () => {
  for (let turn = 0; turn < 200; turn += 1) {
    const busy = await numberOf(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and xact_start is not null and state <> 'idle'`,
    );
    if (busy === 0) return;
    await pause(50);
  }
};

test('an import that is killed leaves all of its keys with its record, or nothing of it', {
  timeout: 240_000,
}, async () => {
  const child = startImport();
  child.stdin?.on('error', () => undefined);
  // Half of the file, and no more: it is killed while it waits.
  child.stdin?.write(text.slice(0, text.length / 2));
  await pause(1500);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await settled();
  expect([await stock(), await records(), await imports()]).toEqual([0, 0, 0]);

  // How long a whole import takes here and now, measured with other keys of another product.
  const startedAt = performance.now();
  const whole = startImport('DG7GMGF0DVT9');
  whole.stdin?.end(others);
  expect(await once(whole, 'exit')).toEqual([0, null]);
  const wholeMs = performance.now() - startedAt;
  const first = { records: await records(), imports: await imports() };
  expect(first).toEqual({ records: 1, imports: 1 });

  for (const share of [0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 0.97, 1.1]) {
    const before = { records: await records() };
    const killed = startImport();
    killed.stdin?.on('error', () => undefined);
    const gone = once(killed, 'exit');
    killed.stdin?.end(text);
    await Promise.race([pause(share * wholeMs), gone]);
    killed.kill('SIGKILL');
    await gone;
    await settled();
    const [now, said] = [await stock(), await records()];
    // One transaction: whole, or as it was; and on record exactly when it is whole.
    expect([0, count]).toContain(now);
    expect(said - before.records).toBe(now === count ? 1 : 0);
    expect(await imports()).toBe(said);
    if (now === count)
      await database.owner.query("delete from kontor.licence_key where product_id = 'DG7GMGF0DWT5'");
  }
  // The same file makes it whole however often it is brought, and nothing is there twice.
  for (const _ of [1, 2]) {
    const again = startImport();
    again.stdin?.end(text);
    expect(await once(again, 'exit')).toEqual([0, null]);
    expect(await stock()).toBe(count);
  }
  const distinct = await numberOf('select count(distinct lookup_hmac)::int as n from kontor.licence_key');
  expect(distinct).toBe(2 * count);
});
