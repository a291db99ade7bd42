import { accepted } from '@kontor/domain/decision';
import type { Instant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import { isLockHeld } from '../platform/db/session-lock.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { clockLock } from './clock-lock.ts';

export type ClockState = { readonly now: Instant; readonly movable: boolean; readonly busy: boolean };

/** The account's time, and whether it can be or is being moved. */
export const getClock = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'clock.read', undefined, [isLockHeld(clockLock(ctx.principal.accountId))]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[lock]] = rows;
  return accepted<ClockState>({ now: caller.now, movable: caller.sandbox, busy: lock?.held ?? false });
};
