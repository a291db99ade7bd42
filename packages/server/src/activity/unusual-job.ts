import { setTimeout as sleep } from 'node:timers/promises';
import { type CountryOf, openCountries } from '../platform/country-of-address.ts';
import { holdSessionLock, type LockName } from '../platform/db/session-lock.ts';
import type { Services } from '../platform/http/context.ts';
import { findUnusual, type Watching } from './find-unusual.ts';

/** Two at once would do no harm, and everything twice. */
const watchLock: LockName = { space: 7_236_542, name: 'unusual activity' };
const usualPauseMs = 2_000;

/**
 * Looks for what is unusual in records that have their numbers, every few seconds, in one process of the installation.
 * Answers a function that stops it and resolves when the piece in hand is done.
 */
export const startWatch = (
  services: Watching & Pick<Services, 'log'>,
  { file, everyMs = usualPauseMs }: { readonly file?: string | undefined; readonly everyMs?: number } = {},
): (() => Promise<void>) => {
  const ended = new AbortController();
  let countries: Promise<CountryOf> | undefined;
  const pause = () => sleep(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
  const watch = async () => {
    const lock = await holdSessionLock(services.pools.system, watchLock);
    if (!lock) return;
    try {
      countries ??= openCountries(file);
      const countryOf = await countries;
      while (!ended.signal.aborted) {
        await findUnusual(services, countryOf);
        await pause();
      }
    } finally {
      // After a failure too: perhaps the lock was lost and somebody else is at it.
      await lock.release().catch(() => undefined);
    }
  };
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        await watch();
      } catch (error) {
        countries = undefined;
        services.log.warn(
          { error: String(error) },
          'what is unusual could not be looked for; it is tried again',
        );
      }
      await pause();
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};
