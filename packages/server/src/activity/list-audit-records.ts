import { actions, isOwnAction, type ResourceType, resourceTypes } from '@kontor/domain/activity/actions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { addDays, type Instant, localDateAt, utc } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { snakeCase } from '../platform/http/normalise.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { searchable } from '../platform/http/searchable.ts';
import { type FilterRefusal, filterRefused, type WireFilter } from '../wire/read-filter.ts';
import { dayAfter, dayStart } from './activity-range.ts';
import {
  type ActivityFilter,
  type ActivityRow,
  countActivityRecords,
  listActivityRecords,
} from './activity-store.ts';
import { readWireMoment } from './audit-dates.ts';

export type AuditQuery = Pick<ActivityFilter, 'after' | 'limit'> & {
  readonly startDate: string | undefined;
  readonly endDate: string | undefined;
  readonly filter: WireFilter | null;
};

export type AuditList = {
  readonly records: readonly ActivityRow[];
  readonly last: ActivityRow | null;
  readonly total: number;
};

/** How far back the wire goes; our own surface has no such limit (product 9). */
const oldestDays = 90;
const usualDays = 30;

/** What the wire has a name for; a download appears there as the link it came by. */
const wireActions = actions.filter((action) => !isOwnAction(action) || action === 'software_download');

/** Audit records of the wire, newest first. */
export const listAuditRecords = async (ctx: RequestContext, query: AuditQuery) => {
  const read = await readAs(ctx, 'audit.read', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const range = rangeOf(query, caller.now);
  if (!range.accepted) return range;
  const narrowed = narrowedBy(query.filter);
  if (!narrowed.accepted) return narrowed;
  const filter: ActivityFilter = {
    ...range.value,
    actions: wireActions,
    resourceTypes: null,
    customerId: null,
    customerName: null,
    user: null,
    resource: null,
    ...narrowed.value,
    after: query.after,
    limit: query.limit + 1,
  };
  const [rows, [count]] = await readBatch(ctx.pools.app, caller.scope, [
    listActivityRecords(caller.accountId, filter),
    countActivityRecords(caller.accountId, filter),
  ]);
  const { items, last } = pageOf(rows, query.limit);
  return accepted<AuditList>({ records: items, last, total: Number(count?.total ?? 0) });
};

type DateRefusal =
  | { readonly code: 'activity.range_reversed' | 'audit.too_old' }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

const rangeOf = (
  query: AuditQuery,
  now: Instant,
): Decision<{ readonly from: Instant; readonly to: Instant }, DateRefusal> => {
  const today = localDateAt(now, utc);
  const start = query.startDate === undefined ? undefined : readWireMoment(query.startDate);
  const end = query.endDate === undefined ? undefined : readWireMoment(query.endDate);
  const message = 'must be a date: yyyy-MM-dd or MM/dd/yyyy HH:mm:ss';
  const errors = [
    ...(query.startDate !== undefined && !start ? [{ path: 'startDate', message }] : []),
    ...(query.endDate !== undefined && !end ? [{ path: 'endDate', message }] : []),
  ];
  if (errors.length > 0) return refused({ code: 'request.invalid', errors });
  const from = start?.start ?? dayStart(addDays(today, -usualDays));
  const to = end?.end ?? dayAfter(today);
  if (from < dayStart(addDays(today, -oldestDays))) return refused({ code: 'audit.too_old' });
  if (to <= from) return refused({ code: 'activity.range_reversed' });
  return accepted({ from, to });
};

type Narrowed = Partial<Pick<ActivityFilter, 'customerId' | 'customerName' | 'resourceTypes'>>;

const narrowedBy = (filter: WireFilter | null): Decision<Narrowed, FilterRefusal> => {
  if (filter === null) return accepted({});
  switch (`${filter.field} ${filter.operator}`) {
    case 'company_name substring':
      return accepted({ customerName: searchable(filter.value) });
    case 'customer_id equals':
      return accepted({ customerId: customerIdFrom(filter.value) });
    case 'resource_type equals':
      return accepted({ resourceTypes: typesNamed(filter.value) });
    default:
      return filterRefused('must be CompanyName with substring, or CustomerId or ResourceType with equals');
  }
};

/** None where the wire has a type of which we have no records. */
const typesNamed = (name: string): ResourceType[] => resourceTypes.filter((type) => type === snakeCase(name));
