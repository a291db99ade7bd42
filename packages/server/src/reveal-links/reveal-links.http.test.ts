import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerDownloadsKontor } from '../downloads/download-routes.ts';
import { registerEntitlementsKontor } from '../entitlements/entitlement-routes.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser, type WorldCustomer } from '../testing/world-people.ts';
import { registerRevealLinks } from './reveal-link-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let customer: WorldCustomer;
let bought: BoughtLine;
let skewMs = 0;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 60 });
  customer = world.partner.customers.DE!;
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => instant(realNow() + skewMs) },
    register: ({ app, kontor }) => {
      registerRevealLinks(app, kontor);
      registerDownloadsKontor(app, kontor);
      registerEntitlementsKontor(app, kontor);
    },
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
  await database.owner.query('update kontor.entitlement set keys_wanted = 1 where id = $1', [
    bought.entitlementId,
  ]);
});

const choice = { version: '2025', language: 'en-US', bitness: '64' };
const agent = () => asUser(world.partner, 'admin_agent');
const purchase = () => `/kontor/v1/customers/${customer.id}/software/${bought.entitlementId}`;
const links = () => `${purchase()}/reveal-links`;

type Method = 'GET' | 'POST' | 'DELETE';
const ask = async (method: Method, url: string, principal: Principal | undefined, payload?: object) => {
  const response = await app.inject({
    method,
    url,
    headers: principal ? by(principal) : {},
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() };
};
const make = async (body: object = {}): Promise<{ id: string; url: string; expiresAt: string }> =>
  (await ask('POST', links(), agent(), { ...choice, ...body })).body;
const look = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url: new URL(url).pathname, headers });
const open = (url: string, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: new URL(url).pathname,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: '',
  });
const ownKey = async (): Promise<string> =>
  (await ask('POST', `${purchase()}/keys`, agent(), choice)).body.keys[0].key;
const keyOn = (html: string) =>
  (/<output[^>]*>(.*?)<\/output>/s.exec(html)?.[1] ?? '').replace(/<[^>]+>|\s/g, '');
const listed = async () => (await ask('GET', links(), agent())).body.items;
const records = async (action?: string) =>
  (
    await database.owner.query(
      `select action, person_name, details, address from kontor.activity_pending
       where outcome = 'succeeded' and resource_id = $1 and ($2::text is null or action = $2) order by recorded_at`,
      [bought.entitlementId, action ?? null],
    )
  ).rows;
const setStatus = (status: string) =>
  database.owner.query('update kontor.entitlement set status = $2, version = version + 1 where id = $1', [
    bought.entitlementId,
    status,
  ]);

describe('a link that shows a key once', () => {
  test('asks for a click, and is not used up however often it is looked at', async () => {
    const { url } = await make();
    for (const method of ['GET', 'HEAD', 'GET'] as const)
      expect((await app.inject({ method, url: new URL(url).pathname })).statusCode).toBe(200);
    const page = await look(url);
    expect(page.body).toContain('<form method="post"');
    expect(page.body).toContain('Show the key once');
    expect(page.body).toContain(world.partner.name);
    expect(page.body).not.toMatch(/<script|<output|<img|http-equiv/);
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'cache-control': 'private, no-store',
    });
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(await listed()).toMatchObject([{ status: 'live' }]);
  });

  test('shows the key of the purchase, on record as its maker’s, and then says when it was opened', async () => {
    const { id, url } = await make({ recipient: 'Ada <ada@example.com>' });
    const shown = await open(url);
    expect(shown.statusCode).toBe(200);
    expect(keyOn(shown.body)).toMatch(/^\d{32}$/);
    expect(keyOn(shown.body)).toBe(await ownKey());
    expect(await records('get_software_key')).toMatchObject([
      {
        person_name: `admin_agent@${await domain()}`,
        address: '127.0.0.1',
        details: { kind: 'reveal_link', linkId: id, recipient: 'Ada <ada@example.com>', ...choice },
      },
      { details: { version: '2025' } },
    ]);
    for (const again of [await open(url), await look(url)]) {
      expect(again.statusCode).toBe(410);
      expect(again.body).toContain('This was opened on');
      expect(again.body).not.toContain('<output');
    }
    expect(await listed()).toMatchObject([{ id, status: 'opened', openedAt: expect.any(String) }]);
  });

  test('is opened by one of ten who come at once', async () => {
    const { url } = await make();
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(url)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(9).fill(410)]);
    expect(await records('get_software_key')).toHaveLength(1);
  });

  test('shows the key before the cancel, and on record, or not at all', async () => {
    for (let round = 0; round < 6; round += 1) {
      const offer = world.catalog.subscription.DE!;
      bought = await arrangePurchase(database.system, { customer, offer, at: realNow() });
      await database.owner.query('update kontor.entitlement set keys_wanted = 1 where id = $1', [
        bought.entitlementId,
      ]);
      const { url } = await make();
      const [shown] = await Promise.all([open(url), setStatus('cancelled')]);
      expect([200, 410]).toContain(shown.statusCode);
      expect(await records('get_software_key')).toHaveLength(shown.statusCode === 200 ? 1 : 0);
      const [link] = await listed();
      expect(link.status).toBe(shown.statusCode === 200 ? 'opened' : 'revoked');
    }
  });

  test('leaves neither its token nor the key in clear anywhere in the database', async () => {
    const { url } = await make();
    const key = keyOn((await open(url)).body);
    const token = url.split('/').at(-1);
    const { rows: tables } = await database.owner.query(
      `select c.oid::regclass::text as name from pg_class c where c.relnamespace = 'kontor'::regnamespace and c.relkind = 'r'`,
    );
    for (const { name } of tables) {
      const { rows } = await database.owner.query(
        `select count(*)::int as n from ${name} t where t::text like $1 or t::text like $2`,
        [`%${token}%`, `%${key}%`],
      );
      expect([name, rows[0].n]).toEqual([name, 0]);
    }
  });

  test('lives a day unless it is said, from one hour to seven days', async () => {
    const { url, expiresAt } = await make();
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 60_000)).toBe(1440);
    for (const seconds of [3_599, 604_801])
      expect((await ask('POST', links(), agent(), { ...choice, expiresInSeconds: seconds })).status).toBe(
        422,
      );
    for (const seconds of [3_600, 604_800])
      expect((await ask('POST', links(), agent(), { ...choice, expiresInSeconds: seconds })).status).toBe(
        201,
      );
    skewMs = 86_400_000;
    expect((await look(url)).body).toContain('has expired');
    expect((await open(url)).statusCode).toBe(410);
    expect(await records('get_software_key')).toEqual([]);
  });

  test('dies with the purchase, rests while it is suspended, and lives again after', async () => {
    const { url } = await make();
    await setStatus('suspended');
    expect((await look(url)).body).toContain('suspended');
    expect((await open(url)).statusCode).toBe(410);
    await setStatus('active');
    expect((await look(url)).statusCode).toBe(200);
    await setStatus('cancelled');
    const dead = await open(url);
    expect([dead.statusCode, dead.body.includes('was cancelled')]).toEqual([410, true]);
    expect(dead.body).toContain(world.partner.name);
    expect(await records('get_software_key')).toEqual([]);
  });

  test('is not used up when there is no key to show', async () => {
    const { url } = await make();
    const hide = `update kontor.licence_key set key_group = $1 where entitlement_id is null and key_group = $2`;
    const { rows } = await database.owner.query(
      'select distinct key_group from kontor.licence_key where entitlement_id is null',
    );
    for (const { key_group } of rows) await database.owner.query(hide, [`${key_group}-away`, key_group]);
    const empty = await open(url);
    expect([empty.statusCode, empty.body.includes('not there yet')]).toEqual([409, true]);
    for (const { key_group } of rows) await database.owner.query(hide, [key_group, `${key_group}-away`]);
    expect((await open(url)).statusCode).toBe(200);
  });

  test('speaks the reader’s language', async () => {
    const { url } = await make();
    const page = await look(url, { 'accept-language': 'de-DE, tr;q=0.8, en;q=0.5' });
    expect(page.body).toContain('<html lang="tr">');
    expect(page.body).toContain('Anahtarı bir kez göster');
  });

  test('is unknown, whatever stands in its place', async () => {
    for (const token of ['x', 'a'.repeat(43), '%00', '..%2f..%2fetc']) {
      const response = await app.inject({ method: 'GET', url: `/r/${token}` });
      expect([404, 400]).toContain(response.statusCode);
      expect((await app.inject({ method: 'POST', url: `/r/${token}` })).statusCode).toBeGreaterThanOrEqual(
        400,
      );
    }
    expect((await look(`http://x/r/${'a'.repeat(43)}`)).body).toContain('not known');
  });
});

const domain = async (): Promise<string> =>
  (await database.owner.query('select domain from kontor.account where id = $1', [world.partner.id])).rows[0]
    .domain;

describe('the list of one-time links', () => {
  test('says who made each, for whom, and what became of it, and never where it leads', async () => {
    await make({ recipient: 'Ada' });
    const { url } = await make();
    await open(url);
    const items = await listed();
    expect(items).toMatchObject([
      { status: 'opened', recipient: '' },
      { status: 'live', recipient: 'Ada', createdBy: `admin_agent@${await domain()}`, ...choice },
    ]);
    expect(JSON.stringify(items)).not.toContain(url.split('/').at(-1));
  });

  test('ends one before it is opened, once and for all', async () => {
    const { id, url } = await make();
    const revoke = () => ask('DELETE', `${links()}/${id}`, agent());
    expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 204]);
    expect((await open(url)).body).toContain('It was withdrawn');
    expect(await listed()).toMatchObject([{ status: 'revoked', revokedBy: `admin_agent@${await domain()}` }]);
    expect(await records('revoke_reveal_link')).toHaveLength(1);
    expect(await records('get_software_key')).toEqual([]);
  });

  test('keeps one that was opened as it is', async () => {
    const { id, url } = await make();
    await open(url);
    expect((await ask('DELETE', `${links()}/${id}`, agent())).status).toBe(204);
    expect(await listed()).toMatchObject([{ status: 'opened' }]);
    expect(await records('revoke_reveal_link')).toEqual([]);
  });

  test('is opened or revoked when both come at once, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id, url } = await make();
      const [shown] = await Promise.all([open(url), ask('DELETE', `${links()}/${id}`, agent())]);
      const [link] = await listed();
      expect(link.status).toBe(shown.statusCode === 200 ? 'opened' : 'revoked');
    }
  });

  test('ends every link of the purchase at once, of both kinds', async () => {
    const reveal = await make();
    const used = await make();
    await open(used.url);
    const given = await ask('POST', `${purchase()}/download-links`, agent(), choice);
    const all = await ask('DELETE', `${purchase()}/links`, agent());
    expect(all).toEqual({ status: 200, body: { downloadLinks: 1, revealLinks: 1 } });
    expect((await open(reveal.url)).statusCode).toBe(410);
    expect((await app.inject({ method: 'GET', url: new URL(given.body.url).pathname })).statusCode).toBe(410);
    expect((await ask('DELETE', `${purchase()}/links`, agent())).body).toEqual({
      downloadLinks: 0,
      revealLinks: 0,
    });
    expect(await records('revoke_download_link')).toHaveLength(1);
    expect(await records('revoke_reveal_link')).toHaveLength(1);
  });
});

describe('who makes and ends one-time links', () => {
  const acts = (id: string): [Method, string, object?][] => [
    ['POST', links(), choice],
    ['GET', links()],
    ['DELETE', `${links()}/${id}`],
    ['DELETE', `${purchase()}/links`],
  ];

  test('is an admin agent with a second factor, and nobody else', async () => {
    const { id } = await make();
    for (const [method, url, body] of acts(id)) {
      expect((await ask(method, url, undefined, body)).status).toBe(401);
      expect(await ask(method, url, { ...agent(), secondFactor: false } as Principal, body)).toMatchObject({
        status: 403,
        body: { code: 'second_factor_required' },
      });
      expect(await ask(method, url, asApp(world.partner), body)).toMatchObject({
        status: 403,
        body: { code: 'user_required' },
      });
      for (const role of ['global_administrator', 'sales_agent', 'helpdesk_agent'] as const)
        expect(await ask(method, url, asUser(world.partner, role), body)).toMatchObject({
          status: 403,
          body: { code: 'role_required', anyOf: ['admin_agent'] },
        });
      for (const other of [asOperator(world), asCustomer(customer)])
        expect((await ask(method, url, other, body)).status).toBe(403);
      const stranger = await ask(method, url, asUser(world.stranger, 'admin_agent'), body);
      expect(stranger).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect(await listed()).toMatchObject([{ id, status: 'live' }]);
  });

  test('has an active purchase that has keys, and names a form of it that exists', async () => {
    const refused = (body: object = {}) => ask('POST', links(), agent(), { ...choice, ...body });
    expect(await refused({ version: '1' })).toMatchObject({
      status: 422,
      body: { code: 'fulfilment.unknown' },
    });
    expect((await refused({ recipient: 'x'.repeat(201) })).status).toBe(422);
    await database.owner.query('update kontor.entitlement set keys_wanted = 0 where id = $1', [
      bought.entitlementId,
    ]);
    expect(await refused()).toMatchObject({ status: 409, body: { code: 'entitlement.no_key' } });
    for (const [status, code] of [
      ['provisioning', 'entitlement.provisioning'],
      ['suspended', 'entitlement.suspended'],
      ['cancelled', 'entitlement.revoked'],
    ] as const) {
      await setStatus(status);
      expect(await refused()).toMatchObject({ status: 409, body: { code } });
    }
  });
});

describe('the history of an organisation’s own software', () => {
  const history = async (who: Principal, query = '') =>
    ask('GET', `/kontor/v1/my/software/activity${query}`, who);

  test('names looks, downloads and links by its own people and by its partner’s, and no secret', async () => {
    const { url } = await make({ recipient: 'Ada' });
    await open(url);
    const mine = `/kontor/v1/my/software/${bought.entitlementId}`;
    const own = await ask('POST', `${mine}/download-links`, asCustomer(customer), choice);
    await app.inject({ method: 'GET', url: new URL(own.body.url).pathname });
    const { status, body } = await history(asCustomer(customer), `?entitlementId=${bought.entitlementId}`);
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { action: 'software_download', kind: 'link', fileName: 'setup.iso', by: { own: true } },
      { action: 'get_software_download_link', by: { own: true, organisation: customer.name } },
      {
        action: 'get_software_key',
        kind: 'reveal_link',
        by: { own: false, organisation: world.partner.name },
      },
      { action: 'create_reveal_link', by: { own: false, user: `admin_agent@${await domain()}` } },
    ]);
    const text = JSON.stringify(body);
    for (const secret of [url.split('/').at(-1), '127.0.0.1', 'linkId', 'keyIds', 'Ada'])
      expect(text).not.toContain(secret);
  });

  test('goes on page by page, and holds nothing of another organisation', async () => {
    for (let times = 0; times < 3; times += 1) await make();
    const filter = `?entitlementId=${bought.entitlementId}&limit=2`;
    const first = await history(asCustomer(customer), filter);
    const rest = await history(asCustomer(customer), `${filter}&cursor=${first.body.next}`);
    expect([first.body.items.length, rest.body.items.length, rest.body.next]).toEqual([2, 1, null]);
    expect((await history(asCustomer(customer), '?cursor=x')).body.code).toBe('cursor.invalid');
    for (const other of [world.partner.customers.AU!, world.stranger.customers.DE!])
      expect((await history(asCustomer(other), filter)).body).toEqual({ items: [], next: null });
  });

  test('is the Global administrator’s to read', async () => {
    expect(await history(asCustomer(customer, 'member'))).toMatchObject({
      status: 403,
      body: { code: 'role_required', anyOf: ['global_administrator'] },
    });
    expect((await history(agent())).status).toBe(403);
    expect((await history(asApp(world.partner))).status).toBe(403);
  });
});

describe('a customer’s own download links', () => {
  test('are listed and revoked by their Global administrator; the partner’s are not theirs to see', async () => {
    const mine = `/kontor/v1/my/software/${bought.entitlementId}/download-links`;
    await ask('POST', `${purchase()}/download-links`, agent(), choice);
    const own = await ask('POST', mine, asCustomer(customer), choice);
    const { body } = await ask('GET', mine, asCustomer(customer));
    expect(body.items).toMatchObject([{ status: 'live', downloads: 0 }]);
    const partners = (await ask('GET', `${purchase()}/download-links`, agent())).body.items;
    expect(partners).toHaveLength(2);
    const theirs = partners.find(({ id }: { id: string }) => id !== body.items[0].id);
    expect((await ask('DELETE', `${mine}/${theirs.id}`, asCustomer(customer))).status).toBe(404);
    for (const other of [world.partner.customers.AU!, world.stranger.customers.DE!]) {
      expect((await ask('GET', mine, asCustomer(other))).status).toBe(404);
      expect((await ask('DELETE', `${mine}/${body.items[0].id}`, asCustomer(other))).status).toBe(404);
    }
    expect((await ask('GET', mine, asCustomer(customer, 'member'))).status).toBe(403);
    expect((await ask('DELETE', `${mine}/${body.items[0].id}`, asCustomer(customer))).status).toBe(204);
    expect((await app.inject({ method: 'GET', url: new URL(own.body.url).pathname })).statusCode).toBe(410);
    const [revoked] = (await ask('GET', `${purchase()}/download-links`, agent())).body.items;
    expect(revoked).toMatchObject({ status: 'revoked', revokedBy: expect.stringContaining('admin-') });
  });

  test('tell their maker’s organisation, not by whom, when the partner ended one', async () => {
    const mine = `/kontor/v1/my/software/${bought.entitlementId}/download-links`;
    await ask('POST', mine, asCustomer(customer), choice);
    await ask('DELETE', `${purchase()}/links`, agent());
    const { body } = await ask('GET', mine, asCustomer(customer));
    expect(body.items).toMatchObject([{ status: 'revoked', revokedBy: world.partner.name }]);
  });
});
