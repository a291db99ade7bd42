import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNote } from '@kontor/domain/activity/signed-note';
import { type Instant, instant } from '@kontor/domain/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { publishCheckpoints } from './publish-checkpoints.ts';
import { sequenceAll } from './sequence-activity.ts';
import { addRecord } from './testing/records.ts';

let database: TestDatabase;
let world: World;
let directory: string;
let now: Instant;
let account: string;

const at = (text: string): Instant => instant(Date.parse(text));
const services = () => ({
  pools: database,
  vault: world.vault,
  realNow: () => now,
  publicUrl: 'http://kontor.example',
  directory,
});

beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  directory = await mkdtemp(join(tmpdir(), 'kontor-checkpoints-'));
  account = world.partner.id;
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
  await world?.dispose();
  await database?.drop();
});

/** A record that is signed at an instant. */
const signAt = async (text: string, accountId = account): Promise<string> => {
  now = at(text);
  await addRecord(database.system, accountId);
  await sequenceAll(services());
  const { rows } = await database.owner.query(
    'select note from kontor.activity_checkpoint where tree_id = $1 order by size desc limit 1',
    [accountId],
  );
  return rows[0].note;
};
const publishAt = (text: string) => {
  now = at(text);
  return publishCheckpoints(services());
};
const fileOf = (day: string, folder = account) => readFile(join(directory, folder, `${day}.txt`), 'utf8');
const mails = async () =>
  (
    await database.owner.query(
      'select account_id, recipient, subject, body, language from kontor.mail order by subject, recipient',
    )
  ).rows;

describe('checkpoints in files', () => {
  test('are the newest of each tree and day, as signed, one after another', async () => {
    const first = await signAt('2026-11-20T10:00:00Z');
    expect(await publishAt('2026-11-20T10:01:00Z')).toBe(2);
    await signAt('2026-11-20T10:02:00Z');
    const third = await signAt('2026-11-20T10:02:30Z');
    expect(await publishAt('2026-11-20T10:03:00Z')).toBe(2);
    expect(await fileOf('2026-11-20')).toBe(`${first}\n${third}\n`);
    expect((await fileOf('2026-11-20', 'installation')).startsWith('kontor.example\n1\n')).toBe(true);
    expect(parseNote(third)).toBeDefined();
  });

  test('are written once, whatever is published again, and after a crash', async () => {
    const first = await signAt('2026-11-20T10:00:00Z');
    await publishAt('2026-11-20T10:01:00Z');
    expect(await publishAt('2026-11-20T10:01:30Z')).toBe(0);
    await rm(join(directory, 'published-until.txt'));
    await publishAt('2026-11-20T10:02:00Z');
    expect(await fileOf('2026-11-20')).toBe(`${first}\n`);
    const path = join(directory, account, '2026-11-20.txt');
    await truncate(path, 20);
    await rm(join(directory, 'published-until.txt'));
    await publishAt('2026-11-20T10:03:00Z');
    expect(await fileOf('2026-11-20')).toBe(`${first.slice(0, 20)}\n\n${first}\n`);
  });

  test('wait until everything that was signed before has committed', async () => {
    await signAt('2026-11-20T10:00:00Z');
    expect(await publishAt('2026-11-20T10:00:19.999Z')).toBe(0);
    expect(await publishAt('2026-11-20T10:00:20.001Z')).toBe(2);
  });

  test('have the last one of each day, also of days without anybody to publish them', async () => {
    await signAt('2026-11-18T10:00:00Z');
    await publishAt('2026-11-18T10:01:00Z');
    const last = await signAt('2026-11-18T23:59:59.999Z');
    const next = await signAt('2026-11-19T00:00:00Z');
    const today = await signAt('2026-11-21T08:00:00Z');
    await publishAt('2026-11-21T08:01:00Z');
    expect((await fileOf('2026-11-18')).endsWith(`\n\n${last}\n`)).toBe(true);
    expect(await fileOf('2026-11-19')).toBe(`${next}\n`);
    expect(await fileOf('2026-11-21')).toBe(`${today}\n`);
    expect((await readdir(join(directory, account))).sort()).toEqual([
      '2026-11-18.txt',
      '2026-11-19.txt',
      '2026-11-21.txt',
    ]);
  });

  test('stay to be done when the disk refuses', async () => {
    const note = await signAt('2026-11-20T10:00:00Z');
    await writeFile(join(directory, account), 'in the way');
    await expect(publishAt('2026-11-20T10:01:00Z')).rejects.toThrow();
    await rm(join(directory, account));
    await publishAt('2026-11-20T10:02:00Z');
    expect(await fileOf('2026-11-20')).toBe(`${note}\n`);
  });
});

describe('checkpoints by mail', () => {
  test('go out once a day to the witnesses of the account, in its language', async () => {
    const invite = (accountId: string, email: string) =>
      database.system.query(
        'insert into kontor.activity_witness (account_id, email, added_at) values ($1, $2, now())',
        [accountId, email],
      );
    await invite(account, 'a@firm.example');
    await invite(account, 'b@firm.example');
    await invite(world.stranger.id, 'c@firm.example');
    await database.owner.query("update kontor.account set language = 'tr' where id = $1", [account]);
    await signAt('2026-11-20T10:00:00Z');
    const last = await signAt('2026-11-20T23:00:00Z');
    await publishAt('2026-11-20T23:59:59Z');
    expect(await mails()).toEqual([]);
    await signAt('2026-11-21T00:00:01Z');
    await publishAt('2026-11-21T00:01:00Z');
    await publishAt('2026-11-21T00:02:00Z');
    await rm(directory, { recursive: true });
    await publishAt('2026-11-21T00:03:00Z');
    const sent = await mails();
    expect(sent.map(({ recipient }) => recipient)).toEqual(['a@firm.example', 'b@firm.example']);
    expect(sent[0]).toMatchObject({
      account_id: account,
      language: 'tr',
      subject: `kontor.example/${account} denetim noktası, 2026-11-20`,
    });
    expect(sent[0].body).toContain(last.trimEnd());
  });

  test('say nothing of a day on which nothing was recorded', async () => {
    await database.system.query(
      'insert into kontor.activity_witness (account_id, email, added_at) values ($1, $2, now())',
      [account, 'a@firm.example'],
    );
    await signAt('2026-11-20T10:00:00Z');
    await publishAt('2026-11-23T10:00:00Z');
    await publishAt('2026-11-24T10:00:00Z');
    expect(await mails()).toEqual([]);
  });
});
