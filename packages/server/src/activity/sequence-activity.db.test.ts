import { createPublicKey, verify } from 'node:crypto';
import { openCheckpoint, parseCheckpoint } from '@kontor/domain/activity/checkpoint';
import { leafHash, rootOf } from '@kontor/domain/activity/merkle-tree';
import { parseNote, parseVerifierKey, type VerifySignature } from '@kontor/domain/activity/signed-note';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { listActivityKeys } from './activity-key-store.ts';
import { keysText } from './activity-keys.ts';
import { commitmentOf, sha256 } from './leaf-of.ts';
import { type Sequencing, sequenceAll, sequenceRound } from './sequence-activity.ts';
import { addManyRecords, addRecord } from './testing/records.ts';
import { installationTree } from './tree-store.ts';

let database: TestDatabase;
let world: World;
let services: Sequencing;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  services = { pools: database, vault: world.vault, realNow, publicUrl: 'http://kontor.example:8080' };
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  await sequenceAll(services);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const leavesOf = async (accountId: string): Promise<string[]> =>
  (await rows('select leaf from kontor.activity where account_id = $1 order by leaf_index', [accountId])).map(
    ({ leaf }) => leaf,
  );
const lastNote = async (treeId: string): Promise<string> =>
  (
    await rows('select note from kontor.activity_checkpoint where tree_id = $1 order by size desc limit 1', [
      treeId,
    ])
  )[0].note;
const checkpointOf = (note: string) => parseCheckpoint(parseNote(note)?.text ?? '');
const hashOf = (leaf: string) => leafHash(sha256, Buffer.from(leaf));
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

const verifySignature: VerifySignature = (message, signature, publicKey) => {
  const x = Buffer.from(publicKey).toString('base64url');
  return verify(
    null,
    message,
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
    signature,
  );
};

describe('a round', () => {
  test('gives records their numbers in the order in which they were written, each account its own', async () => {
    const [one, two] = [world.partner.id, world.stranger.id];
    const before = [(await leavesOf(one)).length, (await leavesOf(two)).length] as const;
    const ids = [];
    for (const account of [one, two, one, one, two]) ids.push(await addRecord(database.system, account));
    expect(await sequenceRound(services)).toBe(5);
    const found = await rows('select id, account_id, leaf_index from kontor.activity where id = any ($1)', [
      ids,
    ]);
    const placeOf = (id: string | undefined) => Number(found.find((row) => row.id === id)?.leaf_index);
    expect(ids.map(placeOf)).toEqual([before[0], before[1], before[0] + 1, before[0] + 2, before[1] + 1]);
    expect(await rows('select 1 from kontor.activity_pending')).toEqual([]);
    expect(await sequenceRound(services)).toBe(0);
  });

  test('signs the root of each tree under the key of the installation and the name of the tree', async () => {
    await addRecord(database.system, world.partner.id);
    await sequenceAll(services);
    const origin = `kontor.example:8080/${world.partner.id}`;
    const keys = keysText(
      [origin, 'kontor.example:8080'],
      await query(database.system, noTenant, listActivityKeys()),
    )
      .trim()
      .split('\n')
      .flatMap((line) => parseVerifierKey(sha256, line) ?? []);
    const opened = openCheckpoint(verifySignature, await lastNote(world.partner.id), keys);
    const leaves = await leavesOf(world.partner.id);
    expect(opened).toMatchObject({ verified: true, checkpoint: { origin, size: leaves.length } });
    expect(hex(checkpointOf(await lastNote(world.partner.id))?.root)).toBe(
      hex(rootOf(sha256, leaves.map(hashOf))),
    );
    expect(openCheckpoint(verifySignature, await lastNote(installationTree), keys)).toMatchObject({
      verified: true,
      checkpoint: { origin: 'kontor.example:8080' },
    });
  });

  test('makes every checkpoint of an account a leaf of the installation’s tree', async () => {
    await addRecord(database.system, world.stranger.id);
    await addRecord(database.system, world.partner.id);
    await sequenceAll(services);
    const leaves = (await rows('select leaf from kontor.activity_root order by leaf_index')).map(
      ({ leaf }) => leaf,
    );
    const accounts = await rows('select note from kontor.activity_checkpoint where tree_id <> $1', [
      installationTree,
    ]);
    expect(new Set(leaves)).toEqual(new Set(accounts.map(({ note }) => parseNote(note)?.text)));
    const checkpoint = checkpointOf(await lastNote(installationTree));
    expect(checkpoint?.size).toBe(leaves.length);
    expect(hex(checkpoint?.root)).toBe(hex(rootOf(sha256, leaves.map(hashOf))));
  });

  test('keeps whole tiles, however the records come', async () => {
    const account = world.sandbox.id;
    for (const count of [1, 254, 1, 1, 600, 255]) {
      await addManyRecords(database.system, account, { count });
      await sequenceAll(services);
    }
    const hashes = (await leavesOf(account)).map(hashOf);
    const tiles = await rows(
      'select level, tile, hashes from kontor.activity_tile where tree_id = $1 order by 1, 2',
      [account],
    );
    const level = (n: number) =>
      Buffer.concat(tiles.filter((tile) => tile.level === n).map((tile) => tile.hashes));
    expect(level(0)).toEqual(Buffer.concat(hashes));
    const above = Array.from({ length: Math.floor(hashes.length / 256) }, (_, n) =>
      rootOf(sha256, hashes.slice(n * 256, n * 256 + 256)),
    );
    expect(level(1)).toEqual(Buffer.concat(above));
    expect(
      tiles
        .filter((tile) => tile.level === 0)
        .slice(0, -1)
        .every((tile) => tile.hashes.length === 8192),
    ).toBe(true);
  });

  test('hides who acted, from where and every personal word behind commitments that open with salt and word', async () => {
    const [personId, aboutId] = [newUuid(), newUuid()];
    const id = await addRecord(database.system, world.partner.id, {
      action: 'update_customer_user',
      resourceType: 'customer_user',
      resourceId: aboutId,
      personId,
      personName: 'ayse@partner.example',
      address: '198.51.100.7',
      newValue: {
        email: 'mehmet@customer.example',
        role: 'user',
        people: [{ firstName: 'Mehmet', lastName: null }],
      },
    });
    await sequenceAll(services);
    const [record] = await rows('select * from kontor.activity where id = $1', [id]);
    for (const word of ['ayse', 'mehmet', 'Mehmet', '198.51']) expect(record.leaf).not.toContain(word);
    expect(record).toMatchObject({ actor_id: personId, subject_id: personId, about_id: aboutId });
    expect(record.personal).toEqual({
      '/user/name': 'ayse@partner.example',
      '/address': '198.51.100.7',
      '/newValue/email': 'mehmet@customer.example',
      '/newValue/people/0/firstName': 'Mehmet',
    });
    const salts = new Map(
      (
        await rows('select id, salt from kontor.activity_subject where id = any ($1)', [[personId, aboutId]])
      ).map((row) => [row.id, row.salt]),
    );
    const leaf = JSON.parse(record.leaf);
    expect(leaf.user).toEqual({
      id: personId,
      name: commitmentOf(salts.get(personId), '/user/name', 'ayse@partner.example'),
    });
    expect(leaf.address).toEqual(commitmentOf(salts.get(personId), '/address', '198.51.100.7'));
    expect(leaf.newValue).toEqual({
      email: commitmentOf(salts.get(aboutId), '/newValue/email', 'mehmet@customer.example'),
      role: 'user',
      people: [
        {
          firstName: commitmentOf(salts.get(aboutId), '/newValue/people/0/firstName', 'Mehmet'),
          lastName: null,
        },
      ],
    });
  });

  test('keeps nothing of somebody who was forgotten, and lets what they do be proven all the same', async () => {
    const personId = newUuid();
    const words = { personId, personName: 'gone@partner.example' };
    await addRecord(database.system, world.partner.id, words);
    await sequenceAll(services);
    await database.system.query('select kontor.forget_activity_subject($1, $2, now())', [
      world.partner.id,
      personId,
    ]);
    const id = await addRecord(database.system, world.partner.id, words);
    await sequenceAll(services);
    const [record] = await rows('select leaf, personal from kontor.activity where id = $1', [id]);
    expect(record.personal).toBe(null);
    expect(JSON.parse(record.leaf).user).toEqual({ id: personId, name: { commitment: expect.any(String) } });
    expect(await rows('select 1 from kontor.activity_name where actor_id = $1', [personId])).toEqual([]);
  });

  test('counts the records of each day, and knows under which names somebody acted', async () => {
    const [personId, customerId] = [newUuid(), newUuid()];
    const at = new Date('2024-02-29T23:59:59.999Z');
    for (const personName of ['old@partner.example', 'new@partner.example', 'new@partner.example'])
      await addRecord(database.system, world.partner.id, {
        at,
        personId,
        personName,
        customerId,
        customerName: 'Kooka',
      });
    await sequenceRound(services, { most: 2 });
    await sequenceAll(services);
    const days = await rows('select day, records from kontor.activity_day where customer_id = $1', [
      customerId,
    ]);
    expect(days).toEqual([{ day: '2024-02-29', records: 3n }]);
    expect(
      await rows('select name from kontor.activity_name where actor_id = $1 order by 1', [personId]),
    ).toEqual([{ name: 'new@partner.example' }, { name: 'old@partner.example' }]);
    expect(
      await rows('select name from kontor.activity_customer_name where customer_id = $1', [customerId]),
    ).toEqual([{ name: 'Kooka' }]);
    expect(await rows(`select to_regclass('kontor.activity_202402') is not null as there`)).toEqual([
      { there: true },
    ]);
  });

  test('numbers what was open while others were numbered after them', async () => {
    const account = world.partner.id;
    const client = await database.owner.connect();
    try {
      await client.query('begin');
      const late = await addRecord(client, account);
      const early = await addRecord(database.system, account);
      await sequenceAll(services);
      await client.query('commit');
      await sequenceAll(services);
      const found = await rows('select id from kontor.activity where id = any ($1) order by leaf_index', [
        [late, early],
      ]);
      expect(found.map(({ id }) => id)).toEqual([early, late]);
    } finally {
      client.release();
    }
  });

  test('keeps what JSON can say: other scripts, line breaks, long numbers, no user and no address', async () => {
    const details = { 'ş\n"\\': ['\u2028', 1e21, -0.5, true, null, {}], __proto__x: 'é' };
    const id = await addRecord(database.system, world.partner.id, {
      address: '',
      details,
      application: 'Kontor',
    });
    await sequenceAll(services);
    const [record] = await rows('select leaf, personal, actor_id from kontor.activity where id = $1', [id]);
    expect(JSON.parse(record.leaf)).toMatchObject({
      v: 1,
      user: null,
      address: null,
      application: 'Kontor',
      details,
    });
    expect(record).toMatchObject({ personal: null, actor_id: installationTree });
  });
});
