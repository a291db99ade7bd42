import type { Readable } from 'node:stream';
import { accepted, refused } from '@kontor/domain/decision';
import { parseLocalDate } from '@kontor/domain/time';
import { act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, pageOf, sealCursor } from '../platform/http/cursor.ts';
import { type ArchiveRow, listArchives, readArchive } from './archive-store.ts';
import { openLog } from './open-log.ts';

export type ArchivesQuery = {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly partnerId?: string | undefined;
};

export type ArchivePage = { readonly rows: readonly ArchiveRow[]; readonly next: string | null };

/** The months of a log that have left the database, the newest first. */
export const readArchives = async (ctx: RequestContext, { partnerId, ...query }: ArchivesQuery) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const log = await openLog(ctx, partnerId);
  if (!log.accepted) return log;
  const { pool, scope, accountId } = log.value.reader;
  const place = { accountId, list: 'activity/archives' };
  const position = openCursor(ctx.vault, place, query.cursor);
  if (!position.accepted) return position;
  const before = position.value?.[0] ?? null;
  const [rows] = await readBatch(pool, scope, [listArchives(accountId, before, limit.value + 1)]);
  const { items, last } = pageOf(rows, limit.value);
  return accepted<ArchivePage>({ rows: items, next: last && sealCursor(ctx.vault, place, [last.month]) });
};

export type ArchivePart = 'records' | 'proof';
export type GivenArchive = { readonly fileName: string; readonly sizeBytes: number; readonly body: Readable };

/** A part of an archive as it lies in the store. That somebody took it goes on record before its first byte. */
export const giveArchive = (
  ctx: RequestContext,
  asked: { readonly month: string; readonly part: ArchivePart; readonly partnerId: string | undefined },
) =>
  withRetries(async () => {
    const log = await openLog(ctx, asked.partnerId);
    if (!log.accepted) return log;
    const { reader, caller, now } = log.value;
    const { accountId } = reader;
    const month = /^\d{4}-\d{2}$/.test(asked.month) ? parseLocalDate(`${asked.month}-01`) : undefined;
    const [[row]] =
      month === undefined
        ? [[]]
        : await readBatch(reader.pool, reader.scope, [readArchive(accountId, month)]);
    if (!row || (await ctx.files.size(row.storage_key)) === undefined)
      return refused({ code: 'activity.archive_unknown' as const });
    const { start, end } = partOf(row, asked.part);
    const deed = {
      writes: [],
      activity: [
        {
          action: 'export_activity' as const,
          resourceId: accountId,
          details: { format: `archive_${asked.part}`, month: asked.month },
        },
      ] as const,
      events: [],
    };
    const isOwn = accountId === caller.accountId;
    const recorded = isOwn
      ? await act(ctx, caller, deed, undefined)
      : await actAsOperator(ctx, caller, deed, undefined, { accountId, now });
    if (!recorded.accepted) return recorded;
    return accepted<GivenArchive>({
      fileName: `activity-${asked.month}${asked.part === 'records' ? '.jsonl' : '-proof.txt'}`,
      sizeBytes: end - start + 1,
      body: ctx.files.open(row.storage_key, { start, end }),
    });
  });

const partOf = (row: ArchiveRow, part: ArchivePart) => {
  const records = Number(row.records_bytes);
  return part === 'records'
    ? { start: 0, end: records - 1 }
    : { start: records, end: Number(row.size_bytes) - 1 };
};
