import { actorPaths } from '@kontor/domain/activity/leaf';
import { openingLine } from '@kontor/domain/activity/openings';
import type { Json } from '@kontor/domain/activity/personal';
import { query as readRows } from '../platform/db/batch.ts';
import { csvHeader, csvLine } from './export-csv.ts';
import {
  type ExportWindow,
  readExportRecords,
  readExportWords,
  readLeafLines,
  type WordsRow,
} from './export-store.ts';
import type { LogReader } from './find-records.ts';
import { numberedRecord } from './logged-record.ts';
import type { AskedRecords } from './read-activity-store.ts';

/** Which records of whose log an export holds: those that answer and whose numbers lie between these. */
export type ExportScope = {
  readonly reader: LogReader;
  readonly asked: AskedRecords;
  readonly begin: number;
  readonly end: number;
};

/** Numbers that are looked at in one statement: about a megabyte of records. */
const windowNumbers = 1024;

/**
 * What `read` finds in each window, in order. The next window is being read while the last is on its way to whoever
 * asked, and no connection is held while they take their time.
 */
export async function* eachWindow<T>(
  { asked, begin, end }: ExportScope,
  read: (window: ExportWindow) => Promise<T>,
): AsyncGenerator<T> {
  const readFrom = (first: number) => {
    const found = read({ begin: first, end: Math.min(first + windowNumbers, end), asked });
    // Whoever stops asking does not wait for it, and its failure is then nobody's.
    found.catch(() => undefined);
    return found;
  };
  if (begin >= end) return;
  let next = readFrom(begin);
  for (let first = begin; first < end; first += windowNumbers) {
    const found = await next;
    if (first + windowNumbers < end) next = readFrom(first + windowNumbers);
    yield found;
  }
}

/** The records as they were hashed, one a line. */
export async function* jsonlPieces(scope: ExportScope): AsyncGenerator<string> {
  const { pool, scope: tenant, accountId } = scope.reader;
  const windows = eachWindow(scope, (window) => readRows(pool, tenant, readLeafLines(accountId, window)));
  for await (const [row] of windows) if (row?.lines) yield `${row.lines}\n`;
}

/** The records with the names that are left, for people and spreadsheets. */
export async function* csvPieces(
  scope: ExportScope,
  { bom }: { readonly bom: boolean },
): AsyncGenerator<string> {
  const { pool, scope: tenant, accountId } = scope.reader;
  yield `${bom ? '\ufeff' : ''}${csvHeader}`;
  const windows = eachWindow(scope, (window) => readRows(pool, tenant, readExportRecords(accountId, window)));
  for await (const rows of windows)
    if (rows.length > 0) yield rows.map((row) => csvLine(numberedRecord(row))).join('');
}

/** Lines that are remembered so that a word, which stands in many records, is opened once. */
const mostRemembered = 100_000;

/** What opens the commitments of the records: each word once, with the salt of whose word it is. */
export async function* openingPieces(scope: ExportScope): AsyncGenerator<string> {
  const { pool, scope: tenant, accountId } = scope.reader;
  const windows = eachWindow(scope, (window) => readRows(pool, tenant, readExportWords(accountId, window)));
  const given = new Set<string>();
  for await (const rows of windows) {
    if (given.size > mostRemembered) given.clear();
    const fresh = new Set(rows.flatMap(openingsOf).filter((line) => !given.has(line)));
    for (const line of fresh) given.add(line);
    if (fresh.size > 0) yield [...fresh].join('');
  }
}

const openingsOf = (row: WordsRow): string[] =>
  Object.entries(row.personal).flatMap(([path, value]) => {
    const isActors = row.about_id === null || actorPaths.some((one) => one === path);
    const [subjectId, salt] = isActors ? [row.subject_id, row.salt] : [row.about_id, row.about_salt];
    if (salt === null) return [];
    // It came out of JSON.
    return [`${openingLine({ subjectId, salt, path, value: value as Json })}\n`];
  });
