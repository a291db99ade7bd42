import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { spoolStream } from './spool.ts';

test('what is set aside can be read again and again, with its size and SHA-256', async () => {
  const parts = [randomBytes(1000), randomBytes(1), randomBytes(70_000)];
  const whole = Buffer.concat(parts);
  const spool = await spoolStream(Readable.from(parts));
  for (let time = 0; time < 2; time += 1) {
    const read: Buffer[] = [];
    for await (const piece of spool.read(4096)) read.push(Buffer.from(piece));
    expect(Buffer.concat(read)).toEqual(whole);
  }
  expect(spool.sizeBytes).toBe(whole.length);
  expect(spool.sha256).toEqual(createHash('sha256').update(whole).digest());
  await spool.close();
});

test('a stream that breaks is told on, and nothing is left open', async () => {
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('the line was cut');
  }
  await expect(spoolStream(broken())).rejects.toThrow('the line was cut');
});
