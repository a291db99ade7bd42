import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addRecord } from '../activity/testing/records.ts';
import { configFrom } from '../config.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
let world: World;
let directory: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  directory = await mkdtemp(join(tmpdir(), 'kontor-cli-erase-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await world?.dispose();
  await database?.drop();
});
afterEach(() => vi.unstubAllEnvs());

const run = async (...words: string[]) => {
  vi.stubEnv('KONTOR_MASTER_KEY', '07'.repeat(32));
  const said = { out: '', err: '' };
  const config = () => configFrom({ DATABASE_URL: database.databaseUrl, KONTOR_DATA_DIR: directory });
  const code = await runCommand(['audit', 'erase', ...words], config, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
};

test('erases somebody from every log, once, and says so in the installation’s log and their own', async () => {
  const person = world.partner.users.sales_agent;
  const personName = 'canary-of-the-terminal@partner.example';
  const record = await addRecord(database.system, world.partner.id, { personId: person, personName });
  expect(await run(person, '--reason', 'left')).toMatchObject({ code: 0 });
  const found = await database.owner.query('select personal from kontor.activity where id = $1', [record]);
  expect(found.rows).toEqual([{ personal: null }]);
  const records = await database.owner.query(
    `select account_id from kontor.activity_pending where action = 'erase_activity_person'
       and resource_id = $1 and details ->> 'reason' = 'left' and application = 'kontor command line'`,
    [person],
  );
  const logs = records.rows.map(({ account_id }) => account_id);
  expect(logs.sort()).toEqual([world.operator.accountId, world.partner.id].sort());
  expect((await run(person)).out).toContain('nothing is left to do');
});

test('refuses an id of nobody, and a reason in words of one’s own', async () => {
  expect((await run('99999999-9999-4999-8999-999999999999')).code).toBe(1);
  expect((await run(world.partner.users.sales_agent, '--reason', 'Ayşe left')).code).toBe(2);
});
