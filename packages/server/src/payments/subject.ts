import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RowsOf, Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { readPayers } from './payment-store.ts';
import { nowOf } from './plan-payment.ts';

/** Whose money it is about, and their time; with a way to read of it. */
export type Subject = {
  readonly accountId: AccountId;
  readonly now: Instant;
  readonly read: <const S extends readonly Statement[]>(statements: S) => Promise<RowsOf<S>>;
};

/** The caller's own account, or the partner that an operator names. Nobody else can name one that is not theirs. */
export const subjectOf = async (
  ctx: RequestContext,
  permission: Permission,
  partnerId: string | undefined,
) => {
  const read = await readAs(ctx, permission, undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const accountId = partnerId === undefined ? caller.accountId : parseAccountId(partnerId);
  if (accountId === caller.accountId)
    return accepted<Subject>({
      accountId,
      now: caller.now,
      read: (statements) => readBatch(ctx.pools.app, caller.scope, statements),
    });
  if (accountId === undefined || ctx.principal.kind !== 'operator')
    return refused({ code: 'partner.not_found' });
  const [payer] = await query(ctx.pools.system, noTenant, readPayers([accountId]));
  if (!payer) return refused({ code: 'partner.not_found' });
  return accepted<Subject>({
    accountId,
    now: nowOf(payer, ctx.realNow()),
    read: (statements) => readBatch(ctx.pools.system, noTenant, statements),
  });
};
