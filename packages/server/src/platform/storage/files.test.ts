import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InvariantError } from '@kontor/domain/invariant';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startBucketServer } from '../../testing/bucket-server.ts';
import { createBucketStore } from './bucket-files.ts';
import type { FileStore } from './file-store.ts';
import { createFileStore } from './files.ts';

type Shop = {
  readonly files: FileStore;
  /** What is on its way in. */
  readonly drafts: () => Promise<string[]>;
  readonly close: () => Promise<void>;
};

const openDirectory = async (): Promise<Shop> => {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-files-'));
  return {
    files: createFileStore(join(directory, 'artifacts')),
    drafts: () => readdir(join(directory, 'artifacts', 'incoming')).catch(() => []),
    close: () => rm(directory, { recursive: true, force: true }),
  };
};

const openBucket = async (): Promise<Shop> => {
  const server = await startBucketServer();
  return {
    files: createBucketStore(server.settings),
    drafts: () => server.namesUnder('incoming'),
    close: server.stop,
  };
};

const streamOf = (...parts: (Buffer | string)[]) => Readable.from(parts.map((part) => Buffer.from(part)));
const never = new AbortController().signal;

describe.each([
  ['in a directory', openDirectory],
  ['in a bucket', openBucket],
])('the file store %s', (_, openShop) => {
  let shop: Shop;
  let files: FileStore;
  beforeEach(async () => {
    shop = await openShop();
    files = shop.files;
  });
  afterEach(() => shop.close());

  test('gives back the bytes it was given, with their size and SHA-256', async () => {
    const parts = [randomBytes(70_000), randomBytes(1), randomBytes(130_000)];
    const bytes = Buffer.concat(parts);
    const stored = await files.put(Readable.from(parts));
    expect(stored.sizeBytes).toBe(bytes.length);
    expect(stored.sha256).toEqual(createHash('sha256').update(bytes).digest());
    expect(await files.size(stored.storageKey)).toBe(bytes.length);
    expect(await buffer(files.open(stored.storageKey))).toEqual(bytes);
    expect(await shop.drafts()).toEqual([]);
  });

  test('takes what is larger than a part of an upload', async () => {
    const blocks = Array.from({ length: 40 }, (_, number) => Buffer.alloc(1_000_003, number));
    const stored = await files.put(Readable.from(blocks));
    const hash = createHash('sha256');
    for await (const chunk of files.open(stored.storageKey)) hash.update(chunk);
    expect(stored.sizeBytes).toBe(40_000_120);
    expect(hash.digest()).toEqual(stored.sha256);
    expect(await shop.drafts()).toEqual([]);
  });

  test('reads a range with both ends inclusive', async () => {
    const { storageKey } = await files.put(streamOf('0123456789'));
    expect((await buffer(files.open(storageKey, { start: 2, end: 4 }))).toString()).toBe('234');
    expect((await buffer(files.open(storageKey, { start: 9 }))).toString()).toBe('9');
  });

  test('reads any stretch in pieces of any size', async () => {
    const bytes = randomBytes(5_000);
    const { storageKey } = await files.put(Readable.from([bytes]));
    const stretch = fc.tuple(fc.nat(4_999), fc.nat(4_999), fc.integer({ min: 1, max: 6_000 }));
    await fc.assert(
      fc.asyncProperty(stretch, async ([one, other, size]) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const read: Buffer[] = [];
        for await (const piece of files.pieces(storageKey, {
          start,
          end,
          pieceBytes: () => size,
          signal: never,
        }))
          read.push(Buffer.from(piece));
        expect(Buffer.concat(read).equals(bytes.subarray(start, end + 1))).toBe(true);
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  test('stops reading pieces when it is told to', async () => {
    const { storageKey } = await files.put(Readable.from([randomBytes(500_000)]));
    const ended = new AbortController();
    const options = { start: 0, end: 499_999, pieceBytes: () => 1_000, signal: ended.signal };
    const pieces = files.pieces(storageKey, options);
    expect((await pieces.next()).done).toBe(false);
    ended.abort();
    // What is in hand may still come, or the reading ends with the reason.
    const rest = async () => {
      let bytes = 0;
      for await (const piece of pieces) bytes += piece.length;
      return bytes;
    };
    expect(await rest().catch(() => 0)).toBeLessThan(400_000);
  });

  test('keeps the same content once, also when it is put twice at once', async () => {
    const [one, two] = await Promise.all([files.put(streamOf('same')), files.put(streamOf('same'))]);
    expect(one.storageKey).toBe(two.storageKey);
    expect((await buffer(files.open(one.storageKey))).toString()).toBe('same');
    expect(await Array.fromAsync(files.list())).toEqual([one.storageKey]);
  });

  test('leaves nothing behind when the stream breaks', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the line was cut');
      })(),
    );
    await expect(files.put(broken)).rejects.toThrow('the line was cut');
    expect(await shop.drafts()).toEqual([]);
  });

  test('has nothing under a key until it is kept, and nothing at all when it is not', async () => {
    const received = await files.receive(streamOf('later'));
    expect(await files.size(received.storageKey)).toBeUndefined();
    await received.keep();
    expect(await files.size(received.storageKey)).toBe(5);
    const other = await files.receive(streamOf('never'));
    await other.discard();
    expect(await files.size(other.storageKey)).toBeUndefined();
    expect(await shop.drafts()).toEqual([]);
  });

  test('finishes a running transfer although the file is removed', async () => {
    const bytes = randomBytes(300_000);
    const { storageKey } = await files.put(Readable.from([bytes]));
    const transfer = files.open(storageKey, { highWaterMark: 1024 });
    await new Promise((resolve) => transfer.once('readable', resolve));
    await files.remove(storageKey);
    expect(await buffer(transfer)).toEqual(bytes);
    expect(await files.size(storageKey)).toBeUndefined();
    await files.remove(storageKey);
  });

  test('fails where there is no such file', async () => {
    await expect(buffer(files.open('a'.repeat(64)))).rejects.toThrow();
    const pieces = files.pieces('a'.repeat(64), { start: 0, end: 1, pieceBytes: () => 10, signal: never });
    await expect(pieces.next()).rejects.toThrow();
  });

  test('drops what was left of an upload, and only that', async () => {
    const source = new PassThrough();
    const running = files.receive(source);
    source.write(Buffer.alloc(100_000));
    await files.receive(streamOf('abandoned'));
    const { storageKey } = await files.put(streamOf('kept'));
    expect(await files.dropAbandoned(Date.now() - 3_600_000)).toBe(0);
    expect(await files.dropAbandoned(Date.now() + 3_600_000)).toBeGreaterThanOrEqual(1);
    expect(await shop.drafts()).toEqual([]);
    expect(await files.size(storageKey)).toBe(4);
    source.destroy(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
  });

  test.each(['../../etc/passwd', '', 'ABC', `${'a'.repeat(63)}/`])(
    'refuses the storage key %j',
    async (key) => {
      expect(() => files.open(key)).toThrow(InvariantError);
      expect(() => files.size(key)).toThrow(InvariantError);
      expect(() => files.remove(key)).toThrow(InvariantError);
    },
  );
});

test('a directory is listed without what is not a file of the store', async () => {
  const shop = await openDirectory();
  const { storageKey } = await shop.files.put(streamOf('x'));
  expect(await Array.fromAsync(shop.files.list())).toEqual([storageKey]);
  await shop.close();
  expect(await Array.fromAsync(shop.files.list())).toEqual([]);
});

test('an upload that somebody still writes is not abandoned', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-files-'));
  const drafts = join(directory, 'incoming');
  await mkdir(drafts);
  for (const name of ['old', 'fresh']) await writeFile(join(drafts, name), name);
  const before = new Date(Date.now() - 86_400_000);
  await utimes(join(drafts, 'old'), before, before);
  expect(await createFileStore(directory).dropAbandoned(Date.now() - 3_600_000)).toBe(1);
  expect(await readdir(drafts)).toEqual(['fresh']);
  await rm(directory, { recursive: true });
});

test('a bucket gives an address of its own for a minute, which says what the file is called', async () => {
  const server = await startBucketServer();
  const files = createBucketStore(server.settings);
  const { storageKey } = await files.put(streamOf('handed out'));
  const address = await files.addressFor?.(storageKey, {
    contentDisposition: 'attachment; filename="setup.iso"',
    expiresInSeconds: 60,
  });
  expect(new URL(String(address)).searchParams.get('X-Amz-Expires')).toBe('60');
  const answer = await fetch(String(address));
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="setup.iso"');
  expect(await answer.text()).toBe('handed out');
  await server.stop();
});
