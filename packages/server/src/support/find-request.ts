import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId, parseCustomerId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { maySeeRequest, sideOf } from '@kontor/domain/support/support-request';
import type { SupportSide } from '@kontor/domain/support/support-status';
import { type Instant, instant } from '@kontor/domain/time';
import { type Caller, type ReadRefusal, readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type RequestRecord, recordFrom, recordReads } from './request-record.ts';
import type { RequestKey, RequestRow } from './support-store.ts';

/** A request as somebody may see it, on the clock of the account that it belongs to. */
export type FoundRequest = {
  readonly caller: Caller;
  readonly side: SupportSide;
  readonly accountId: AccountId;
  readonly now: Instant;
  readonly record: RequestRecord;
};

export type FindRefusal = ReadRefusal | { readonly code: 'support.not_found' };

/** Requests are named by their id or by their number. */
export const requestKeyFrom = (text: string): RequestKey =>
  /^\d{15}$/.test(text) ? { by: 'number', key: text } : { by: 'id', key: uuidFrom(text) };

export const findRequest = async (
  ctx: RequestContext,
  permission: Permission,
  key: RequestKey,
): Promise<Decision<FoundRequest, FindRefusal>> => {
  const isOperator = ctx.principal.kind === 'operator';
  const reads = recordReads(key);
  const read = await readAs(ctx, permission, undefined, isOperator ? [] : reads);
  if (!read.accepted) return read;
  const { caller } = read.value;
  // Of the request's statements only where the caller is not the operator, as asked just above.
  const own = read.value.rows as Parameters<typeof recordFrom>[0];
  const record = recordFrom(isOperator ? await readBatch(ctx.pools.system, noTenant, reads) : own);
  if (!record || !maySeeRequest(caller.actor, { authorId: record.row.author_id }))
    return refused({ code: 'support.not_found' });
  return accepted({
    caller: withCustomer(caller, record.row),
    side: sideOf(caller.actor),
    accountId: accountOf(record.row),
    now: nowOf(ctx, record.row),
    record,
  });
};

export const accountOf = ({ account_id }: Pick<RequestRow, 'account_id'>): AccountId => {
  const accountId = parseAccountId(account_id);
  invariant(accountId, 'an account id is well formed');
  return accountId;
};

export const nowOf = (
  { realNow }: Pick<RequestContext, 'realNow'>,
  row: Pick<RequestRow, 'clock_offset_ms'>,
): Instant => instant(realNow() + Number(row.clock_offset_ms));

/** Records of a request about a customer's purchase name that customer. */
export const withCustomer = (caller: Caller, row: RequestRow): Caller => {
  const id = row.customer_id === null ? undefined : parseCustomerId(row.customer_id);
  if (!id || row.customer_name === null) return caller;
  return { ...caller, customer: { id, name: row.customer_name, market: '', region: '' } };
};
