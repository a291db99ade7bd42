import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { instant } from '@kontor/domain/time';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { createBucketStore } from '../platform/storage/bucket-files.ts';
import type { FileStore } from '../platform/storage/file-store.ts';
import { createFileStore } from '../platform/storage/files.ts';
import { startBucketServer } from '../testing/bucket-server.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { putArtifact } from './import-artifact.ts';
import { recordAs } from './import-record-store.ts';
import { claimFile } from './stored-file-store.ts';
import { sweepArtifacts } from './sweep-artifacts.ts';

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

type Shop = {
  readonly files: FileStore;
  /** For sweeps beside uploads: the local server may fail when what it lists is deleted meanwhile. */
  readonly unlisted?: FileStore;
  readonly close: () => Promise<void>;
};
const openDirectory = async (): Promise<Shop> => {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-sweep-'));
  return {
    files: createFileStore(directory),
    close: () => rm(directory, { recursive: true, force: true }),
  };
};
const openBucket = async (): Promise<Shop> => {
  const { settings, stop } = await startBucketServer();
  const files = createBucketStore(settings);
  const unlisted: FileStore = { ...files, list: async function* () {}, dropAbandoned: async () => 0 };
  return { files, unlisted, close: stop };
};

const keyOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const impatient = { uploadMs: 0, claimMs: 0 };

describe.each([
  ['in a directory', openDirectory],
  ['in a bucket', openBucket],
])('artifacts %s', (_, openShop) => {
  let shop: Shop;
  let files: FileStore;
  beforeEach(async () => {
    shop = await openShop();
    files = shop.files;
    await database.owner.query(
      'delete from kontor.artifact; delete from kontor.artifact_history; delete from kontor.stored_file; delete from kontor.transfer',
    );
  });
  afterEach(() => shop.close());

  const put = (bytes: Buffer, language = 'de-DE', announced = {}) =>
    putArtifact(
      { system: database.system, files },
      Readable.from([bytes]),
      {
        productId: 'DG7GMGF0DWT5',
        skuId: '0001',
        version: '2026',
        language,
        bitness: '64',
        fileName: 'setup.iso',
        announced,
      },
      recordAs({ accountId: world.partner.id, application: 'test', now: instant(realNow()) }),
    );
  const sweep = (patience = impatient) => sweepArtifacts({ system: database.system, files }, patience);
  const history = async () => {
    const { rows } = await database.owner.query(
      'select storage_key, replaced_at, removed_at from kontor.artifact_history order by id',
    );
    return rows;
  };
  const replacedDaysAgo = (days: number, minutes = 0) =>
    database.owner.query(
      'update kontor.artifact_history set replaced_at = clock_timestamp() - make_interval(days => $1, mins => $2)',
      [days, minutes],
    );

  test('that were replaced stay for the days that the installation says, and are on record for ever', async () => {
    const [one, two] = [randomBytes(2_000), randomBytes(3_000)];
    await put(one);
    await put(two);
    expect(await history()).toMatchObject([{ storage_key: keyOf(one), removed_at: null }]);
    await replacedDaysAgo(30, -1);
    expect(await sweep()).toMatchObject({ removed: 0 });
    await replacedDaysAgo(30, 1);
    expect(await sweep()).toMatchObject({ removed: 1 });
    expect(await files.size(keyOf(one))).toBeUndefined();
    expect(await buffer(files.open(keyOf(two)))).toEqual(two);
    expect(await history()).toMatchObject([{ storage_key: keyOf(one), removed_at: expect.anything() }]);
    expect(await sweep()).toMatchObject({ removed: 0 });
  });

  test('that come back are kept, and replaced by themselves are not replaced', async () => {
    const [one, two] = [randomBytes(2_000), randomBytes(3_000)];
    for (const bytes of [one, two, one, one]) await put(bytes);
    expect((await history()).map((row) => row.storage_key)).toEqual([keyOf(one), keyOf(two)]);
    await replacedDaysAgo(31);
    expect(await sweep()).toMatchObject({ removed: 1 });
    expect(await files.size(keyOf(one))).toBe(2_000);
    expect(await files.size(keyOf(two))).toBeUndefined();
  });

  test('are not taken away while somebody downloads them', async () => {
    const one = randomBytes(2_000);
    await put(one);
    await put(randomBytes(10));
    await replacedDaysAgo(31);
    await database.owner.query(
      'insert into kontor.transfer (account_id, id, link_id, storage_key) values ($1, gen_random_uuid(), gen_random_uuid(), $2)',
      [world.partner.id, keyOf(one)],
    );
    expect(await sweep()).toMatchObject({ removed: 0 });
    await database.owner.query("update kontor.transfer set seen_at = clock_timestamp() - interval '61 s'");
    expect(await sweep()).toMatchObject({ removed: 1 });
  });

  test('that nobody names go when their time has run, counted from when they were first seen', async () => {
    const { storageKey } = await files.put(Readable.from([Buffer.from('orphan')]));
    const { storageKey: named } = await files.put(Readable.from([Buffer.from('named')]));
    await put(Buffer.from('named'));
    expect(await sweep({ uploadMs: 0, claimMs: 3_600_000 })).toMatchObject({ removed: 0 });
    await database.owner.query(
      "update kontor.stored_file set claimed_at = clock_timestamp() - interval '59 min'",
    );
    expect(await sweep({ uploadMs: 0, claimMs: 3_600_000 })).toMatchObject({ removed: 0 });
    await database.owner.query(
      "update kontor.stored_file set claimed_at = clock_timestamp() - interval '61 min'",
    );
    expect(await sweep({ uploadMs: 0, claimMs: 3_600_000 })).toMatchObject({ removed: 1 });
    expect(await files.size(storageKey)).toBeUndefined();
    expect(await files.size(named)).toBe(5);
  });

  test('are the ones that were announced, or nothing of them stays', async () => {
    const bytes = randomBytes(100);
    for (const announced of [{ sizeBytes: 99 }, { sha256: Buffer.alloc(32) }])
      expect(await put(bytes, 'fr-FR', announced)).toMatchObject({ refusal: { code: 'artifact.mismatch' } });
    expect(await Array.fromAsync(files.list())).toEqual([]);
    expect(await files.dropAbandoned(Date.now() + 60_000)).toBe(0);
    expect(
      await put(bytes, 'fr-FR', { sizeBytes: 100, sha256: Buffer.from(keyOf(bytes), 'hex') }),
    ).toMatchObject({
      accepted: true,
    });
  });

  test('no sweep takes a file that a row names, however many sweep while files come and come back', async () => {
    // The local S3 server removes a folder with its last file, under the feet of the next upload: one stays.
    await files.receive(Readable.from([Buffer.from('stays')]));
    // So many that one comes back after about as long as a file may lie there without a name.
    const contents = Array.from({ length: 150 }, (_, at) => Buffer.from(`content ${at}`));
    const patience = { uploadMs: 3_600_000, claimMs: 2_000 };
    let done = false;
    let removed = 0;
    const deadline = Date.now() + 15_000;
    const uploads = Promise.all(
      ['de-DE', 'fr-FR', 'it-IT'].map(async (language) => {
        while (removed < 40 && Date.now() < deadline) {
          await put(contents[randomInt(contents.length)]!, language);
          await pause(15);
        }
      }),
    ).finally(() => {
      done = true;
    });
    const sweepers = [0, 1, 2].map(async () => {
      while (!done)
        removed += (
          await sweepArtifacts({ system: database.system, files: shop.unlisted ?? files }, patience)
        ).removed;
    });
    // Every file that is replaced may go at once.
    const ages = (async () => {
      while (!done) await replacedDaysAgo(31);
    })();
    await Promise.all([uploads, ...sweepers, ages]);
    expect(removed).toBeGreaterThan(0);
    const { rows } = await database.owner.query('select distinct storage_key from kontor.artifact');
    for (const row of rows) expect(await files.size(row.storage_key)).toBeGreaterThan(0);
    await replacedDaysAgo(31);
    await sweep();
    const left = await Array.fromAsync(files.list());
    expect(left.sort()).toEqual(rows.map((row) => row.storage_key).sort());
  });

  test('a claim waits for the sweep that has the file in hand, and is not forgotten with it', async () => {
    const bytes = Buffer.from('both at once');
    const { storageKey } = await files.put(Readable.from([bytes]));
    await writeBatch(database.system, noTenant, [claimFile(storageKey)]);
    let removing: () => void = () => {};
    let goOn: () => void = () => {};
    const begun = new Promise<void>((resolve) => {
      removing = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow: FileStore = {
      ...files,
      remove: async (key) => {
        removing();
        await gate;
        await files.remove(key);
      },
    };
    const sweeping = sweepArtifacts({ system: database.system, files: slow }, impatient);
    await begun;
    const uploading = put(bytes);
    expect(await Promise.race([uploading, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe(
      'waits',
    );
    goOn();
    expect(await sweeping).toMatchObject({ removed: 1 });
    expect(await uploading).toMatchObject({ accepted: true });
    expect(await files.size(storageKey)).toBe(bytes.length);
    expect(await sweep()).toMatchObject({ removed: 0 });
  });
});

test('every table that names files keeps them from being swept', async () => {
  const { rows } = await database.owner.query(
    `select c.relname as name, pg_get_viewdef('kontor.named_file'::regclass) as view
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'storage_key' and not a.attisdropped
     where c.relnamespace = 'kontor'::regnamespace and c.relkind = 'r'`,
  );
  // The registry itself, what once was, and what is on the way are asked for on their own.
  const asked = new Set(['stored_file', 'artifact_history', 'transfer']);
  const naming = rows.filter(({ name }) => !asked.has(name));
  expect(naming.length).toBeGreaterThan(0);
  for (const { name, view } of naming) expect(view).toContain(name);
});
