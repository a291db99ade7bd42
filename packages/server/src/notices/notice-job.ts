import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../platform/http/context.ts';
import { noticeCredit } from './credit-watch.ts';
import { makeDigests } from './make-digests.ts';

const usualPauseMs = 5_000;
const digestsEvery = 12;

/** Looks after what no event says by itself: credit that comes near its limit, and the digests of the day. */
export const startNotices = (
  { pools, publicUrl, realNow, log }: Pick<Services, 'pools' | 'publicUrl' | 'realNow' | 'log'>,
  everyMs = usualPauseMs,
): (() => Promise<void>) => {
  const ended = new AbortController();
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      log.warn({ error: String(error) }, 'notices could not be made; it is tried again');
    }
  };
  const run = async () => {
    for (let round = 0; !ended.signal.aborted; round += 1) {
      await attempt(() => noticeCredit(pools.system));
      if (round % digestsEvery === 0)
        await attempt(() => makeDigests({ system: pools.system, publicUrl, now: realNow() }));
      await sleep(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};
