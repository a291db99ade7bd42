import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { MasterKeyRefused } from './key-service.ts';
import { SealBroken } from './sealing.ts';
import { openVault } from './vault.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database?.drop());

const master = randomBytes(32);
const place = { table: 'licence_key', row: '1', tenant: 'installation' };
const keyCount = async () => {
  const { rows } = await database.owner.query('select count(*)::int as count from kontor.data_key');
  return rows[0].count;
};

describe('the vault', () => {
  test('opens what it sealed, also after a restart', async () => {
    const first = await openVault(database.system, master);
    const { ciphertext, dataKeyId } = first.seal(place, '1234 ğüş');
    const second = await openVault(database.system, master);
    expect(await second.open(place, ciphertext, dataKeyId)).toBe('1234 ğüş');
    expect(second.lookupHash('abc')).toEqual(first.lookupHash('abc'));
    expect(second.lookupHash('abd')).not.toEqual(first.lookupHash('abc'));
  });

  test('never seals the same text alike and never shows it', async () => {
    const vault = await openVault(database.system, master);
    const [one, two] = [vault.seal(place, 'secret'), vault.seal(place, 'secret')];
    expect(one.ciphertext).not.toEqual(two.ciphertext);
    expect(one.ciphertext.includes('secret')).toBe(false);
  });

  test.each([
    { ...place, table: 'person' },
    { ...place, row: '2' },
    { ...place, tenant: 'another' },
    { table: 'licence_key', row: '1","installation', tenant: '' },
  ])('refuses a ciphertext that was moved to %o', async (elsewhere) => {
    const vault = await openVault(database.system, master);
    const { ciphertext, dataKeyId } = vault.seal(place, 'secret');
    await expect(vault.open(elsewhere, ciphertext, dataKeyId)).rejects.toThrow(SealBroken);
  });

  test('refuses a ciphertext with any byte changed, cut or added', async () => {
    const vault = await openVault(database.system, master);
    const { ciphertext, dataKeyId } = vault.seal(place, 'secret');
    for (let index = 0; index < ciphertext.length; index += 1) {
      const changed = Buffer.from(ciphertext);
      changed[index] = (changed[index]! + 1) % 256;
      await expect(vault.open(place, changed, dataKeyId)).rejects.toThrow(SealBroken);
    }
    await expect(vault.open(place, ciphertext.subarray(0, -1), dataKeyId)).rejects.toThrow(SealBroken);
    await expect(vault.open(place, Buffer.alloc(0), dataKeyId)).rejects.toThrow(SealBroken);
    await expect(vault.open(place, Buffer.concat([ciphertext, Buffer.of(0)]), dataKeyId)).rejects.toThrow(
      SealBroken,
    );
  });

  test('says that the master key is lost or wrong, and makes no new keys then', async () => {
    await openVault(database.system, master);
    const opening = openVault(database.system, randomBytes(32));
    await expect(opening).rejects.toThrow(MasterKeyRefused);
    await expect(openVault(database.system, randomBytes(32))).rejects.toThrow(/lost or is another one/);
    expect(await keyCount()).toBe(2);
  });

  test('makes its keys once when several processes start for the first time at once', async () => {
    const vaults = await Promise.all(Array.from({ length: 4 }, () => openVault(database.system, master)));
    const [sealing, ...others] = vaults;
    const { ciphertext, dataKeyId } = sealing!.seal(place, 'secret');
    for (const vault of others) expect(await vault.open(place, ciphertext, dataKeyId)).toBe('secret');
    expect(await keyCount()).toBe(2);
  });

  test('keeps its keys out of reach of the application', async () => {
    await openVault(database.system, master);
    await expect(database.app.query('select wrapped from kontor.data_key')).rejects.toThrow(
      /permission denied/,
    );
  });
});
