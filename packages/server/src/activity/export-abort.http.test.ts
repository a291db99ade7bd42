import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asUser } from '../testing/world-people.ts';
import { registerActivityKontor } from './activity-routes.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';
import { addManyRecords } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let port: number;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  let services: Sequencing | undefined;
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      services = surfaces.services;
      registerActivityKontor(surfaces.app, surfaces.kontor);
    },
  });
  await addManyRecords(database.system, world.partner.id, { count: 12_000 });
  if (services) await sequenceAll(services);
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
}, 60_000);
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

/** Asks for the export and reads nothing of it. */
const open = () =>
  new Promise<{ stop: () => void; rest: () => Promise<number> }>((resolve, reject) => {
    const headers = by(asUser(world.partner, 'account_administrator'));
    const request = get({
      host: '127.0.0.1',
      port,
      path: '/kontor/v1/activity/export?format=jsonl',
      headers,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      response.pause();
      const rest = async () => {
        let lines = 0;
        for await (const piece of response)
          lines += (piece as Buffer).toString('latin1').split('\n').length - 1;
        return lines;
      };
      resolve({ stop: () => request.destroy(), rest });
    });
  });

let quiet = 0;
/** How many times in a row no connection was in use. */
const quietTimes = () => {
  quiet = database.app.totalCount === database.app.idleCount ? quiet + 1 : 0;
  return quiet;
};

test('whoever does not read holds no connection, and gets everything when they do', async () => {
  const slow = await Promise.all(Array.from({ length: 12 }, open));
  await expect.poll(quietTimes, { timeout: 15_000, interval: 50 }).toBeGreaterThan(8);
  expect(await Promise.all(slow.map(({ rest }) => rest()))).toEqual(slow.map(() => 12_000));
});

test('whoever goes away leaves nothing behind', async () => {
  const gone = await Promise.all(Array.from({ length: 12 }, open));
  for (const { stop } of gone) stop();
  await expect.poll(quietTimes, { timeout: 15_000, interval: 50 }).toBeGreaterThan(8);
  expect(await (await open()).rest()).toBe(12_000);
});
