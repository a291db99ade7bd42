import { type Action, parseAction } from '@kontor/domain/activity/actions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import { query as readRows } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { rangeFrom } from './activity-range.ts';
import {
  type ActivityFilter,
  type ActivityRow,
  listActivityRecords,
  readAccountClock,
} from './activity-store.ts';

export type ActivityQuery = Pick<ActivityFilter, 'customerId' | 'user' | 'resource' | 'after' | 'limit'> & {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** One action, or several with commas between. */
  readonly action: string | undefined;
  readonly partnerId: string | undefined;
};

export type ActivityList = { readonly records: readonly ActivityRow[]; readonly last: ActivityRow | null };

/** Who did what in an account, newest first; the operator may name any account. */
export const listActivity = async (ctx: RequestContext, query: ActivityQuery) => {
  const read = await readAs(ctx, 'activity.read', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const actions = actionsFrom(query.action);
  if (!actions.accepted) return actions;
  const subject = await subjectOf(ctx, query.partnerId, caller);
  if (!subject) return refused({ code: 'customer.not_found' });
  const range = rangeFrom(query, subject.now);
  if (!range.accepted) return range;
  const filter: ActivityFilter = {
    ...range.value,
    actions: actions.value,
    resourceTypes: null,
    customerId: query.customerId,
    customerName: null,
    user: query.user,
    resource: query.resource,
    after: query.after,
    limit: query.limit + 1,
  };
  const statement = listActivityRecords(subject.accountId, filter);
  const rows = subject.foreign
    ? await readRows(ctx.pools.system, noTenant, statement)
    : await readRows(ctx.pools.app, caller.scope, statement);
  const { items, last } = pageOf(rows, query.limit);
  return accepted<ActivityList>({ records: items, last });
};

type Subject = { readonly accountId: AccountId; readonly now: Instant; readonly foreign: boolean };

/** Whose log is asked for; undefined when it is nobody's, or another's and the caller is no operator. */
const subjectOf = async (
  ctx: RequestContext,
  partnerId: string | undefined,
  caller: { readonly accountId: AccountId; readonly now: Instant },
): Promise<Subject | undefined> => {
  const accountId = partnerId === undefined ? caller.accountId : parseAccountId(partnerId);
  if (accountId === caller.accountId) return { accountId, now: caller.now, foreign: false };
  if (accountId === undefined || ctx.principal.kind !== 'operator') return undefined;
  const [account] = await readRows(ctx.pools.system, noTenant, readAccountClock(accountId));
  if (!account) return undefined;
  return { accountId, now: instant(ctx.realNow() + Number(account.clock_offset_ms)), foreign: true };
};

type ActionRefusal = { readonly code: 'activity.action_unknown'; readonly actions: readonly string[] };

const actionsFrom = (text: string | undefined): Decision<readonly Action[] | null, ActionRefusal> => {
  const names = (text ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  if (names.length === 0) return accepted(null);
  const unknown = names.filter((name) => parseAction(name) === undefined);
  if (unknown.length > 0) return refused({ code: 'activity.action_unknown', actions: unknown });
  return accepted(names.flatMap((name) => parseAction(name) ?? []));
};
