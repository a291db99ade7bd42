import type { AccountId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp } from '../testing/world-people.ts';
import { registerActivityWire } from './activity-routes.ts';
import { findRecords } from './find-records.ts';
import type { ActivityQuestion, RecordPlace } from './read-activity-store.ts';
import { type Sequencing, sequenceRound } from './sequence-activity.ts';
import { addManyRecords } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let services: Sequencing;
const count = 600;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      services = surfaces.services;
      registerActivityWire(surfaces.app, surfaces.wire);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const everything: ActivityQuestion = {
  from: instant(0),
  to: instant(Date.UTC(2100, 0)),
  actions: null,
  resourceTypes: null,
  resourceId: null,
  customerId: null,
  customerName: null,
  user: null,
  outcome: null,
  text: null,
};

const walk = async (accountId: AccountId, question: ActivityQuestion): Promise<string[]> => {
  const reader = { pool: database.app, scope: { tenant: accountId }, accountId };
  const ids: string[] = [];
  let after: RecordPlace | null = null;
  do {
    const page = await findRecords(reader, question, { after, limit: 37 });
    ids.push(...page.records.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  return ids;
};

test('pages that are read while records get their numbers hold each record once, in every order of index', async () => {
  const { id } = world.partner;
  const questions: ActivityQuestion[] = [
    everything,
    { ...everything, user: 'agent' },
    { ...everything, actions: ['get_software_key'] },
    { ...everything, text: '192.0.2.' },
  ];
  await addManyRecords(database.system, id, { count });
  let moving = true;
  const sequencer = (async () => {
    while (await sequenceRound(services, { most: 7 })) await new Promise((resolve) => setTimeout(resolve, 2));
    moving = false;
  })();
  let walks = 0;
  while (moving || walks < questions.length) {
    const ids = await walk(id, questions[walks % questions.length]!);
    expect([walks, ids.length, new Set(ids).size]).toEqual([walks, count, count]);
    walks += 1;
  }
  await sequencer;
  expect(walks).toBeGreaterThan(questions.length);
});

test('a total that is counted while records get their numbers is always the same', async () => {
  const { id } = world.stranger;
  await addManyRecords(database.system, id, { count });
  let moving = true;
  const sequencer = (async () => {
    while (await sequenceRound(services, { most: 11 }))
      await new Promise((resolve) => setTimeout(resolve, 1));
    moving = false;
  })();
  const totals = new Set<number>();
  while (moving) {
    const { body } = await app.inject({ url: '/v1/auditrecords?size=1', headers: by(asApp(world.stranger)) });
    totals.add(JSON.parse(body).totalCount);
  }
  await sequencer;
  expect([...totals]).toEqual([count]);
});
