import type { OperationName } from '@kontor/contract/operations';
import { writeBatch } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { DecidedRequest } from '../platform/http/request-frame.ts';
import { attempts, type RefusedAttempt, refusedAttempts, wireAttempts } from './refused-attempts.ts';
import { type Counted, countRefusals } from './refused-limit.ts';
import { addRefusal } from './refused-store.ts';

/** Told of every request before it is answered. */
export type RecordRefusals = (ctx: RequestContext, decided: DecidedRequest) => Promise<void>;

/**
 * Puts refused attempts on record, in a transaction of their own, before their answer goes out: an attempt that
 * cannot be recorded is not answered. The record stands in the log of whoever tried, never in another tenant's.
 */
export const recordRefusals = (surface: 'kontor' | 'wire'): RecordRefusals => {
  const counted = countRefusals();
  return async (ctx, decided) => {
    const attempt =
      surface === 'wire' ? wireAttempts[decided.operation] : attempts[decided.operation as OperationName]; // other names have no entry
    const refusals = refusedAttempts(attempt, decided);
    if (refusals.length > 0) await record(ctx, refusals, counted);
  };
};

const record = async (ctx: RequestContext, refusals: readonly RefusedAttempt[], counted: Counted) => {
  const { principal, address, requestId, correlationId } = ctx;
  const meta = { address, requestId, correlationId, realNow: ctx.realNow() };
  const actor = 'userId' in principal ? principal.userId : principal.clientId;
  const records = refusals.flatMap((refusal) => {
    const place = counted.take(actor);
    return place.recorded ? [addRefusal(principal, refusal, meta, place.details)] : [];
  });
  const scope =
    principal.kind === 'customer_user'
      ? { tenant: principal.accountId, customer: principal.customerId }
      : { tenant: principal.accountId };
  if (records.length > 0) await writeBatch(ctx.pools.app, scope, records);
};
