import type { AnswerOf } from '@kontor/contract/operation';
import type { listMySoftwareActivity } from '@kontor/contract/software';
import type { Action } from '@kontor/domain/activity/actions';
import { accepted } from '@kontor/domain/decision';
import { bitnesses } from '@kontor/domain/entitlement/fulfilment';
import type { CustomerId } from '@kontor/domain/ids';
import { formatInstant, instant } from '@kontor/domain/time';
import { firstInstant, lastInstant } from '../activity/activity-range.ts';
import { findRecords, type LogReader } from '../activity/find-records.ts';
import type { LoggedRecord } from '../activity/logged-record.ts';
import type { RecordPlace } from '../activity/read-activity-store.ts';
import { readAs } from '../partners/read-as.ts';
import { query as readRows } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { readOwnPeople } from './software-history-store.ts';

/** What an organisation may read of the log: what became of its own keys, files and links (product 5). */
export const historyActions = [
  'get_software_key',
  'get_software_download_link',
  'software_download',
  'revoke_download_link',
  'create_reveal_link',
  'revoke_reveal_link',
] as const satisfies readonly Action[];

export type HistoryQuery = {
  readonly customerId: CustomerId;
  readonly entitlementId: string | null;
  readonly after: RecordPlace | null;
  readonly limit: number;
};

export type History = {
  readonly records: readonly LoggedRecord[];
  readonly next: RecordPlace | null;
  /** People of the organisation itself among those who acted. */
  readonly own: ReadonlySet<string>;
  readonly partner: string;
  readonly organisation: string;
};

/** Who looked at keys, downloaded or made links in the caller's own organisation, newest first. */
export const listHistory = async (ctx: RequestContext, query: HistoryQuery) => {
  const read = await readAs(ctx, 'my_software.read', query.customerId, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const reader: LogReader = { pool: ctx.pools.app, scope: caller.scope, accountId: caller.accountId };
  const { records, next } = await findRecords(
    reader,
    {
      from: instant(firstInstant),
      to: instant(lastInstant),
      actions: historyActions,
      resourceTypes: null,
      resourceId: query.entitlementId,
      customerId: query.customerId,
      customerName: null,
      user: null,
      outcome: 'succeeded',
      text: null,
    },
    query,
  );
  const people = records.flatMap(({ userId }) => userId ?? []);
  const own = await readRows(
    reader.pool,
    reader.scope,
    readOwnPeople(caller.accountId, query.customerId, people),
  );
  return accepted<History>({
    records,
    next,
    own: new Set(own.map(({ id }) => id)),
    partner: caller.account.name,
    organisation: caller.customer?.name ?? '',
  });
};

type RecordView = AnswerOf<typeof listMySoftwareActivity>['items'][number];

/** Named facts only: what else a record holds is the partner's. */
export const historyView = (record: LoggedRecord, history: History): RecordView => {
  const { partner, organisation } = history;
  const own = record.userId !== null && history.own.has(record.userId);
  const text = (name: string) => {
    const value = record.details[name];
    return typeof value === 'string' ? { [name]: value } : {};
  };
  const bitness = bitnesses.find((known) => known === record.details.bitness);
  return {
    id: record.id,
    at: formatInstant(record.at),
    action: record.action,
    entitlementId: record.resourceId,
    ...text('kind'),
    ...text('orderId'),
    ...text('productTitle'),
    ...text('version'),
    ...text('language'),
    ...text('fileName'),
    ...(bitness === undefined ? {} : { bitness }),
    by: {
      organisation: own ? organisation : partner,
      own,
      ...(record.user === null ? {} : { user: record.user }),
    },
  };
};
