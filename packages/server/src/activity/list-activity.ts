import { accepted, refused } from '@kontor/domain/decision';
import type { Instant } from '@kontor/domain/time';
import { readBatch, query as readRows } from '../platform/db/batch.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type FoundRecords, findRecords } from './find-records.ts';
import { numberedRecord, waitingRecord } from './logged-record.ts';
import { openLog } from './open-log.ts';
import {
  type RecordPlace,
  readArchivedBefore,
  readNumberedRecord,
  readWaitingRecord,
} from './read-activity-store.ts';
import { type QuestionQuery, readQuestion } from './read-question.ts';

export type ActivityQuery = QuestionQuery & {
  readonly partnerId: string | undefined;
  readonly after: RecordPlace | null;
  readonly limit: number;
};

export type ActivityList = FoundRecords & {
  /** Older records are no longer in the database; null where none has left it. */
  readonly archivedBefore: Instant | null;
  /** The account that was named, if one was. */
  readonly partnerId: string | undefined;
};

/** Who did what in an account, newest first; the operator may name any account. */
export const listActivity = async (ctx: RequestContext, query: ActivityQuery) => {
  const log = await openLog(ctx, query.partnerId);
  if (!log.accepted) return log;
  const { reader, now } = log.value;
  const question = readQuestion(query, now);
  if (!question.accepted) return question;
  const found = await findRecords(reader, question.value, query);
  const [archived] = await readRows(reader.pool, reader.scope, readArchivedBefore(reader.accountId));
  return accepted<ActivityList>({
    ...found,
    archivedBefore: archived?.before ?? null,
    partnerId: query.partnerId,
  });
};

/** One record of an account's log, with or without a number. */
export const getRecord = async (
  ctx: RequestContext,
  { recordId, partnerId }: { readonly recordId: string; readonly partnerId: string | undefined },
) => {
  const log = await openLog(ctx, partnerId);
  if (!log.accepted) return log;
  const { pool, scope, accountId } = log.value.reader;
  const id = uuidFrom(recordId);
  // What waits is read first: it may be given its number between the two.
  const [[waiting], [numbered]] = await readBatch(pool, scope, [
    readWaitingRecord(accountId, id),
    readNumberedRecord(accountId, id),
  ]);
  if (numbered) return accepted(numberedRecord(numbered));
  return waiting ? accepted(waitingRecord(waiting)) : refused({ code: 'activity.not_found' as const });
};
