import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { configFrom } from '../config.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
let directory: string;
const [oldKey, newKey] = ['1'.repeat(64), '2'.repeat(64)];
beforeAll(async () => {
  database = await testDatabase();
  directory = await mkdtemp(join(tmpdir(), 'kontor-cli-keys-'));
  await writeFile(join(directory, 'new.key'), `${newKey}\n`);
  await writeFile(join(directory, 'bad.key'), 'hunter2\n');
});
afterAll(async () => {
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

async function run(masterKey: string, ...words: string[]) {
  vi.stubEnv('KONTOR_MASTER_KEY', masterKey);
  const said = { out: '', err: '' };
  const config = () => configFrom({ DATABASE_URL: database.databaseUrl, KONTOR_DATA_DIR: directory });
  const code = await runCommand(words, config, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}
const rewrap = (masterKey: string, ...words: string[]) => run(masterKey, 'keys', 'rewrap', ...words);
const newKeyFile = () => ['--new-master-key-file', join(directory, 'new.key')];

describe('the command line', () => {
  test('changes the master key in two steps, and each start says which one it needs', async () => {
    expect(await run(oldKey, 'keys', 'list')).toMatchObject({
      code: 0,
      out: '1  secrets  in use   0 rows\n2  lookup   in use\n',
    });
    expect(await rewrap(oldKey, '--confirm')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing to confirm'),
    });
    const prepared = await rewrap(oldKey, ...newKeyFile());
    expect(prepared).toMatchObject({ code: 0, out: expect.stringContaining('wrapped by both master keys') });
    expect((await run(newKey, 'keys', 'list')).out).toContain('not confirmed');
    expect(await run(oldKey, 'keys', 'rotate')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--confirm'),
    });
    expect(await rewrap(oldKey, '--confirm')).toMatchObject({
      code: 1,
      err: expect.stringContaining('the old master key'),
    });
    expect(await rewrap(newKey, '--confirm')).toMatchObject({ code: 0 });
    expect(await run(oldKey, 'keys', 'list')).toMatchObject({
      code: 3,
      err: expect.stringMatching(/lost or is another one/),
    });
    expect(await run(newKey, 'keys', 'list')).toMatchObject({ code: 0 });
  });

  test.each([
    ['two things at once', ['--confirm', '--abandon'], 2, /Give one of/],
    ['nothing', [], 2, /Give one of/],
    ['a file that is not there', ['--new-master-key-file', '/nowhere/key'], 1, /openssl rand -hex 32/],
    ['a file that holds no key', ['--new-master-key-file', 'bad.key'], 3, /32 bytes/],
    ['a key service without an address', ['--new-key-service-url', 'vault'], 3, /http or https/],
    ['the key in use', ['--new-master-key-file', 'new.key'], 1, /key in use/],
  ])('refuses to rewrap with %s', async (_, words, code, message) => {
    const inPlace = words.map((word) => (word.endsWith('.key') ? join(directory, word) : word));
    const refused = await rewrap(newKey, ...inPlace);
    expect(refused.err).toMatch(message);
    expect(refused.err).not.toMatch(/hunter2|\n {4}at /);
    expect(refused.code).toBe(code);
  });

  test('does not change the key of the keyed hashes, and says where the reason stands', async () => {
    expect(await run(newKey, 'keys', 'rotate', '--lookup')).toMatchObject({
      code: 2,
      err: expect.stringContaining('docs/operating/keys.md'),
    });
  });
});
