import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { createBucketStore } from '../platform/storage/bucket-files.ts';
import { type DownloadSettings, usualLimits } from '../platform/storage/storage-settings.ts';
import { startBucketServer } from '../testing/bucket-server.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerDownloadsKontor } from './download-routes.ts';
import type { TransferOptions } from './transfer-download.ts';

const fileBytes = 64 * 1024 * 1024;
let database: TestDatabase;
let world: World;
let app: FastifyInstance | undefined;
let entitlementId: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 50 });
  const block = Buffer.alloc(1024 * 1024, 5);
  const file = await world.files.put(Readable.from(Array.from({ length: 64 }, () => block)));
  await database.owner.query(
    "update kontor.artifact set size_bytes = $1, sha256 = $2, storage_key = $3 where version = '2025' and language = 'en-US'",
    [file.sizeBytes, file.sha256, file.storageKey],
  );
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});
const customer = () => world.partner.customers.DE!;
beforeEach(async () => {
  const offer = world.catalog.subscription.DE!;
  ({ entitlementId } = await arrangePurchase(database.system, {
    customer: customer(),
    offer,
    at: realNow(),
  }));
  await database.owner.query('delete from kontor.transfer');
});
afterEach(async () => {
  await app?.close();
  app = undefined;
});

const start = async (
  settings: Partial<DownloadSettings>,
  options: TransferOptions = {},
  files = world.files,
) => {
  const downloads = { handOff: { kind: 'none' }, limits: usualLimits, ...settings } as const;
  app = await testApp({
    pools: database,
    world,
    services: { downloads, files },
    register: (surfaces) => registerDownloadsKontor(surfaces.app, surfaces.kontor, options),
  });
  return app;
};
const limitsOf = (own: Partial<typeof usualLimits>) => ({ limits: { ...usualLimits, ...own } });

const givenLink = async (app: FastifyInstance): Promise<string> => {
  const made = await app.inject({
    method: 'POST',
    url: `/kontor/v1/customers/${customer().id}/software/${entitlementId}/download-links`,
    headers: by(asUser(world.partner, 'admin_agent')),
    payload: { version: '2025', language: 'en-US', bitness: '64' },
  });
  return new URL(made.json().url).pathname;
};
const fetchPart = (app: FastifyInstance, url: string, range = 'bytes=0-9') =>
  app.inject({ method: 'GET', url, headers: { range } });

describe('requests a minute', () => {
  test('are so many of a link; the next is told how long to wait, and another link goes on', async () => {
    const app = await start(limitsOf({ perMinuteOfLink: 3 }));
    const [one, other] = [await givenLink(app), await givenLink(app)];
    const answers = [];
    for (let number = 0; number < 4; number += 1) answers.push(await fetchPart(app, one));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([206, 206, 206, 429]);
    expect(answers[2]?.headers).toMatchObject({
      ratelimit: expect.stringContaining('"link";r=0;t=20'),
      'ratelimit-policy': '"link";q=3;w=60, "partner";q=1200;w=60',
    });
    expect(answers[3]?.headers['retry-after']).toMatch(/^(19|20)$/);
    expect(answers[3]?.json()).toMatchObject({ code: 'downloads.too_many', of: 'link' });
    expect(answers[3]?.headers['content-disposition']).toBeUndefined();
    expect((await fetchPart(app, other)).statusCode).toBe(206);
  });

  test('are so many of a partner, whatever the link', async () => {
    const app = await start(limitsOf({ perMinuteOfPartner: 2 }));
    const links = [await givenLink(app), await givenLink(app), await givenLink(app)];
    const answers = [];
    for (const url of links) answers.push(await fetchPart(app, url));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([206, 206, 429]);
    expect(answers[2]?.json()).toMatchObject({ of: 'partner' });
  });

  test('are told to a browser on a page in its language, to tools as a problem', async () => {
    const app = await start(limitsOf({ perMinuteOfLink: 1 }));
    const url = await givenLink(app);
    await fetchPart(app, url);
    const asked = (language: string) =>
      app.inject({
        method: 'GET',
        url,
        headers: { accept: 'text/html,*/*;q=0.8', 'accept-language': language },
      });
    for (const [language, words] of [
      ['en', /Try again in \d+ seconds\./],
      ['tr-TR,tr;q=0.9', /\d+ saniye sonra yeniden deneyin\./],
    ] as const) {
      const page = await asked(language);
      expect([page.statusCode, page.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
      expect(page.headers['retry-after']).toMatch(/^(59|60)$/);
      expect(page.body).toMatch(words);
      expect(page.headers['content-disposition']).toBeUndefined();
    }
    expect((await fetchPart(app, url)).headers['content-type']).toContain('application/problem+json');
  });

  test('that are refused are no downloads on record', async () => {
    const app = await start(limitsOf({ perMinuteOfLink: 1 }));
    const url = await givenLink(app);
    await fetchPart(app, url);
    await fetchPart(app, url);
    const { rows } = await database.owner.query(
      "select count(*)::int as n from kontor.activity_pending where action = 'software_download' and resource_id = $1",
      [entitlementId],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });
});

/** Asks for a file and takes nothing of it. */
const standStill = async (base: string, path: string): Promise<Socket> => {
  const { hostname, port } = new URL(base);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  return socket;
};
const running = async (): Promise<number> =>
  (await database.owner.query('select count(*)::int as n from kontor.transfer')).rows[0].n;

describe('transfers at once', () => {
  test.each([
    ['atOnceOfLink', 'link'],
    ['atOnceOfPartner', 'partner'],
    ['atOnceOfServer', 'server'],
  ] as const)('are as many as %s says, and a place that is left is free again', async (name, of) => {
    const app = await start(limitsOf({ [name]: 2 }));
    const url = await givenLink(app);
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const sockets = [await standStill(base, url), await standStill(base, url)];
    await expect.poll(running, { timeout: 5_000 }).toBe(2);
    const refused = await fetch(`${base}${url}`);
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'downloads.too_many', of }]);
    expect(refused.headers.get('retry-after')).toBe('20');
    sockets[0]?.destroy();
    await expect.poll(running, { timeout: 5_000 }).toBe(1);
    expect((await fetch(`${base}${url}`, { headers: { range: 'bytes=0-99' } })).status).toBe(206);
    sockets[1]?.destroy();
    await expect.poll(running, { timeout: 5_000 }).toBe(0);
  });

  test('that begin in the same moment are never more than allowed', async () => {
    const app = await start(limitsOf({ atOnceOfLink: 3 }));
    const url = await givenLink(app);
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const sockets = await Promise.all(Array.from({ length: 12 }, () => standStill(base, url)));
    await pause(600);
    expect(await running()).toBe(3);
    for (const socket of sockets) socket.destroy();
    await expect.poll(running, { timeout: 5_000 }).toBe(0);
  });

  test('of a server that died count for a minute', async () => {
    const app = await start(limitsOf({ atOnceOfLink: 1 }));
    const url = await givenLink(app);
    const { rows } = await database.owner.query(
      'select id from kontor.download_link where entitlement_id = $1',
      [entitlementId],
    );
    const lost = (seconds: number) =>
      database.owner.query(
        `insert into kontor.transfer (account_id, id, link_id, storage_key, seen_at)
         values ($1, gen_random_uuid(), $2, 'x', clock_timestamp() - make_interval(secs => $3))`,
        [world.partner.id, rows[0].id, seconds],
      );
    await lost(61);
    expect((await fetchPart(app, url)).statusCode).toBe(206);
    await lost(50);
    expect((await fetchPart(app, url)).statusCode).toBe(429);
  });

  test('are cut when their readers take nothing for long', async () => {
    const app = await start({}, { patience: { stalledMs: 400 } });
    const url = await givenLink(app);
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = await standStill(base, url);
    await expect.poll(running, { timeout: 5_000 }).toBe(1);
    await expect.poll(running, { timeout: 5_000 }).toBe(0);
    socket.destroy();
  });

  test('are seen again while they run', async () => {
    const app = await start({}, { recheckMs: 50 });
    const url = await givenLink(app);
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = await standStill(base, url);
    await expect.poll(running, { timeout: 5_000 }).toBe(1);
    await database.owner.query(
      "update kontor.transfer set seen_at = clock_timestamp() - interval '2 minutes'",
    );
    const seen = async () =>
      (
        await database.owner.query(
          "select seen_at > clock_timestamp() - interval '5 s' as lately from kontor.transfer",
        )
      ).rows[0].lately;
    await expect.poll(seen, { timeout: 5_000 }).toBe(true);
    socket.destroy();
  });
});

test('two hundred readers that take nothing cost little memory, and leave others their download', async () => {
  const many = { atOnceOfLink: 1_000, atOnceOfPartner: 1_000, perMinuteOfLink: 1_000 };
  const app = await start(limitsOf(many));
  const url = await givenLink(app);
  const base = await app.listen({ port: 0, host: '127.0.0.1' });
  await (await fetch(`${base}${url}`)).arrayBuffer();
  global.gc?.();
  const before = process.memoryUsage();
  const sockets = await Promise.all(Array.from({ length: 200 }, () => standStill(base, url)));
  await expect.poll(running, { timeout: 15_000 }).toBe(200);
  await pause(500);
  const now = process.memoryUsage();
  // What the kernel holds for the sockets is not ours; buffers are, in "external".
  expect((now.external - before.external) / 1024 / 1024).toBeLessThan(130);
  const answer = await fetch(`${base}${url}`);
  let bytes = 0;
  for await (const part of answer.body!) bytes += part.length;
  expect(bytes).toBe(fileBytes);
  for (const socket of sockets) socket.destroy();
  await expect.poll(running, { timeout: 15_000 }).toBe(0);
});

describe('a download that is handed off', () => {
  const xAccel = { handOff: { kind: 'x-accel', internalPath: '/kontor-files/' } } as const;

  test('to the proxy is still asked for at every request, on record, and carries no byte itself', async () => {
    const app = await start(xAccel);
    const url = await givenLink(app);
    const answer = await fetchPart(app, url, 'bytes=5-9');
    expect([answer.statusCode, answer.rawPayload.length]).toEqual([200, 0]);
    const { rows } = await database.owner.query(
      "select storage_key from kontor.artifact where version = '2025' and language = 'en-US' and product_id = 'DG7GMGF0DWT5'",
    );
    const key = rows[0].storage_key;
    expect(answer.headers['x-accel-redirect']).toBe(`/kontor-files/${key.slice(0, 2)}/${key}`);
    expect(answer.headers['content-disposition']).toContain('setup.iso');
    for (const name of ['content-range', 'etag', 'last-modified'])
      expect(answer.headers[name]).toBeUndefined();
    const head = await app.inject({ method: 'HEAD', url });
    expect(head.headers['x-accel-redirect']).toContain(key);
    const recorded = await database.owner.query(
      "select count(*)::int as n from kontor.activity_pending where action = 'software_download' and resource_id = $1",
      [entitlementId],
    );
    expect(recorded.rows).toEqual([{ n: 1 }]);
    await database.owner.query(
      "update kontor.entitlement set status = 'cancelled', version = version + 1, ended_at = clock_timestamp() where id = $1",
      [entitlementId],
    );
    const dead = await fetchPart(app, url);
    expect([dead.statusCode, dead.headers['x-accel-redirect']]).toEqual([410, undefined]);
  });

  test('to the bucket leads to an address for a minute, which a cancel makes the last one', async () => {
    const server = await startBucketServer();
    const files = createBucketStore(server.settings);
    for await (const key of world.files.list()) await files.put(world.files.open(key));
    const app = await start({ handOff: { kind: 's3' } }, {}, files);
    const url = await givenLink(app);
    const answer = await fetchPart(app, url, 'bytes=5-9');
    expect(answer.statusCode).toBe(302);
    const address = new URL(String(answer.headers.location));
    expect(Number(address.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(60);
    const part = await fetch(address, { headers: { range: 'bytes=5-9' } });
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 5]);
    expect(part.headers.get('content-disposition')).toContain('setup.iso');
    const head = await app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.headers['content-length']]).toEqual([200, String(fileBytes)]);
    await database.owner.query(
      "update kontor.entitlement set status = 'cancelled', version = version + 1, ended_at = clock_timestamp() where id = $1",
      [entitlementId],
    );
    const dead = await fetchPart(app, url);
    expect([dead.statusCode, dead.headers.location]).toEqual([410, undefined]);
    await server.stop();
  });

  test('is counted like any other', async () => {
    const app = await start({ ...xAccel, ...limitsOf({ perMinuteOfLink: 1 }) });
    const url = await givenLink(app);
    expect((await fetchPart(app, url)).statusCode).toBe(200);
    const refused = await fetchPart(app, url);
    expect([refused.statusCode, refused.headers['x-accel-redirect']]).toEqual([429, undefined]);
  });
});
