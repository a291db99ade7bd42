import { setTimeout as pause } from 'node:timers/promises';
import { accepted, refused } from '@kontor/domain/decision';
import { formatInstant, type Instant } from '@kontor/domain/time';
import { scheduleBilling } from '../billing/schedule-billing.ts';
import { act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { TaxEngineSilent } from '../tax/tax-offers.ts';
import { clockLock } from './clock-lock.ts';
import { type ClockMove, clockTarget } from './clock-target.ts';
import { handledKinds } from './due-handlers.ts';
import { readNextDue, setClock } from './due-store.ts';
import { runDue } from './run-due.ts';

export type ClockMoved = { readonly now: Instant } | { readonly operationId: string };

/** A caller waits for so long; the rest runs on without them. */
const usualPatienceMs = 60_000;

/**
 * Sets a sandbox account's clock forward. What falls due on the way runs first, each piece at its own time; if
 * the process dies in between, the clock stands where the last piece left it and can be moved on.
 */
export const moveClock = async (ctx: RequestContext, input: ClockMove, patienceMs = usualPatienceMs) => {
  const allowed = await readMover(ctx, input);
  if (!allowed.accepted) return allowed;
  const lock = await holdSessionLock(ctx.pools.system, clockLock(ctx.principal.accountId));
  if (!lock) return refused({ code: 'clock.busy' });
  const moving = moveUnderLock(ctx, input).finally(() => lock.release());
  const first = await Promise.race([moving, pause(patienceMs, undefined, { ref: false })]);
  if (first) return first;
  const operationId = newUuid();
  moving.catch((error: unknown) => ctx.log.error({ operationId, error: String(error) }, 'clock move failed'));
  return accepted<ClockMoved>({ operationId });
};

/** Decided from the clock as it is, and again once it is known that nobody else moves it. */
const readMover = async (ctx: RequestContext, input: ClockMove) => {
  const read = await readAs(ctx, 'clock.move', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  if (!caller.sandbox) return refused({ code: 'clock.not_movable' });
  const target = clockTarget(input, caller.now);
  return target.accepted ? accepted({ caller, target: target.value }) : target;
};

const moveUnderLock = async (ctx: RequestContext, input: ClockMove) => {
  const read = await readMover(ctx, input);
  if (!read.accepted) return read;
  const { caller, target } = read.value;
  await scheduleBilling(ctx.pools.system, ctx.realNow(), caller.accountId);
  try {
    const pieces = await runDueUntil(ctx, caller, target);
    return await withRetries(() => setToTarget(ctx, caller, target, pieces));
  } catch (error) {
    // The clock stands where the last piece left it, and can be moved on when the engine answers.
    if (error instanceof TaxEngineSilent) return refused({ code: 'tax.unavailable', retryAfterSeconds: 5 });
    throw error;
  }
};

const runDueUntil = async (ctx: RequestContext, caller: Caller, target: Instant): Promise<number> => {
  const { system } = ctx.pools;
  let pieces = 0;
  for (;;) {
    const next = await query(system, noTenant, readNextDue(caller.accountId, target, handledKinds));
    const [first] = next;
    if (first === undefined) return pieces;
    const clock = setClock(caller.accountId, Math.max(first.due_at - ctx.realNow(), 0));
    if (await runDue(ctx, next, [clock])) pieces += next.length;
    // The tick has some of them; they will be done in a moment.
    else await pause(20);
  }
};

const setToTarget = async (ctx: RequestContext, caller: Caller, target: Instant, pieces: number) => {
  // Work that took longer than the way ahead leaves the clock where it has ticked to.
  const offset = Math.max(target - ctx.realNow(), 0);
  const details = { from: formatInstant(caller.now), to: formatInstant(target), dueWork: pieces };
  const mover: Caller = { ...caller, now: target };
  const moved: ClockMoved = { now: target };
  const done = await act(
    ctx,
    mover,
    {
      writes: [setClock(caller.accountId, offset)],
      activity: [
        {
          action: 'move_clock',
          resourceId: caller.accountId,
          oldValue: { now: details.from },
          newValue: { now: details.to },
          details,
        },
      ],
      events: [
        { type: 'clock.moved', aggregateType: 'account', aggregateId: caller.accountId, data: details },
      ],
    },
    moved,
  );
  return done.accepted ? accepted(moved) : done;
};
