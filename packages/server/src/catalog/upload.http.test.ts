import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFileStore } from '../platform/storage/files.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator } from '../testing/world-people.ts';
import { registerCatalogOperator } from './catalog-operator-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let directory: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  directory = await mkdtemp(join(tmpdir(), 'kontor-upload-'));
  app = await testApp({
    pools: database,
    world,
    services: { files: createFileStore(directory) },
    register: ({ app, kontor }) => registerCatalogOperator(app, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

const path = '/kontor/v1/artifacts/DG7GMGF0DVT9/0001?version=2040&language=de-DE&bitness=64&fileName=a.iso';
const payload = Buffer.alloc(200_000, 3);
const sha256 = createHash('sha256').update(payload).digest();
const headers = () => ({ ...by(asOperator(world)), 'content-type': 'application/octet-stream' });
const put = (query: string, own: Record<string, string> = {}) =>
  app.inject({ method: 'PUT', url: `${path}${query}`, headers: { ...headers(), ...own }, payload });
const stored = async () => {
  const { rows } = await database.owner.query(
    `select (select count(*)::int from kontor.artifact where version = '2040') as artifacts,
       (select count(*)::int from kontor.activity_pending where action = 'put_artifact') as records`,
  );
  const incoming = await readdir(join(directory, 'incoming')).catch(() => []);
  return { ...rows[0], drafts: incoming.length };
};
const nothing = { artifacts: 0, records: 0, drafts: 0 };

test.each([
  [`&sizeBytes=199999`, {}],
  [`&sha256=${'0'.repeat(64)}`, {}],
  ['', { 'repr-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` }],
  ['', { 'content-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` }],
])('a file that is not the one that was announced is not stored: %s %j', async (query, own) => {
  const answer = await put(query, own as Record<string, string>);
  expect(answer.statusCode).toBe(422);
  expect(answer.json()).toMatchObject({
    code: 'artifact.mismatch',
    sizeBytes: payload.length,
    sha256: sha256.toString('hex'),
  });
  expect(await stored()).toEqual(nothing);
});

test.each([['&sizeBytes=many'], ['&sha256=abc']])(
  'an announcement that is none is refused: %s',
  async (query) => {
    expect((await put(query)).json().code).toBe('request.invalid');
    expect(await stored()).toEqual(nothing);
  },
);

test('an upload whose sender goes away leaves nothing', async () => {
  const base = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const sending = request(new URL(path, base), {
    method: 'PUT',
    headers: { ...headers(), 'content-length': '10000000' },
  });
  sending.on('error', () => undefined);
  sending.write(Buffer.alloc(1_000_000));
  await expect.poll(async () => (await stored()).drafts, { timeout: 5_000 }).toBe(1);
  sending.destroy();
  await expect.poll(async () => (await stored()).drafts, { timeout: 5_000 }).toBe(0);
  expect(await stored()).toEqual(nothing);
});

test('a file that is the one that was announced is stored, and said again is no other', async () => {
  const own = { 'repr-digest': `sha-256=:${sha256.toString('base64')}:` };
  const query = `&sizeBytes=${payload.length}&sha256=${sha256.toString('hex').toUpperCase()}`;
  for (const answer of [await put(query, own), await put(query, own)])
    expect([answer.statusCode, answer.json()]).toEqual([
      201,
      { sizeBytes: payload.length, sha256: sha256.toString('hex') },
    ]);
  expect(await stored()).toEqual({ artifacts: 1, records: 2, drafts: 0 });
  const { rows } = await database.owner.query('select count(*)::int as n from kontor.artifact_history');
  expect(rows).toEqual([{ n: 0 }]);
});
