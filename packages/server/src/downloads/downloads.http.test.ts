import { createHash } from 'node:crypto';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser, type WorldCustomer } from '../testing/world-people.ts';
import { registerDownloadsKontor } from './download-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let customer: WorldCustomer;
let bought: BoughtLine;
let skewMs = 0;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  customer = world.partner.customers.DE!;
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => instant(realNow() + skewMs) },
    register: ({ app, kontor }) => registerDownloadsKontor(app, kontor, { recheckMs: 50 }),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  skewMs = 0;
  const offer = world.catalog.subscription.DE!;
  bought = await arrangePurchase(database.system, { customer, offer, at: realNow() });
});

const choice = { version: '2025', language: 'en-US', bitness: '64' };
const agent = () => asUser(world.partner, 'admin_agent');
const linksPath = () => `/kontor/v1/customers/${customer.id}/software/${bought.entitlementId}/download-links`;
const downloadsPath = () => `/kontor/v1/customers/${customer.id}/software/${bought.entitlementId}/downloads`;

const post = async (url: string, principal: Principal | undefined, payload: object = choice) => {
  const headers = principal ? by(principal) : {};
  const response = await app.inject({ method: 'POST', url, headers, payload });
  return { status: response.statusCode, body: response.json() };
};
const pathOf = (url: string) => new URL(url).pathname;
const fetchFile = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url: pathOf(url), headers });
const givenLink = async (): Promise<string> => (await post(linksPath(), agent())).body.url;
const cancelPurchase = () =>
  database.owner.query(
    "update kontor.entitlement set status = 'cancelled', version = version + 1 where id = $1",
    [bought.entitlementId],
  );
const records = async () =>
  (
    await database.owner.query(
      "select action, person_name, details, address from kontor.activity_pending where outcome = 'succeeded' and resource_id = $1 order by recorded_at",
      [bought.entitlementId],
    )
  ).rows;

describe('a download link', () => {
  test('gives the file, its name and its hash to whoever has the address', async () => {
    const { status, body } = await post(linksPath(), agent(), { ...choice, language: 'tr-TR' });
    const sha256 = createHash('sha256').update(world.catalog.artifact.bytes).digest();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      fileName: 'Kurulum Görüntüsü.iso',
      sizeBytes: world.catalog.artifact.bytes.length,
      sha256: sha256.toString('hex'),
    });
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(6.99 * 86_400_000);
    const response = await fetchFile(body.url);
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(world.catalog.artifact.bytes)).toBe(true);
    expect(response.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': String(body.sizeBytes),
      'content-disposition':
        'attachment; filename="Kurulum G_r_nt_s_.iso"; filename*=UTF-8\'\'Kurulum%20G%C3%B6r%C3%BCnt%C3%BCs%C3%BC.iso',
      etag: `"${body.sha256}"`,
      'repr-digest': `sha-256=:${sha256.toString('base64')}:`,
      digest: `sha-256=${sha256.toString('base64')}`,
      'x-content-type-options': 'nosniff',
    });
  });

  test('lives from one hour to thirty days', async () => {
    const lifetime = (expiresInSeconds: number) =>
      post(linksPath(), agent(), { ...choice, expiresInSeconds });
    for (const seconds of [3_599, 2_592_001]) expect((await lifetime(seconds)).status).toBe(422);
    for (const seconds of [3_600, 2_592_000]) expect((await lifetime(seconds)).status).toBe(201);
  });

  test('leaves its token nowhere in the database', async () => {
    const token = (await givenLink()).split('/').at(-1);
    const { rows } = await database.owner.query(
      `select (select count(*) from kontor.download_link l where l::text like $1) +
        (select count(*) from kontor.activity_pending a where a::text like $1) +
        (select count(*) from kontor.event e where e::text like $1) as n`,
      [`%${token}%`],
    );
    expect(Number(rows[0].n)).toBe(0);
  });

  test('can be continued from the middle', async () => {
    const url = await givenLink();
    const { bytes } = world.catalog.artifact;
    const first = await fetchFile(url, { range: 'bytes=0-1048575' });
    const etag = String(first.headers.etag);
    const rest = await fetchFile(url, { range: 'bytes=1048576-', 'if-range': etag });
    expect([first.statusCode, rest.statusCode]).toEqual([206, 206]);
    expect(rest.headers['content-range']).toBe(`bytes 1048576-${bytes.length - 1}/${bytes.length}`);
    expect(Buffer.concat([first.rawPayload, rest.rawPayload]).equals(bytes)).toBe(true);
    const tail = await fetchFile(url, { range: 'bytes=-10' });
    expect(tail.rawPayload.equals(bytes.subarray(-10))).toBe(true);
  });

  test('begins anew when the file is another one than the client has begun with', async () => {
    const response = await fetchFile(await givenLink(), { range: 'bytes=5-', 'if-range': '"another"' });
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.length).toBe(world.catalog.artifact.bytes.length);
  });

  test('refuses a range outside the file, and several ranges at once', async () => {
    const url = await givenLink();
    const size = world.catalog.artifact.bytes.length;
    for (const range of [`bytes=${size}-`, 'bytes=0-1,4-5', 'bytes=-0']) {
      const response = await fetchFile(url, { range });
      expect([response.statusCode, response.headers['content-range']]).toEqual([416, `bytes */${size}`]);
      expect(response.json().code).toBe('range.not_satisfiable');
    }
  });

  test('sends nothing to a client that has the file, and only the head to one that asks for it', async () => {
    const url = await givenLink();
    const head = await fetchFile(url, {}, 'HEAD');
    expect([head.statusCode, head.rawPayload.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(world.catalog.artifact.bytes.length));
    const again = await fetchFile(url, { 'if-none-match': String(head.headers.etag) });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
    expect(await records()).toHaveLength(1);
  });

  test('puts each start of a transfer on record under its maker, and counts it', async () => {
    const url = await givenLink();
    await fetchFile(url);
    await fetchFile(url, { range: 'bytes=0-99' });
    await fetchFile(url, { range: 'bytes=100-199' });
    const [made, ...downloads] = await records();
    expect(made).toMatchObject({
      action: 'get_software_download_link',
      details: { orderId: bought.orderId },
    });
    expect(downloads).toHaveLength(2);
    expect(downloads[0]).toMatchObject({
      action: 'software_download',
      person_name: made.person_name,
      details: { kind: 'link', orderId: bought.orderId, fileName: 'setup.iso' },
    });
    const { body } = await get(linksPath(), agent());
    expect(body.items).toMatchObject([{ downloads: 2, fileName: 'setup.iso', createdBy: made.person_name }]);
  });

  test('puts a transfer on record also when it begins in the middle', async () => {
    await fetchFile(await givenLink(), { range: 'bytes=1-' });
    expect((await records()).map(({ action }) => action)).toEqual([
      'get_software_download_link',
      'software_download',
    ]);
  });
});

const get = async (url: string, principal: Principal) => {
  const response = await app.inject({ method: 'GET', url, headers: by(principal) });
  return { status: response.statusCode, body: response.json() };
};

describe('a link that no longer works', () => {
  test('is unknown, whatever stands in its place', async () => {
    for (const token of ['x', 'a'.repeat(43), '..%2f..%2fetc', '%00', 'a'.repeat(5000)]) {
      const response = await app.inject({ method: 'GET', url: `/kontor/v1/downloads/${token}` });
      expect(response.statusCode).toBeGreaterThanOrEqual(404);
      expect(response.statusCode).toBeLessThan(415);
    }
    const response = await app.inject({ method: 'GET', url: `/kontor/v1/downloads/${'a'.repeat(43)}` });
    expect(response.json()).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('has expired by the account’s clock', async () => {
    const url = (await post(linksPath(), agent(), { ...choice, expiresInSeconds: 3600 })).body.url;
    skewMs = 3_590_000;
    expect((await fetchFile(url, {}, 'HEAD')).statusCode).toBe(200);
    skewMs = 3_600_000;
    expect((await fetchFile(url)).json()).toMatchObject({ status: 410, code: 'link.expired' });
  });

  test('dies with the purchase', async () => {
    const url = await givenLink();
    await cancelPurchase();
    const response = await fetchFile(url);
    expect(response.json()).toMatchObject({ status: 410, code: 'link.revoked' });
    expect(response.headers['content-disposition']).toBeUndefined();
    expect((await fetchFile(url, {}, 'HEAD')).statusCode).toBe(410);
    expect(await records()).toHaveLength(1);
  });

  test('dies at once when it is revoked, once and for all', async () => {
    const url = await givenLink();
    const other = await givenLink();
    const { body } = await get(linksPath(), agent());
    const revoke = () =>
      app.inject({ method: 'DELETE', url: `${linksPath()}/${body.items[1].id}`, headers: by(agent()) });
    expect((await revoke()).statusCode).toBe(204);
    expect((await revoke()).statusCode).toBe(204);
    expect((await fetchFile(url)).json()).toMatchObject({ status: 410, code: 'link.revoked' });
    expect((await fetchFile(other)).statusCode).toBe(200);
    expect((await records()).filter(({ action }) => action === 'revoke_download_link')).toHaveLength(1);
  });

  test('says in a browser, in its language, what to do', async () => {
    const url = await givenLink();
    await cancelPurchase();
    const page = await fetchFile(url, { accept: 'text/html,*/*', 'accept-language': 'tr-TR,tr;q=0.9' });
    expect(page.statusCode).toBe(410);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('artık çalışmıyor');
    const english = await fetchFile(url, { accept: 'text/html' });
    expect(english.body).toContain('no longer works');
  });
});

describe('a transfer that is on the way', () => {
  const slowly = async (url: string) => {
    if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
    const address = app.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const response = await fetch(`http://127.0.0.1:${port}${pathOf(url)}`);
    return response.body!.getReader();
  };
  // Large enough that the sockets’ buffers cannot take all of it.
  const enlarge = async () => {
    const { Readable } = await import('node:stream');
    const block = Buffer.alloc(1024 * 1024, 5);
    const file = await world.files.put(Readable.from(Array.from({ length: 64 }, () => block)));
    await database.owner.query(
      "update kontor.artifact set size_bytes = $1, sha256 = $2, storage_key = $3 where version = '2025' and language = 'en-US'",
      [file.sizeBytes, file.sha256, file.storageKey],
    );
  };
  const drain = async (reader: Awaited<ReturnType<typeof slowly>>) => {
    let bytes = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
    return bytes;
  };

  test('is cut when the purchase is cancelled, and another goes on', async () => {
    await enlarge();
    const cut = await slowly(await givenLink());
    await cut.read();
    const kept = bought;
    await cancelPurchase();
    const offer = world.catalog.subscription.DE!;
    bought = await arrangePurchase(database.system, { customer, offer, at: realNow() });
    expect(bought.entitlementId).not.toBe(kept.entitlementId);
    const other = await slowly(await givenLink());
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(drain(cut)).rejects.toThrow();
    expect(await drain(other)).toBe(64 * 1024 * 1024);
  });

  test('is not cut when the link only expires', async () => {
    const reader = await slowly(await givenLink());
    const first = await reader.read();
    skewMs = 8 * 86_400_000;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((first.value?.length ?? 0) + (await drain(reader))).toBe(64 * 1024 * 1024);
  });

  test('leaves no open file behind when the client goes away', async () => {
    const { readdir, readlink } = await import('node:fs/promises');
    const openFiles = async () => {
      const links = await readdir('/proc/self/fd');
      const targets = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
      return targets.filter((target) => target.includes('kontor-world-')).length;
    };
    const readers = await Promise.all(Array.from({ length: 5 }, async () => slowly(await givenLink())));
    await Promise.all(readers.map((reader) => reader.read()));
    expect(await openFiles()).toBeGreaterThan(0);
    await Promise.all(readers.map((reader) => reader.cancel()));
    await expect.poll(openFiles, { timeout: 3_000 }).toBe(0);
  });
});

describe('a session’s own download', () => {
  test('is on record when it is asked for, is no link, and begins within five minutes', async () => {
    const { status, body } = await post(downloadsPath(), agent());
    expect(status).toBe(201);
    expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
    expect((await fetchFile(body.url, { range: 'bytes=0-9' })).statusCode).toBe(206);
    expect(await records()).toMatchObject([{ action: 'software_download', details: { kind: 'session' } }]);
    expect((await get(linksPath(), agent())).body.items).toEqual([]);
    skewMs = 300_000;
    expect((await fetchFile(body.url)).json()).toMatchObject({ code: 'link.expired' });
  });
});

describe('who is given downloads', () => {
  const paths = () => [linksPath(), downloadsPath()];

  test('is an admin agent with a second factor, and nobody else of the partner', async () => {
    for (const path of paths()) {
      expect((await post(path, agent())).status).toBe(201);
      expect((await post(path, undefined)).status).toBe(401);
      const weak: Principal = { ...agent(), secondFactor: false } as Principal;
      expect(await post(path, weak)).toMatchObject({ status: 403, body: { code: 'second_factor_required' } });
      expect(await post(path, asApp(world.partner))).toMatchObject({
        status: 403,
        body: { code: 'user_required' },
      });
      for (const role of ['global_administrator', 'sales_agent', 'helpdesk_agent'] as const)
        expect(await post(path, asUser(world.partner, role))).toMatchObject({
          status: 403,
          body: { code: 'role_required', anyOf: ['admin_agent'] },
        });
      expect((await post(path, asOperator(world))).status).toBe(403);
    }
  });

  test('is no stranger: the purchase does not exist for them', async () => {
    const strangers = asUser(world.stranger, 'admin_agent');
    for (const path of paths())
      expect(await post(path, strangers)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const own = world.stranger.customers.DE!;
    const crossed = `/kontor/v1/customers/${own.id}/software/${bought.entitlementId}/download-links`;
    expect(await post(crossed, strangers)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await get(crossed, strangers)).status).toBe(404);
    const { body } = await (async () => {
      await givenLink();
      return get(linksPath(), agent());
    })();
    const url = `${crossed}/${body.items[0].id}`;
    const revoked = await app.inject({ method: 'DELETE', url, headers: by(strangers) });
    expect(revoked.statusCode).toBe(404);
    const sibling = `/kontor/v1/customers/${world.partner.customers.AU!.id}/software/${bought.entitlementId}/download-links`;
    expect((await post(sibling, agent())).status).toBe(404);
  });

  test('is the customer’s own Global administrator', async () => {
    const mine = `/kontor/v1/my/software/${bought.entitlementId}`;
    for (const path of [`${mine}/downloads`, `${mine}/download-links`]) {
      expect((await post(path, asCustomer(customer))).status).toBe(201);
      expect(await post(path, asCustomer(customer, 'member'))).toMatchObject({
        status: 403,
        body: { code: 'role_required', anyOf: ['global_administrator'] },
      });
      expect((await post(path, asCustomer(world.partner.customers.AU!))).status).toBe(404);
      expect((await post(path, asCustomer(world.stranger.customers.DE!))).status).toBe(404);
      expect((await post(path, agent())).status).toBe(403);
    }
    expect((await post(linksPath(), asCustomer(customer))).status).toBe(403);
  });

  test('has an active purchase and names a form of it that exists', async () => {
    for (const wrong of [{ version: '1' }, { language: 'xx' }, { bitness: '32' }])
      expect(await post(linksPath(), agent(), { ...choice, ...wrong })).toMatchObject({
        status: 422,
        body: { code: 'fulfilment.unknown' },
      });
    expect((await post(linksPath(), agent(), { ...choice, version: 5 })).body.errors).toHaveLength(1);
    const statuses = { provisioning: 'entitlement.provisioning', suspended: 'entitlement.suspended' };
    for (const [state, code] of Object.entries(statuses)) {
      await database.owner.query('update kontor.entitlement set status = $1 where id = $2', [
        state,
        bought.entitlementId,
      ]);
      expect(await post(linksPath(), agent())).toMatchObject({ status: 409, body: { code } });
    }
    await cancelPurchase();
    expect(await post(downloadsPath(), agent())).toMatchObject({
      status: 409,
      body: { code: 'entitlement.revoked' },
    });
  });
});
