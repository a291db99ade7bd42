import * as contract from '@kontor/contract/notices';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { endCalendarAddress, getCalendarAddress, renewCalendarAddress } from './calendar-address.ts';
import { listNotices, readAllNotices, readNotice } from './list-notices.ts';
import { getNoticePreferences, type NoticePreferences, putNoticePreferences } from './notice-preferences.ts';
import { noticesView } from './notice-view.ts';
import { showCalendar } from './show-calendar.ts';

export const registerNotices = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listNotices, {
    run: (ctx, { query }) => listNotices(ctx, query),
    view: noticesView,
  });
  registerKontor(app, surface, contract.readNotice, {
    run: (ctx, { params }) => readNotice(ctx, uuidFrom(params.noticeId)),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.readAllNotices, {
    run: (ctx) => readAllNotices(ctx),
    view: () => undefined,
  });
  const view = (preferences: NoticePreferences) => preferences;
  registerKontor(app, surface, contract.getNoticePreferences, {
    run: (ctx) => getNoticePreferences(ctx),
    view,
  });
  registerKontor(app, surface, contract.putNoticePreferences, {
    run: (ctx, { body }) => putNoticePreferences(ctx, body),
    view,
  });
  registerKontor(app, surface, contract.getCalendarAddress, {
    run: (ctx) => getCalendarAddress(ctx),
    view: ({ createdAt }) => ({ createdAt: createdAt === null ? null : formatInstant(createdAt) }),
  });
  registerKontor(app, surface, contract.renewCalendarAddress, {
    run: (ctx) => renewCalendarAddress(ctx),
    view: ({ url, createdAt }) => ({ url, createdAt: formatInstant(createdAt) }),
  });
  registerKontor(app, surface, contract.endCalendarAddress, {
    run: (ctx) => endCalendarAddress(ctx),
    view: () => undefined,
  });
  showCalendar(app, surface);
};
