import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { addActivity } from '../activity/activity-store.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type Act, act } from './act.ts';
import type { Caller } from './read-as.ts';

/** A partner whom the operator's act concerns, so that the partner's own log shows it too. */
export type Concerned = { readonly accountId: AccountId; readonly now: Instant };

/**
 * As `act`, for the operator: the rows belong to no tenant or to another one, so that they are written with the
 * system's role. The record stands in the installation's log, and in that of the partner whom it concerns.
 */
export const actAsOperator = <V>(
  ctx: RequestContext,
  caller: Caller,
  deed: Act,
  value: V,
  concerned?: Concerned,
) => {
  const theirs: Caller | undefined = concerned && { ...caller, ...concerned };
  const records = theirs ? deed.activity.map((entry) => addActivity(ctx, theirs, entry)) : [];
  return act(
    { ...ctx, pools: { ...ctx.pools, app: ctx.pools.system } },
    { ...caller, scope: noTenant },
    { ...deed, writes: [...deed.writes, ...records] },
    value,
  );
};
