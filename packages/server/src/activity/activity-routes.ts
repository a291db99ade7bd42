import * as contract from '@kontor/contract/activity';
import { parseActivityId } from '@kontor/domain/ids';
import { formatInstant, instant } from '@kontor/domain/time';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, type Position, sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { readFilter } from '../wire/read-filter.ts';
import { readSeek, seekCollection } from '../wire/seek-page.ts';
import { activityView } from './activity-view.ts';
import { auditRecord } from './audit-record-wire.ts';
import { type ActivityList, getRecord, listActivity } from './list-activity.ts';
import { type AuditList, listAuditRecords } from './list-audit-records.ts';
import type { LoggedRecord } from './logged-record.ts';
import type { RecordPlace } from './read-activity-store.ts';

const placeOf = (ctx: RequestContext, list: string) => ({ accountId: ctx.principal.accountId, list });

/** A page of one account’s log goes on with that account’s only. */
const listOf = (ctx: RequestContext, partnerId: string | undefined) =>
  placeOf(ctx, partnerId === undefined ? 'activity' : `activity ${partnerId}`);

const positionOf = (place: RecordPlace): Position => [String(place.at), place.id];

const afterOf = (position: Position | null): RecordPlace | null => {
  const [at = '', text = ''] = position ?? [];
  const id = parseActivityId(text);
  return id === undefined ? null : { at: instant(Number(at)), id };
};

export const registerActivityKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listActivity, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, listOf(ctx, query.partnerId), query.cursor);
      if (!cursor.accepted) return cursor;
      const { partnerId } = query;
      return listActivity(ctx, { ...query, partnerId, after: afterOf(cursor.value), limit: limit.value });
    },
    view: (list: ActivityList, ctx) => ({
      items: list.records.map(activityView),
      next:
        list.next === null ? null : sealCursor(ctx.vault, listOf(ctx, list.partnerId), positionOf(list.next)),
      searchedTo: list.searchedTo === null ? null : formatInstant(list.searchedTo),
      archivedBefore: list.archivedBefore === null ? null : formatInstant(list.archivedBefore),
    }),
  });
  registerKontor(app, surface, contract.getActivityRecord, {
    run: (ctx, { params, query }) => getRecord(ctx, { ...params, partnerId: query.partnerId }),
    view: (record: LoggedRecord) => activityView(record),
  });
};

export const registerActivityWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listAuditRecords, {
    run: async (ctx, input) => {
      const { query } = input;
      const seek = readSeek(ctx.vault, placeOf(ctx, 'wire.audit_records'), input, { usual: 500, most: 500 });
      if (!seek.accepted) return seek;
      const filter = readFilter(query.filter);
      if (!filter.accepted) return filter;
      return listAuditRecords(ctx, {
        startDate: query.startdate,
        endDate: query.enddate,
        filter: filter.value,
        after: afterOf(seek.value.after),
        limit: seek.value.size,
      });
    },
    view: ({ records, next, total }: AuditList, ctx, { query }) =>
      seekCollection(ctx.vault, placeOf(ctx, 'wire.audit_records'), {
        items: records.map((record) => auditRecord(record, ctx.principal.accountId)),
        totalCount: total,
        path: '/auditrecords',
        query: {
          startDate: query.startdate,
          endDate: query.enddate,
          size: query.size ?? '500',
          filter: query.filter,
        },
        next: next === null ? null : positionOf(next),
      }),
  });
};
