import { createHash } from 'node:crypto';
import { authorize } from '@kontor/domain/access/authorize';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { hashOfToken, isToken } from '../downloads/download-token.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { sendProblem } from '../platform/http/problem-reply.ts';
import type { KontorSurface } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { calendarPath } from './calendar-address.ts';
import { findCalendar, readCalendarLanguage, readOpenWindows } from './calendar-store.ts';
import { windowCalendar } from './window-calendar.ts';

/** The windows that close next, no more: a calendar program fetches the whole of it several times a day. */
const mostWindows = 2_000;

/** `GET /kontor/v1/calendar/{token}.ics`: whoever has the address sees what its owner may see now, without signing in. */
export const showCalendar = (app: FastifyInstance, { services }: KontorSurface): void => {
  app.get<{ Params: { file: string } }>(`${calendarPath}/:file`, async (request, reply) => {
    const text = await calendarOf(services, request.params.file);
    reply.header('cache-control', 'private, max-age=900').header('referrer-policy', 'no-referrer');
    if (text === undefined) return sendProblem(reply, services.publicUrl, 'not_found', request.id);
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    reply.header('etag', etag);
    if (isKnown(headerOf(request, 'if-none-match'), etag)) return reply.code(304).send();
    return reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'inline; filename="kontor.ics"')
      .send(text);
  });
};

const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag));

const calendarOf = async (services: Services, file: string): Promise<string | undefined> => {
  const token = /^([^.]+)\.ics$/.exec(file)?.[1];
  if (token === undefined || !isToken(token)) return undefined;
  const { pools, publicUrl, realNow } = services;
  const [found] = await query(pools.lookup, noTenant, findCalendar(hashOfToken(token)));
  if (!found) return undefined;
  const { account_id: accountId, person_id: personId, kind, roles } = found;
  // What a lost role took away is gone from the calendar at its next fetch.
  const owner = { kind, accountId, roles, scopes: [], secondFactor: true };
  if (!authorize(owner, 'calendar.read').accepted) return undefined;
  const now = instant(realNow() + Number(found.clock_offset_ms));
  const [windows, [reader]] = await readBatch(pools.app, { tenant: accountId }, [
    readOpenWindows(accountId, now, mostWindows),
    readCalendarLanguage(accountId, personId),
  ]);
  return windowCalendar(windows, { publicUrl, language: reader?.language ?? 'en' });
};
