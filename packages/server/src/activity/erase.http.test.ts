import { inclusionPath } from '@kontor/domain/activity/proof-path';
import { verifyInclusion } from '@kontor/domain/activity/verify-proof';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { eraseFromTerminal } from './erase-person.ts';
import { registerActivityKeeping } from './keeping-routes.ts';
import { commitmentOf, sha256 } from './leaf-of.ts';
import { registerActivityProofs } from './proof-routes.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';
import { addRecord } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let services: Sequencing;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  services = { pools: database, vault: world.vault, realNow, publicUrl: 'http://kontor.example' };
  app = await testApp({
    pools: database,
    world,
    register: ({ app, kontor }) => {
      registerActivityKeeping(app, kontor);
      registerActivityProofs(app, kontor);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const ask = async (who: Principal | undefined, body: object) => {
  const response = await app.inject({
    method: 'POST',
    url: '/kontor/v1/activity/erasures',
    headers: who ? by(who) : {},
    payload: body,
  });
  return { status: response.statusCode, body: response.json() };
};
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

/** A person of an account under names that stand nowhere else, with records of every kind. */
const canary = async (accountId: string) => {
  const id = newUuid();
  const mark = `canary-${id.slice(-12)}`;
  const email = `${mark}@people.example`;
  const displayName = `Zeynep ${mark}`;
  await database.owner.query(
    `insert into kontor.person (account_id, id, kind, email, display_name, roles, password_hash)
     select account_id, $2, kind, $3, $4, roles, password_hash from kontor.person where account_id = $1 and kind = 'partner_user' limit 1`,
    [accountId, id, email, displayName],
  );
  const other = world.partner.users.global_administrator;
  const address = '198.51.100.77';
  const records = [
    await addRecord(database.system, accountId, { personId: id, personName: email, address }),
    await addRecord(database.system, accountId, {
      personId: other,
      personName: 'other@partner.example',
      action: 'update_partner_user',
      resourceType: 'partner_user',
      resourceId: id,
      oldValue: { email, displayName },
      newValue: { email, displayName: `${displayName} again` },
    }),
    // Nobody's own record, and yet their address is in it.
    await addRecord(database.system, accountId, {
      personId: other,
      personName: 'other@partner.example',
      action: 'create_partner',
      resourceType: 'partner',
      details: { administrator: email.toUpperCase() },
    }),
  ];
  return { id, mark, email, displayName, records, address };
};

/** Every table of the log, as text. */
const logText = async (): Promise<string> => {
  const tables = await rows(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'kontor' and c.relkind = 'r' and c.relname like 'activity%'`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await rows(`select string_agg(t::text, E'\n') as text from kontor.${name} t`);
      return row.text ?? '';
    }),
  );
  return texts.join('\n').toLowerCase();
};

const administrator = () => asUser(world.partner, 'global_administrator');

test('after an erasure the name is in no table of the log, whether the record had its number or waited', async () => {
  const { id, mark, address } = await canary(world.partner.id);
  await sequenceAll(services);
  await addRecord(database.system, world.partner.id, {
    personId: id,
    personName: `${mark}@people.example`,
    address,
  });
  expect(await logText()).toContain(mark);
  const answer = await ask(administrator(), { personId: id, reason: 'requested' });
  expect(answer).toMatchObject({ status: 200, body: { personId: id, already: false } });
  await sequenceAll(services);
  const text = await logText();
  expect(text).not.toContain(mark);
  expect(text).not.toContain(address);
  expect(text).toContain('erase_activity_person');
});

test('every record keeps its proof, and its commitments are opened by nobody', async () => {
  const { id, records, email } = await canary(world.partner.id);
  await sequenceAll(services);
  const before = await rows(
    `select a.leaf, a.leaf_index, s.salt from kontor.activity a
     join kontor.activity_subject s on s.account_id = a.account_id and s.id = $2 where a.id = $1`,
    [records[0], id],
  );
  const said = JSON.parse(before[0].leaf).user.name;
  expect(said).toEqual(commitmentOf(before[0].salt, '/user/name', email));
  await ask(administrator(), { personId: id, reason: 'left' });
  await sequenceAll(services);
  for (const record of records) {
    const response = await app.inject({
      url: `/kontor/v1/activity/${record}/proof`,
      headers: by(administrator()),
    });
    const proof = response.json();
    const [tree] = await rows(
      'select root from kontor.activity_checkpoint where tree_id = $1 and size = $2',
      [world.partner.id, proof.treeSize],
    );
    const proved = verifyInclusion(sha256, {
      index: proof.leafIndex,
      size: proof.treeSize,
      leafHash: sha256(Buffer.concat([Buffer.from([0]), Buffer.from(proof.leaf, 'base64')])),
      hashes: proof.hashes.map((text: string) => Buffer.from(text, 'base64')),
      root: tree.root,
    });
    expect(proved, `${inclusionPath(proof.treeSize, proof.leafIndex).length} hashes`).toBe(true);
  }
  const [after] = await rows('select leaf from kontor.activity where id = $1', [records[0]]);
  expect(after.leaf).toBe(before[0].leaf);
  expect(
    await rows('select salt, erased_at is not null as erased from kontor.activity_subject where id = $1', [
      id,
    ]),
  ).toEqual([{ salt: null, erased: true }]);
});

test('what they do later is on record without their name', async () => {
  const { id, email, mark } = await canary(world.partner.id);
  await ask(administrator(), { personId: id, reason: 'requested' });
  const later = await addRecord(database.system, world.partner.id, { personId: id, personName: email });
  await sequenceAll(services);
  expect(await rows('select personal from kontor.activity where id = $1', [later])).toEqual([
    { personal: null },
  ]);
  expect(await logText()).not.toContain(mark);
});

test('twice is once, also of two at once', async () => {
  const { id } = await canary(world.partner.id);
  const both = await Promise.all([
    ask(administrator(), { personId: id, reason: 'requested' }),
    ask(administrator(), { personId: id, reason: 'requested' }),
  ]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  const third = await ask(administrator(), { personId: id, reason: 'other' });
  expect(third).toMatchObject({ status: 200, body: { already: true } });
  await sequenceAll(services);
  expect(
    await rows(
      `select outcome from kontor.activity where action = 'erase_activity_person' and resource_id = $1`,
      [id],
    ),
  ).toHaveLength(1);
});

test('others of the log keep their names', async () => {
  const { id } = await canary(world.partner.id);
  const other = await addRecord(database.system, world.partner.id, {
    personId: world.partner.users.sales_agent,
    personName: 'sales@partner.example',
  });
  await sequenceAll(services);
  await ask(administrator(), { personId: id, reason: 'requested' });
  expect(await rows('select personal from kontor.activity where id = $1', [other])).toEqual([
    { personal: { '/user/name': 'sales@partner.example', '/address': '192.0.2.7' } },
  ]);
});

test('a Global administrator erases their own account’s people, the operator everybody’s, nobody else anybody', async () => {
  const { id } = await canary(world.partner.id);
  const body = { personId: id, reason: 'requested' };
  expect((await ask(undefined, body)).status).toBe(401);
  expect((await ask(asUser(world.partner, 'account_administrator'), body)).status).toBe(403);
  expect((await ask(asApp(world.partner), body)).status).toBe(403);
  expect((await ask(asCustomer(world.partner.customers.DE!), body)).status).toBe(403);
  expect((await ask({ ...administrator(), secondFactor: false } as Principal, body)).status).toBe(403);
  const stranger = await ask(asUser(world.stranger, 'global_administrator'), body);
  const nobody = await ask(asUser(world.stranger, 'global_administrator'), { ...body, personId: newUuid() });
  expect([stranger.status, nobody.status]).toEqual([404, 404]);
  expect({ ...stranger.body, requestId: '' }).toEqual({ ...nobody.body, requestId: '' });
  expect((await ask(administrator(), { personId: id, reason: 'their name was Ayşe' })).status).toBe(422);
  expect((await ask(asOperator(world), body)).body).toMatchObject({ already: false });
  await sequenceAll(services);
  const logs = await rows(
    `select account_id from kontor.activity where action = 'erase_activity_person' and resource_id = $1 order by account_id`,
    [id],
  );
  expect(logs.map(({ account_id }) => account_id)).toEqual(
    [world.operator.accountId, world.partner.id].sort(),
  );
});

test('the command line does the same', async () => {
  const { id, mark } = await canary(world.partner.id);
  const done = await eraseFromTerminal(services, { personId: id, reason: 'legal_duty' }, () => []);
  expect(done).toMatchObject({ accepted: true, value: { already: false } });
  expect(await logText()).not.toContain(mark);
  const again = await eraseFromTerminal(services, { personId: id, reason: 'legal_duty' }, () => []);
  expect(again).toMatchObject({ accepted: true, value: { already: true } });
  expect(await eraseFromTerminal(services, { personId: 'x', reason: 'other' }, () => [])).toMatchObject({
    accepted: false,
  });
});
