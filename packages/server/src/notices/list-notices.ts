import { accepted, refused } from '@kontor/domain/decision';
import { type Instant, instant } from '@kontor/domain/time';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, pageOf, sealCursor } from '../platform/http/cursor.ts';
import {
  countUnread,
  markAllRead,
  markRead,
  type NoticeRow,
  readNoticeKnown,
  readNotices,
} from './notice-store.ts';

export type NoticesQuery = {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly unread?: 'true' | undefined;
};

export type ListedNotices = {
  readonly rows: readonly NoticeRow[];
  readonly next: string | null;
  readonly unread: number;
};

/** The person who asks; an application alone is nobody in particular, and access has refused it. */
export const readerOf = ({ principal }: RequestContext) => ({
  accountId: principal.accountId,
  personId: 'userId' in principal ? principal.userId : '00000000-0000-0000-0000-000000000000',
});

/** What the caller was told, newest first. */
export const listNotices = async (ctx: RequestContext, asked: NoticesQuery) => {
  const reader = readerOf(ctx);
  const place = {
    accountId: `${reader.accountId}:${reader.personId}`,
    list: `notices:${asked.unread ?? ''}`,
  };
  const limit = limitFrom(asked.limit);
  if (!limit.accepted) return limit;
  const cursor = openCursor(ctx.vault, place, asked.cursor);
  if (!cursor.accepted) return cursor;
  const page = {
    unreadOnly: asked.unread === 'true',
    after: cursor.value && afterFrom(cursor.value),
    limit: limit.value + 1,
  };
  const read = await readAs(ctx, 'notices.read', undefined, [
    readNotices(reader, page),
    countUnread(reader.accountId, reader.personId),
  ]);
  if (!read.accepted) return read;
  const [rows, [count]] = read.value.rows;
  const { items, last } = pageOf(rows, limit.value);
  const next = last && sealCursor(ctx.vault, place, [String(last.at), last.id]);
  return accepted<ListedNotices>({ rows: items, next, unread: count?.unread ?? 0 });
};

const afterFrom = ([at = '0', id = '']: readonly string[]): { at: Instant; id: string } => ({
  at: instant(Number(at)),
  id,
});

/** Marks one as read; somebody else's does not exist. */
export const readNotice = (ctx: RequestContext, noticeId: string) =>
  withRetries(async () => {
    const { accountId, personId } = readerOf(ctx);
    const read = await readAs(ctx, 'notices.read', undefined, [
      readNoticeKnown(accountId, personId, noticeId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    if (!rows[0][0]) return refused({ code: 'notice.not_found' as const });
    const writes = [markRead(accountId, personId, noticeId, caller.now)];
    const done = await act(ctx, caller, { draft: true, writes }, undefined);
    return done.accepted ? accepted(undefined) : done;
  });

export const readAllNotices = (ctx: RequestContext) =>
  withRetries(async () => {
    const { accountId, personId } = readerOf(ctx);
    const read = await readAs(ctx, 'notices.read', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const writes = [markAllRead(accountId, personId, caller.now)];
    const done = await act(ctx, caller, { draft: true, writes }, undefined);
    return done.accepted ? accepted(undefined) : done;
  });
