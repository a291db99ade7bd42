import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerApplications } from './application-routes.ts';

let database: TestDatabase;
let world: World;
let app: Awaited<ReturnType<typeof testApp>>;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 1 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: fastify, kontor }) => registerApplications(fastify, kontor),
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const base = '/kontor/v1/applications';
const administrator = () => asUser(world.partner, 'global_administrator');
const send = async (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
  who: Principal = administrator(),
) => {
  const response = await app.inject({ method, url, headers: by(who), ...(payload ? { payload } : {}) });
  return {
    status: response.statusCode,
    text: response.body,
    json: response.body.startsWith('{') ? response.json() : {},
  };
};
const find = async (clientId: string) =>
  (await database.owner.query('select * from kontor.find_client($1)', [clientId])).rows[0];
const sha256 = (text: string) => createHash('sha256').update(text).digest();

describe('an application', () => {
  test('has a secret that is shown once, rotated, and never read again', async () => {
    const made = await send('POST', base, { name: ' Billing bot ', scopes: ['audit.read'] });
    expect(made.status, made.text).toBe(201);
    expect(made.json).toMatchObject({ name: 'Billing bot', public: false, scopes: ['audit.read'] });
    const { clientId, clientSecret } = made.json;
    expect((await find(clientId)).secret_hash.equals(sha256(clientSecret))).toBe(true);
    expect((await send('GET', `${base}/${clientId}`)).text).not.toContain(clientSecret);
    const rotated = await send('POST', `${base}/${clientId}/secret`);
    const { secret_hash } = await find(clientId);
    expect(secret_hash.equals(sha256(rotated.json.clientSecret))).toBe(true);
    const records = (
      await database.owner.query(
        'select * from kontor.activity_pending where resource_id = $1 order by recorded_at',
        [clientId],
      )
    ).rows;
    expect(records.map(({ action }) => action)).toEqual([
      'register_application',
      'add_application_credential',
    ]);
    for (const secret of [clientSecret, rotated.json.clientSecret])
      expect(JSON.stringify(records)).not.toContain(secret);
  });

  test('that is public has none, and none to rotate', async () => {
    const made = await send('POST', base, { name: 'Console', public: true });
    expect(made.json).not.toHaveProperty('clientSecret');
    const rotated = await send('POST', `${base}/${made.json.clientId}/secret`);
    expect([rotated.status, rotated.json.code]).toEqual([422, 'request.invalid']);
  });

  test('returns to whole addresses only that nobody can listen to', async () => {
    const good = ['https://app.example/done', 'http://localhost:8400/', 'com.example.app:/done'];
    const { json } = await send('POST', base, { name: 'Web', redirectUris: good });
    expect(json.redirectUris).toEqual(good);
    for (const bad of ['http://app.example/done', 'https://app.example/#x', 'done', 'javascript:alert(1)']) {
      const answer = await send('PATCH', `${base}/${json.clientId}`, { redirectUris: [bad] });
      expect([answer.status, answer.json.errors?.[0]?.path], bad).toEqual([422, 'redirectUris/0']);
    }
    expect((await find(json.clientId)).redirect_uris).toEqual(good);
  });

  test('is disabled, enabled and removed; a removed one is found by nobody', async () => {
    const { json } = await send('POST', base, { name: 'Short-lived' });
    const path = `${base}/${json.clientId}`;
    expect((await send('PATCH', path, { disabled: true })).json.disabled).toBe(true);
    expect((await find(json.clientId)).disabled).toBe(true);
    expect((await send('PATCH', path, { disabled: false })).json.disabled).toBe(false);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await find(json.clientId)).disabled).toBe(true);
    for (const method of ['GET', 'PATCH', 'DELETE'] as const)
      expect((await send(method, path, method === 'PATCH' ? { name: 'X' } : undefined)).status).toBe(404);
    const { json: all } = await send('GET', `${base}?limit=500`);
    expect(all.items.map(({ clientId }: { clientId: string }) => clientId)).not.toContain(json.clientId);
  });

  test('of another partner does not exist', async () => {
    const { json } = await send('POST', base, { name: 'Mine' });
    const stranger = asUser(world.stranger, 'global_administrator');
    expect((await send('GET', `${base}/${json.clientId}`, undefined, stranger)).status).toBe(404);
    expect((await send('POST', `${base}/${json.clientId}/secret`, undefined, stranger)).status).toBe(404);
  });

  test('is for a Global administrator with a second factor', async () => {
    const agent = await send('GET', base, undefined, asUser(world.partner, 'admin_agent'));
    expect([agent.status, agent.json.code]).toEqual([403, 'role_required']);
    const once = await send('GET', base, undefined, { ...administrator(), secondFactor: false } as Principal);
    expect([once.status, once.json.code]).toEqual([403, 'second_factor_required']);
  });

  test('is listed page by page', async () => {
    for (const name of ['P1', 'P2', 'P3']) await send('POST', base, { name });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { json } = await send('GET', `${base}?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...json.items.map(({ name }: { name: string }) => name));
      cursor = json.next;
    }
    expect(seen).toEqual(seen.toSorted((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)));
    expect(new Set(seen).size).toBe(seen.length);
    for (const name of ['P1', 'P2', 'P3']) expect(seen).toContain(name);
  });
});

describe('a certificate', () => {
  const make = (...key: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'kontor-certificate-'));
    try {
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-nodes',
          '-subj',
          '/CN=bot',
          '-days',
          '30',
          ...key,
          '-keyout',
          'k.pem',
          '-out',
          'c.pem',
        ],
        { cwd: folder, stdio: 'ignore' },
      );
      return {
        certificate: readFileSync(join(folder, 'c.pem'), 'utf8'),
        key: readFileSync(join(folder, 'k.pem'), 'utf8'),
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test('is added, named by both thumbprints, taken back, and added again', async () => {
    const { json } = await send('POST', base, { name: 'Certified' });
    const path = `${base}/${json.clientId}/certificates`;
    const { certificate } = make('-newkey', 'rsa:2048');
    const added = await send('POST', path, { certificate });
    expect(added.status, added.text).toBe(201);
    expect(added.json).toMatchObject({
      subject: 'CN=bot',
      thumbprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const [found] = (await find(json.clientId)).certificates;
    expect([found.sha256, found.sha1, found.jwk.kty]).toEqual([
      added.json.thumbprint,
      added.json.sha1,
      'RSA',
    ]);
    expect(found.jwk).not.toHaveProperty('d');
    const read = await send('GET', `${base}/${json.clientId}`);
    expect(read.json.certificates).toEqual([added.json]);
    expect((await send('DELETE', `${path}/${added.json.thumbprint}`)).status).toBe(204);
    expect((await send('DELETE', `${path}/${added.json.thumbprint}`)).status).toBe(404);
    expect((await find(json.clientId)).certificates).toEqual([]);
    expect((await send('POST', path, { certificate })).status).toBe(201);
    expect((await find(json.clientId)).certificates).toHaveLength(1);
    const records = await database.owner.query(
      `select action, person_id, resource_id, coalesce(new_value, old_value) as value from kontor.activity_pending
       where resource_id = $1 order by recorded_at`,
      [json.clientId],
    );
    const { thumbprint } = added.json;
    const person_id = world.partner.users.global_administrator;
    expect(records.rows.slice(1)).toMatchObject([
      { action: 'add_application_credential', person_id, value: { thumbprint } },
      { action: 'remove_application_credential', person_id, value: { thumbprint } },
      { action: 'add_application_credential', person_id, value: { thumbprint } },
    ]);
  });

  test('that is none, is weak, or comes with its key is refused', async () => {
    const { json } = await send('POST', base, { name: 'Refused' });
    const path = `${base}/${json.clientId}/certificates`;
    const weak = make('-newkey', 'rsa:1024');
    const whole = make('-newkey', 'rsa:2048');
    for (const certificate of ['none', weak.certificate, whole.certificate + whole.key]) {
      const answer = await send('POST', path, { certificate });
      expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([422, 'certificate']);
    }
  });
});
