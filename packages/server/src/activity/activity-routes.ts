import { listActivity as operation } from '@kontor/contract/activity';
import { parseActivityId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, type Position, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { searchable } from '../platform/http/searchable.ts';
import { readFilter } from '../wire/read-filter.ts';
import { readSeek, seekCollection } from '../wire/seek-page.ts';
import type { ActivityFilter, ActivityRow } from './activity-store.ts';
import { activityView } from './activity-view.ts';
import { auditRecord } from './audit-record-wire.ts';
import { type ActivityList, listActivity } from './list-activity.ts';
import { type AuditList, listAuditRecords } from './list-audit-records.ts';

const placeOf = (ctx: RequestContext, list: 'activity' | 'wire.audit_records') => ({
  accountId: ctx.principal.accountId,
  list,
});

const positionOf = (row: ActivityRow): Position => [String(row.at), row.id];

const afterOf = (position: Position | null): ActivityFilter['after'] => {
  const [at = '', text = ''] = position ?? [];
  const id = parseActivityId(text);
  return id === undefined ? null : { at: instant(Number(at)), id };
};

export const registerActivityKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, operation, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, placeOf(ctx, 'activity'), query.cursor);
      if (!cursor.accepted) return cursor;
      return listActivity(ctx, {
        from: query.from,
        to: query.to,
        action: query.action,
        partnerId: query.partnerId,
        customerId: query.customerId ? customerIdFrom(query.customerId) : null,
        user: searchable(query.user),
        resource: searchable(query.resource),
        after: afterOf(cursor.value),
        limit: limit.value,
      });
    },
    view: ({ records, last }: ActivityList, ctx) => ({
      items: records.map(activityView),
      next: last === null ? null : sealCursor(ctx.vault, placeOf(ctx, 'activity'), positionOf(last)),
    }),
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
    view: ({ records, last, total }: AuditList, ctx, { query }) =>
      seekCollection(ctx.vault, placeOf(ctx, 'wire.audit_records'), {
        items: records.map((row) => auditRecord(row, ctx.principal.accountId)),
        totalCount: total,
        path: '/auditrecords',
        query: {
          startDate: query.startdate,
          endDate: query.enddate,
          size: query.size ?? '500',
          filter: query.filter,
        },
        next: last === null ? null : positionOf(last),
      }),
  });
};
