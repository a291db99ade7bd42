import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { verifyPassword } from '../platform/identity/passwords.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asUser } from '../testing/world-people.ts';
import { registerCustomersKontor } from './customer-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerCustomersKontor(surfaces.app, surfaces.kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const agent = () => asUser(world.partner, 'admin_agent');
const inSandbox = () => asUser(world.sandbox, 'admin_agent');
const send = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  {
    who = agent(),
    body,
    headers = {},
  }: { who?: Principal; body?: object; headers?: Record<string, string> } = {},
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: { ...by(who), ...headers },
    ...(body ? { payload: body } : {}),
  });
  return { status: response.statusCode, json: response.body === '' ? undefined : response.json() };
};
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

let number = 0;
const fields = {
  name: 'Kältetechnik Süd GmbH',
  email: 'einkauf@sued.example',
  language: 'de',
  culture: 'de-DE',
  firstName: 'Ada',
  lastName: 'Byron',
  address: { line1: 'Hauptstraße 1', city: 'München', postalCode: '80331', phoneNumber: '+49 89 5550100' },
};
const newBody = () => {
  number += 1;
  return { ...fields, domain: `sued-${number}.example`, country: 'DE' };
};
const created = async (who = agent()) => {
  const answer = await send('POST', '/customers', { who, body: newBody() });
  expect(answer.status, JSON.stringify(answer.json)).toBe(201);
  return answer.json;
};

describe('a customer', () => {
  test('is added with an administrator whose password is kept nowhere', async () => {
    const { id, domain, administrator } = await created();
    expect(administrator.email).toBe(`admin@${domain}`);
    const [person] = await rows('select * from kontor.person where id = $1', [administrator.id]);
    expect(await verifyPassword(person.password_hash, administrator.password)).toBe(true);
    for (const table of ['activity_pending', 'event', 'idempotency'])
      expect(JSON.stringify(await rows(`select t::text as text from kontor.${table} t`))).not.toContain(
        administrator.password,
      );
    const read = await send('GET', `/customers/${id}`);
    expect(read.json).toMatchObject({
      name: fields.name,
      domain,
      country: 'DE',
      address: { city: 'München' },
    });
  });

  test('has a domain of its own: customer.domain_taken', async () => {
    const body = newBody();
    expect((await send('POST', '/customers', { body })).status).toBe(201);
    const stranger = asUser(world.stranger, 'admin_agent');
    const answer = await send('POST', '/customers', { who: stranger, body });
    expect([answer.status, answer.json.code]).toEqual([409, 'customer.domain_taken']);
  });

  test('of a country with a register is named by its number there: customer.registration_number', async () => {
    const hungarian = { ...newBody(), country: 'HU', address: { ...fields.address, postalCode: '1011' } };
    for (const registrationNumber of [undefined, '12']) {
      const answer = await send('POST', '/customers', { body: { ...hungarian, registrationNumber } });
      expect([answer.status, answer.json.code]).toEqual([422, 'customer.registration_number']);
      expect(answer.json).toMatchObject({ country: 'HU', form: expect.any(String) });
    }
    const known = { ...hungarian, registrationNumber: '12345678-1-12' };
    expect((await send('POST', '/customers', { body: known })).status).toBe(201);
    const german = { ...newBody(), registrationNumber: '1' };
    expect((await send('POST', '/customers', { body: german })).json.code).toBe(
      'customer.registration_number',
    );
  });

  test('is refused with what is wrong in its address named', async () => {
    const body = { ...newBody(), address: { ...fields.address, postalCode: '1' } };
    const answer = await send('POST', '/customers', { body });
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, 'address.postalCode']);
  });

  test('is changed whole; a change of what was not read is refused', async () => {
    const { id } = await created();
    const path = `/customers/${id}/profile`;
    const changed = await send('PUT', path, { body: { ...fields, name: 'Nord', version: 1 } });
    expect([changed.status, changed.json]).toEqual([200, { id, name: 'Nord', version: 2 }]);
    const stale = await send('PUT', path, { body: { ...fields, version: 1 } });
    expect([stale.status, stale.json.code]).toEqual([412, 'version.stale']);
    const events = await rows(
      "select data from kontor.event where type = 'customer.updated' and aggregate_id = $1",
      [id],
    );
    expect(events).toEqual([{ data: { fields: ['name'] } }]);
  });
});

describe('consent', () => {
  const consent = {
    templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    agreedOn: '2025-08-24',
    contact: { firstName: 'Ada', lastName: 'Byron', email: 'ada@sued.example' },
  };

  test('is put on record once, and a repeated request is answered as before: agreement.already_recorded', async () => {
    const { id } = await created();
    const path = `/customers/${id}/agreements`;
    const headers = { 'idempotency-key': newUuid() };
    const first = await send('POST', path, { body: consent, headers });
    expect([first.status, first.json.agreedOn]).toEqual([201, '2025-08-24']);
    expect((await send('POST', path, { body: consent, headers })).json).toEqual(first.json);
    const again = await send('POST', path, { body: consent });
    expect([again.status, again.json.code]).toEqual([409, 'agreement.already_recorded']);
    expect((await send('GET', path)).json.items).toEqual([first.json]);
    expect((await send('GET', `/customers/${id}`)).json.agreement).toMatchObject({
      signed: true,
      contact: 'Ada Byron',
    });
  });
});

describe('the end of a customer', () => {
  test('waits for what runs: customer.has_purchases', async () => {
    const customer = world.partner.customers.DE!;
    await arrangePurchase(database.system, {
      customer,
      offer: world.catalog.subscription.DE!,
      at: realNow(),
    });
    const answer = await send('POST', `/customers/${customer.id}/release`);
    expect([answer.status, answer.json.code]).toEqual([409, 'customer.has_purchases']);
    expect(answer.json).toMatchObject({ reservations: 0, subscriptions: 1 });
  });

  test('is a release in production, after which the customer is nobody’s that is known', async () => {
    const { id } = await created();
    const refused = await send('DELETE', `/customers/${id}`);
    expect([refused.status, refused.json.code]).toEqual([409, 'customer.not_sandbox']);
    expect((await send('POST', `/customers/${id}/release`, { who: asApp(world.partner) })).status).toBe(403);
    const headers = { 'idempotency-key': newUuid() };
    expect((await send('POST', `/customers/${id}/release`, { headers })).status).toBe(204);
    expect((await send('POST', `/customers/${id}/release`, { headers })).status).toBe(204);
    expect((await send('GET', `/customers/${id}`)).status).toBe(404);
  });

  test('is a deletion in a sandbox, where all that it had ends', async () => {
    const customer = world.sandbox.customers.US!;
    const { entitlementId } = await arrangePurchase(database.system, {
      customer,
      offer: world.catalog.subscription.US!,
      at: realNow(),
    });
    expect((await send('DELETE', `/customers/${customer.id}`, { who: inSandbox() })).status).toBe(204);
    expect((await send('DELETE', `/customers/${customer.id}`, { who: inSandbox() })).status).toBe(404);
    const [entitlement] = await rows('select status from kontor.entitlement where id = $1', [entitlementId]);
    expect(entitlement.status).toBe('cancelled');
    const open = await rows(
      `select 1 from kontor.licence_key where entitlement_id = $1 and revoked_at is null
       union all select 1 from kontor.subscription where customer_id = $2 and status <> 'deleted'
       union all select 1 from kontor.person where customer_id = $2 and disabled_at is null`,
      [entitlementId, customer.id],
    );
    expect(open).toEqual([]);
  });
});
