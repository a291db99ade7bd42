import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type ActivityEntry, addActivity } from '../activity/activity-store.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { ExpectationFailed, VersionChanged } from '../platform/db/errors.ts';
import type { Statement, Written } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { claimAnswer, storeAnswer } from './caller-store.ts';
import { addEvent, type EventEntry } from './event-store.ts';
import type { Caller } from './read-as.ts';

/** A decided act as data. Without its record and its events it does not compile. */
export type Act = {
  readonly writes: readonly Statement[];
  readonly activity: readonly [ActivityEntry, ...ActivityEntry[]];
  readonly events: readonly EventEntry[];
  /** After everything else: the partner's credit, which every purchase of a partner touches, is locked last. */
  readonly last?: readonly Statement[];
};

/** A draft (a cart before it is ordered) commits nobody to anything and leaves no record. */
export type Draft = { readonly draft: true; readonly writes: readonly Statement[] };

export type ActRefusal = { readonly code: 'idempotency.in_progress' };

/**
 * Sends the act as one pipelined transaction: claim of a repeatable request, writes, record, events, stored
 * answer, credit. `value` is what the command will return, from which a repeated request is answered.
 * @throws VersionChanged and RetryableError, for withRetries
 */
export const act = async <V>(
  ctx: RequestContext,
  caller: Caller,
  deed: Act | Draft,
  value: V,
): Promise<Decision<{ readonly value: V; readonly written: readonly Written<unknown>[] }, ActRefusal>> => {
  const { idempotency } = ctx;
  const head: Statement[] = idempotency ? [claimAnswer(idempotency.keyHash)] : [];
  const tail: Statement[] = 'draft' in deed ? [] : recordOf(ctx, caller, deed);
  if (idempotency) {
    const { status, body } = idempotency.answerOf(value);
    tail.push(storeAnswer(caller.accountId, idempotency.keyHash, idempotency.fingerprint, status, body));
  }
  const last = 'draft' in deed ? [] : (deed.last ?? []);
  const batch = [...head, ...deed.writes, ...tail, ...last];
  try {
    const all = await writeBatch(ctx.pools.app, caller.scope, batch);
    return accepted({ value, written: all.slice(head.length, head.length + deed.writes.length) });
  } catch (error) {
    if (error instanceof ExpectationFailed && !(error instanceof VersionChanged)) {
      if (error.code === 'idempotency.in_progress') return refused({ code: error.code });
    }
    throw error;
  }
};

const recordOf = (ctx: RequestContext, caller: Caller, deed: Act): Statement[] => [
  ...deed.activity.map((entry) => addActivity(ctx, caller, entry)),
  ...deed.events.map((entry) => addEvent(caller, entry)),
];
