import { accepted } from '@kontor/domain/decision';
import type { Instant } from '@kontor/domain/time';
import { hashOfToken } from '../downloads/download-token.ts';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newToken } from '../platform/new-id.ts';
import { dropCalendar, readCalendarOf, saveCalendar } from './calendar-store.ts';
import { readerOf } from './list-notices.ts';

export const calendarPath = '/kontor/v1/calendar';

/** Whether the caller has an address; what it is was shown once. */
export const getCalendarAddress = async (ctx: RequestContext) => {
  const { accountId, personId } = readerOf(ctx);
  const read = await readAs(ctx, 'calendar.read', undefined, [readCalendarOf(accountId, personId)]);
  if (!read.accepted) return read;
  const [[calendar]] = read.value.rows;
  return accepted({ createdAt: calendar?.created_at ?? null });
};

export type CalendarAddress = { readonly url: string; readonly createdAt: Instant };

/** A new address; the one before it ends in the same moment. */
export const renewCalendarAddress = (ctx: RequestContext) =>
  withRetries(async () => {
    const reader = readerOf(ctx);
    const read = await readAs(ctx, 'calendar.read', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const token = newToken();
    const createdAt = ctx.realNow();
    const done = await act(
      ctx,
      caller,
      {
        writes: [saveCalendar(reader, hashOfToken(token), createdAt)],
        activity: [{ action: 'renew_calendar', resourceId: reader.personId }],
        events: [],
      },
      undefined,
    );
    if (!done.accepted) return done;
    return accepted<CalendarAddress>({ url: `${ctx.publicUrl}${calendarPath}/${token}.ics`, createdAt });
  });

/** Twice is once. */
export const endCalendarAddress = (ctx: RequestContext) =>
  withRetries(async () => {
    const { accountId, personId } = readerOf(ctx);
    const read = await readAs(ctx, 'calendar.read', undefined, [readCalendarOf(accountId, personId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    if (!rows[0][0]) return accepted(undefined);
    const done = await act(
      ctx,
      caller,
      {
        writes: [dropCalendar(accountId, personId)],
        activity: [{ action: 'end_calendar', resourceId: personId }],
        events: [],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });
