import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CaptureOutcome } from '@kontor/domain/payment/capture';
import { newUuid } from '../platform/new-id.ts';
import type { CaptureRequest, PaymentProvider } from './payment-provider.ts';

/** Its own books: a file a request, which several processes share and no crash takes away. */
type Entry = {
  readonly key: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly outcome: CaptureOutcome;
};

/** Whoever is the first to be asked a flaky means of payment is not told what came of it. */
class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

const slowMs = 3_000;

/**
 * A provider that takes no real money, for demonstrations, sandbox accounts and tests. What it does is said by the
 * means of payment: `fake_ok`, `fake_declined` (with a code behind it: `fake_declined:card_expired`), `fake_slow`,
 * `fake_flaky`, which takes the money and loses the first answer. Its bank is a folder.
 */
export const createFakeProvider = (folder: string): PaymentProvider => ({
  name: 'fake',
  capture: async (request) => {
    await mkdir(folder, { recursive: true });
    const known = await read(folder, request.idempotencyKey);
    if (known) return answerOf(known, request);
    const entry = await enter(folder, request);
    if (request.methodReference === 'fake_slow') await pause(slowMs);
    if (request.methodReference === 'fake_flaky') throw new AnswerLost('the answer was lost');
    return answerOf(entry, request);
  },
});

const decide = ({ idempotencyKey, methodReference }: CaptureRequest): CaptureOutcome => {
  const [method, code] = methodReference.split(':');
  if (method === 'fake_ok' || method === 'fake_slow' || method === 'fake_flaky')
    return { status: 'captured', reference: `fake_${idempotencyKey}` };
  if (method === 'fake_declined') return { status: 'declined', code: code ?? 'card_declined' };
  return { status: 'declined', code: 'method_unknown' };
};

const fileOf = (folder: string, key: string): string => join(folder, `${key}.json`);

const read = async (folder: string, key: string): Promise<Entry | undefined> => {
  try {
    return JSON.parse(await readFile(fileOf(folder, key), 'utf8')) as Entry; // written by us, whole or not at all
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Enters the request in the books, whole; of two at once the first counts, and both are told the same. */
const enter = async (folder: string, request: CaptureRequest): Promise<Entry> => {
  const { idempotencyKey: key, amountMinor, currency } = request;
  const entry: Entry = { key, amountMinor: String(amountMinor), currency, outcome: decide(request) };
  const draft = join(folder, `.${newUuid()}`);
  await writeFile(draft, JSON.stringify(entry), { flush: true });
  try {
    await link(draft, fileOf(folder, key));
    return entry;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return (await read(folder, key)) ?? entry;
  } finally {
    await unlink(draft);
  }
};

const answerOf = (entry: Entry, { amountMinor, currency }: CaptureRequest): CaptureOutcome => {
  if (entry.amountMinor !== String(amountMinor) || entry.currency !== currency)
    throw new Error('the key belongs to a request for another amount');
  return entry.outcome;
};
