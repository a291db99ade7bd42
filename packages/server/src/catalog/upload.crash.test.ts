import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBucketStore } from '../platform/storage/bucket-files.ts';
import type { FileStore } from '../platform/storage/file-store.ts';
import { createFileStore } from '../platform/storage/files.ts';
import { type BucketServer, startBucketServer } from '../testing/bucket-server.ts';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { sweepArtifacts } from './sweep-artifacts.ts';

const program = fileURLToPath(new URL('../cli.ts', import.meta.url));

let cluster: TestCluster;
let database: TestDatabase;
let world: World;
let bucket: BucketServer;
let dataDir: string;
beforeAll(async () => {
  cluster = await startTestCluster();
  database = await createTestDatabase(cluster.databaseUrl);
  world = await buildWorld(database, { keys: 0 });
  bucket = await startBucketServer();
  dataDir = await mkdtemp(join(tmpdir(), 'kontor-upload-'));
});
afterAll(async () => {
  await world?.dispose();
  await bucket?.stop();
  await database?.drop();
  await cluster?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const bucketEnv = () => ({
  KONTOR_FILES: 's3',
  KONTOR_S3_ENDPOINT: bucket.settings.endpoint ?? '',
  KONTOR_S3_BUCKET: bucket.settings.bucket,
  KONTOR_S3_ACCESS_KEY_ID: 'S3RVER',
  KONTOR_S3_SECRET_ACCESS_KEY: 'S3RVER',
  KONTOR_S3_PATH_STYLE: '1',
});

/** `kontor import artifact -` in a process of its own, waiting for the bytes. */
const startUpload = (env: Readonly<Record<string, string>>, version: string): ChildProcess => {
  const product = ['--product', 'DG7GMGF0DWT5', '--sku', '0001', '--version', version];
  const form = ['--language', 'de-DE', '--bitness', '64', '--file-name', 'setup.iso'];
  return spawn(process.execPath, [program, 'import', 'artifact', '-', ...product, ...form], {
    env: {
      ...process.env,
      DATABASE_URL: database.databaseUrl,
      KONTOR_MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
      KONTOR_DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
};

const namedFiles = async (): Promise<{ storage_key: string; size_bytes: bigint }[]> =>
  (
    await database.owner.query(
      "select storage_key, size_bytes from kontor.artifact where version like 'crash%'",
    )
  ).rows;
const recorded = async (): Promise<number> =>
  (
    await database.owner.query(
      "select count(*)::int as n from kontor.activity_pending where action = 'put_artifact'",
    )
  ).rows[0].n;

/** Whatever moment it was: each row has its whole file and its record, and a sweep leaves nothing but named files. */
const expectWhole = async (files: FileStore, others: readonly string[]) => {
  const rows = await namedFiles();
  for (const { storage_key: key, size_bytes: size } of rows) {
    const bytes = await buffer(files.open(key));
    expect([BigInt(bytes.length), createHash('sha256').update(bytes).digest('hex')]).toEqual([size, key]);
  }
  await sweepArtifacts({ system: database.system, files }, { uploadMs: -60_000, claimMs: 0 });
  const left = await Array.fromAsync(files.list());
  expect(left.sort()).toEqual([...rows.map((row) => row.storage_key), ...others].sort());
};

const stores = {
  directory: () => ({ files: createFileStore(join(dataDir, 'files')), env: {} }),
  bucket: () => ({ files: createBucketStore(bucket.settings), env: bucketEnv() }),
} as const;

test.each(['directory', 'bucket'] as const)(
  'an upload into a %s whose process is killed is whole or not there, and the next sweep cleans',
  { timeout: 240_000 },
  async (kind) => {
    const { files, env } = stores[kind]();
    await database.owner.query("delete from kontor.artifact where version like 'crash%'");
    await database.owner.query('delete from kontor.artifact_history; delete from kontor.activity_pending');
    const bytes = () => randomBytes(24 * 1024 * 1024);
    // In the middle of the bytes, and around the moments in which they get their place and their row.
    for (const moment of ['first bytes', 'half', 0, 20, 40, 80, 120, 200, 400, 'never'] as const) {
      const [before, recordsBefore] = [await namedFiles(), await recorded()];
      const child = startUpload(env, `crash ${moment}`);
      const ended = once(child, 'exit');
      child.stdin?.on('error', () => undefined);
      const content = bytes();
      if (typeof moment === 'string' && moment !== 'never') {
        child.stdin?.write(content.subarray(0, moment === 'half' ? content.length / 2 : 100_000));
        await untilTaken(child, kind);
      } else {
        child.stdin?.end(content);
        if (kind === 'directory') await untilTaken(child, kind);
        // A process takes a moment before it begins to read.
        if (moment !== 'never') await pause(kind === 'bucket' ? 600 + 2 * moment : moment);
      }
      if (moment !== 'never') child.kill('SIGKILL');
      await ended;
      const after = await namedFiles();
      expect(after.length - before.length).toBe((await recorded()) - recordsBefore);
      if (typeof moment === 'string') expect(after.length - before.length).toBe(moment === 'never' ? 1 : 0);
      await expectWhole(files, []);
    }
    if (kind === 'directory') expect(await readdir(join(dataDir, 'files', 'incoming'))).toEqual([]);
    else expect(await bucket.namesUnder('incoming')).toEqual([]);
  },
);

/** Until some of the bytes have arrived where they wait for the rest. */
const untilTaken = async (child: ChildProcess, kind: 'directory' | 'bucket'): Promise<void> => {
  const drafts = join(dataDir, 'files', 'incoming');
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(5)) {
    if (child.exitCode !== null) throw new Error('the upload ended by itself');
    if (kind === 'bucket') return pause(1_500).then(() => undefined);
    const names = await readdir(drafts).catch(() => []);
    const sizes = await Promise.all(
      names.map((name) =>
        stat(join(drafts, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    if (sizes.some((size) => size > 0)) return;
  }
  throw new Error('no byte ever arrived');
};
