import { type Instant, instant } from '../time.ts';
import { type Impact, responseHours, responseTime } from './impact.ts';

/** The time that an answer takes: runs while the operator has the word, stands still while the other side has it. */
export type TargetClock = {
  /** Milliseconds that had run when it last stood still. */
  readonly usedMs: number;
  /** Absent: it does not run. */
  readonly since?: Instant;
};

export type Target = {
  readonly status: 'running' | 'paused' | 'stopped';
  readonly hours: number;
  readonly dueAt?: Instant;
  readonly overdue: boolean;
};

/** A new question: the whole time is there again. */
export function startClock(now: Instant): TargetClock {
  return { usedMs: 0, since: now };
}

/** Waits for whoever asked; what has run counts. */
export function pauseClock(clock: TargetClock, now: Instant): TargetClock {
  return clock.since === undefined
    ? clock
    : { usedMs: clock.usedMs + Math.max(Math.trunc(now - clock.since), 0) };
}

/** Goes on with what was left; one that was stopped by an answer begins anew. */
export function resumeClock(clock: TargetClock, wasPaused: boolean, now: Instant): TargetClock {
  if (clock.since !== undefined) return clock;
  return wasPaused ? { usedMs: clock.usedMs, since: now } : startClock(now);
}

/** Answered: nothing is due until something new is asked. */
export function stopClock(): TargetClock {
  return { usedMs: 0 };
}

/** `waiting`: for whoever asked, which is what tells a clock that stands still from one that was stopped. */
export function targetAt(
  clock: TargetClock,
  { impact, waiting }: { readonly impact: Impact; readonly waiting: boolean },
  now: Instant,
): Target {
  const hours = responseHours[impact];
  if (clock.since === undefined) return { status: waiting ? 'paused' : 'stopped', hours, overdue: false };
  const dueAt = instant(clock.since + responseTime(impact) - clock.usedMs);
  return { status: 'running', hours, dueAt, overdue: now > dueAt };
}
