import { setTimeout as sleep } from 'node:timers/promises';
import type { Pools } from '../platform/db/pools.ts';
import { type HeldLock, holdSessionLock, type LockName } from '../platform/db/session-lock.ts';
import type { Log } from '../platform/log.ts';
import { type EventConsumer, feedConsumer, placeSomeEvents, type Resting } from './relay-events.ts';

/** Held by the one process of the installation that gives events their places. */
export const relayLock: LockName = { space: 7_236_543, name: 'event relay' };

const usualPauseMs = 250;
/** Another process relays: how soon its death is noticed. */
const standbyMs = 1_000;
/** Listeners that fell behind are fed even when nothing new happens, every so many rounds. */
const roundsOfSilence = 40;

export type RelayServices = { readonly pools: Pools; readonly log: Log };

/** Puts events in order and hands them out, while this process holds the lock and until it is stopped. */
export const startRelay = (
  services: RelayServices,
  consumers: readonly EventConsumer[],
  everyMs = usualPauseMs,
): (() => Promise<void>) => {
  const ended = new AbortController();
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
  const reign = async () => {
    const lock = await holdSessionLock(services.pools.system, relayLock);
    if (!lock) return pause(standbyMs);
    try {
      await relayWhile(
        services,
        consumers,
        () => !ended.signal.aborted,
        () => pause(everyMs),
      );
    } finally {
      await released(lock);
    }
  };
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        await reign();
      } catch (error) {
        services.log.warn({ error: String(error) }, 'events wait for their places; it is tried again');
        await pause(standbyMs);
      }
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};

const relayWhile = async (
  { pools: { system }, log }: RelayServices,
  consumers: readonly EventConsumer[],
  goesOn: () => boolean,
  pause: () => Promise<void>,
): Promise<void> => {
  const resting = new Map<string, Resting>(consumers.map(({ name }) => [name, new Map()]));
  for (let silent = roundsOfSilence; goesOn(); ) {
    const placed = await placeSomeEvents(system);
    silent = placed > 0 ? 0 : silent + 1;
    if (placed > 0 || silent > roundsOfSilence) {
      silent = 0;
      for (const consumer of consumers)
        await feedConsumer({ system, log }, consumer, resting.get(consumer.name));
    }
    if (placed === 0) await pause();
  }
};

const released = (lock: HeldLock): Promise<void> => lock.release().catch(() => undefined);
