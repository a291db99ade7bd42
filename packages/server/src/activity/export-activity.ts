import { Readable } from 'node:stream';
import { accepted, refused } from '@kontor/domain/decision';
import { formatInstant } from '@kontor/domain/time';
import { act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { OpenedExport } from './open-export.ts';
import { openExport } from './open-export.ts';
import { type OpenLog, openLog } from './open-log.ts';
import type { ActivityQuestion } from './read-activity-store.ts';
import { type QuestionQuery, readQuestion } from './read-question.ts';

export type ExportFormat = 'csv' | 'jsonl' | 'proof' | 'openings';

export type ExportQuery = QuestionQuery & {
  readonly format: ExportFormat;
  readonly bom: boolean;
  /** Of the checkpoint; the last one where none is named. */
  readonly size: string | undefined;
  readonly partnerId: string | undefined;
};

export type GivenExport = {
  readonly contentType: string;
  readonly fileName: string;
  readonly size: number;
  readonly body: Readable;
};

const kinds: Readonly<Record<ExportFormat, { readonly type: string; readonly file: string }>> = {
  csv: { type: 'text/csv; charset=utf-8', file: 'activity.csv' },
  jsonl: { type: 'application/jsonl; charset=utf-8', file: 'records.jsonl' },
  proof: { type: 'text/plain; charset=utf-8', file: 'proof.txt' },
  openings: { type: 'application/jsonl; charset=utf-8', file: 'openings.jsonl' },
};

/** The log as a file, streamed. That somebody took it goes on record before its first byte goes out. */
export const exportActivity = (ctx: RequestContext, query: ExportQuery) =>
  withRetries(async () => {
    const log = await openLog(ctx, query.partnerId);
    if (!log.accepted) return log;
    const question = readQuestion(query, log.value.now);
    if (!question.accepted) return question;
    const size = query.size === undefined ? undefined : Number(query.size);
    if (query.bom && query.format !== 'csv')
      return invalid([{ path: 'bom', message: 'is for format=csv only; leave it out' }]);
    const opened = await openExport(log.value.reader, question.value, size);
    if (!opened.accepted) return opened;
    const pieces = piecesOf(opened.value, query);
    if (!pieces) return refused({ code: 'activity.not_numbered_yet' as const });
    const recorded = await recordExport(ctx, log.value, query, question.value, opened.value.size);
    if (!recorded.accepted) return recorded;
    const { type, file } = kinds[query.format];
    const body = Readable.from(pieces(), { objectMode: false });
    return accepted<GivenExport>({ contentType: type, fileName: file, size: opened.value.size, body });
  });

const piecesOf = (
  opened: OpenedExport,
  { format, bom }: ExportQuery,
): (() => AsyncGenerator<string>) | undefined => {
  switch (format) {
    case 'csv':
      return () => opened.csv({ bom });
    case 'jsonl':
      return opened.jsonl;
    case 'openings':
      return opened.openings;
    case 'proof':
      return opened.proof;
  }
};

const filterNames = ['action', 'customerId', 'user', 'resource', 'outcome', 'text'] as const;

const recordExport = (
  ctx: RequestContext,
  { caller, reader, now }: OpenLog,
  query: ExportQuery,
  { from, to }: ActivityQuestion,
  size: number,
) => {
  const deed = {
    writes: [],
    activity: [
      {
        action: 'export_activity' as const,
        resourceId: reader.accountId,
        details: {
          format: query.format,
          from: formatInstant(from),
          to: formatInstant(to),
          size,
          // By their names only: what was looked for may be a person.
          filters: filterNames.filter((name) => query[name] !== undefined),
        },
      },
    ] as const,
    events: [],
  };
  const isOwn = reader.accountId === caller.accountId;
  if (isOwn) return act(ctx, caller, deed, undefined);
  return actAsOperator(ctx, caller, deed, undefined, { accountId: reader.accountId, now });
};
