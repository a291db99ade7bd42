import { setTimeout as sleep } from 'node:timers/promises';
import { capturePauseMs } from '@kontor/domain/payment/capture';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type CaptureRow, claimCaptures, postponeCapture } from './capture-store.ts';
import type { ProviderOf } from './open-provider.ts';
import { currencyOf } from './plan-payment.ts';
import { type CaptureServices, settleCapture } from './settle-capture.ts';

const usualPauseMs = 2_000;
const atOnce = 5;
/** From here on somebody should look at why nothing is known. */
const worryingAttempts = 10;
/** Providers keep keys for a day. */
const forgottenAfterSeconds = 20 * 3600;

/** Asks providers for the money of orders that wait for it, until it is stopped. */
export const startCaptures = (
  services: CaptureServices,
  providerOf: ProviderOf,
  everyMs = usualPauseMs,
): (() => Promise<void>) => {
  const ended = new AbortController();
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        while ((await captureSome(services, providerOf)) === atOnce && !ended.signal.aborted);
      } catch (error) {
        services.log.warn({ error: String(error) }, 'captures could not be read; it is tried again');
      }
      await sleep(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};

/** Works through what is waiting now; answers how many were claimed. */
export const captureSome = async (services: CaptureServices, providerOf: ProviderOf): Promise<number> => {
  const [{ rows }] = await writeBatch(services.pools.system, noTenant, [claimCaptures(atOnce)]);
  await Promise.all(rows.map((capture) => captureOne(services, providerOf, capture)));
  return rows.length;
};

/** Outside any transaction of ours; the key makes the second call the same as the first. */
const captureOne = async (
  services: CaptureServices,
  providerOf: ProviderOf,
  capture: CaptureRow,
): Promise<void> => {
  const { log, pools } = services;
  try {
    const provider = providerOf(capture);
    if (!provider) throw new Error('no payment provider is set up');
    const outcome = await provider.capture({
      idempotencyKey: capture.id,
      amountMinor: capture.amount_minor,
      currency: currencyOf(capture.currency),
      methodReference: capture.method_reference,
      description: `Order ${capture.order_id}`,
      mayBeForgotten: capture.age_seconds > forgottenAfterSeconds,
    });
    await settleCapture(services, capture, provider.name, outcome);
  } catch (error) {
    const facts = { capture: capture.id, attempts: capture.attempts, error: nameOf(error) };
    const words = 'a payment could not be decided; it is tried again';
    if (capture.attempts >= worryingAttempts) log.error(facts, words);
    else log.warn(facts, words);
    await writeBatch(pools.system, noTenant, [postponeCapture(capture, capturePauseMs(capture.attempts))]);
  }
};

// Messages of providers may quote what they were sent.
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
