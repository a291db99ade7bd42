import { setTimeout as sleep } from 'node:timers/promises';
import { type HeldLock, holdSessionLock, type LockName } from '../platform/db/session-lock.ts';
import type { Services } from '../platform/http/context.ts';
import { type Sequencing, sequenceRound } from './sequence-activity.ts';

/** Held by the one process of the installation that gives records their numbers. */
export const sequencerLock: LockName = { space: 7_236_542, name: 'activity sequencer' };

/** Between two looks while nothing is written. */
const usualPauseMs = 150;
/** Another process sequences: how soon its death is noticed. */
const standbyMs = 500;

type SequencerServices = Sequencing & Pick<Services, 'log'>;

/**
 * Gives records their numbers while this process holds the lock, and waits to take it over while another does.
 * Answers a function that stops it and resolves when the round in hand is done.
 */
export const startSequencer = (
  services: SequencerServices,
  everyMs = usualPauseMs,
): (() => Promise<void>) => {
  const ended = new AbortController();
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
  const reign = async () => {
    const lock = await holdSessionLock(services.pools.system, sequencerLock);
    if (!lock) return pause(standbyMs);
    try {
      await sequenceWhile(
        services,
        () => !ended.signal.aborted,
        () => pause(everyMs),
      );
    } finally {
      // After a failure too: perhaps the lock was lost and somebody else is at it.
      await released(lock);
    }
  };
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        await reign();
      } catch (error) {
        services.log.warn(
          { error: String(error) },
          'records of the log wait for their numbers; it is tried again',
        );
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

// While somebody holds an old snapshot, what has moved cannot be cleared away and is read over at every look. The
// looks that find nothing are then mostly at the last minute, which is behind all of that.
const dearMs = 50;
const lastSeconds = 60;
const shareOfTime = 20;

const sequenceWhile = async (
  services: SequencerServices,
  goesOn: () => boolean,
  pause: () => Promise<void>,
): Promise<void> => {
  let whole = { at: 0, tookMs: 0 };
  while (goesOn()) {
    const startedAt = performance.now();
    const isDear = whole.tookMs > dearMs && startedAt - whole.at < whole.tookMs * shareOfTime;
    const moved = await sequenceRound(services, isDear ? { lastSeconds } : {});
    const now = performance.now();
    // What a look costs shows when it finds nothing.
    if (!isDear) whole = { at: now, tookMs: moved > 0 ? whole.tookMs : now - startedAt };
    if (moved === 0) await pause();
  }
};

const released = (lock: HeldLock): Promise<void> => lock.release().catch(() => undefined);
