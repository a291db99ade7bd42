import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { type Caller, type ReadRefusal, readAs } from '../partners/read-as.ts';
import { query as readRows } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { readAccountClock } from './activity-store.ts';
import type { LogReader } from './find-records.ts';

export type OpenLog = {
  readonly caller: Caller;
  readonly reader: LogReader;
  /** On the clock of the account whose log it is. */
  readonly now: Instant;
};

/** The log that the caller asks for: their own account's, or for the operator any account's. */
export const openLog = async (
  ctx: RequestContext,
  partnerId: string | undefined,
): Promise<Decision<OpenLog, ReadRefusal>> => {
  const read = await readAs(ctx, 'activity.read', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const accountId = partnerId === undefined ? caller.accountId : parseAccountId(partnerId);
  if (accountId === caller.accountId) {
    const reader = { pool: ctx.pools.app, scope: caller.scope, accountId };
    return accepted({ caller, reader, now: caller.now });
  }
  if (accountId === undefined || ctx.principal.kind !== 'operator')
    return refused({ code: 'customer.not_found' });
  const [account] = await readRows(ctx.pools.system, noTenant, readAccountClock(accountId));
  if (!account) return refused({ code: 'customer.not_found' });
  const reader = { pool: ctx.pools.system, scope: noTenant, accountId };
  return accepted({ caller, reader, now: instant(ctx.realNow() + Number(account.clock_offset_ms)) });
};
