import { accepted, type Decision, type Refusal } from '@kontor/domain/decision';
import { writeBatch } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { storeAnswer } from './caller-store.ts';
import type { Caller } from './read-as.ts';

/**
 * For changes that come to the same however often they are asked for: does the change, then keeps its answer for a
 * repeated request. A crash between the two leaves a change that is asked for again and finds itself done. The caller
 * has read itself with the request's own context before, so that an answer kept earlier has been given already.
 */
export const answerAfter = async <V, R extends Refusal>(
  ctx: RequestContext,
  caller: Caller,
  change: (ctx: RequestContext) => Promise<Decision<V, R>>,
): Promise<Decision<V, R>> => {
  const { idempotency, ...plain } = ctx;
  const done = await change(plain);
  if (!done.accepted || idempotency === undefined) return done;
  const { status, body } = idempotency.answerOf(done.value);
  const { keyHash, fingerprint } = idempotency;
  // Two at once keep one answer; both did the same.
  await writeBatch(ctx.pools.app, caller.scope, [
    storeAnswer(caller.accountId, keyHash, fingerprint, status, body),
  ]).catch(() => undefined);
  return accepted(done.value);
};
