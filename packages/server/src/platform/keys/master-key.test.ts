import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMasterKey, MasterKeyMissing } from './master-key.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-master-key-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const hex = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

describe('the master key', () => {
  test('is taken from the environment in hex or base64', async () => {
    const wanted = Buffer.from(hex, 'hex');
    const base64 = wanted.toString('base64');
    expect(await loadMasterKey(directory, { KONTOR_MASTER_KEY: hex })).toEqual(wanted);
    expect(await loadMasterKey(directory, { KONTOR_MASTER_KEY: base64 })).toEqual(wanted);
    expect(await readdir(directory)).toEqual([]);
  });

  test('is taken from the file that the environment names', async () => {
    const file = join(directory, 'secret');
    await writeFile(file, `${hex}\n`);
    expect(await loadMasterKey(directory, { KONTOR_MASTER_KEY_FILE: file })).toEqual(Buffer.from(hex, 'hex'));
  });

  test('is made at the first start, for its owner only, and stays the same', async () => {
    const first = await loadMasterKey(directory, {});
    expect(first).toHaveLength(32);
    expect(await loadMasterKey(directory, {})).toEqual(first);
    expect((await stat(join(directory, 'master.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['master.key']);
  });

  test('is one and the same for first starts that race', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadMasterKey(directory, {})));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(directory)).toEqual(['master.key']);
  });

  test('is never made by itself for a database of one’s own', async () => {
    const loading = loadMasterKey(directory, { DATABASE_URL: 'postgresql://somewhere/kontor' });
    await expect(loading).rejects.toThrow(/openssl rand -hex 32/);
    expect(await readdir(directory)).toEqual([]);
  });

  test.each(['', 'short', hex.slice(2), `${hex}00`, 'x'.repeat(64)])(
    'refuses %j and keeps the file',
    async (text) => {
      const file = join(directory, 'master.key');
      await writeFile(file, text);
      await expect(loadMasterKey(directory, {})).rejects.toThrow(MasterKeyMissing);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  test('says which file is missing, and never what a malformed one holds', async () => {
    const missing = loadMasterKey(directory, { KONTOR_MASTER_KEY_FILE: join(directory, 'nowhere') });
    await expect(missing).rejects.toThrow(/nowhere/);
    await expect(loadMasterKey(directory, { KONTOR_MASTER_KEY: 'hunter2' })).rejects.not.toThrow(/hunter2/);
  });
});
