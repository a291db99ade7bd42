import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asUser } from '../testing/world-people.ts';
import { registerProfilesKontor } from './profile-routes.ts';
import { registerProfilesWire } from './profile-wire-routes.ts';

let database: TestDatabase;
let world: World;
let app: Awaited<ReturnType<typeof testApp>>;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 1 });
  await database.owner.query(
    `update kontor.account set mpn_id = '4847383', vat_id = 'TR1', legal_name = 'Anadolu A.Ş.',
       address = '{"line1": "Cadde 1", "city": "Ankara"}' where id = $1`,
    [world.partner.id],
  );
  app = await testApp({
    pools: database,
    world,
    register: ({ app: fastify, kontor, wire }) => {
      registerProfilesKontor(fastify, kontor);
      registerProfilesWire(fastify, wire);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const administrator = () => asUser(world.partner, 'global_administrator');
const send = async (
  method: 'GET' | 'PUT',
  url: string,
  payload?: object,
  headers = {},
  who: Principal = administrator(),
) => {
  const response = await app.inject({
    method,
    url: `/v1${url}`,
    headers: { ...by(who), ...headers },
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, text: response.body, json: response.json() };
};

describe('profiles of a partner', () => {
  test('say what the operator keeps until the partner writes its own', async () => {
    const legal = await send('GET', '/profiles/legalbusiness?vettingVersion=Current');
    expect(legal.json).toEqual({
      companyName: 'Anadolu A.Ş.',
      address: { country: 'TR', city: 'Ankara', addressLine1: 'Cadde 1' },
      primaryContact: {},
      vettingStatus: 'authorized',
      vettingSubStatus: 'none',
      profileType: 'legal_business_profile',
      links: { self: { uri: '/profiles/legalbusiness', method: 'GET', headers: [] } },
      attributes: { etag: expect.stringMatching(/^-?\d+$/), objectType: 'LegalBusinessProfile' },
    });
    const billing = await send('GET', '/profiles/billing');
    expect(billing.json).toMatchObject({ taxId: 'TR1', profileType: 'billing_profile' });
    const organization = await send('GET', '/profiles/organization');
    expect(organization.json).toMatchObject({ id: world.partner.id, tenantId: world.partner.id });
  });

  test('are written whole, come back as they were written, and are on record', async () => {
    const body = {
      Email: 'help@partner.example',
      Telephone: '+90 312',
      Website: 'https://partner.example',
      ProfileType: 4,
    };
    const requestId = '5b1f2a4e-0000-4000-8000-000000000001';
    const put = await send('PUT', '/profiles/support', body, { 'ms-requestid': requestId });
    expect(put.json, put.text).toMatchObject({
      email: 'help@partner.example',
      telephone: '+90 312',
      website: 'https://partner.example',
      profileType: 'support_profile',
    });
    expect((await send('GET', '/profiles/support')).json).toEqual(put.json);
    const again = await send('PUT', '/profiles/support', body, { 'ms-requestid': requestId });
    expect(again.text).toBe(put.text);
    const records = await database.owner.query(
      `select action, new_value from kontor.activity_pending where request_id = $1`,
      [requestId],
    );
    expect(records.rows).toMatchObject([
      { action: 'update_partner_profile', new_value: { telephone: '+90 312' } },
    ]);
  });

  test('are changed by the header’s etag; in a body only that of billing binds', async () => {
    const { json } = await send('GET', '/profiles/organization');
    const etag = json.attributes.etag;
    const first = await send(
      'PUT',
      '/profiles/organization',
      { ...json, email: 'a@b.example' },
      { 'if-match': etag },
    );
    expect(first.status).toBe(200);
    const stale = await send('PUT', '/profiles/organization', json, { 'if-match': etag });
    expect([stale.status, stale.json.code]).toEqual([412, 800036]);
    expect((await send('PUT', '/profiles/organization', json)).status).toBe(200);
    const billing = (await send('GET', '/profiles/billing')).json;
    expect((await send('PUT', '/profiles/billing', { ...billing, purchaseOrderNumber: 'PO 7' })).status).toBe(
      200,
    );
    const old = await send('PUT', '/profiles/billing', billing);
    expect([old.status, old.json.code]).toEqual([412, 800036]);
  });

  test('with what is no address are refused, and the field is named', async () => {
    for (const [path, body, field] of [
      ['/profiles/support', { email: 'nobody' }, 'email'],
      ['/profiles/support', { website: 'javascript:alert(1)' }, 'website'],
      ['/profiles/legalbusiness', { companyApproverEmail: 'x' }, 'companyApproverEmail'],
    ] as const) {
      const answer = await send('PUT', path, body);
      expect([answer.status, answer.json.code], answer.text).toEqual([400, 800002]);
      expect(answer.json.data.join()).toContain(field);
    }
  });

  test('are shown to an application alone for the legal one only, and written by administrators', async () => {
    const application = asApp(world.partner);
    expect((await send('GET', '/profiles/legalbusiness', undefined, {}, application)).status).toBe(200);
    const support = await send('GET', '/profiles/support', undefined, {}, application);
    expect([support.status, support.json.code]).toEqual([403, 900329]);
    const agent = await send('PUT', '/profiles/support', {}, {}, asUser(world.partner, 'admin_agent'));
    expect([agent.status, agent.json.code]).toEqual([403, 900150]);
  });

  test('of another partner are its own', async () => {
    const stranger = asUser(world.stranger, 'global_administrator');
    const theirs = await send('GET', '/profiles/organization', undefined, {}, stranger);
    expect(theirs.json.id).toBe(world.stranger.id);
  });
});

test('the Kontor API writes the same profiles, by their version', async () => {
  const kontor = async (method: 'GET' | 'PUT', path: string, payload?: object, headers = {}) => {
    const response = await app.inject({
      method,
      url: `/kontor/v1/profiles/${path}`,
      headers: { ...by(administrator()), ...headers },
      ...(payload ? { payload } : {}),
    });
    return { status: response.statusCode, json: response.json() };
  };
  const { json } = await kontor('GET', 'support');
  const put = await kontor('PUT', 'support', { telephone: '7' }, { 'if-match': `"${json.version}"` });
  expect(put.json).toEqual({ kind: 'support', version: json.version + 1, telephone: '7' });
  expect((await send('GET', '/profiles/support')).json.telephone).toBe('7');
  const stale = await kontor('PUT', 'support', {}, { 'if-match': `"${json.version}"` });
  expect(stale.json.code).toBe('version.stale');
  expect((await kontor('GET', 'nothing')).status).toBe(404);
});

test('the MPN profile is one’s own, and no other is found', async () => {
  expect((await send('GET', '/profiles/mpn')).json).toMatchObject({
    mpnId: '4847383',
    profileType: 'mpn_profile',
  });
  expect((await send('GET', '/profiles/mpn?mpnId=4847383')).status).toBe(200);
  const other = await send('GET', '/profiles/mpn?mpnId=1');
  expect([other.status, other.json.code]).toEqual([404, 3000]);
});

test('there are no indirect resellers', async () => {
  const all = await send('GET', '/relationships?relationship_type=IsIndirectCloudSolutionProviderOf');
  expect(all.json).toMatchObject({ totalCount: 0, items: [] });
  const wrong = await send('GET', '/relationships?relationship_type=IsFriendOf');
  expect([wrong.status, wrong.json.code]).toEqual([400, 800002]);
  const customer = await send('GET', `/customers/${world.partner.customers.DE!.id}/relationships`);
  expect(customer.json.items).toEqual([]);
});

test.each([
  ['', 2001],
  ['?mpnId=1&tenantId=1', 2000],
  ['?mpnId=abc', 2201],
  ['?tenantId=abc', 2200],
  ['?mpnId=7', 2203],
])('the status of an agreement asked for by "%s" is 400 / %i', async (query, code) => {
  const answer = await send('GET', `/compliance/csp/agreementstatus${query}`);
  expect([answer.status, answer.json.code]).toEqual([400, code]);
});

test('one’s own agreement is signed', async () => {
  for (const query of ['?mpnId=4847383', `?tenantId=${world.partner.id.toUpperCase()}`])
    expect((await send('GET', `/compliance/csp/agreementstatus${query}`)).json).toEqual({
      isAgreementSigned: true,
    });
});
