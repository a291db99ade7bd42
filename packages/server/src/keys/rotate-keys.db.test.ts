import { setTimeout as pause } from 'node:timers/promises';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { parseCartId, parseEntitlementId } from '@kontor/domain/ids';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCart } from '../carts/write-cart.ts';
import { importKeys } from '../catalog/import-keys.ts';
import { revealKey } from '../entitlements/reveal-key.ts';
import { checkoutCart } from '../orders/checkout-cart.ts';
import { realNow } from '../platform/clock.ts';
import { openPool } from '../platform/db/pools.ts';
import { openSigningKeys } from '../platform/identity/signing-keys.ts';
import { localKeyService } from '../platform/keys/key-service.ts';
import { openVault, type Vault } from '../platform/keys/vault.ts';
import { testDatabase } from '../testing/database.ts';
import { contextFor } from '../testing/run-context.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { listKeys } from './list-keys.ts';
import { type KeysDeps, type RotateOptions, rotateKeys } from './rotate-keys.ts';
import { sealedColumns } from './sealed-column-store.ts';

let database: TestDatabase;
let world: World;
const master = Buffer.alloc(32, 7);
const stock = 40;

beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: stock });
});
afterEach(async () => {
  await world?.dispose();
  await database?.drop();
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
/** Another process with the same master key. */
const otherProcess = (): Promise<Vault> => openVault(database.system, master);
const depsOf = (vault: Vault): KeysDeps => ({
  ...{ system: database.system, vault, realNow, keyService: localKeyService(master) },
  by: { accountId: world.operator.accountId, application: 'tests' },
});
const rotate = async (options: RotateOptions = {}) => {
  const rotated = await rotateKeys(depsOf(await otherProcess()), { settleMs: 0, ...options });
  if (!rotated.accepted) throw new Error(rotated.refusal.code);
  return rotated.value;
};

const customer = () => world.partner.customers.DE!;
const running = (vault = world.vault) =>
  contextFor(database, { ...world, vault }, asUser(world.partner, 'admin_agent'));
const choice = () => ({ version: world.catalog.artifact.version, language: 'en-US', bitness: '64' }) as const;

const buy = async (offer: 'subscription' | 'perpetual' = 'subscription', vault?: Vault) => {
  const ctx = running(vault);
  const { catalogItemId } = world.catalog[offer].DE!;
  const cart = await createCart(ctx, { customerId: customer().id, lines: [{ catalogItemId, quantity: 1 }] });
  if (!cart.accepted) throw new Error(cart.refusal.code);
  const cartId = parseCartId(cart.value.row.id)!;
  const bought = await checkoutCart(ctx, { customerId: customer().id, cartId });
  if (!bought.accepted) throw new Error(bought.refusal.code);
  return parseEntitlementId(bought.value[0]!.lines[0]!.entitlement_id!)!;
};
const look = async (entitlementId: NonNullable<ReturnType<typeof parseEntitlementId>>, vault?: Vault) => {
  const input = {
    permission: 'keys.read',
    customerId: customer().id,
    entitlementId,
    choice: choice(),
  } as const;
  const shown = await revealKey(running(vault), input);
  if (!shown.accepted) throw new Error(shown.refusal.code);
  return shown.value.keys.map(({ key }) => key);
};

const keyText = (n: number) => withCheckDigits(String(n).padStart(30, '0'));
const importSome = (vault: Vault, keys: AsyncIterable<Buffer> | readonly string[]) => {
  const text = Array.isArray(keys) ? [Buffer.from(keys.join('\n'))] : keys;
  const { productId, skuId } = world.catalog.subscription.DE!;
  const stream = text as AsyncIterable<Uint8Array>; // an array of chunks is read as well
  return importKeys({ system: database.system, vault }, stream, { productId, skuId }, { record: () => [] });
};

describe('everything that is sealed', () => {
  test('is known to the rotation: each column of the database that names a data key', async () => {
    const inCatalogue = await rows(
      `select c.conrelid::regclass::text as "table" from pg_constraint c
       where c.contype = 'f' and c.confrelid = 'kontor.data_key'::regclass order by 1`,
    );
    const named = await rows(
      `select table_name as "table" from information_schema.columns
       where table_schema = 'kontor' and column_name like '%data_key_id' order by 1`,
    );
    const known = sealedColumns.map(({ table }) => table).sort();
    const plain = (list: { table: string }[]) =>
      list.map(({ table }) => table.replace(/^kontor\./, '')).sort();
    expect(plain(inCatalogue)).toEqual(known);
    expect(plain(named)).toEqual(known);
  });
});

describe('a rotation', () => {
  test('seals stock, sold and looked-at keys, authenticator secrets and signing keys again, and all open', async () => {
    const looked = await buy();
    const [text] = await look(looked);
    const sold = await buy();
    const made = await buy('perpetual');
    const signing = await openSigningKeys(database.system, world.vault);
    const place = { table: 'person', row: world.operator.userId, tenant: world.operator.accountId };
    const totp = world.vault.seal(place, 'AUTHENTICATOR');
    await rows('update kontor.person set totp_ciphertext = $1, data_key_id = $2 where id = $3', [
      totp.ciphertext,
      totp.dataKeyId,
      world.operator.userId,
    ]);
    const before = await rows(
      'select id, ciphertext, lookup_hmac, last_characters from kontor.licence_key order by id',
    );

    const { dataKeyId, resumed, rows: resealed, retired } = await rotate();
    expect({ resumed, retired }).toEqual({ resumed: false, retired: [totp.dataKeyId] });
    expect(resealed).toBe(stock + 1 + 1 + 1);

    const { dataKeys } = await listKeys(database.system);
    expect(dataKeys.find(({ id }) => id === totp.dataKeyId)).toMatchObject({ retired: true, rows: 0n });
    expect(dataKeys.find(({ id }) => id === dataKeyId)).toMatchObject({
      retired: false,
      rows: BigInt(stock + 3),
    });
    const after = await rows(
      'select id, ciphertext, lookup_hmac, last_characters from kontor.licence_key order by id',
    );
    expect(after.map(({ ciphertext: _, ...rest }) => rest)).toEqual(
      before.map(({ ciphertext: _, ...rest }) => rest),
    );
    expect(after.filter(({ ciphertext }, n) => ciphertext.equals(before[n].ciphertext))).toEqual([]);

    // The vault of `world` has not been told of anything.
    expect(await look(looked)).toEqual([text]);
    expect((await look(sold))[0]).toMatch(/^\d{32}$/);
    expect((await look(made))[0]).toMatch(/^\d{32}$/);
    const [person] = await rows(
      'select totp_ciphertext as c, data_key_id as k from kontor.person where id = $1',
      [world.operator.userId],
    );
    expect(await world.vault.open(place, person.c, person.k)).toBe('AUTHENTICATOR');
    expect(await openSigningKeys(database.system, world.vault)).toEqual(signing);
    const fresh = await otherProcess();
    expect(await look(looked, fresh)).toEqual([text]);
  });

  test('is on record when it begins and when it ends, in numbers only', async () => {
    const { dataKeyId, retired } = await rotate();
    const records = await rows(
      `select account_id, resource_type, resource_id, application, details from kontor.activity_pending
       where action = 'rotate_data_key' order by id`,
    );
    const about = {
      ...{ account_id: world.operator.accountId, resource_type: 'data_key' },
      ...{ resource_id: String(dataKeyId), application: 'tests' },
    };
    expect(records).toEqual([
      { ...about, details: { step: 'begun' } },
      { ...about, details: { step: 'finished', rows: stock, retired } },
    ]);
  });

  test('leaves duplicates to be found, before, during and after', async () => {
    const keys = [keyText(1), keyText(2)];
    expect(await importSome(world.vault, keys)).toMatchObject({ value: { added: 2 } });
    const during: unknown[] = [];
    const turning = rotate({ settleMs: 300 });
    for (let n = 0; n < 3; n += 1) {
      during.push((await importSome(world.vault, keys)).accepted && (await importSome(world.vault, keys)));
      await pause(50);
    }
    await turning;
    during.push(await importSome(await otherProcess(), keys));
    for (const outcome of during) expect(outcome).toMatchObject({ value: { added: 0, duplicates: 2 } });
  });

  test('runs alone', async () => {
    const [deps, other] = [depsOf(await otherProcess()), depsOf(await otherProcess())];
    const outcomes = await Promise.all([
      rotateKeys(deps, { settleMs: 300 }),
      rotateKeys(other, { settleMs: 300 }),
    ]);
    expect(outcomes.map(({ accepted }) => accepted).sort()).toEqual([false, true]);
    expect(outcomes.find(({ accepted }) => !accepted)).toMatchObject({ refusal: { code: 'keys.busy' } });
    expect((await listKeys(database.system)).dataKeys).toHaveLength(3);
  });

  test('twice makes two keys, and what was retired before stays retired', async () => {
    const first = await rotate();
    const second = await rotate();
    expect(second).toMatchObject({ resumed: false, rows: stock, retired: [first.dataKeyId] });
    expect((await listKeys(database.system)).dataKeys.filter(({ retired }) => retired)).toHaveLength(2);
  });

  test('waits for an import that began before it, and seals what that one brings', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* slowly() {
      for (let n = 0; n < 1000; n += 1) yield Buffer.from(`${keyText(1000 + n)}\n`);
      await held;
      yield Buffer.from(`${keyText(1)}\n`);
    }
    const importing = importSome(world.vault, slowly());
    await pause(300);
    let ended = false;
    const turning = rotate({ settleMs: 100 }).finally(() => {
      ended = true;
    });
    await pause(1500);
    const endedBefore = ended;
    // In any case: an open copy would keep the database from being dropped.
    goOn();
    expect(endedBefore).toBe(false);
    expect(await importing).toMatchObject({ value: { added: 1001 } });
    const { dataKeyId, rows: resealed } = await turning;
    expect(resealed).toBe(stock + 1001);
    expect(await rows('select distinct data_key_id as id from kontor.licence_key')).toEqual([
      { id: dataKeyId },
    ]);
  });

  test('of a pool that everybody buys from stops nobody: no line is left waiting, no key is sold twice', async () => {
    const turning = rotate({ settleMs: 400 });
    const bought = await Promise.all(Array.from({ length: stock }, () => buy()));
    await turning;
    const texts = await Promise.all(bought.map(async (id) => (await look(id))[0]));
    expect(new Set(texts).size).toBe(stock);
  });

  test('and looks at once leave one outcome: the key opens, under either data key', async () => {
    const bought = await Promise.all(Array.from({ length: 12 }, () => buy()));
    const slow = await otherProcess();
    const [, ...shown] = await Promise.all([
      rotate({ settleMs: 200 }),
      ...bought.map((id) => look(id, slow)),
      ...bought.map((id) => look(id)),
    ]);
    const texts = shown.map((keys) => keys[0]);
    expect(texts.slice(0, 12)).toEqual(texts.slice(12));
    const again = await otherProcess();
    expect(await Promise.all(bought.map(async (id) => (await look(id, again))[0]))).toEqual(texts.slice(12));
  });

  test('is taken up again with the same key, by whoever asks next', async () => {
    const deps = depsOf(await otherProcess());
    const stopped = rotateKeys(deps, {
      settleMs: 0,
      onProgress: () => {
        throw new Error('the terminal is gone');
      },
    });
    await expect(stopped).rejects.toThrow(/terminal/);
    const begun = (await listKeys(database.system)).dataKeys.at(-1)!;
    expect(begun).toMatchObject({ retired: false });
    expect(await rotate()).toMatchObject({ resumed: true, dataKeyId: begun.id });
  });

  test('names rows that do not open, keeps their key in use and goes on with the others', async () => {
    const [moved, other] = await rows('select id, ciphertext from kontor.licence_key order by id limit 2');
    await rows('update kontor.licence_key set ciphertext = $1 where id = $2', [other.ciphertext, moved.id]);
    const rotated = await rotateKeys(depsOf(await otherProcess()), { settleMs: 0 });
    expect(rotated).toEqual({
      accepted: false,
      refusal: { code: 'keys.rows_broken', rows: [{ table: 'licence_key', id: moved.id }] },
    });
    const inUse = (await listKeys(database.system)).dataKeys.filter(
      ({ purpose, retired }) => purpose === 'secrets' && !retired,
    );
    expect(inUse.map((key) => key.rows)).toEqual([1n, BigInt(stock - 1)]);
    await rows('update kontor.licence_key set ciphertext = $1 where id = $2', [moved.ciphertext, moved.id]);
    expect(await rotate()).toMatchObject({ resumed: true, rows: 1, retired: [inUse[0]!.id] });
  });
});

describe('rows that somebody holds', () => {
  test('for longer than a statement waits are sealed by a later pass', async () => {
    const holder = await database.owner.connect();
    await holder.query('begin');
    await holder.query('select id from kontor.licence_key order by id limit 1 for update');
    const impatient = openPool({ databaseUrl: database.databaseUrl, lockTimeoutMs: 30 }, 'kontor_system', 2);
    const deps = { ...depsOf(await otherProcess()), system: impatient };
    const turning = rotateKeys(deps, { settleMs: 0 });
    await pause(400);
    expect((await listKeys(database.system)).dataKeys.at(-1)?.rows).toBe(0n);
    await holder.query('commit');
    holder.release();
    expect(await turning).toMatchObject({ accepted: true, value: { rows: stock } });
    await impatient.end();
  });
});

describe('a process that was running before', () => {
  test('opens what is sealed under the new key at once, and seals with it from its next look on', async () => {
    const place = { table: 'licence_key', row: '1', tenant: 'installation' };
    const old = world.vault.seal(place, 'before');
    const { dataKeyId } = await rotate();
    const elsewhere = (await otherProcess()).seal(place, 'after');
    expect(elsewhere.dataKeyId).toBe(dataKeyId);
    const before = await otherProcess();
    expect(await before.open(place, old.ciphertext, old.dataKeyId)).toBe('before');
    expect(await world.vault.open(place, elsewhere.ciphertext, elsewhere.dataKeyId)).toBe('after');
    expect(world.vault.seal(place, 'x').dataKeyId).toBe(dataKeyId);
  });

  test('asks once for a key that many look at', async () => {
    let asked = 0;
    const counting = localKeyService(master);
    const vault = await openVault(database.system, {
      ...counting,
      unwrap: (context, wrapped) => {
        asked += 1;
        return counting.unwrap(context, wrapped);
      },
    });
    const atStart = asked;
    await rotate();
    const place = { table: 'licence_key', row: '1', tenant: 'installation' };
    const sealed = (await otherProcess()).seal(place, 'text');
    const opened = await Promise.all(
      Array.from({ length: 50 }, () => vault.open(place, sealed.ciphertext, sealed.dataKeyId)),
    );
    expect(new Set(opened)).toEqual(new Set(['text']));
    expect(asked - atStart).toBe(1);
  });

  test('that sealed under the old key until the last moment has its row sealed again before that key is retired', async () => {
    const late = world.vault;
    const turning = rotate({ settleMs: 600 });
    await pause(200);
    const id = await buy('perpetual', late);
    const { dataKeyId } = await turning;
    const [key] = await rows('select data_key_id as k from kontor.licence_key where entitlement_id = $1', [
      id,
    ]);
    expect(key.k).toBe(dataKeyId);
  });
});
