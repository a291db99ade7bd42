import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { query } from './batch.ts';
import { noTenant } from './scope.ts';
import { holdSessionLock, isLockHeld } from './session-lock.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const lock = { space: 2_000_000_001, name: 'a lock' };
const held = async (name = lock.name) =>
  (await query(database.app, noTenant, isLockHeld({ ...lock, name })))[0]?.held;

test('a lock has one holder at a time, and others by other names', async () => {
  const first = await holdSessionLock(database.system, lock);
  expect(first).toBeDefined();
  expect(await holdSessionLock(database.system, lock)).toBeUndefined();
  expect([await held(), await held('another')]).toEqual([true, false]);
  const other = await holdSessionLock(database.system, { ...lock, name: 'another' });
  expect(other).toBeDefined();
  await Promise.all([first?.release(), other?.release()]);
  await expect.poll(() => held()).toBe(false);
});

test('a lock is free when its holder dies', async () => {
  await holdSessionLock(database.system, lock);
  await database.owner.query(
    `select pg_terminate_backend(pid) from pg_locks
     where locktype = 'advisory' and objsubid = 2 and classid = ${lock.space}::oid`,
  );
  await expect.poll(() => held()).toBe(false);
  const next = await holdSessionLock(database.system, lock);
  expect(next).toBeDefined();
  await next?.release();
});

test('more holders than the pool has connections starve nobody', async () => {
  const names = Array.from({ length: 12 }, (_, number) => ({ ...lock, name: `lock ${number}` }));
  const holders = await Promise.all(names.map((name) => holdSessionLock(database.system, name)));
  expect(holders.every((holder) => holder !== undefined)).toBe(true);
  expect(await query(database.system, noTenant, isLockHeld(names[0]!))).toEqual([{ held: true }]);
  await Promise.all(holders.map((holder) => holder?.release()));
});
