import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerDownloadsKontor } from './download-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => registerDownloadsKontor(surfaces.app, surfaces.kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const choice = { version: '2025', language: 'en-US', bitness: '64' };

test('a link is given before the cancel, and on record, or it is not given', async () => {
  const customer = world.partner.customers.DE!;
  const offer = world.catalog.subscription.DE!;
  for (let round = 0; round < 8; round += 1) {
    const { entitlementId } = await arrangePurchase(database.system, { customer, offer, at: realNow() });
    const url = `/kontor/v1/customers/${customer.id}/software/${entitlementId}/download-links`;
    const give = () =>
      app.inject({ method: 'POST', url, headers: by(asUser(world.partner, 'admin_agent')), payload: choice });
    const cancel = database.owner.query(
      `update kontor.entitlement set status = 'cancelled', version = version + 1, ended_at = clock_timestamp() where id = $1`,
      [entitlementId],
    );
    const [first, second] = await Promise.all([give(), give(), cancel]);
    const given = [first, second].filter(({ statusCode }) => statusCode === 201);
    const refused = [first, second].filter(({ statusCode }) => statusCode === 409);
    expect(given.length + refused.length).toBe(2);
    const { rows } = await database.owner.query(
      `select (select count(*)::int from kontor.download_link where entitlement_id = $1) as links,
        (select count(*)::int from kontor.activity_pending where outcome = 'succeeded' and resource_id = $1::text) as records`,
      [entitlementId],
    );
    expect(rows[0]).toEqual({ links: given.length, records: given.length });
    for (const { statusCode } of await Promise.all(
      given.map((response) => app.inject({ method: 'GET', url: new URL(response.json().url).pathname })),
    ))
      expect(statusCode).toBe(410);
  }
});

test('a link that is revoked twice at once is revoked once', async () => {
  const customer = world.partner.customers.DE!;
  const offer = world.catalog.subscription.DE!;
  const { entitlementId } = await arrangePurchase(database.system, { customer, offer, at: realNow() });
  const url = `/kontor/v1/customers/${customer.id}/software/${entitlementId}/download-links`;
  const headers = by(asUser(world.partner, 'admin_agent'));
  await app.inject({ method: 'POST', url, headers, payload: choice });
  const { items } = (await app.inject({ method: 'GET', url, headers })).json();
  const revoke = () => app.inject({ method: 'DELETE', url: `${url}/${items[0].id}`, headers });
  const answers = await Promise.all([revoke(), revoke(), revoke(), revoke()]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 204, 204, 204]);
  const { rows } = await database.owner.query(
    "select count(*)::int as n from kontor.activity_pending where action = 'revoke_download_link' and resource_id = $1",
    [entitlementId],
  );
  expect(rows).toEqual([{ n: 1 }]);
});
