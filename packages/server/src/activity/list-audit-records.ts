import { actions, isOwnAction, type ResourceType, resourceTypes } from '@kontor/domain/activity/actions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { addDays, type Instant, localDateAt, utc } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import { query as readRows } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { snakeCase } from '../platform/http/normalise.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { searchable } from '../platform/http/searchable.ts';
import { type FilterRefusal, filterRefused, type WireFilter } from '../wire/read-filter.ts';
import { dayAfter, dayStart } from './activity-range.ts';
import { readWireMoment } from './audit-dates.ts';
import { countRecords } from './count-activity-store.ts';
import { customersOf, findRecords, type LogReader } from './find-records.ts';
import type { LoggedRecord } from './logged-record.ts';
import type { ActivityQuestion, RecordPlace } from './read-activity-store.ts';

export type AuditQuery = {
  readonly startDate: string | undefined;
  readonly endDate: string | undefined;
  readonly filter: WireFilter | null;
  readonly after: RecordPlace | null;
  readonly limit: number;
};

export type AuditList = {
  readonly records: readonly LoggedRecord[];
  readonly next: RecordPlace | null;
  readonly total: number;
};

/** How far back the wire goes; our own surface has no such limit (product 9). */
const oldestDays = 90;
const usualDays = 30;

/** What the wire has a name for; a download appears there as the link it came by. */
export const wireActions = actions.filter((action) => !isOwnAction(action) || action === 'software_download');

/** Audit records of the wire, newest first. */
export const listAuditRecords = async (ctx: RequestContext, query: AuditQuery) => {
  const read = await readAs(ctx, 'audit.read', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const range = rangeOf(query, caller.now);
  if (!range.accepted) return range;
  const narrowed = narrowedBy(query.filter);
  if (!narrowed.accepted) return narrowed;
  const question: ActivityQuestion = {
    ...range.value,
    actions: wireActions,
    resourceTypes: null,
    resourceId: null,
    customerId: null,
    customerName: null,
    user: null,
    outcome: null,
    text: null,
    ...narrowed.value,
  };
  const reader: LogReader = { pool: ctx.pools.app, scope: caller.scope, accountId: caller.accountId };
  const [{ records, next }, total] = [
    await findRecords(reader, question, query),
    await countAnswers(reader, question),
  ];
  return accepted<AuditList>({ records, next, total });
};

/** How many records there are of all pages together. */
const countAnswers = async (reader: LogReader, question: ActivityQuestion): Promise<number> => {
  const { from, to } = question;
  const midnight = dayStart(localDateAt(from, utc));
  const first = from === midnight ? localDateAt(from, utc) : addDays(localDateAt(from, utc), 1);
  const last = localDateAt(to, utc);
  // Of a range inside one day nothing is a whole day: it is all edge.
  const hasDays = first <= last;
  const middle = {
    from: new Date(hasDays ? dayStart(first) : to),
    to: new Date(hasDays ? dayStart(last) : to),
  };
  const counted = {
    ...question,
    customerIds: await customersOf(reader, question),
    days: { first, end: last },
    middle,
  };
  const [row] = await readRows(reader.pool, reader.scope, countRecords(reader.accountId, counted));
  return Number(row?.total ?? 0);
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

type Narrowed = Partial<Pick<ActivityQuestion, 'customerId' | 'customerName' | 'resourceTypes'>>;

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
