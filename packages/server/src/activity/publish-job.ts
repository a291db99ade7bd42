import { setTimeout as sleep } from 'node:timers/promises';
import { holdSessionLock, type LockName } from '../platform/db/session-lock.ts';
import type { Services } from '../platform/http/context.ts';
import { type Publishing, publishCheckpoints } from './publish-checkpoints.ts';

const publisherLock: LockName = { space: 7_236_542, name: 'checkpoint publisher' };
const usualPauseMs = 60_000;

/** Puts new checkpoints into files and mails every minute, in one process at a time, until it is stopped. */
export const startPublishing = (
  services: Publishing & Pick<Services, 'log'>,
  everyMs = usualPauseMs,
): (() => Promise<void>) => {
  const ended = new AbortController();
  const publish = async () => {
    const lock = await holdSessionLock(services.pools.system, publisherLock);
    if (!lock) return;
    try {
      await publishCheckpoints(services);
    } finally {
      await lock.release();
    }
  };
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        await publish();
      } catch (error) {
        services.log.error({ error: String(error) }, 'checkpoints could not be published; it is tried again');
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
