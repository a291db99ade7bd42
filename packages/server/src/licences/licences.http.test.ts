import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { openLicence } from '@kontor/domain/licence/judge-licence';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser, type WorldCustomer } from '../testing/world-people.ts';
import { asksPerMinute } from './device-limits.ts';
import { registerLicences } from './licence-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let customer: WorldCustomer;
let bought: BoughtLine;
let skewMs = 0;
let address = 1;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  customer = world.partner.customers.DE!;
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => instant(realNow() + skewMs) },
    register: ({ app, kontor }) => registerLicences(app, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  skewMs = 0;
  address += 1;
  await offer({ offered: true });
  bought = await arrangePurchase(database.system, {
    customer,
    offer: world.catalog.subscription.DE!,
    at: realNow(),
    quantity: 2,
  });
});

const dayMs = 86_400_000;
const agent = () => asUser(world.partner, 'admin_agent');
const productId = () => world.catalog.subscription.DE!.productId;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const send = async (method: Method, url: string, principal?: Principal, payload?: object) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    remoteAddress: `10.0.${address >> 8}.${address & 255}`,
    headers: principal ? by(principal) : {},
    ...(payload ? { payload } : {}),
  });
  const body = response.body.startsWith('{') ? response.json() : response.body;
  return { status: response.statusCode, body, headers: response.headers };
};
const offer = (setting: object) =>
  send('PUT', `/products/${productId()}/skus/0001/offline-licence`, asOperator(world), setting);
const purchase = (id = bought.entitlementId) => `/customers/${customer.id}/software/${id}`;
const getLicence = async (principal: Principal = agent()) => send('POST', `${purchase()}/licence`, principal);
const device = (fingerprint: string) => ({
  fingerprint: `${fingerprint}-0123456789`,
  name: `Machine ${fingerprint}`,
});
const activate = (licence: string, fingerprint: string) =>
  send('POST', '/licences/activations', undefined, { licence, ...device(fingerprint) });
const validate = (payload: object) => send('POST', '/licences/validate', undefined, payload);
const listOf = async (since?: string) => {
  const asked = since === undefined ? '' : `&since=${since}`;
  const { body, headers } = await send('GET', `/licence-revocations?product=${productId()}${asked}`);
  const text: string = body;
  const payload = JSON.parse(
    Buffer.from(text.split('\n-----SIGNATURE')[0]!.split('\n').slice(1).join(''), 'base64').toString(),
  );
  return { text, payload, etag: String(headers.etag) };
};
const set = (sql: string, values: unknown[] = []) =>
  database.owner.query(`update kontor.entitlement set ${sql}, version = version + 1 where id = $1`, [
    bought.entitlementId,
    ...values,
  ]);
const cancelPurchase = () => set("status = 'cancelled', ended_at = now()");
const records = async () =>
  (
    await database.owner.query<{ action: string; person_name: string | null; application: string | null }>(
      'select action, person_name, application, details from kontor.activity_pending where resource_id = $1 order by recorded_at',
      [bought.entitlementId],
    )
  ).rows;

describe('a licence file', () => {
  test('is signed by a published key and says whose it is, what for and how long', async () => {
    const { status, body } = await getLicence();
    expect(status).toBe(201);
    const opened = openLicence(body.licence)!;
    expect(opened.licence.payload).toMatchObject({
      licence: body.licenceId,
      edition: 1,
      product: productId(),
      sku: '0001',
      customer: { id: customer.id },
      quantity: 2,
      expires: new Date(bought.expiresAt!).toISOString(),
      graceDays: 14,
      activation: null,
      sandbox: false,
    });
    const { keys } = (await send('GET', '/licence-keys')).body;
    const key = keys.find(({ kid }: { kid: string }) => kid === opened.licence.payload.keyId);
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const { bytes, signature } = opened.licence.signed;
    expect(verifySignature(null, bytes, publicKey, signature)).toBe(true);
    const wellKnown = await app.inject({ url: '/.well-known/kontor-licence-keys.json' });
    expect(wellKnown.json().keys).toEqual(keys);
    expect(await records()).toMatchObject([{ action: 'get_offline_licence' }]);
  });

  test('keeps its id when it is fetched again, and has the new end after a renewal', async () => {
    const first = (await getLicence()).body;
    await set('expires_at = expires_at + $2::interval', ['365 days']);
    const second = (await getLicence()).body;
    expect([second.licenceId, second.edition]).toEqual([first.licenceId, 2]);
    expect(Date.parse(second.expiresAt) - Date.parse(first.expiresAt)).toBe(365 * dayMs);
    expect((await listOf()).payload.revoked).not.toContain(first.licenceId);
  });

  test('lasts no longer than the operator lets files last', async () => {
    await offer({ offered: true, licenceDays: 30, graceDays: 3 });
    const { body } = await getLicence();
    expect(Date.parse(body.expiresAt) - Date.parse(body.issuedAt)).toBe(30 * dayMs);
  });

  test('is refused when the product has none, and when the purchase is not active', async () => {
    await offer({ offered: false });
    expect(await getLicence()).toMatchObject({ status: 409, body: { code: 'licence.not_offered' } });
    await offer({ offered: true });
    await set("status = 'suspended'");
    expect(await getLicence()).toMatchObject({ status: 409, body: { code: 'entitlement.suspended' } });
    await cancelPurchase();
    expect(await getLicence()).toMatchObject({ status: 409, body: { code: 'entitlement.revoked' } });
    skewMs = 400 * dayMs;
    bought = await arrangePurchase(database.system, {
      customer,
      offer: world.catalog.subscription.DE!,
      at: realNow(),
    });
    expect(await getLicence()).toMatchObject({ status: 409, body: { code: 'entitlement.expired' } });
  });

  test('is for the agent and the customer’s administrator, and unknown to strangers', async () => {
    expect((await getLicence(asUser(world.partner, 'sales_agent'))).status).toBe(403);
    expect((await getLicence(asApp(world.partner))).status).toBe(403);
    expect((await getLicence(asUser(world.stranger, 'admin_agent'))).status).toBe(404);
    const own = await send('POST', `/my/software/${bought.entitlementId}/licence`, asCustomer(customer));
    expect(own.status).toBe(201);
    const member = asCustomer(customer, 'member');
    expect((await send('POST', `/my/software/${bought.entitlementId}/licence`, member)).status).toBe(403);
    const other = asCustomer(world.partner.customers.AU!);
    expect((await send('POST', `/my/software/${bought.entitlementId}/licence`, other)).status).toBe(404);
  });

  test('asked for many times at once is one licence', async () => {
    const answers = await Promise.all(Array.from({ length: 3 }, () => getLicence()));
    const given = answers.filter(({ status }) => status === 201);
    expect(given.length).toBeGreaterThan(0);
    expect(new Set(given.map(({ body }) => body.licenceId)).size).toBe(1);
    expect(new Set(given.map(({ body }) => body.edition)).size).toBe(given.length);
  });

  test('is replaced: what was out is on the list, the new one is not', async () => {
    const first = (await getLicence()).body;
    const bound = (await activate(first.licence, 'a')).body;
    const second = await send('POST', `${purchase()}/licence/replacement`, agent());
    expect(second.status).toBe(201);
    expect(second.body.licenceId).not.toBe(first.licenceId);
    const { revoked } = (await listOf()).payload;
    expect(revoked).toEqual(expect.arrayContaining([first.licenceId, bound.licenceId]));
    expect(revoked).not.toContain(second.body.licenceId);
  });

  test('leaves neither key nor token nor fingerprint in the database', async () => {
    const { body } = await activate((await getLicence()).body.licence, 'secret');
    const { rows } = await database.owner.query<{ all: string }>(
      `select string_agg(t.row, '') as all from (
        select l::text as row from kontor.licence_signing_key l union all select l::text from kontor.licence_activation l
        union all select l::text from kontor.offline_licence l union all select l::text from kontor.activity_pending l
        union all select l::text from kontor.event l) t`,
    );
    expect(rows[0]!.all).not.toContain(body.activationToken);
    expect(rows[0]!.all).not.toContain('secret-0123456789');
    expect(rows[0]!.all).not.toContain('SIGNATURE');
  });
});

describe('the revocation list', () => {
  test('has a cancelled purchase on the very next read, under a higher number', async () => {
    const { licenceId } = (await getLicence()).body;
    const before = await listOf();
    await cancelPurchase();
    const after = await listOf();
    expect(after.payload.number).toBe(before.payload.number + 1);
    expect(after.payload.revoked).toContain(licenceId);
    expect(after.etag).not.toBe(before.etag);
    const delta = await listOf(String(before.payload.number));
    expect(delta.payload).toMatchObject({ since: before.payload.number, revoked: [licenceId] });
    expect((await listOf(String(after.payload.number))).payload.revoked).toEqual([]);
  });

  test('costs no bytes while nothing has changed', async () => {
    const { etag, text } = await listOf();
    const url = `/kontor/v1/licence-revocations?product=${productId()}`;
    const again = await app.inject({ url, headers: { 'if-none-match': etag } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await app.inject({ url })).body).toBe(text);
    skewMs = 3_600_000;
    expect((await app.inject({ url, headers: { 'if-none-match': etag } })).statusCode).toBe(200);
  });

  test('takes back a file of more units than are left, and keeps those of devices', async () => {
    const { licence, licenceId } = (await getLicence()).body;
    const bound = (await activate(licence, 'a')).body;
    await set('quantity = 1');
    const { revoked } = (await listOf()).payload;
    expect(revoked).toContain(licenceId);
    expect(revoked).not.toContain(bound.licenceId);
  });

  test('is carried in each licence file', async () => {
    const gone = (await getLicence()).body.licenceId;
    await send('POST', `${purchase()}/licence/replacement`, agent());
    const { licence } = (await getLicence()).body;
    expect(openLicence(licence)!.lists[0]!.payload.revoked).toContain(gone);
  });

  test('gives many who cancel and read at once numbers that never gain entries', async () => {
    const seen = new Map<number, Set<string>>();
    const ids: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      bought = await arrangePurchase(database.system, {
        customer,
        offer: world.catalog.subscription.DE!,
        at: realNow(),
      });
      ids.push(bought.entitlementId);
      await getLicence();
    }
    const cancels = ids.map((id) =>
      database.owner.query("update kontor.entitlement set status = 'cancelled' where id = $1", [id]),
    );
    const reads = Array.from({ length: 12 }, async () => {
      const { payload } = await listOf();
      const known = seen.get(payload.number) ?? new Set(payload.revoked);
      seen.set(payload.number, known);
      expect(new Set(payload.revoked)).toEqual(known);
    });
    await Promise.all([...cancels, ...reads]);
    const { payload } = await listOf();
    const { rows } = await database.owner.query(
      'select id from kontor.offline_licence where entitlement_id = any ($1)',
      [ids],
    );
    expect(payload.revoked).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
  });

  test('knows no product that has none, and asks for one', async () => {
    expect((await send('GET', '/licence-revocations?product=NOSUCHPRODUC')).status).toBe(404);
    expect((await send('GET', '/licence-revocations')).status).toBe(422);
    expect((await send('GET', `/licence-revocations?product=${productId()}&since=x`)).status).toBe(422);
  });
});

describe('devices', () => {
  test('take places until there are none left, and the same device only one', async () => {
    const { licence } = (await getLicence()).body;
    const first = await activate(licence, 'a');
    expect(first).toMatchObject({ status: 201, body: { limit: 2, used: 1 } });
    expect(openLicence(first.body.licence)!.licence.payload.activation).toMatchObject({
      id: first.body.activationId,
    });
    const again = await activate(licence, 'a');
    expect(again.body).toMatchObject({ used: 1, activationId: first.body.activationId });
    expect(again.body.activationToken).not.toBe(first.body.activationToken);
    expect((await activate(licence, 'b')).body.used).toBe(2);
    expect(await activate(licence, 'c')).toMatchObject({
      status: 409,
      body: { code: 'licence.activation_limit', limit: 2, used: 2 },
    });
    const { body } = await send('GET', `${purchase()}/activations`, agent());
    expect(body).toMatchObject({ offered: true, limit: 2, used: 2 });
    expect(body.items.map(({ name }: { name: string }) => name).toSorted()).toEqual([
      'Machine a',
      'Machine b',
    ]);
  });

  test('at once never take more than there are', async () => {
    const { licence } = (await getLicence()).body;
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => activate(licence, name)));
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(2);
    for (let round = 0; round < 3; round += 1)
      await Promise.all(['f', 'g', 'h'].map((name) => activate(licence, name + round)));
    const { rows } = await database.owner.query<{ n: string }>(
      'select count(*) as n from kontor.licence_activation where entitlement_id = $1 and deactivated_at is null',
      [bought.entitlementId],
    );
    expect(Number(rows[0]!.n)).toBe(2);
  });

  test('activate with a key that somebody has been shown, however it is spelled', async () => {
    const key = withCheckDigits('123456789012345678901234567890');
    const id = newUuid();
    const sealed = world.vault.seal({ table: 'licence_key', row: id, tenant: 'x' }, key);
    await database.owner.query(
      `insert into kontor.licence_key (id, product_id, sku_id, key_group, key_format, ciphertext, data_key_id, lookup_hmac,
         last_characters, account_id, customer_id, entitlement_id, position, taken_at, first_shown_at)
       values ($1, $2, '0001', 'default', 'digits_32', $3, $4, $5, '0000', $6, $7, $8, 1, now(), now())`,
      [
        id,
        productId(),
        sealed.ciphertext,
        sealed.dataKeyId,
        world.vault.lookupHash(key),
        world.partner.id,
        customer.id,
        bought.entitlementId,
      ],
    );
    const spelled = key.replace(/(.{4})/g, '$1 ').trim();
    const given = await send('POST', '/licences/activations', undefined, { key: spelled, ...device('k') });
    expect(given.status).toBe(201);
    expect((await validate({ key })).body).toMatchObject({ valid: true, code: 'valid' });
    await database.owner.query('update kontor.licence_key set revoked_at = now() where id = $1', [id]);
    expect((await validate({ key })).body.code).toBe('unknown');
  });

  test('are put on record as themselves, by name', async () => {
    const { licence } = (await getLicence()).body;
    const { body } = await activate(licence, 'a');
    const { licenceId, activationToken } = body;
    await send('POST', '/licences/deactivations', undefined, { licenceId, activationToken });
    expect((await records()).map(({ action, application }) => [action, application])).toEqual([
      ['get_offline_licence', null],
      ['activate_device', 'Licensed device'],
      ['deactivate_device', 'Licensed device'],
    ]);
  });

  test('give their place up, twice is once, and their licence is on the list', async () => {
    const { licence } = (await getLicence()).body;
    const { licenceId, activationToken, activationId } = (await activate(licence, 'a')).body;
    const end = () => send('POST', '/licences/deactivations', undefined, { licenceId, activationToken });
    expect((await end()).status).toBe(200);
    expect((await end()).status).toBe(200);
    expect((await listOf()).payload.revoked).toContain(licenceId);
    expect(
      (await validate({ licenceId, activationToken, ...{ fingerprint: 'a-0123456789' } })).body.code,
    ).toBe('not_activated');
    expect((await send('DELETE', `${purchase()}/activations/${activationId}`, agent())).status).toBe(204);
  });

  test('are deactivated by the agent, and by nobody of another tenant', async () => {
    const { body } = await send('POST', `${purchase()}/activations`, agent(), device('air-gapped'));
    const url = `${purchase()}/activations/${body.activationId}`;
    expect((await send('DELETE', url, asUser(world.stranger, 'admin_agent'))).status).toBe(404);
    expect((await send('DELETE', `${purchase()}/activations/${newUuid()}`, agent())).status).toBe(404);
    expect((await send('DELETE', url, agent())).status).toBe(204);
    expect((await send('DELETE', url, agent())).status).toBe(204);
    expect((await listOf()).payload.revoked).toContain(body.licenceId);
  });

  test('fetch their licence again after a renewal, with the token or the file they have', async () => {
    const { licence } = (await getLicence()).body;
    const first = (await activate(licence, 'a')).body;
    await set('expires_at = expires_at + $2::interval', ['365 days']);
    const fingerprint = 'a-0123456789';
    const { licenceId, activationToken } = first;
    const second = await send('POST', '/licences/renewals', undefined, {
      licenceId,
      activationToken,
      fingerprint,
    });
    expect(second).toMatchObject({ status: 201, body: { licenceId, edition: 2, used: 1 } });
    expect(Date.parse(second.body.expiresAt)).toBeGreaterThan(Date.parse(first.expiresAt));
    expect(
      (await send('POST', '/licences/renewals', undefined, { licenceId, activationToken, fingerprint }))
        .status,
    ).toBe(404);
    const byFile = await send('POST', '/licences/renewals', undefined, {
      licence: first.licence,
      fingerprint,
    });
    expect(byFile.body.edition).toBe(3);
    const elsewhere = { licence: first.licence, fingerprint: 'b-0123456789' };
    expect((await send('POST', '/licences/renewals', undefined, elsewhere)).status).toBe(404);
  });

  test('hear the same of what is unknown, foreign, forged or not theirs', async () => {
    const { body } = await activate((await getLicence()).body.licence, 'a');
    const { licenceId, activationToken } = body;
    const forged = `${body.licence.slice(0, 40)}${body.licence[40] === 'A' ? 'B' : 'A'}${body.licence.slice(41)}`;
    const answers = await Promise.all([
      validate({ licenceId: newUuid(), activationToken }),
      validate({ licenceId, activationToken: 'x'.repeat(43) }),
      validate({ licenceId }),
      validate({ licence: forged }),
      validate({ key: '1234 5678 9012 3456 7890 1234 5678 9012' }),
      validate({}),
    ]);
    for (const { status, body: said } of answers)
      expect([status, said]).toEqual([200, { valid: false, code: 'unknown', reasons: ['unknown'] }]);
  });

  test('are told every reason, the weightiest first', async () => {
    const { licenceId, activationToken } = (await activate((await getLicence()).body.licence, 'a')).body;
    const ask = async (more: object = {}) =>
      (await validate({ licenceId, activationToken, fingerprint: 'a-0123456789', ...more })).body;
    expect(await ask()).toMatchObject({ valid: true, code: 'valid', quantity: 2 });
    expect((await ask({ product: 'OTHERPRODUCT', fingerprint: 'b-0123456789' })).reasons).toEqual([
      'wrong_product',
      'wrong_device',
    ]);
    skewMs = 366 * dayMs;
    expect(await ask()).toMatchObject({ valid: true, code: 'in_grace' });
    skewMs = 390 * dayMs;
    expect(await ask()).toMatchObject({ valid: false, code: 'expired' });
    skewMs = 0;
    await set("status = 'suspended'");
    expect(await ask()).toMatchObject({ valid: false, code: 'suspended' });
    await cancelPurchase();
    expect(await ask({ product: 'OTHERPRODUCT' })).toMatchObject({ reasons: ['revoked', 'wrong_product'] });
  });

  test('ask so often a minute and no more', async () => {
    const licenceId = newUuid();
    for (let ask = 0; ask < asksPerMinute.licence; ask += 1)
      expect((await validate({ licenceId, activationToken: 'x' })).status).toBe(200);
    const blocked = await validate({ licenceId, activationToken: 'x' });
    expect([blocked.status, blocked.body.code]).toEqual([429, 'licence.too_many_requests']);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    skewMs = 60_000;
    expect((await validate({ licenceId, activationToken: 'x' })).status).toBe(200);
  });

  test('cannot activate with what is revoked, bound to another device, or of an ended purchase', async () => {
    const { licence } = (await getLicence()).body;
    const bound = (await activate(licence, 'a')).body;
    expect((await activate(bound.licence, 'b')).status).toBe(404);
    await set("status = 'suspended'");
    expect((await activate(licence, 'b')).body.code).toBe('entitlement.suspended');
    await set("status = 'active'");
    await send('POST', `${purchase()}/licence/replacement`, agent());
    expect((await activate(licence, 'b')).status).toBe(404);
  });
});

describe('signing keys', () => {
  test('are rotated: the old one verifies on, new files are signed by the new one', async () => {
    const old = openLicence((await getLicence()).body.licence)!.licence.payload.keyId;
    const rotated = await send('POST', '/licence-keys/rotations', asOperator(world), { verifiesDays: 10 });
    expect(rotated).toMatchObject({ status: 201, body: { retiredKeyId: old } });
    expect(openLicence((await getLicence()).body.licence)!.licence.payload.keyId).toBe(rotated.body.keyId);
    const kids = async () =>
      (await send('GET', '/licence-keys')).body.keys.map(({ kid }: { kid: string }) => kid);
    expect((await kids()).slice(0, 1)).toEqual([rotated.body.keyId]);
    expect(await kids()).toContain(old);
    skewMs = 11 * dayMs;
    expect(await kids()).not.toContain(old);
  });

  test('are rotated by the operator alone, and once by two at once', async () => {
    expect((await send('POST', '/licence-keys/rotations', agent(), {})).status).toBe(403);
    const before = (await send('GET', '/licence-keys')).body.keys.length;
    const answers = await Promise.all(
      [1, 2].map(() => send('POST', '/licence-keys/rotations', asOperator(world), {})),
    );
    const made = answers.filter(({ status }) => status === 201).length;
    expect((await send('GET', '/licence-keys')).body.keys.length).toBe(before + made);
  });
});

describe('which products have licence files', () => {
  test('the operator says, and nobody else', async () => {
    expect(
      (
        await send('PUT', `/products/${productId()}/skus/0001/offline-licence`, agent(), {
          offered: true,
        })
      ).status,
    ).toBe(403);
    expect(
      (
        await send('PUT', '/products/NOSUCHPRODUC/skus/0001/offline-licence', asOperator(world), {
          offered: true,
        })
      ).status,
    ).toBe(404);
    const { body } = await send('GET', '/offline-licences', asOperator(world));
    expect(body.items).toMatchObject([
      { productId: productId(), skuId: '0001', offered: true, graceDays: 14, activationsPerUnit: 1 },
    ]);
  });

  test('a unit works on as many devices as its key may be activated, by what was promised at the purchase', async () => {
    await database.owner.query(
      `update kontor.entitlement set key_rule = 'activations', key_activations = 3 where id = $1`,
      [bought.entitlementId],
    );
    const { body } = await send('GET', `${purchase()}/activations`, agent());
    expect(body).toMatchObject({ offered: true, limit: 6, used: 0 });
  });
});
