import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { registerSettings } from './settings-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => registerSettings(routes, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const send = async (method: 'GET' | 'PUT', body?: unknown, as: Principal | null = asOperator(world)) => {
  const response = await app.inject({
    method,
    url: '/kontor/v1/settings/billing',
    headers: as ? by(as) : {},
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: response.statusCode, json: response.json() };
};

const issuer = {
  legalName: 'Kontor Dağıtım A.Ş.',
  address: { line1: 'Kıyı Caddesi 1', city: 'İzmir', postalCode: '35210' },
  country: 'TR',
  vatId: '1234567890',
  email: 'fatura@kontor.example',
  bankName: 'Ege Bank',
  iban: 'TR33 0006 1005 1978 6457 8413 26',
  bic: 'egebtris',
};
const settings = (changes: object = {}, ofIssuer: object = {}) => ({
  issuer: { ...issuer, ...ofIssuer },
  billingDay: 3,
  parkingLineLimit: 50_000,
  parkingChangePercent: 500,
  ...changes,
});

test('nothing is known of the seller until it is set; the month is billed on its first day', async () => {
  expect((await send('GET')).json).toEqual({
    issuer: null,
    billingDay: 1,
    parkingLineLimit: 100_000,
    parkingChangePercent: 1_000,
  });
});

test('what is set is read back, with numbers written plainly', async () => {
  const saved = await send('PUT', settings({}, { phone: '  ' }));
  const plain = { ...issuer, iban: 'TR330006100519786457841326', bic: 'EGEBTRIS' };
  expect([saved.status, saved.json]).toEqual([200, { ...settings(), issuer: plain }]);
  expect((await send('GET')).json).toEqual(saved.json);
  const { rows } = await database.owner.query(
    `select person_name, new_value->'issuer'->>'legalName' as name from kontor.activity_pending
     where action = 'update_billing_settings'`,
  );
  expect(rows).toEqual([{ person_name: 'operator', name: issuer.legalName }]);
});

test.each([
  [settings({}, { iban: 'TR34 0006 1005 1978 6457 8413 26' }), 'issuer.iban'],
  [settings({}, { country: 'DE', vatId: 'DE12345678' }), 'issuer.vatId'],
  [settings({}, { country: 'QQ' }), 'issuer.country'],
  [settings({}, { legalName: ' ' }), 'issuer.legalName'],
  [settings({}, { address: { line1: ' ', city: 'İzmir' } }), 'issuer.address.line1'],
  [settings({}, { email: 'nobody' }), 'issuer.email'],
  [settings({}, { bic: 'EGE' }), 'issuer.bic'],
  [settings({ billingDay: 0 }), 'billingDay'],
  [settings({ billingDay: 9 }), 'billingDay'],
  [settings({ parkingLineLimit: 0 }), 'parkingLineLimit'],
])('what cannot be is refused and nothing is changed (%#)', async (body, path) => {
  const before = (await send('GET')).json;
  const { status, json } = await send('PUT', body);
  expect([status, json.errors[0].path]).toEqual([422, path]);
  expect((await send('GET')).json).toEqual(before);
});

test.each([1, 8])('a month may be billed on day %i', async (billingDay) => {
  expect((await send('PUT', settings({ billingDay }))).json.billingDay).toBe(billingDay);
});

test('nobody but the operator reads or sets it', async () => {
  for (const as of [asUser(world.partner, 'global_administrator'), asApp(world.partner)]) {
    expect((await send('GET', undefined, as)).status).toBe(403);
    expect((await send('PUT', settings(), as)).status).toBe(403);
  }
  expect((await send('GET', undefined, null)).status).toBe(401);
});
