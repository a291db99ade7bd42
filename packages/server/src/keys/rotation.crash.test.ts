import { setTimeout as pause } from 'node:timers/promises';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importKeys } from '../catalog/import-keys.ts';
import { openVault, type Vault } from '../platform/keys/vault.ts';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { startCommand } from './testing/kontor-process.ts';

let cluster: TestCluster;
let database: TestDatabase;
let world: World;
const master = Buffer.alloc(32, 7);
const count = 20_000;

const keyText = (n: number) => withCheckDigits(String(n).padStart(30, '0'));

beforeAll(async () => {
  cluster = await startTestCluster();
  database = await createTestDatabase(cluster.databaseUrl);
  world = await buildWorld(database, { keys: 0 });
  const text = Array.from({ length: count }, (_, n) => `${keyText(n)}\n`);
  const { productId, skuId } = world.catalog.subscription.DE!;
  async function* stream() {
    for (const line of text) yield Buffer.from(line);
  }
  const deps = { system: database.system, vault: world.vault };
  await importKeys(deps, stream(), { productId, skuId }, { record: () => [] });
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
  await cluster?.stop();
});

const env = () => ({ DATABASE_URL: database.databaseUrl, KONTOR_MASTER_KEY: master.toString('hex') });
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

const inUse = async (): Promise<number[]> =>
  (
    await rows(`select id from kontor.data_key where purpose = 'secrets' and retired_at is null order by id`)
  ).map(({ id }) => id);
const under = async (id: number): Promise<number> =>
  (await rows('select count(*)::int as n from kontor.licence_key where data_key_id = $1', [id]))[0].n;

/** Every key of the stock as a process opens it. */
const openAll = async (vault: Vault): Promise<string[]> => {
  const stock = await rows('select id, ciphertext, data_key_id from kontor.licence_key order by seq');
  return Promise.all(
    stock.map(({ id, ciphertext, data_key_id }) =>
      vault.open({ table: 'licence_key', row: id, tenant: 'installation' }, ciphertext, data_key_id),
    ),
  );
};

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(2))
    if (await condition()) return;
  throw new Error('it never came to that');
};

describe('a rotation whose process is killed', () => {
  test('at any line leaves everything open to everybody, and is ended by the next one', {
    timeout: 120_000,
  }, async () => {
    const all = Array.from({ length: count }, (_, n) => keyText(n));
    const [first = 0] = await inUse();
    const second = async () => (await inUse())[1] ?? 0;
    const moments: readonly (() => Promise<boolean>)[] = [
      async () => (await second()) > 0,
      async () => (await under(await second())) > 0,
      async () => (await under(await second())) > count / 4,
      async () => (await under(await second())) > count / 2,
      async () => (await under(await second())) === count,
    ];
    for (const moment of moments) {
      const command = startCommand(['keys', 'rotate'], env());
      await until(moment);
      command.child.kill('SIGKILL');
      expect((await command.ended).code).toBe(null);
      expect(await inUse()).toHaveLength(2);
      expect(await openAll(world.vault), 'by a process of before').toEqual(all);
      expect(await openAll(await openVault(database.system, master)), 'by one of now').toEqual(all);
    }
    const newest = await second();
    const { code, said } = await startCommand(['keys', 'rotate'], env()).ended;
    expect([code, said]).toEqual([0, expect.stringContaining(`Data key ${newest} taken up again`)]);
    expect(await inUse()).toEqual([newest]);
    expect(await under(first)).toBe(0);
    expect(await openAll(world.vault)).toEqual(all);
    const steps = await rows(
      `select details->>'step' as step from kontor.activity_pending where action = 'rotate_data_key' order by id`,
    );
    expect(steps.map(({ step }) => step)).toEqual(['begun', 'finished']);
  });

  test('lets the next one begin at once: its lock is gone with it, and while it lives nobody else rotates', async () => {
    const command = startCommand(['keys', 'rotate'], env());
    const before = (await inUse()).length;
    await until(async () => (await inUse()).length > before);
    const other = await startCommand(['keys', 'rotate'], env()).ended;
    expect([other.code, other.said]).toEqual([
      1,
      expect.stringContaining('Another command is changing the keys'),
    ]);
    command.child.kill('SIGKILL');
    await command.ended;
    const next = await startCommand(['keys', 'rotate'], env()).ended;
    expect([next.code, next.said]).toEqual([0, expect.stringContaining('taken up again')]);
  });
});
