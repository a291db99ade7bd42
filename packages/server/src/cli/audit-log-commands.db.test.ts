import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sequenceAll } from '../activity/sequence-activity.ts';
import { addRecord } from '../activity/testing/records.ts';
import { configFrom } from '../config.ts';
import { realNow } from '../platform/clock.ts';
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
  directory = await mkdtemp(join(tmpdir(), 'kontor-cli-audit-'));
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
  const config = () =>
    configFrom({
      DATABASE_URL: database.databaseUrl,
      KONTOR_DATA_DIR: directory,
      KONTOR_PUBLIC_URL: 'https://kontor.example',
    });
  const code = await runCommand(['audit', ...words], config, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
};
const sequence = async () => {
  await addRecord(database.system, world.partner.id);
  await sequenceAll({
    pools: database,
    vault: world.vault,
    realNow,
    publicUrl: 'https://kontor.example',
  });
};

describe('the command line', () => {
  test('prints the checkpoint of a log, of any size that was signed', async () => {
    expect(await run('checkpoint')).toMatchObject({ code: 1, err: 'That log has no numbered record yet.\n' });
    await sequence();
    await sequence();
    expect((await run('checkpoint')).out.split('\n').slice(0, 2)).toEqual(['kontor.example', '2']);
    const { out } = await run('checkpoint', '--partner', world.partner.id, '--size', '1');
    expect(out.split('\n').slice(0, 2)).toEqual([`kontor.example/${world.partner.id}`, '1']);
    expect(await run('checkpoint', '--size', '9')).toMatchObject({
      code: 1,
      err: expect.stringContaining('2 records now'),
    });
    for (const words of [['--size', 'x'], ['--partner', 'x'], ['more']])
      expect((await run('checkpoint', ...words)).code).toBe(2);
  });

  test('changes the key that signs, on record', async () => {
    await sequence();
    const before = await run('checkpoint');
    const { code, out } = await run('rotate-key');
    expect([code, out]).toEqual([0, expect.stringMatching(/\nkontor\.example\+[0-9a-f]{8}\+/)]);
    await sequence();
    const after = await run('checkpoint');
    const keyOf = (note: string) => Buffer.from(note.trim().split(' ').at(-1) ?? '', 'base64').subarray(0, 4);
    expect(keyOf(after.out)).not.toEqual(keyOf(before.out));
    const { rows } = await database.owner.query(
      `select leaf::json ->> 'application' as application from kontor.activity where action = 'rotate_activity_key'`,
    );
    expect(rows).toEqual([{ application: 'kontor command line' }]);
    expect(await run('check')).toMatchObject({ code: 0 });
  });

  test('says which record was altered', async () => {
    await sequence();
    expect(await run('check')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^3 logs with \d+ records agree with their trees and \d+ signed checkpoints\.\n$/,
      ),
    });
    await database.owner.query(
      `update kontor.activity set leaf = replace(leaf, 'succeeded', 'refused') where account_id = $1 and leaf_index = 1`,
      [world.partner.id],
    );
    expect(await run('check', '--partner', world.partner.id)).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^1 of 1 logs do not agree with what was signed:\nkontor\.example\/\S+: record 1 \([0-9a-f-]{36}\) was altered\n$/,
      ),
    });
  });
});
