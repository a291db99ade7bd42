import { hash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepArtifacts } from '../catalog/sweep-artifacts.ts';
import { type KontorProcess, startKontor } from '../keys/testing/kontor-process.ts';
import { realNow } from '../platform/clock.ts';
import { issueRefreshToken } from '../platform/identity/refresh-tokens.ts';
import { createFileStore } from '../platform/storage/files.ts';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';

let cluster: TestCluster;
let database: TestDatabase;
let world: World;
let folder: string;
let kontor: KontorProcess | undefined;
beforeAll(async () => {
  cluster = await startTestCluster();
  database = await createTestDatabase(cluster.databaseUrl);
  world = await buildWorld(database, { keys: 0 });
  folder = await mkdtemp(join(tmpdir(), 'kontor-attach-'));
}, 120_000);
afterAll(async () => {
  await kontor?.end('SIGKILL');
  await world?.dispose();
  await database?.drop();
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const start = async () => {
  kontor = await startKontor(
    join(folder, 'kontor.log'),
    {
      DATABASE_URL: database.databaseUrl,
      KONTOR_MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
      KONTOR_DATA_DIR: join(folder, 'data'),
      KONTOR_SEED: 'none',
      TMPDIR: folder,
    },
    kontor?.port,
  );
  return kontor;
};

const clientSecret = 'a secret of this test';

const tokenOf = async (baseUrl: string): Promise<string> => {
  const { id, clientId, users } = world.partner;
  await database.owner.query('update kontor.application set secret_hash = $2 where client_id = $1', [
    clientId,
    hash('sha256', clientSecret, 'buffer'),
  ]);
  const refreshToken = await issueRefreshToken(
    { system: database.system, realNow },
    { personId: users.admin_agent, accountId: id, clientId },
  );
  const answer = await fetch(`${baseUrl}/${id}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
      client_secret: clientSecret,
      resource: 'https://graph.windows.net',
    }),
  });
  const json = (await answer.json()) as { access_token: string };
  return json.access_token;
};

const boundary = 'kontor-crash';
const megabyte = 1_048_576;

/** Sends a file piece by piece until the server is gone or it has answered. */
const upload = (baseUrl: string, id: string, token: string, bytes: Buffer, onPiece: (sent: number) => void) =>
  new Promise<number | undefined>((resolve) => {
    const sending = httpRequest(
      `${baseUrl}/kontor/v1/support-requests/${id}/attachments`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    sending.on('error', () => resolve(undefined));
    const run = async () => {
      sending.write(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="dump.log"\r\n\r\n`,
      );
      for (let at = 0; at < bytes.length && !sending.destroyed; at += megabyte) {
        sending.write(bytes.subarray(at, at + megabyte));
        await pause(5);
        onPiece(at + megabyte);
      }
      sending.end(`\r\n--${boundary}--\r\n`);
    };
    void run();
  });

test('a server killed during an upload leaves the whole file and its record, or nothing', {
  timeout: 240_000,
}, async () => {
  let { baseUrl, end } = await start();
  let token = await tokenOf(baseUrl);
  const made = await fetch(`${baseUrl}/kontor/v1/support-requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'something_else',
      impact: 'minimal',
      title: 'Uploads',
      description: '',
      contact: { name: 'Ada', email: 'ada@anadolu.example' },
    }),
  });
  const { id } = (await made.json()) as { id: string };
  const files = createFileStore(join(folder, 'data', 'files'));
  for (const moment of [1, 8, 'sent', 'never'] as const) {
    const bytes = Buffer.from(randomBytes(6 * megabyte).toString('base64'));
    let killed: Promise<void> | undefined;
    const status = await upload(baseUrl, id, token, bytes, (sent) => {
      const isTime = typeof moment === 'number' ? sent >= moment * megabyte : sent >= bytes.length;
      if (moment === 'never' || killed || !isTime) return;
      killed = (moment === 'sent' ? pause(30) : Promise.resolve()).then(() => end('SIGKILL'));
    });
    await killed;
    const { rows } = await database.owner.query(
      'select storage_key, size_bytes::int as size from kontor.support_attachment order by number',
    );
    if (status === 201) expect(rows.at(-1)).toMatchObject({ size: bytes.length });
    await sweepArtifacts({ system: database.system, files }, { uploadMs: -60_000, claimMs: 0 });
    const kept = await Array.fromAsync(files.list());
    expect(kept.sort()).toEqual(rows.map(({ storage_key: key }) => key).sort());
    // What was set aside while it arrived has no name, so that it goes with the process.
    expect((await readdir(folder)).filter((name) => name.startsWith('kontor-spool'))).toEqual([]);
    if (moment !== 'never') {
      ({ baseUrl, end } = await start());
      token = await tokenOf(baseUrl);
    } else expect(status).toBe(201);
  }
});
