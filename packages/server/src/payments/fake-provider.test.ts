import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCurrency } from '@kontor/domain/money';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeProvider } from './fake-provider.ts';
import type { CaptureRequest } from './payment-provider.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-bank-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const request = (key: string, methodReference: string, amountMinor = 1000n): CaptureRequest => ({
  idempotencyKey: key,
  amountMinor,
  currency: parseCurrency('EUR')!,
  methodReference,
  description: 'Order 1',
  mayBeForgotten: false,
});

test.each([
  ['fake_ok', { status: 'captured', reference: 'fake_a-fake_ok' }],
  ['fake_declined', { status: 'declined', code: 'card_declined' }],
  ['fake_declined:card_expired', { status: 'declined', code: 'card_expired' }],
  ['pm_card_visa', { status: 'declined', code: 'method_unknown' }],
  ['', { status: 'declined', code: 'method_unknown' }],
] as const)('does what the means of payment says: %s', async (method, outcome) => {
  const key = `a-${method.replace(':', '-')}`;
  expect(await createFakeProvider(folder).capture(request(key, method))).toEqual(outcome);
});

test('answers a key as the first time, also after a restart and for another means of payment', async () => {
  const first = await createFakeProvider(folder).capture(request('b', 'fake_ok'));
  expect(await createFakeProvider(folder).capture(request('b', 'fake_declined'))).toEqual(first);
  await expect(createFakeProvider(folder).capture(request('b', 'fake_ok', 1001n))).rejects.toThrow(
    'another amount',
  );
});

test('takes the money and loses the first answer when it is flaky', async () => {
  const bank = createFakeProvider(folder);
  await expect(bank.capture(request('c', 'fake_flaky'))).rejects.toThrow('lost');
  expect(await bank.capture(request('c', 'fake_flaky'))).toEqual({
    status: 'captured',
    reference: 'fake_c',
  });
});

test('enters two of one key at once as one', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      createFakeProvider(folder).capture(request('d', index % 2 === 0 ? 'fake_ok' : 'fake_declined')),
    ),
  );
  for (const outcome of all) expect(outcome).toEqual(all[0]);
  expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
});
