import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { dueKinds } from './due-handlers.ts';
import { type DueRow, readDueNow } from './due-store.ts';
import { runDue } from './run-due.ts';

export type TickServices = Pick<Services, 'pools' | 'realNow' | 'log'>;

const usualPauseMs = 3_000;
const dueAtOnce = 500;

/**
 * Does what has fallen due by each account's clock, every few seconds, in as many processes as there are.
 * Answers a function that stops it and resolves when the piece in hand is done.
 */
export const startDueTick = (services: TickServices, everyMs = usualPauseMs): (() => Promise<void>) => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const tick = async () => {
    try {
      await drainDue(services, () => stopped);
    } catch (error) {
      services.log.warn({ error: String(error) }, 'due work could not be read; it is tried again');
    }
    if (stopped) return;
    timer = setTimeout(begin, everyMs);
    timer.unref();
  };
  const begin = () => {
    running = tick();
  };
  begin();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
};

/** Everything that is due now; answers how many pieces this process did. */
export const drainDue = async (
  { pools, realNow, log }: TickServices,
  isStopped: () => boolean = () => false,
): Promise<number> => {
  let done = 0;
  for (;;) {
    const due = await query(pools.system, noTenant, readDueNow(realNow(), dueKinds, dueAtOnce));
    let ran = 0;
    for (const row of due) {
      if (isStopped()) return done + ran;
      if (await attempt(pools.system, row, log)) ran += 1;
    }
    done += ran;
    // A short page was the last; one of which nothing could be done is somebody else's, or the next tick's.
    if (ran === 0 || due.length < dueAtOnce) return done;
  }
};

/** A piece that fails must not keep the others waiting; it stays due. */
const attempt = async (
  system: TickServices['pools']['system'],
  row: DueRow,
  log: TickServices['log'],
): Promise<boolean> => {
  try {
    return await runDue(system, row);
  } catch (error) {
    log.error({ due: row.id, kind: row.kind, error: String(error) }, 'due work failed; it is tried again');
    return false;
  }
};
