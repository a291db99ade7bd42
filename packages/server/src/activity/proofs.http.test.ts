import { createPublicKey, verify } from 'node:crypto';
import { openCheckpoint } from '@kontor/domain/activity/checkpoint';
import { leafHash, rootOf } from '@kontor/domain/activity/merkle-tree';
import {
  parseVerifierKey,
  type VerifierKey,
  type VerifySignature,
} from '@kontor/domain/activity/signed-note';
import { verifyConsistency, verifyInclusion } from '@kontor/domain/activity/verify-proof';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { sha256 } from './leaf-of.ts';
import { registerActivityProofs } from './proof-routes.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';
import { addManyRecords, addRecord } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let services: Sequencing;
let reader: Principal;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      services = surfaces.services;
      registerActivityProofs(surfaces.app, surfaces.kontor);
    },
  });
  reader = asUser(world.partner, 'account_administrator');
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  await sequenceAll(services);
});

const get = async (path: string, who: Principal | undefined = reader) => {
  const response = await app.inject({ url: `/kontor/v1/activity${path}`, headers: who ? by(who) : {} });
  return { status: response.statusCode, text: response.body, headers: response.headers };
};
const json = async (path: string, who: Principal | undefined = reader) => {
  const { status, text, headers } = await get(path, who);
  return { status, body: JSON.parse(text), headers };
};
const post = async (path: string, body: unknown, who: Principal) => {
  const response = await app.inject({
    method: 'POST',
    url: `/kontor/v1/activity${path}`,
    headers: by(who),
    payload: body as object,
  });
  return { status: response.statusCode, body: JSON.parse(response.body) };
};

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const verifySignature: VerifySignature = (message, signature, publicKey) => {
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, message, key, signature);
};
const keys = async (who = reader): Promise<VerifierKey[]> =>
  (await get('/keys', who)).text
    .trim()
    .split('\n')
    .flatMap((line) => parseVerifierKey(sha256, line) ?? []);
const opened = async (note: string, known?: VerifierKey[]) => {
  const checkpoint = openCheckpoint(verifySignature, note, known ?? (await keys()));
  if (!checkpoint.verified) throw new Error(checkpoint.reason);
  return checkpoint.checkpoint;
};

type ProofBody = { leafIndex: number; treeSize: number; leaf: string; hashes: string[]; checkpoint: string };
const holds = async (proof: ProofBody, known?: VerifierKey[]): Promise<boolean> => {
  const { size, root } = await opened(proof.checkpoint, known);
  return verifyInclusion(sha256, {
    index: proof.leafIndex,
    size,
    leafHash: leafHash(sha256, bytes(proof.leaf)),
    hashes: proof.hashes.map(bytes),
    root,
  });
};
const leaves = async (accountId: string) =>
  (
    await database.owner.query(
      'select id, leaf from kontor.activity where account_id = $1 order by leaf_index',
      [accountId],
    )
  ).rows as { id: string; leaf: string }[];

describe('a proof of a record', () => {
  test('holds against the signed checkpoint, for every record, and not for another one', async () => {
    await addManyRecords(database.system, world.partner.id, { count: 700 });
    await sequenceAll(services);
    const all = await leaves(world.partner.id);
    const known = await keys();
    for (let index = 0; index < all.length; index += 37) {
      const { body } = await json(`/${all[index]!.id}/proof`);
      expect(body).toMatchObject({ leafIndex: index, treeSize: all.length });
      expect(Buffer.from(body.leaf, 'base64').toString()).toBe(all[index]!.leaf);
      expect(await holds(body, known)).toBe(true);
      expect(
        await holds({ ...body, leaf: Buffer.from(all[index === 0 ? 1 : 0]!.leaf).toString('base64') }, known),
      ).toBe(false);
    }
  });

  test('is given under an earlier checkpoint that already holds the record', async () => {
    const id = await addRecord(database.system, world.partner.id);
    await sequenceAll(services);
    const { size } = await opened((await get('/checkpoint')).text);
    await addManyRecords(database.system, world.partner.id, { count: 300 });
    await sequenceAll(services);
    const { body } = await json(`/${id}/proof?size=${size}`);
    expect(body.treeSize).toBe(size);
    expect(await holds(body)).toBe(true);
    expect(await json(`/${id}/proof?size=${size - 1}`)).toMatchObject({
      status: 422,
      body: { code: 'activity.size_unknown', size: size + 300 },
    });
    const { body: same } = await json(`/leaves/${size - 1}/proof?size=${size}`);
    expect(same).toEqual(body);
  });

  test('waits a second for a record that has no number yet', async () => {
    const id = await addRecord(database.system, world.partner.id);
    const answer = await json(`/${id}/proof`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'activity.not_numbered_yet' } });
    expect(answer.headers['retry-after']).toBe('1');
    await sequenceAll(services);
    expect((await json(`/${id}/proof`)).status).toBe(200);
  });

  test('is not found for a record of somebody else, nor for none', async () => {
    const theirs = await addRecord(database.system, world.stranger.id);
    for (const id of [theirs, newUuid(), 'x'])
      expect(await json(`/${id}/proof`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await sequenceAll(services);
    expect((await json(`/${theirs}/proof`)).status).toBe(404);
    expect((await json(`/${theirs}/proof?partnerId=${world.stranger.id}`)).status).toBe(404);
    const operator = asOperator(world);
    const { body } = await json(`/${theirs}/proof?partnerId=${world.stranger.id}`, operator);
    const answer = await get(`/keys?partnerId=${world.stranger.id}`, operator);
    const known = answer.text
      .trim()
      .split('\n')
      .flatMap((line) => parseVerifierKey(sha256, line) ?? []);
    expect(await holds(body, known)).toBe(true);
  });

  test('is asked for by a log role alone', async () => {
    const id = await addRecord(database.system, world.partner.id);
    expect((await json(`/${id}/proof`, asUser(world.partner, 'admin_agent'))).body.code).toBe(
      'role_required',
    );
    expect((await json(`/${id}/proof`, asApp(world.partner))).body.code).toBe('user_required');
    const response = await app.inject({ url: `/kontor/v1/activity/${id}/proof` });
    expect(response.statusCode).toBe(401);
  });

  test('names a number that is none, and a size that is none', async () => {
    for (const path of ['/leaves/x/proof', '/leaves/-1/proof', '/checkpoint?size=1e3', '/consistency?from=0'])
      expect((await json(path)).status, path).toBe(422);
    expect((await json('/leaves/999999/proof')).body.code).toBe('activity.size_unknown');
    expect((await json('/checkpoint?size=999999')).body.code).toBe('activity.size_unknown');
    expect((await json('/consistency?from=2&to=1')).body).toMatchObject({
      code: 'request.invalid',
      errors: [{ path: 'from' }],
    });
    expect((await json('/consistency?from=2&to=999999')).body.code).toBe('activity.size_unknown');
  });
});

describe('consistency', () => {
  test('holds between every two checkpoints, also across a change of the key', async () => {
    const notes = [(await get('/checkpoint')).text];
    for (const count of [1, 255, 3]) {
      await addManyRecords(database.system, world.partner.id, { count });
      await sequenceAll(services);
      notes.push((await get('/checkpoint')).text);
      const { status, body } = await post('/keys/rotations', {}, asOperator(world));
      expect([status, body.keyId === body.retiredKeyId]).toEqual([201, false]);
    }
    const lines = (await get('/keys')).text.trim().split('\n');
    expect(lines.length).toBe(new Set(lines).size);
    const checkpoints = [];
    for (const note of notes) checkpoints.push(await opened(note));
    for (const [place, earlier] of checkpoints.entries())
      for (const later of checkpoints.slice(place)) {
        const { body } = await json(`/consistency?from=${earlier.size}&to=${later.size}`);
        const proof = { from: earlier.size, to: later.size, fromRoot: earlier.root, toRoot: later.root };
        const hashes = body.hashes.map(bytes);
        expect(verifyConsistency(sha256, { ...proof, hashes })).toBe(true);
        if (earlier.size !== later.size)
          expect(verifyConsistency(sha256, { ...proof, fromRoot: later.root, hashes })).toBe(false);
      }
  });

  test('shows the keys with the one that signs first, and each of before', async () => {
    await addRecord(database.system, world.partner.id);
    await sequenceAll(services);
    const before = await keys();
    const { body } = await post('/keys/rotations', {}, asOperator(world));
    await addRecord(database.system, world.partner.id);
    await sequenceAll(services);
    const after = await keys();
    expect(after).toHaveLength(before.length + 2);
    const origin = `kontor.example/${world.partner.id}`;
    expect(after.filter(({ name }) => name === origin)).toHaveLength(after.length / 2);
    const note = (await get('/checkpoint')).text;
    expect(openCheckpoint(verifySignature, note, after.slice(0, 1))).toMatchObject({ verified: true });
    const response = await app.inject({ url: '/.well-known/kontor-log-keys.txt' });
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.body.split('\n')[0]).toBe(body.verifierKey);
    const [record] = (
      await database.owner.query(
        `select leaf from kontor.activity where action = 'rotate_activity_key' and resource_id = $1`,
        [body.keyId],
      )
    ).rows;
    expect(JSON.parse(record.leaf)).toMatchObject({ resourceType: 'activity_key', details: body });
  });

  test('changes the key once when it is rotated twice at once, or twice, and leaves one that signs', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => post('/keys/rotations', {}, asOperator(world))));
    expect(answers.some(({ status }) => status === 201)).toBe(true);
    const { rows } = await database.owner.query(
      'select count(*) filter (where retired_at is null)::int as signing from kontor.activity_key',
    );
    expect(rows).toEqual([{ signing: 1 }]);
    expect((await post('/keys/rotations', {}, reader)).body.code).toBe('role_required');
  });
});

describe('the log of the installation', () => {
  test('holds each checkpoint of an account', async () => {
    await addRecord(database.system, world.partner.id);
    await addRecord(database.system, world.stranger.id);
    await sequenceAll(services);
    const { size, root } = await opened((await get('/checkpoint')).text);
    const { status, body } = await json(`/installation/proof?size=${size}`);
    expect(status).toBe(200);
    expect(Buffer.from(body.leaf, 'base64').toString()).toBe(
      `kontor.example/${world.partner.id}\n${size}\n${Buffer.from(root).toString('base64')}\n`,
    );
    expect(await holds(body)).toBe(true);
    expect(body.checkpoint).toBe((await get('/installation/checkpoint')).text);
    expect((await json(`/installation/proof?size=${size + 1}`)).body).toMatchObject({
      code: 'activity.size_unknown',
      size,
    });
  });

  test('only ever grows', async () => {
    const first = await opened((await get('/installation/checkpoint')).text);
    await addRecord(database.system, world.partner.id);
    await sequenceAll(services);
    const second = await opened((await get('/installation/checkpoint')).text);
    const { body } = await json(`/installation/consistency?from=${first.size}&to=${second.size}`);
    expect(
      verifyConsistency(sha256, {
        from: first.size,
        to: second.size,
        fromRoot: first.root,
        toRoot: second.root,
        hashes: body.hashes.map(bytes),
      }),
    ).toBe(true);
  });

  test('has no checkpoint of an account of which nothing is on record', async () => {
    const answer = await json('/checkpoint', asUser(world.sandbox, 'global_administrator'));
    expect(answer).toMatchObject({ status: 409, body: { code: 'activity.not_numbered_yet' } });
    expect(answer.headers['retry-after']).toBe('1');
    expect((await get('/keys', asUser(world.sandbox, 'global_administrator'))).text).toContain(
      `kontor.example/${world.sandbox.id}+`,
    );
  });
});

describe('witnesses', () => {
  const remove = async (email: string, who = reader) =>
    (
      await app.inject({
        method: 'DELETE',
        url: `/kontor/v1/activity/witnesses/${encodeURIComponent(email)}`,
        headers: by(who),
      })
    ).statusCode;

  test('are added once, listed and removed, each on record without the address in the leaf', async () => {
    expect((await post('/witnesses', { email: ' Auditor@Firm.example ' }, reader)).body.email).toBe(
      'auditor@firm.example',
    );
    expect((await post('/witnesses', { email: 'auditor@firm.example' }, reader)).status).toBe(201);
    expect((await json('/witnesses')).body.items).toEqual([
      { email: 'auditor@firm.example', addedAt: expect.any(String) },
    ]);
    expect((await json('/witnesses', asUser(world.stranger, 'global_administrator'))).body.items).toEqual([]);
    expect(await remove('auditor@firm.example', asUser(world.stranger, 'global_administrator'))).toBe(404);
    expect(await remove('auditor@firm.example')).toBe(204);
    expect(await remove('auditor@firm.example')).toBe(404);
    await sequenceAll(services);
    const { rows } = await database.owner.query(
      `select action, leaf, personal from kontor.activity where resource_type = 'activity_log' order by leaf_index`,
    );
    expect(rows.map(({ action }) => action)).toEqual(['add_log_witness', 'remove_log_witness']);
    expect(rows[0].leaf).not.toContain('auditor');
    expect(rows[0].personal['/newValue/email']).toBe('auditor@firm.example');
  });

  test('are refused where they are no addresses, and where there are too many', async () => {
    for (const email of ['x@', 'a b@c.example', 'a@b.example\r\nbcc: x@y.example'])
      expect(await post('/witnesses', { email }, reader)).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'email' }] },
      });
    for (let n = 0; n < 20; n += 1)
      expect((await post('/witnesses', { email: `w${n}@firm.example` }, reader)).status).toBe(201);
    expect(await post('/witnesses', { email: 'w20@firm.example' }, reader)).toMatchObject({
      status: 409,
      body: { code: 'activity.too_many_witnesses', most: 20 },
    });
    expect(
      (await post('/witnesses', { email: 'a@b.example' }, asUser(world.partner, 'admin_agent'))).status,
    ).toBe(403);
  });
});

test('a naive tree agrees with what the tiles give', async () => {
  const { root } = await opened((await get('/checkpoint')).text);
  const hashes = (await leaves(world.partner.id)).map(({ leaf }) => leafHash(sha256, Buffer.from(leaf)));
  const split = (size: number) => 2 ** Math.floor(Math.log2(size - 1));
  const naive = (part: Uint8Array[]): Uint8Array => {
    if (part.length === 1) return part[0]!;
    const k = split(part.length);
    return sha256(Buffer.concat([Buffer.of(1), naive(part.slice(0, k)), naive(part.slice(k))]));
  };
  expect(Buffer.from(naive(hashes))).toEqual(Buffer.from(root));
  expect(Buffer.from(rootOf(sha256, hashes))).toEqual(Buffer.from(root));
});
