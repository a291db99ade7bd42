import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { readBatch } from '../platform/db/batch.ts';
import { csvPieces, type ExportScope, jsonlPieces, openingPieces } from './export-pieces.ts';
import { proofPieces } from './export-proof.ts';
import { readNumbersOf } from './export-store.ts';
import { askedOf, type LogReader } from './find-records.ts';
import type { ActivityQuestion } from './read-activity-store.ts';
import { readCheckpoint } from './tree-store.ts';

/** The numbered records that answer a question, as the log was at one signed checkpoint. */
export type OpenedExport = {
  /** Records of the log at that moment; 0 before the first. */
  readonly size: number;
  /** The signed checkpoint; null before the first. */
  readonly note: string | null;
  readonly csv: (options: { readonly bom: boolean }) => AsyncGenerator<string>;
  readonly jsonl: () => AsyncGenerator<string>;
  readonly openings: () => AsyncGenerator<string>;
  /** Undefined before the first checkpoint: there is nothing to prove anything with. */
  readonly proof: (() => AsyncGenerator<string>) | undefined;
};

export type ExportRefusal = { readonly code: 'activity.size_unknown'; readonly size: number };

/** Opens an export at the last checkpoint, or at the one of a size, so that several files are of one moment. */
export const openExport = async (
  reader: LogReader,
  question: ActivityQuestion,
  size?: number,
): Promise<Decision<OpenedExport, ExportRefusal>> => {
  const { pool, scope: tenant, accountId } = reader;
  const [[checkpoint], [last], [numbers]] = await readBatch(pool, tenant, [
    readCheckpoint(accountId, size),
    readCheckpoint(accountId),
    readNumbersOf(accountId, question),
  ]);
  if (!checkpoint && size !== undefined)
    return refused({ code: 'activity.size_unknown', size: Number(last?.size ?? 0) });
  const signed = checkpoint && { size: Number(checkpoint.size), note: checkpoint.note };
  const end = Number(numbers?.last ?? -1) + 1;
  const scope: ExportScope = {
    reader,
    asked: await askedOf(reader, question),
    begin: Number(numbers?.first ?? 0),
    end: Math.min(end, signed?.size ?? 0),
  };
  return accepted({
    size: signed?.size ?? 0,
    note: signed?.note ?? null,
    csv: (options) => csvPieces(scope, options),
    jsonl: () => jsonlPieces(scope),
    openings: () => openingPieces(scope),
    proof: signed && (() => proofPieces(scope, signed)),
  });
};
