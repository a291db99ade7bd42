import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sequenceAll } from '../activity/sequence-activity.ts';
import { addRecord } from '../activity/testing/records.ts';
import { configFrom } from '../config.ts';
import { realNow } from '../platform/clock.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
let world: World;
let directory: string;
let folder: string;
const records = 12;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  directory = await mkdtemp(join(tmpdir(), 'kontor-cli-verify-'));
  await writeRecords();
  folder = join(directory, 'whole');
  expect(await run('export', '--partner', world.partner.id, '--out', folder)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await world?.dispose();
  await database?.drop();
});
afterEach(() => vi.unstubAllEnvs());

async function writeRecords(): Promise<void> {
  const personId = newUuid();
  for (let day = 1; day <= records; day += 1)
    await addRecord(database.system, world.partner.id, {
      at: new Date(Date.UTC(2026, 9, day, 12)),
      personId,
      personName: 'ayse@anadolu.example',
    });
  await sequenceAll({ pools: database, vault: world.vault, realNow, publicUrl: 'https://kontor.example' });
}

async function run(...words: string[]) {
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
}

/** A copy of an export, one of its files changed. */
async function copy(of: string, name: string, change: (text: string) => string): Promise<string> {
  const to = join(directory, newUuid());
  await cp(of, to, { recursive: true });
  await writeFile(join(to, name), change(await readFile(join(to, name), 'utf8')));
  return to;
}

const lines = (text: string) => text.trimEnd().split('\n');
const recordsOf = (change: (lines: readonly string[]) => readonly string[]) =>
  copy(folder, 'records.jsonl', (text) => `${change(lines(text)).join('\n')}\n`);
const key = async () => lines(await readFile(join(folder, 'keys.txt'), 'utf8'))[0] ?? '';

describe('kontor audit verify', () => {
  test('says that an export is intact, with a key from elsewhere, from its folder or from its files', async () => {
    const verified = await run('verify', folder, '--key', await key());
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(
      new RegExp(`^Intact: ${records} records, numbers 0 to ${records - 1}, all there were`),
    );
    expect(verified.out).toContain(`Log kontor.example/${world.partner.id}`);
    expect(verified.out).not.toContain('came with the export');
    const file = (name: string) => join(folder, name);
    const apart = [file('records.jsonl'), '--key', file('keys.txt')];
    expect(await run('verify', ...apart, '--checkpoint', file('checkpoint.txt'))).toMatchObject({ code: 0 });
    expect(await run('verify', ...apart, '--proof', file('proof.txt'))).toMatchObject({ code: 0 });
    // Nothing but the files themselves is needed.
    expect((await run('verify', folder)).out).toContain('The keys came with the export');
  });

  test('opens names that are proven, and says how many stay closed', async () => {
    const named = await run('verify', folder, '--key', await key(), '--names');
    expect(named.out).toContain(`/user/name "ayse@anadolu.example"`);
    expect(named.out).toContain(`Openings: ${2 * records} words are proven, none stays closed.`);
    const changed = await copy(folder, 'openings.jsonl', (text) => text.replaceAll('ayse@', 'fatma@'));
    const refused = await run('verify', changed, '--key', await key(), '--names');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('open nothing here') });
    expect(refused.out).not.toContain('fatma@');
    const broken = await copy(folder, 'openings.jsonl', () => '{"path":"/user/name"}\n');
    expect((await run('verify', broken, '--key', await key())).err).toContain('line 1: this is no opening');
  });

  test.each([
    ['altered', 4, (all: readonly string[]) => all.with(4, (all[4] ?? '').replace('succeeded', 'refused'))],
    ['altered', 4, (all: readonly string[]) => all.with(4, `${all[4]} `)],
    ['removed', 4, (all: readonly string[]) => all.toSpliced(4, 2)],
    ['removed', records - 1, (all: readonly string[]) => all.slice(0, -1)],
    ['added', 5, (all: readonly string[]) => all.toSpliced(5, 0, all[2] ?? '')],
    ['another stands', 3, (all: readonly string[]) => all.with(3, all[8] ?? '').with(8, all[3] ?? '')],
  ] as const)('names the first record that was changed (%s, %i)', async (word, number, change) => {
    const refused = await run('verify', await recordsOf(change), '--key', await key());
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^Changed: this is not what was recorded\.\n/);
    expect(refused.err).toContain(word);
    expect(refused.err).toMatch(new RegExp(`record ${number}\\b`));
  });

  test('verifies a part of the log against its proof, and says what is left out', async () => {
    const part = join(directory, 'part');
    const range = ['--from', '2026-10-04', '--to', '2026-10-06'];
    expect(await run('export', '--partner', world.partner.id, '--out', part, ...range)).toMatchObject({
      code: 0,
    });
    const verified = await run('verify', part, '--key', await key());
    expect(verified.out).toMatch(/^Intact: 3 records, numbers 3 to 5, exactly as they were recorded/);
    const without = [join(part, 'records.jsonl'), '--key', await key()];
    expect(await run('verify', ...without, '--checkpoint', join(part, 'checkpoint.txt'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('lacks its proof'),
    });
    expect(await run('verify', ...without)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Unproven'),
    });
  });

  test('refuses a checkpoint that was changed or is signed by another key, and files that are none', async () => {
    const forged = await copy(folder, 'checkpoint.txt', (text) => text.replace(`\n${records}\n`, '\n1\n'));
    expect((await run('verify', forged, '--key', await key())).err).toContain('changed after it was signed');
    const other = 'kontor.example+00000000+AAAA';
    expect((await run('verify', folder, '--key', other)).err).toContain('cannot be read');
    const strangers = join(directory, 'strangers.txt');
    await writeFile(strangers, 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n');
    expect((await run('verify', folder, '--key', strangers)).err).toContain('signed by none of the keys');
    await appendFile(strangers, 'something else\n');
    expect((await run('verify', folder, '--key', strangers)).err).toContain(
      'line 2: this is no verifier key',
    );
    const noProof = await copy(folder, 'proof.txt', () => 'something else\n');
    expect((await run('verify', noProof, '--key', await key())).err).toContain('the proof is not one');
  });

  test('is understood only with something to verify and a key to trust', async () => {
    expect(await run('verify')).toMatchObject({ code: 2 });
    expect(await run('verify', join(folder, 'records.jsonl'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('--key'),
    });
    expect(await run('verify', folder, '--unknown')).toMatchObject({ code: 2 });
  });

  test('leaves an export that is there as it is, and puts each on record', async () => {
    const again = await run('export', '--partner', world.partner.id, '--out', folder);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('cannot be written') });
    const { rows } = await database.owner.query(
      `select count(*)::int as exports from kontor.activity_pending where action = 'export_activity' and application = 'kontor command line'`,
    );
    expect(rows[0].exports).toBeGreaterThanOrEqual(2);
    expect(await run('export', '--partner', newUuid(), '--out', folder)).toMatchObject({ code: 1 });
    expect(await run('export', '--partner', world.partner.id)).toMatchObject({ code: 2 });
    const reversed = ['--from', '2026-10-06', '--to', '2026-10-04'];
    expect(await run('export', '--partner', world.partner.id, '--out', folder, ...reversed)).toMatchObject({
      code: 1,
    });
  });
});
