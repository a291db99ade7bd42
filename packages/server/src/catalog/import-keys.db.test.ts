import { Readable } from 'node:stream';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { instant } from '@kontor/domain/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { fulfilWaiting } from './fulfil-waiting.ts';
import { isFileName, putArtifact } from './import-artifact.ts';
import { generateKeys, importKeys } from './import-keys.ts';
import { recordAs } from './import-record-store.ts';

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

const productId = 'DG7GMGF0DWT5';
const skuId = '0001';
let next = 1000n;
const newKey = () => {
  next += 1n;
  return withCheckDigits(next.toString().padStart(30, '0'));
};
const options = () => ({
  record: recordAs({
    accountId: world.operator.accountId,
    application: 'test',
    now: instant(1_790_000_000_000),
  }),
});
const deps = () => ({ system: database.system, vault: world.vault });
const importText = async (text: string, target = { productId, skuId }) => {
  const decision = await importKeys(deps(), Readable.from([Buffer.from(text)]), target, options());
  if (!decision.accepted) throw new Error(decision.refusal.code);
  return decision.value;
};
const stock = async () =>
  (
    await database.owner.query(
      'select id, ciphertext, data_key_id from kontor.licence_key where entitlement_id is null order by seq',
    )
  ).rows;
const arrangeWaiting = async (at: number) => {
  const customer = Object.values(world.partner.customers)[0]!;
  const offer = world.catalog.subscription[customer.market]!;
  const bought = await arrangePurchase(database.system, { customer, offer, at: instant(at) });
  await database.owner.query(
    `update kontor.entitlement set status = 'provisioning', key_source = 'pool', keys_wanted = 1 where id = $1`,
    [bought.entitlementId],
  );
  await database.owner.query(`update kontor.order_line set status = 'provisioning' where order_id = $1`, [
    bought.orderId,
  ]);
  return bought;
};
const statusOf = async (id: string) =>
  (await database.owner.query('select status from kontor.entitlement where id = $1', [id])).rows[0].status;

describe('keys', () => {
  test('come in sealed, counted once in a file and once for ever, in any spelling', async () => {
    const [one, two] = [newKey(), newKey()];
    const spaced = one.replace(/(.{4})/g, '$1 ').trim();
    const first = await importText(`\uFEFF${one}\r\n\r\n${two}\r\n${spaced}\r\n`);
    expect(first).toMatchObject({ added: 2, duplicates: 1, invalid: [] });
    expect(await importText(`${two}\n`)).toMatchObject({ added: 0, duplicates: 1 });
    const rows = (await stock()).slice(-2);
    const opened = await Promise.all(
      rows.map((row) =>
        world.vault.open(
          { table: 'licence_key', row: row.id, tenant: 'installation' },
          row.ciphertext,
          row.data_key_id,
        ),
      ),
    );
    expect(opened).toEqual([one, two]);
    expect(rows.some((row) => row.ciphertext.includes(one))).toBe(false);
  });

  test('that are malformed are named by their line, never by their text', async () => {
    const wrong = `${newKey().slice(0, 31)}x`;
    const result = await importText(`${newKey()}\n${wrong}\n12345\n`);
    expect(result.added).toBe(1);
    expect(result.invalid.map(({ line }) => line)).toEqual([2, 3]);
    expect(JSON.stringify(result)).not.toContain(wrong);
    const { rows } = await database.owner.query(
      "select details::text || coalesce(new_value::text, '') as text from kontor.activity_pending where action = 'import_keys'",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ text }) => text).join()).not.toMatch(/\d{16}/);
  });

  test('go to the purchases that wait, oldest first, as far as they reach', async () => {
    await database.owner.query('delete from kontor.licence_key where entitlement_id is null');
    const late = await arrangeWaiting(1_780_000_000_000);
    const early = await arrangeWaiting(1_770_000_000_000);
    expect(await importText(`${newKey()}\n`)).toMatchObject({ added: 1, fulfilled: 1 });
    expect([await statusOf(early.entitlementId), await statusOf(late.entitlementId)]).toEqual([
      'active',
      'provisioning',
    ]);
    const line = await database.owner.query('select status from kontor.order_line where order_id = $1', [
      early.orderId,
    ]);
    expect(line.rows).toEqual([{ status: 'fulfilled' }]);
    expect(await importText(`${newKey()}\n${newKey()}\n`)).toMatchObject({ added: 2, fulfilled: 1 });
    expect(await stock()).toHaveLength(1);
  });

  test('are given to a waiting purchase once when two imports end at once', async () => {
    await database.owner.query('delete from kontor.licence_key where entitlement_id is null');
    const waiting = await arrangeWaiting(1_775_000_000_000);
    await database.owner.query(`update kontor.entitlement set status = 'suspended' where id = $1`, [
      waiting.entitlementId,
    ]);
    await importText(`${newKey()}\n${newKey()}\n`);
    await database.owner.query(`update kontor.entitlement set status = 'provisioning' where id = $1`, [
      waiting.entitlementId,
    ]);
    const both = await Promise.all([1, 2].map(() => fulfilWaiting(database.system, productId, skuId)));
    expect(both.reduce((a, b) => a + b)).toBe(1);
    const taken = await database.owner.query('select 1 from kontor.licence_key where entitlement_id = $1', [
      waiting.entitlementId,
    ]);
    expect(taken.rowCount).toBe(1);
  });

  test('can be made by the thousand, all different and all valid', async () => {
    const made = await generateKeys(deps(), { productId, skuId, count: 1500 }, options());
    expect(made).toMatchObject({ accepted: true, value: { added: 1500, duplicates: 0 } });
  });

  test.each([
    [{ productId: 'NOSUCHTHING1', skuId }, 'product.not_found'],
    [{ productId, skuId: '9999' }, 'sku.not_found'],
    [{ productId: 'DZH318Z0SUSE', skuId }, 'key_group.unknown'],
  ])('are refused for %o', async (target, code) => {
    await expect(importText(newKey(), target)).rejects.toThrow(code);
  });
});

describe('an artifact', () => {
  const target = {
    productId,
    skuId,
    version: '2026',
    language: 'de-DE',
    bitness: '64',
    fileName: 'a b.iso',
  } as const;
  const put = (bytes: string, change = {}) =>
    putArtifact(
      { system: database.system, files: world.files },
      Readable.from([Buffer.from(bytes)]),
      { ...target, ...change },
      options().record,
    );

  test('is stored with its size and SHA-256, and replaced without breaking a running transfer', async () => {
    expect(await put('first')).toMatchObject({ accepted: true, value: { sizeBytes: 5 } });
    const { rows } = await database.owner.query(
      "select storage_key from kontor.artifact where version = '2026'",
    );
    const transfer = world.files.open(rows[0].storage_key);
    expect(await put('second!')).toMatchObject({ accepted: true, value: { sizeBytes: 7 } });
    expect(Buffer.concat(await transfer.toArray()).toString()).toBe('first');
    const after = await database.owner.query("select size_bytes from kontor.artifact where version = '2026'");
    expect(after.rows).toEqual([{ size_bytes: 7n }]);
  });

  test.each([
    [{ productId: 'NOSUCHTHING1' }, 'product.not_found'],
    [{ skuId: '9999' }, 'sku.not_found'],
    [{ fileName: '../x' }, 'artifact.file_name_invalid'],
  ])('is refused for %o', async (change, code) => {
    expect(await put('x', change)).toMatchObject({ accepted: false, refusal: { code } });
  });

  test('is refused when it is empty', async () => {
    expect(await put('')).toMatchObject({ accepted: false, refusal: { code: 'artifact.empty' } });
  });

  test('has a name that every system can save', () => {
    expect(['setup.iso', 'Kurulum Görüntüsü (64).iso', 'a'].map(isFileName)).toEqual([true, true, true]);
    const bad = ['', '.x', 'x.', 'a/b', 'a\\b', 'a\nb', '"a"', 'x'.repeat(201)];
    expect(bad.map(isFileName)).toEqual(bad.map(() => false));
  });
});
