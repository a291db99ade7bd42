import { createHmac, createPublicKey, verify } from 'node:crypto';
import { leafHash, rootOf } from '@kontor/domain/activity/merkle-tree';
import { openingsFor, parseOpening } from '@kontor/domain/activity/openings';
import { parseVerifierKey, type VerifierKey } from '@kontor/domain/activity/signed-note';
import { type Toolbox, verifyExport } from '@kontor/domain/activity/verify-export';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { registerActivityKontor } from './activity-routes.ts';
import { sha256 } from './leaf-of.ts';
import { registerActivityProofs } from './proof-routes.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';
import { addManyRecords, addRecord } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let services: Sequencing;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      services = surfaces.services;
      registerActivityKontor(surfaces.app, surfaces.kontor);
      registerActivityProofs(surfaces.app, surfaces.kontor);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const reader = () => asUser(world.partner, 'account_administrator');
const get = async (path: string, who: Principal = reader()) => {
  const response = await app.inject({ url: `/kontor/v1/activity${path}`, headers: by(who) });
  return { status: response.statusCode, text: response.body, headers: response.headers };
};
const exported = async (query: string, who: Principal = reader()) => {
  const answer = await get(`/export?${query}`, who);
  expect([query, answer.status]).toEqual([query, 200]);
  return answer;
};
const linesOf = (text: string) => text.split('\n').slice(0, -1);

const tools: Toolbox = {
  sha256,
  verifySignature: (message, signature, publicKey) => {
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, message, key, signature);
  },
  textOf: (bytes) => Buffer.from(bytes).toString('utf8'),
};
const keysOf = async (): Promise<VerifierKey[]> =>
  linesOf((await get('/keys')).text).flatMap((line) => parseVerifierKey(sha256, line) ?? []);
const verdictOf = async (records: string, proof: string) =>
  verifyExport(tools, {
    lines: () => linesOf(records).map((line) => new Uint8Array(Buffer.from(line, 'utf8'))),
    proof: () => linesOf(proof),
    notes: [],
    keys: await keysOf(),
  });

describe('before anything has a number', () => {
  test('an export is empty, and there is nothing to prove', async () => {
    const strangers = asUser(world.stranger, 'global_administrator');
    expect((await exported('format=jsonl', strangers)).text).toBe('');
    expect((await exported('format=jsonl', strangers)).headers['kontor-log-size']).toBe('0');
    expect(linesOf((await exported('format=csv', strangers)).text)).toHaveLength(1);
    expect(JSON.parse((await get('/export?format=proof', strangers)).text)).toMatchObject({
      code: 'activity.not_numbered_yet',
      status: 409,
    });
  });
});

describe('an export', () => {
  const person = newUuid();
  beforeAll(async () => {
    await addManyRecords(database.system, world.partner.id, { count: 2500 });
    await sequenceAll(services);
    await addRecord(database.system, world.partner.id, {
      personId: person,
      personName: '=cmd|calc@partner.example',
      customerId: world.partner.customers.DE!.id,
      customerName: '@SUM(1+1), "GmbH"',
      action: 'create_customer_user',
      resourceType: 'customer_user',
      resourceId: newUuid(),
      newValue: { email: 'grace@customer.example' },
    });
    await sequenceAll(services);
  });

  test('as JSON lines is the leaves of the tree, byte for byte and in their order', async () => {
    const { text, headers } = await exported('format=jsonl');
    const lines = linesOf(text);
    expect(headers).toMatchObject({
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': 'attachment; filename="records.jsonl"',
      'kontor-log-size': String(lines.length),
    });
    expect(lines.map((line) => JSON.parse(line).leafIndex)).toEqual(lines.map((_, index) => index));
    const root = rootOf(
      sha256,
      lines.map((line) => leafHash(sha256, Buffer.from(line, 'utf8'))),
    );
    const [, size, encoded] = (await get(`/checkpoint?size=${lines.length}`)).text.split('\n');
    expect([size, encoded]).toEqual([String(lines.length), Buffer.from(root).toString('base64')]);
  });

  test('names nobody, and a record’s proof has the same bytes', async () => {
    const { text } = await exported('format=jsonl');
    for (const word of ['@partner.example', 'grace', '192.0.2.']) expect(text).not.toContain(word);
    const lines = linesOf(text);
    for (const line of [lines[0]!, lines[2049]!, lines.at(-1)!]) {
      const proof = JSON.parse((await get(`/${JSON.parse(line).id}/proof`)).text);
      expect(Buffer.from(proof.leaf, 'base64').toString('utf8')).toBe(line);
    }
  });

  test('verifies with its proof, whole or of a part, of a filter or of nothing', async () => {
    const total = 2501;
    const { body } = await listed('limit=1');
    const size = Number((await exported('format=jsonl')).headers['kontor-log-size']);
    const at = body.items[0].at;
    const parts = [
      '',
      `&resource=1234`,
      `&action=create_customer_user`,
      `&user=agent3`,
      `&from=${at}`,
      `&to=${at}`,
      '&from=2400-01-01&to=2400-01-02',
    ];
    for (const part of parts) {
      const records = await exported(`format=jsonl&size=${size}${part}`);
      const proof = await exported(`format=proof&size=${size}${part}`);
      const verdict = await verdictOf(records.text, proof.text);
      expect([part, verdict]).toMatchObject([
        part,
        { verdict: 'intact', records: linesOf(records.text).length },
      ]);
      expect(verdict).toMatchObject({ checkpoint: { size } });
    }
    expect(size).toBeGreaterThanOrEqual(total);
  });

  test('that was tampered with is found out at its first record', async () => {
    const size = (await exported('format=jsonl')).headers['kontor-log-size'];
    const part = `size=${size}&user=agent3`;
    const records = linesOf((await exported(`format=jsonl&${part}`)).text);
    const proof = (await exported(`format=proof&${part}`)).text;
    const without = records.toSpliced(7, 1);
    expect(await verdictOf(`${without.join('\n')}\n`, proof)).toMatchObject({
      verdict: 'changed',
      change: { kind: 'removed', leafIndex: JSON.parse(records[7]!).leafIndex },
    });
  });

  test('is of one moment, though records come while it is fetched', async () => {
    const size = Number((await exported('format=jsonl')).headers['kontor-log-size']);
    await addManyRecords(database.system, world.partner.id, { count: 10, first: 9000 });
    await sequenceAll(services);
    expect(linesOf((await exported(`format=jsonl&size=${size}`)).text)).toHaveLength(size);
    const unknown = await get('/export?format=jsonl&size=999999');
    expect([unknown.status, JSON.parse(unknown.text).code]).toEqual([422, 'activity.size_unknown']);
  });

  test('as CSV has the names, and nothing that a spreadsheet would run', async () => {
    const { text, headers } = await exported('format=csv&action=create_customer_user');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [header, line, ...rest] = text.split('\r\n');
    expect(header).toBe(
      'LeafIndex,RecordId,At,RecordedAt,Action,Outcome,Customer,CustomerId,User,UserId,UserErased,Roles,Application,ClientId,Address,ResourceType,ResourceId,OldValue,NewValue,Details,RequestId,CorrelationId',
    );
    expect(rest).toEqual(['']);
    expect(line).toContain(
      `,"'@SUM(1+1), ""GmbH""",${world.partner.customers.DE!.id},'=cmd|calc@partner.example,${person},false,`,
    );
    expect(line).toContain('"{""email"":""grace@customer.example""}"');
    expect((await exported('format=csv&bom=true')).text.charCodeAt(0)).toBe(0xfeff);
    expect((await get('/export?format=jsonl&bom=true')).status).toBe(422);
  });

  test('is opened by its openings, each word once', async () => {
    const filter = 'action=create_customer_user';
    const lines = linesOf((await exported(`format=jsonl&${filter}`)).text);
    const openings = linesOf((await exported(`format=openings&${filter}`)).text).map(
      (line) => parseOpening(line)!,
    );
    const mac = (key: Uint8Array, message: Uint8Array) => createHmac('sha256', key).update(message).digest();
    const { words, closed } = openingsFor(mac, openings).open(JSON.parse(lines[0]!));
    expect(closed).toBe(0);
    expect(words.map(({ path, value }) => [path, value]).sort()).toEqual([
      ['/address', '192.0.2.7'],
      ['/newValue/email', 'grace@customer.example'],
      ['/user/name', '=cmd|calc@partner.example'],
    ]);
    const all = linesOf((await exported('format=openings')).text);
    expect(new Set(all).size).toBe(all.length);
    // Seven people and two hundred addresses stand in two and a half thousand records.
    expect(all.length).toBeLessThan(1500);
  });

  test('leaves out who was forgotten, and verifies all the same', async () => {
    await database.system.query('select kontor.forget_activity_subject($1, $2, now())', [
      world.partner.id,
      person,
    ]);
    const csv = (await exported('format=csv&action=create_customer_user')).text.split('\r\n')[1]!;
    expect(csv).not.toContain('cmd|calc');
    expect(csv).toContain(`,${person},true,`);
    const openings = (await exported('format=openings&action=create_customer_user')).text;
    expect(openings).not.toContain('cmd|calc');
    const size = (await exported('format=jsonl')).headers['kontor-log-size'];
    const [records, proof] = [
      await exported(`format=jsonl&size=${size}`),
      await exported(`format=proof&size=${size}`),
    ];
    expect(await verdictOf(records.text, proof.text)).toMatchObject({ verdict: 'intact', complete: true });
    const { body } = await listed('action=create_customer_user');
    expect(body.items[0]).toMatchObject({ user: null, userErased: true, userId: person, address: null });
  });

  test('goes on record, without what was looked for', async () => {
    await exported('format=csv&user=agent3&text=secret-name');
    const { body } = await listed('action=export_activity&limit=1');
    expect(body.items[0]).toMatchObject({
      resourceType: 'activity_log',
      resourceId: world.partner.id,
      details: { format: 'csv', filters: ['user', 'text'] },
    });
    expect(JSON.stringify(body.items[0].details)).not.toContain('agent3');
  });

  test('of a partner’s log by the operator is in both logs, and by anybody else it is none', async () => {
    const { text } = await exported(`format=jsonl&partnerId=${world.partner.id}`, asOperator(world));
    expect(JSON.parse(linesOf(text)[0]!).accountId).toBe(world.partner.id);
    const own = await get('?action=export_activity&limit=1', asOperator(world));
    expect(JSON.parse(own.text).items[0].resourceId).toBe(world.partner.id);
    const theirs = await listed('action=export_activity&limit=1');
    expect(theirs.body.items[0].roles).toContain('operator');
    const stranger = asUser(world.stranger, 'global_administrator');
    expect((await get(`/export?format=jsonl&partnerId=${world.partner.id}`, stranger)).status).toBe(404);
    expect((await exported('format=jsonl', stranger)).text).not.toContain(world.partner.id);
  });

  test('wants a log role and a person', async () => {
    expect((await get('/export?format=csv', asUser(world.partner, 'admin_agent'))).status).toBe(403);
    expect((await get('/export?format=csv', asApp(world.partner))).status).toBe(403);
    expect((await get('/export')).status).toBe(422);
    expect((await get('/export?format=xml')).status).toBe(422);
    expect((await get('/export?format=csv&from=2026-02-01&to=2026-01-01')).status).toBe(422);
    expect((await get('/export?format=csv&action=buy_shoes')).status).toBe(422);
  });
});

const listed = async (query: string) => {
  const { text } = await get(`?${query}`);
  return { body: JSON.parse(text) };
};
