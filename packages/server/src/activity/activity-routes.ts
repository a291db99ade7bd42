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
import { activityView, savedView } from './activity-view.ts';
import { auditRecord } from './audit-record-wire.ts';
import { exportActivity, type GivenExport } from './export-activity.ts';
import { getAuditRecord } from './get-audit-record.ts';
import { type ActivityList, getRecord, listActivity } from './list-activity.ts';
import { type AuditList, listAuditRecords } from './list-audit-records.ts';
import type { LoggedRecord } from './logged-record.ts';
import type { RecordPlace } from './read-activity-store.ts';
import type { SavedViewRow } from './saved-view-store.ts';
import { deleteView, listViews, saveView } from './saved-views.ts';

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
  registerKontor(app, surface, contract.exportActivity, {
    run: async (ctx, { query, reply }) => {
      const { size, partnerId } = query;
      const given = await exportActivity(ctx, { ...query, size, partnerId, bom: query.bom === 'true' });
      if (given.accepted)
        reply.headers({
          'content-type': given.value.contentType,
          'content-disposition': `attachment; filename="${given.value.fileName}"`,
          'kontor-log-size': String(given.value.size),
        });
      return given;
    },
    // A stream has no type in the contract, whose answers are JSON.
    view: ({ body }: GivenExport) => body as unknown as undefined,
  });
  registerKontor(app, surface, contract.listActivityViews, {
    run: (ctx) => listViews(ctx),
    view: (views: readonly SavedViewRow[]) => ({ items: views.map(savedView), next: null }),
  });
  registerKontor(app, surface, contract.saveActivityView, {
    run: (ctx, { body }) => saveView(ctx, body),
    view: (view: SavedViewRow) => savedView(view),
  });
  registerKontor(app, surface, contract.deleteActivityView, {
    run: (ctx, { params }) => deleteView(ctx, params.viewId),
    view: () => undefined,
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
  for (const operation of [wire.getAuditRecord, wire.getAuditActivity])
    registerWire(app, surface, operation, {
      run: (ctx, { params }) => getAuditRecord(ctx, params.record ?? ''),
      view: (record: LoggedRecord, ctx) => auditRecord(record, ctx.principal.accountId),
    });
};
