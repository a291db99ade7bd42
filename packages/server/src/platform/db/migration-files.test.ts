import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrationsFolder, migrationsKey, readMigrations } from './migration-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('statements outside a transaction are sent one by one, without comments', async () => {
  const text = '-- outside a transaction\n-- why; and why\ncreate index a on b (c);\n\nselect 1;  \nselect 2';
  await writeFile(join(folder, '0001_a.sql'), text);
  const [file] = await readMigrations(folder);
  expect(file).toMatchObject({
    inTransaction: false,
    statements: ['create index a on b (c)', 'select 1', 'select 2'],
  });
});

test('a name without a number is refused with an example of a good one', async () => {
  await writeFile(join(folder, 'late.sql'), 'select 1;');
  await expect(readMigrations(folder)).rejects.toThrow('Name it like 0002_what_it_does.sql');
});

test('a number used twice is refused', async () => {
  await writeFile(join(folder, '0001_a.sql'), 'select 1;');
  await writeFile(join(folder, '0001_b.sql'), 'select 1;');
  await expect(readMigrations(folder)).rejects.toThrow('0002 is missing: the next file is 0001_b.sql');
});

test('the key changes with any text', async () => {
  await writeFile(join(folder, '0001_a.sql'), 'select 1;');
  const before = migrationsKey(await readMigrations(folder));
  await writeFile(join(folder, '0001_a.sql'), 'select 2;');
  expect(migrationsKey(await readMigrations(folder))).not.toBe(before);
});

test('the migrations of the product can be read', async () => {
  expect((await readMigrations(migrationsFolder)).length).toBeGreaterThan(0);
});
