import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InvariantError } from '@kontor/domain/invariant';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileStore, type FileStore } from './files.ts';

let directory: string;
let files: FileStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-files-'));
  files = createFileStore(join(directory, 'artifacts'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const streamOf = (...parts: (Buffer | string)[]) => Readable.from(parts.map((part) => Buffer.from(part)));
const drafts = () => readdir(join(directory, 'artifacts', 'incoming'));

describe('the file store', () => {
  test('gives back the bytes it was given, with their size and SHA-256', async () => {
    const parts = [randomBytes(70_000), randomBytes(1), randomBytes(130_000)];
    const bytes = Buffer.concat(parts);
    const stored = await files.put(Readable.from(parts));
    expect(stored.sizeBytes).toBe(bytes.length);
    expect(stored.sha256).toEqual(createHash('sha256').update(bytes).digest());
    expect(await files.size(stored.storageKey)).toBe(bytes.length);
    expect(await buffer(files.open(stored.storageKey))).toEqual(bytes);
    expect(await drafts()).toEqual([]);
  });

  test('reads a range with both ends inclusive', async () => {
    const { storageKey } = await files.put(streamOf('0123456789'));
    expect((await buffer(files.open(storageKey, { start: 2, end: 4 }))).toString()).toBe('234');
    expect((await buffer(files.open(storageKey, { start: 9 }))).toString()).toBe('9');
  });

  test('keeps the same content once, also when it is put twice at once', async () => {
    const [one, two] = await Promise.all([files.put(streamOf('same')), files.put(streamOf('same'))]);
    expect(one.storageKey).toBe(two.storageKey);
    expect((await buffer(files.open(one.storageKey))).toString()).toBe('same');
  });

  test('leaves nothing behind when the stream breaks', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the line was cut');
      })(),
    );
    await expect(files.put(broken)).rejects.toThrow('the line was cut');
    expect(await drafts()).toEqual([]);
  });

  test('finishes a running transfer although the file is removed', async () => {
    const bytes = randomBytes(300_000);
    const { storageKey } = await files.put(Readable.from([bytes]));
    const transfer = files.open(storageKey, { highWaterMark: 1024 });
    await new Promise((resolve) => transfer.once('open', resolve));
    await files.remove(storageKey);
    expect(await buffer(transfer)).toEqual(bytes);
    expect(await files.size(storageKey)).toBeUndefined();
    await files.remove(storageKey);
  });

  test.each(['../../etc/passwd', '', 'ABC', `${'a'.repeat(63)}/`])(
    'refuses the storage key %j',
    async (key) => {
      expect(() => files.open(key)).toThrow(InvariantError);
      expect(() => files.size(key)).toThrow(InvariantError);
    },
  );
});
