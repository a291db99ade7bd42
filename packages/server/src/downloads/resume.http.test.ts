import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { createBucketStore } from '../platform/storage/bucket-files.ts';
import type { FileStore } from '../platform/storage/file-store.ts';
import { createFileStore } from '../platform/storage/files.ts';
import { startBucketServer } from '../testing/bucket-server.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerDownloadsKontor } from './download-routes.ts';

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

type Shop = { readonly files: FileStore; readonly close: () => Promise<void> };
const openDirectory = async (): Promise<Shop> => {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-resume-'));
  return {
    files: createFileStore(directory),
    close: () => rm(directory, { recursive: true, force: true }),
  };
};
const openBucket = async (): Promise<Shop> => {
  const { settings, stop } = await startBucketServer();
  return { files: createBucketStore(settings), close: stop };
};

/** Fetches from a byte on and hangs up after so many bytes; a server sends whole chunks, so that more may have come. */
const fetchUntil = (url: string, etag: string | undefined, from: number, cutAfter: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const headers = { range: `bytes=${from}-`, ...(etag === undefined ? {} : { 'if-range': etag }) };
    const request = httpGet(url, { headers }, (response) => {
      if (response.statusCode !== 206) return reject(new Error(`answered ${response.statusCode}`));
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes >= cutAfter) request.destroy();
      });
      // Cut exactly there: what came beyond it is thrown away, as a client's full disk would.
      response.on('close', () => resolve(Buffer.concat(parts).subarray(0, cutAfter)));
    });
    request.on('error', () => undefined);
  });

describe.each([
  ['in a directory', openDirectory],
  ['in a bucket', openBucket],
])('a file %s', (_, openShop) => {
  let shop: Shop;
  let app: FastifyInstance;
  let url: string;
  const bytes = randomBytes(3 * 1024 * 1024 + 777);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  beforeAll(async () => {
    shop = await openShop();
    const limits = {
      perMinuteOfLink: 100_000,
      perMinuteOfPartner: 100_000,
      atOnceOfLink: 1_000,
      atOnceOfPartner: 1_000,
      atOnceOfServer: 1_000,
    };
    app = await testApp({
      pools: database,
      world,
      services: { files: shop.files, downloads: { handOff: { kind: 'none' }, limits } },
      register: ({ app, kontor }) => registerDownloadsKontor(app, kontor),
    });
    const file = await shop.files.put(Readable.from([bytes]));
    await database.owner.query(
      "update kontor.artifact set size_bytes = $1, sha256 = $2, storage_key = $3 where version = '2025' and language = 'en-US'",
      [file.sizeBytes, file.sha256, file.storageKey],
    );
    const customer = world.partner.customers.DE!;
    const offer = world.catalog.subscription.DE!;
    const { entitlementId } = await arrangePurchase(database.system, { customer, offer, at: realNow() });
    const made = await app.inject({
      method: 'POST',
      url: `/kontor/v1/customers/${customer.id}/software/${entitlementId}/download-links`,
      headers: by(asUser(world.partner, 'admin_agent')),
      payload: { version: '2025', language: 'en-US', bitness: '64' },
    });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    url = `${base}${new URL(made.json().url).pathname}`;
  });
  afterAll(async () => {
    await app?.close();
    await shop?.close();
  });

  test('comes whole, with its checksum', async () => {
    const answer = await fetch(url);
    expect(answer.headers.get('etag')).toBe(`"${sha256}"`);
    expect(
      createHash('sha256')
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest('hex'),
    ).toBe(sha256);
  });

  test('comes to the same SHA-256 wherever it is cut, however often', async () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(cuts, async (chosen) => {
        const ends = [...chosen.sort((one, other) => one - other), bytes.length];
        const parts: Buffer[] = [];
        let from = 0;
        for (const end of ends) {
          parts.push(await fetchUntil(url, from === 0 ? undefined : `"${sha256}"`, from, end - from));
          from = end;
        }
        expect(createHash('sha256').update(Buffer.concat(parts)).digest('hex')).toBe(sha256);
      }),
      // The edges of the pieces that files are sent in are always among them.
      {
        seed: 4,
        numRuns: 12,
        examples: [[[1]], [[1024 * 1024]], [[1024 * 1024 - 1, 1024 * 1024 + 1]], [[bytes.length - 1]]],
      },
    );
  });

  test('that was replaced meanwhile begins anew, and never comes mixed', async () => {
    const half = await fetchUntil(url, undefined, 0, 1_000_000);
    expect(half.equals(bytes.subarray(0, 1_000_000))).toBe(true);
    const answer = await fetch(url, { headers: { range: 'bytes=1000000-', 'if-range': '"of-before"' } });
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(bytes.length);
  });

  test('leaves no transfer behind', async () => {
    const running = async () =>
      (await database.owner.query('select count(*)::int as n from kontor.transfer')).rows[0].n;
    await expect.poll(running, { timeout: 3_000 }).toBe(0);
  });
});
