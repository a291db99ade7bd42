import type { AnswerOf } from '@kontor/contract/operation';
import type { listMySoftwareActivity } from '@kontor/contract/software';
import { accepted } from '@kontor/domain/decision';
import { bitnesses } from '@kontor/domain/entitlement/fulfilment';
import { formatInstant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { type HistoryQuery, type HistoryRow, readHistory } from './software-history-store.ts';

export type History = {
  readonly records: readonly HistoryRow[];
  readonly last: HistoryRow | null;
  readonly partner: string;
  readonly organisation: string;
};

/** Who looked at keys, downloaded or made links in the caller's own organisation, newest first. */
export const listHistory = async (ctx: RequestContext, query: HistoryQuery) => {
  const read = await readAs(ctx, 'my_software.read', query.customerId, [
    readHistory(ctx.principal.accountId, { ...query, limit: query.limit + 1 }),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const { items, last } = pageOf(rows[0], query.limit);
  return accepted<History>({
    records: items,
    last,
    partner: caller.account.name,
    organisation: caller.customer?.name ?? '',
  });
};

type RecordView = AnswerOf<typeof listMySoftwareActivity>['items'][number];

/** Named facts only: what else a record holds is the partner's. */
export const historyView = (row: HistoryRow, { partner, organisation }: History): RecordView => {
  const text = (name: string) => {
    const value = row.details[name];
    return typeof value === 'string' ? { [name]: value } : {};
  };
  const bitness = bitnesses.find((known) => known === row.details.bitness);
  return {
    id: row.id,
    at: formatInstant(row.at),
    action: row.action,
    entitlementId: row.resource_id,
    ...text('kind'),
    ...text('orderId'),
    ...text('productTitle'),
    ...text('version'),
    ...text('language'),
    ...text('fileName'),
    ...(bitness === undefined ? {} : { bitness }),
    by: {
      organisation: row.own ? organisation : partner,
      own: row.own,
      ...(row.person_name === null ? {} : { user: row.person_name }),
    },
  };
};
