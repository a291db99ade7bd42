import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { openVault } from '../keys/vault.ts';
import { openSigningKeys } from './signing-keys.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

test('several processes that start at once sign with one key', async () => {
  const vault = await openVault(database.system, randomBytes(32));
  const opened = await Promise.all([1, 2, 3].map(() => openSigningKeys(database.system, vault)));
  const kids = opened.map((keys) => keys.private[0]?.kid);
  expect(new Set(kids).size).toBe(1);
  expect(opened[0]?.public).toHaveLength(1);
  const { rows } = await database.owner.query(
    'select private_ciphertext, public_jwk from kontor.signing_key',
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].private_ciphertext.toString('latin1')).not.toContain(opened[0]?.private[0]?.d);
});
