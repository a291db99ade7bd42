import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { resumeBilling } from '../billing/run-billing.ts';
import { scheduleBilling } from '../billing/schedule-billing.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type DueRow, type DueServices, groupOf } from './due-events.ts';
import { handledKinds } from './due-handlers.ts';
import { readAccountsWithDue, readNextDue } from './due-store.ts';
import { runDue } from './run-due.ts';

const usualPauseMs = 3_000;

/**
 * Does what has fallen due by each account's clock, every few seconds, in as many processes as there are.
 * Answers a function that stops it and resolves when the piece in hand is done.
 */
export const startDueTick = (services: DueServices, everyMs = usualPauseMs): (() => Promise<void>) => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const tick = async () => {
    try {
      await scheduleBilling(services.pools.system, services.realNow());
      await resumeBilling(services.pools.system);
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
  services: DueServices,
  isStopped: () => boolean = () => false,
): Promise<number> => {
  const { pools, realNow } = services;
  const accounts = await query(pools.system, noTenant, readAccountsWithDue(realNow(), handledKinds));
  let done = 0;
  for (const { account_id: accountId, until } of accounts) {
    done += await drainAccount(services, accountId, until, isStopped);
  }
  return done;
};

/** One account's work up to an instant, in its order. What fails stays due, and keeps nothing else waiting. */
export const drainAccount = async (
  services: DueServices,
  accountId: AccountId,
  until: Instant,
  isStopped: () => boolean = () => false,
): Promise<number> => {
  const failed: string[] = [];
  let done = 0;
  while (!isStopped()) {
    const next = readNextDue(accountId, until, handledKinds, failed);
    const group = await query(services.pools.system, noTenant, next);
    if (group.length === 0) return done;
    const outcome = await attempt(services, group);
    if (outcome === 'done') done += group.length;
    // Somebody else is at it, in another process; what they leave is seen at the next look.
    else if (outcome === 'taken') return done;
    else done += await oneByOne(services, group, failed);
  }
  return done;
};

/** A group in which something fails is done row by row, so that only what fails stays. */
const oneByOne = async (
  services: DueServices,
  group: readonly DueRow[],
  failed: string[],
): Promise<number> => {
  let done = 0;
  for (const row of group) {
    if (group.length > 1 && (await attempt(services, [row])) === 'done') done += 1;
    else failed.push(row.id);
  }
  return done;
};

const attempt = async (
  services: DueServices,
  group: readonly DueRow[],
): Promise<'done' | 'taken' | 'failed'> => {
  try {
    return (await runDue(services, group)) ? 'done' : 'taken';
  } catch (error) {
    const { kind, due_at: at } = groupOf(group);
    services.log.error(
      { kind, at, pieces: group.length, error: String(error) },
      'due work failed; it is tried again',
    );
    return 'failed';
  }
};
