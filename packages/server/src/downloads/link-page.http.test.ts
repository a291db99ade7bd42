import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asCustomer, asUser, type WorldCustomer } from '../testing/world-people.ts';
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
    register: ({ app, kontor }) => registerDownloadsKontor(app, kontor),
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
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-language': 'en-GB' };
const give = async (path: string, who = asUser(world.partner, 'admin_agent')): Promise<URL> => {
  const response = await app.inject({ method: 'POST', url: path, headers: by(who), payload: choice });
  return new URL(response.json().url);
};
const givenLink = () =>
  give(`/kontor/v1/customers/${customer.id}/software/${bought.entitlementId}/download-links`);
const get = (url: string, headers: Record<string, string> = browser) =>
  app.inject({ method: 'GET', url, headers });
const pageOf = (url: URL) => `/l/${url.pathname.split('/').at(-1)}`;
const tracesOf = async () =>
  (
    await database.owner.query(
      `select (select sum(downloads)::int from kontor.download_link where entitlement_id = $1) as downloads,
        (select count(*)::int from kontor.activity_pending where outcome = 'succeeded' and resource_id = $1::text) as records`,
      [bought.entitlementId],
    )
  ).rows[0];

describe('a link that is opened in a browser', () => {
  test('leads to a page that says what it gives, by whom and until when, and leaves no trace', async () => {
    const url = await givenLink();
    const led = await get(url.pathname);
    expect([led.statusCode, led.headers.location]).toEqual([302, pageOf(url)]);
    const page = await get(pageOf(url));
    expect(page.statusCode).toBe(200);
    const artifact = world.catalog.artifact;
    for (const fact of ['setup.iso', '2025', '64-bit', world.partner.name, 'Works until', 'SHA-256'])
      expect(page.body).toContain(fact);
    expect(page.body).toMatch(/[0-9a-f]{64}/);
    expect(artifact.bytes.length).toBeGreaterThan(0);
    expect(page.body).not.toMatch(/<script|<img|<link|http:|https:/);
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'cache-control': 'private, no-store',
    });
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(await tracesOf()).toEqual({ downloads: 0, records: 1 });
  });

  test('gives the file by the page’s own button, and counts it', async () => {
    const url = await givenLink();
    const page = await get(pageOf(url));
    const href = /href="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const file = await get(href);
    expect(file.statusCode).toBe(200);
    expect(file.rawPayload.equals(world.catalog.artifact.bytes)).toBe(true);
    expect(await tracesOf()).toEqual({ downloads: 1, records: 2 });
    const { rows } = await database.owner.query(
      'select last_download_at from kontor.download_link where entitlement_id = $1',
      [bought.entitlementId],
    );
    expect(Math.abs(rows[0].last_download_at - Date.now())).toBeLessThan(60_000);
  });

  test('is the file itself for tools, and for whoever goes on with a download', async () => {
    const url = await givenLink();
    const bare: Record<string, string>[] = [{}, { accept: '*/*' }, { accept: 'application/octet-stream' }];
    for (const headers of bare) expect((await get(url.pathname, headers)).statusCode).toBe(200);
    expect((await get(url.pathname, { ...browser, range: 'bytes=5-' })).statusCode).toBe(206);
    const head = await app.inject({ method: 'HEAD', url: url.pathname, headers: browser });
    expect(head.headers['content-disposition']).toContain('setup.iso');
  });

  test('is not put between a session and its own download', async () => {
    const url = await give(`/kontor/v1/customers/${customer.id}/software/${bought.entitlementId}/downloads`);
    expect((await get(pageOf(url))).statusCode).toBe(404);
    const file = await get(url.pathname);
    expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'application/octet-stream']);
  });

  test('names the organisation whose own administrator made it', async () => {
    const url = await give(
      `/kontor/v1/my/software/${bought.entitlementId}/download-links`,
      asCustomer(customer),
    );
    const page = await get(pageOf(url));
    expect(page.body).toContain(customer.name);
    expect(page.body).not.toContain(world.partner.name);
  });

  test('escapes what a partner calls itself', async () => {
    const { id, name } = world.partner;
    const rename = (to: string) =>
      database.owner.query('update kontor.account set name = $2 where id = $1', [id, to]);
    await rename('<b onmouseover="x">Söz & Oğlu\'s</b>');
    const page = await get(pageOf(await givenLink()));
    await rename(name);
    expect(page.body).not.toContain('<b ');
    expect(page.body).toContain('&lt;b onmouseover=&quot;x&quot;&gt;Söz &amp; Oğlu&#39;s&lt;/b&gt;');
  });
});

describe('the page of a dead link', () => {
  const spoil = (sql: string) => database.owner.query(sql, [bought.entitlementId]);
  const dead: [why: string, spoil: () => Promise<unknown>, words: string][] = [
    [
      'it was revoked',
      () => spoil('update kontor.download_link set revoked_at = now() where entitlement_id = $1'),
      'It was withdrawn',
    ],
    [
      'the purchase was cancelled',
      () => spoil("update kontor.entitlement set status = 'cancelled' where id = $1"),
      'was cancelled',
    ],
    [
      'the purchase is suspended',
      () => spoil("update kontor.entitlement set status = 'suspended' where id = $1"),
      'is suspended',
    ],
    [
      'it has expired',
      async () => {
        skewMs = 8 * 86_400_000;
      },
      'has expired',
    ],
  ];

  test.each(dead)('says that %s and whom to ask, at both addresses', async (_, act, words) => {
    const url = await givenLink();
    await act();
    for (const address of [pageOf(url), url.pathname]) {
      const page = await get(address);
      expect([page.statusCode, page.headers['content-type']]).toEqual([410, 'text/html; charset=utf-8']);
      expect(page.body).toContain(words);
      expect(page.body).toContain(world.partner.name);
      expect(page.body).not.toContain('setup.iso');
    }
    expect(await tracesOf()).toEqual({ downloads: 0, records: 1 });
  });

  test('is the same for whatever was never a link', async () => {
    for (const token of ['x', 'a'.repeat(43), '%3Cscript%3E'])
      expect((await get(`/l/${token}`)).statusCode).toBe(404);
    expect((await get(`/l/${'a'.repeat(43)}`)).body).toContain('not known');
  });
});

describe('the language of the page', () => {
  const said = async (wish: string) => {
    const { body } = await get(pageOf(await givenLink()), { 'accept-language': wish });
    return /<html lang="(\w+)">/.exec(body)?.[1];
  };

  test.each([
    ['tr-TR,tr;q=0.9,en;q=0.8', 'tr'],
    ['en;q=0.8, tr', 'tr'],
    ['de-DE, fr;q=0.9', 'en'],
    ['tr;q=0, en', 'en'],
    ['', 'en'],
    ['de, tr;q=0.3', 'tr'],
  ])('for %s is %s', async (wish, language) => {
    expect(await said(wish)).toBe(language);
  });
});
