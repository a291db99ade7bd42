import { type AccessRefusal, type Actor, authorize } from '@kontor/domain/access/authorize';
import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { AccountId, CustomerId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { readBatch } from '../platform/db/batch.ts';
import type { Scope } from '../platform/db/scope.ts';
import type { RowsOf, Statement } from '../platform/db/statement.ts';
import type { Principal, RequestContext } from '../platform/http/context.ts';
import { type CallerRow, readCaller, readStoredAnswer, type StoredAnswer } from './caller-store.ts';

/** Who acts, for whom and at what time on the account's clock. */
export type Caller = {
  readonly actor: Actor;
  readonly accountId: AccountId;
  readonly scope: Scope;
  /** Account time; the one `now` of this request. */
  readonly now: Instant;
  readonly sandbox: boolean;
  readonly person: { readonly email: string; readonly displayName: string } | undefined;
  readonly application: string | undefined;
  readonly customer: CallerCustomer | undefined;
  readonly account: { readonly name: string; readonly country: string };
};
export type CallerCustomer = {
  readonly id: CustomerId;
  readonly name: string;
  readonly market: string;
  readonly region: string;
};

export type ReadRefusal =
  | AccessRefusal
  | { readonly code: 'access.identity_disabled' }
  | { readonly code: 'customer.not_found' }
  | { readonly code: 'idempotency.key_reused' }
  | { readonly code: 'idempotency.replayed'; readonly status: number; readonly body: string };

export type Read<S extends readonly Statement[]> = { readonly caller: Caller; readonly rows: RowsOf<S> };

/**
 * Reads what a command needs together with the caller's roles, the account's clock and the stored answer of a
 * repeated request, in one round trip, and decides access before anything of it is handed on.
 */
export const readAs = async <const S extends readonly Statement[]>(
  ctx: RequestContext,
  permission: Permission,
  customerId: CustomerId | undefined,
  statements: S,
): Promise<Decision<Read<S>, ReadRefusal>> => {
  const { principal } = ctx;
  const scope = scopeOf(principal);
  const head: Statement[] = [readCaller(principal, customerId)];
  if (ctx.idempotency) head.push(readStoredAnswer(principal.accountId, ctx.idempotency.keyHash));
  const all = await readBatch(ctx.pools.app, scope, [...head, ...statements]);
  // readCaller's rows come first and the stored answer's, if asked for, second: the order of `head` above.
  const row = all[0]?.[0] as CallerRow | undefined;
  if (!row || row.person_disabled || row.application_disabled || row.suspended)
    return refused({ code: 'access.identity_disabled' });
  const caller = callerOf(ctx, scope, row, customerId);
  const allowed = authorize(caller.actor, permission);
  if (!allowed.accepted) return allowed;
  if (customerId !== undefined && caller.customer === undefined)
    return refused({ code: 'customer.not_found' });
  if (ctx.idempotency) {
    const stored = all[1]?.[0] as StoredAnswer | undefined;
    if (stored) return replay(stored, ctx.idempotency.fingerprint);
  }
  return accepted({ caller, rows: all.slice(head.length) as RowsOf<S> });
};

const replay = (stored: StoredAnswer, fingerprint: Buffer) =>
  stored.fingerprint.equals(fingerprint)
    ? refused({ code: 'idempotency.replayed', status: stored.status, body: stored.answer })
    : refused({ code: 'idempotency.key_reused' });

const scopeOf = (principal: Principal): Scope =>
  principal.kind === 'customer_user'
    ? { tenant: principal.accountId, customer: principal.customerId }
    : { tenant: principal.accountId };

const callerOf = (
  ctx: RequestContext,
  scope: Scope,
  row: CallerRow,
  customerId: CustomerId | undefined,
): Caller => {
  const { principal } = ctx;
  return {
    actor: actorOf(principal, row),
    accountId: principal.accountId,
    scope,
    now: instant(ctx.realNow() + Number(row.clock_offset_ms)),
    sandbox: row.sandbox,
    person: row.email === null ? undefined : { email: row.email, displayName: row.display_name ?? row.email },
    application: row.application ?? undefined,
    account: { name: row.account_name, country: row.account_country },
    customer:
      customerId === undefined || row.customer_name === null
        ? undefined
        : {
            id: customerId,
            name: row.customer_name,
            market: row.customer_market ?? '',
            region: row.customer_region ?? '',
          },
  };
};

const actorOf = (principal: Principal, row: CallerRow): Actor => ({
  kind: principal.kind,
  accountId: principal.accountId,
  ...('userId' in principal ? { userId: principal.userId } : {}),
  ...(principal.kind === 'customer_user' ? { customerId: principal.customerId } : {}),
  roles: row.roles ?? [],
  ...(principal.clientId === undefined ? {} : { clientId: principal.clientId }),
  scopes: row.scopes ?? [],
  secondFactor: 'secondFactor' in principal && principal.secondFactor,
});

/** The caller alone, for what every signed-in person may see of themselves. */
export const readSelf = async (
  ctx: RequestContext,
): Promise<Decision<Caller, { readonly code: 'access.identity_disabled' }>> => {
  const scope = scopeOf(ctx.principal);
  const customerId = ctx.principal.kind === 'customer_user' ? ctx.principal.customerId : undefined;
  const [[row]] = await readBatch(ctx.pools.app, scope, [readCaller(ctx.principal, customerId)]);
  if (!row || row.person_disabled || row.application_disabled || row.suspended)
    return refused({ code: 'access.identity_disabled' });
  return accepted(callerOf(ctx, scope, row, customerId));
};
