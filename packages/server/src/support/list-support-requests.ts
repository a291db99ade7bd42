import { authorize } from '@kontor/domain/access/authorize';
import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId, parseCustomerId, parseOrderId, parseUserId } from '@kontor/domain/ids';
import { impacts } from '@kontor/domain/support/impact';
import { supportStatuses } from '@kontor/domain/support/support-status';
import { supportTypes } from '@kontor/domain/support/support-type';
import { instant } from '@kontor/domain/time';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, pageOf } from '../platform/http/cursor.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { searchable } from '../platform/http/searchable.ts';
import {
  type AssigneeRow,
  listRequests,
  type RequestFilter,
  type RequestRow,
  readAssignees,
} from './support-store.ts';

export type RequestQuery = {
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly impact?: string | undefined;
  readonly customerId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly text?: string | undefined;
  readonly overdue?: string | undefined;
  readonly assignee?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
};

export type RequestList = {
  readonly caller: Caller;
  readonly rows: readonly RequestRow[];
  readonly last: RequestRow | null;
};

export const requestListPlace = (caller: Caller) => ({ accountId: caller.accountId, list: 'support' });

/** One's own requests, newest first; all of the partner's for those who may; all of everybody's for the operator. */
export const listSupportRequests = async (ctx: RequestContext, asked: RequestQuery) => {
  const read = await readAs(ctx, 'support.read', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const limit = limitFrom(asked.limit);
  if (!limit.accepted) return limit;
  const position = openCursor(ctx.vault, requestListPlace(caller), asked.cursor);
  if (!position.accepted) return position;
  const filter = filterFrom(ctx, caller, asked);
  if (!filter.accepted) return filter;
  const [at, id] = position.value ?? [];
  const after = at === undefined || id === undefined ? null : { at: instant(Number(at)), id };
  const wanted = { ...filter.value, after, limit: limit.value + 1 };
  const rows = await query(...readerOf(ctx, caller), listRequests(wanted));
  const { items, last } = pageOf(rows, limit.value);
  return accepted<RequestList>({ caller, rows: items, last });
};

export const readerOf = (ctx: RequestContext, caller: Caller) =>
  caller.actor.kind === 'operator'
    ? ([ctx.pools.system, noTenant] as const)
    : ([ctx.pools.app, caller.scope] as const);

const nobody = '00000000-0000-0000-0000-000000000000';

export const filterFrom = (ctx: RequestContext, caller: Caller, asked: RequestQuery) => {
  const isOperator = caller.actor.kind === 'operator';
  const seesAll = authorize(caller.actor, 'support.read_all').accepted;
  const errors: FieldError[] = [];
  const words = (path: 'status' | 'type' | 'impact', known: readonly string[]) => {
    const list = asked[path]?.split(',').filter(Boolean) ?? [];
    if (list.some((word) => !known.includes(word)))
      errors.push({ path, message: `must be one or several of: ${known.join(', ')}` });
    return list.length > 0 ? list : null;
  };
  const own = isOperator ? null : caller.accountId;
  const filter: Omit<RequestFilter, 'after' | 'limit'> = {
    accountId: asked.partnerId && isOperator ? (parseAccountId(asked.partnerId) ?? nobody) : own,
    authorId: seesAll ? null : (caller.actor.userId ?? nobody),
    statuses: words('status', supportStatuses),
    types: words('type', supportTypes),
    impacts: words('impact', impacts),
    customerId: asked.customerId ? (parseCustomerId(asked.customerId) ?? nobody) : null,
    orderId: asked.orderId ? (parseOrderId(asked.orderId) ?? '') : null,
    text: searchable(asked.text),
    overdue: asked.overdue === 'true',
    assigneeId: assigneeFrom(caller, asked.assignee),
    unassigned: asked.assignee === 'none',
    realNow: ctx.realNow(),
  };
  return errors.length > 0 ? invalid(errors) : accepted(filter);
};

const assigneeFrom = ({ actor }: Caller, text: string | undefined): string | null => {
  if (text === undefined || text === '' || text === 'none') return null;
  return text === 'me' ? (actor.userId ?? nobody) : (parseUserId(text) ?? nobody);
};

export type Assignees = { readonly caller: Caller; readonly rows: readonly AssigneeRow[] };

export const listSupportAssignees = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'support.decide', undefined, []);
  if (!read.accepted) return refused(read.refusal);
  const rows = await query(ctx.pools.system, noTenant, readAssignees());
  return accepted<Assignees>({ caller: read.value.caller, rows });
};
