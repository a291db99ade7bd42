import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { type KeyService, localKeyService, MasterKeyRefused } from '../platform/keys/key-service.ts';
import { openVault } from '../platform/keys/vault.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { abandonMasterKey, confirmMasterKey, prepareMasterKey } from './rewrap-keys.ts';
import { type KeysDeps, rotateKeys } from './rotate-keys.ts';

let database: TestDatabase;
let accountId: string;
const place = { table: 'licence_key', row: '1', tenant: 'installation' };
const [oldKey, newKey, otherKey] = [randomBytes(32), randomBytes(32), randomBytes(32)] as const;

beforeEach(async () => {
  database = await testDatabase();
  accountId = newUuid();
  await database.owner.query(
    `insert into kontor.account (id, kind, name, domain, country) values ($1, 'installation', 'Kontor', '', 'TR')`,
    [accountId],
  );
});
afterEach(() => database?.drop());

const withKey = async (key: Buffer): Promise<KeysDeps> => ({
  ...{ system: database.system, realNow, by: { accountId, application: 'tests' } },
  ...{ vault: await openVault(database.system, key), keyService: localKeyService(key) },
});
const opens = (key: Buffer) => openVault(database.system, key);

describe('a new master key', () => {
  test('opens beside the old one until it is confirmed, and then alone', async () => {
    const before = await opens(oldKey);
    const sealed = before.seal(place, 'text');
    const prepared = await prepareMasterKey(await withKey(oldKey), localKeyService(newKey));
    expect(prepared).toEqual({ accepted: true, value: { dataKeys: 2, already: false } });
    for (const key of [oldKey, newKey]) {
      const vault = await opens(key);
      expect(await vault.open(place, sealed.ciphertext, sealed.dataKeyId)).toBe('text');
      expect(vault.lookupHash('a')).toEqual(before.lookupHash('a'));
    }
    await expect(opens(otherKey)).rejects.toThrow(MasterKeyRefused);
    expect(await confirmMasterKey(await withKey(newKey))).toMatchObject({ accepted: true });
    await expect(opens(oldKey)).rejects.toThrow(/lost or is another one/);
    const after = await opens(newKey);
    expect(await after.open(place, sealed.ciphertext, sealed.dataKeyId)).toBe('text');
    // Whoever runs since before keeps working with what it has.
    expect(await before.open(place, sealed.ciphertext, sealed.dataKeyId)).toBe('text');
    const late = before.seal(place, 'late');
    expect(await after.open(place, late.ciphertext, late.dataKeyId)).toBe('late');
  });

  test('is prepared once, however often it is asked for, and by one at a time', async () => {
    const deps = await withKey(oldKey);
    const outcomes = await Promise.all([1, 2, 3].map(() => prepareMasterKey(deps, localKeyService(newKey))));
    for (const outcome of outcomes) if (!outcome.accepted) expect(outcome.refusal.code).toBe('keys.busy');
    expect(outcomes.filter((outcome) => outcome.accepted && !outcome.value.already)).toHaveLength(1);
    expect(await prepareMasterKey(deps, localKeyService(newKey))).toMatchObject({ value: { already: true } });
    expect(await prepareMasterKey(deps, localKeyService(otherKey))).toMatchObject({
      refusal: { code: 'keys.other_change_pending' },
    });
  });

  test('is refused when it is the one in use', async () => {
    expect(await prepareMasterKey(await withKey(oldKey), localKeyService(oldKey))).toMatchObject({
      refusal: { code: 'keys.same_master_key' },
    });
  });

  test('is confirmed by nobody but who runs with it', async () => {
    expect(await confirmMasterKey(await withKey(oldKey))).toMatchObject({
      refusal: { code: 'keys.no_change_pending' },
    });
    await prepareMasterKey(await withKey(oldKey), localKeyService(newKey));
    expect(await confirmMasterKey(await withKey(oldKey))).toMatchObject({
      refusal: { code: 'keys.not_the_new_master_key' },
    });
    await expect(opens(oldKey)).resolves.toBeDefined();
  });

  test('is taken back by nobody but who runs with the old one', async () => {
    await prepareMasterKey(await withKey(oldKey), localKeyService(newKey));
    expect(await abandonMasterKey(await withKey(newKey))).toMatchObject({
      refusal: { code: 'keys.not_the_old_master_key' },
    });
    expect(await abandonMasterKey(await withKey(oldKey))).toMatchObject({ accepted: true });
    await expect(opens(newKey)).rejects.toThrow(MasterKeyRefused);
    expect(await abandonMasterKey(await withKey(oldKey))).toMatchObject({
      refusal: { code: 'keys.no_change_pending' },
    });
  });

  test('holds up a rotation, whose key would be under the old one alone', async () => {
    await prepareMasterKey(await withKey(oldKey), localKeyService(newKey));
    const rotated = await rotateKeys(await withKey(newKey), { settleMs: 0 });
    expect(rotated).toMatchObject({ refusal: { code: 'keys.master_key_changing' } });
  });

  test('is read again by a process whose key file was changed under it', async () => {
    let file = oldKey;
    const vault = await openVault(
      database.system,
      localKeyService(file, async () => file),
    );
    await prepareMasterKey(await withKey(oldKey), localKeyService(newKey));
    file = newKey;
    await confirmMasterKey(await withKey(newKey));
    expect(await rotateKeys(await withKey(newKey), { settleMs: 0 })).toMatchObject({ accepted: true });
    const sealed = (await opens(newKey)).seal(place, 'text');
    expect(await vault.open(place, sealed.ciphertext, sealed.dataKeyId)).toBe('text');
  });

  test('changes nothing when the wrapping fails halfway', async () => {
    const deps = await withKey(oldKey);
    let turn = 0;
    const failing: KeyService = {
      ...localKeyService(newKey),
      wrap: async (context, key) => {
        turn += 1;
        if (turn === 2) throw new Error('the key service went away');
        return localKeyService(newKey).wrap(context, key);
      },
    };
    await expect(prepareMasterKey(deps, failing)).rejects.toThrow(/went away/);
    await expect(opens(newKey)).rejects.toThrow(MasterKeyRefused);
    await expect(opens(oldKey)).resolves.toBeDefined();
  });

  test('is on record at each step', async () => {
    await prepareMasterKey(await withKey(oldKey), localKeyService(newKey));
    await abandonMasterKey(await withKey(oldKey));
    await prepareMasterKey(await withKey(oldKey), localKeyService(newKey));
    await confirmMasterKey(await withKey(newKey));
    const { rows } = await database.owner.query(
      `select details->>'step' as step from kontor.activity_pending where action = 'change_master_key' order by id`,
    );
    expect(rows.map(({ step }) => step)).toEqual(['prepared', 'abandoned', 'prepared', 'confirmed']);
  });
});
