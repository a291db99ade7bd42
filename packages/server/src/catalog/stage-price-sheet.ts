import type { Transaction } from '../platform/db/transaction.ts';
import type { Spool } from '../platform/storage/spool.ts';
import { productTypeOf } from './family-of-tags.ts';
import { type CsvRecord, createCsvReader } from './parse-csv.ts';
import { readLayout, type SheetLayout } from './price-sheet-layout.ts';
import { addToList, emptyList, type GrowingList, type ProblemList } from './price-sheet-problems.ts';
import { type KnownWords, type PriceSheetRow, readSheetRow } from './price-sheet-row.ts';
import { type StagedRow, stagedText, stageRowsText } from './price-sheet-store.ts';

const readBytes = 65_536;

/** Reads every row into the staging table and lists what is wrong with the others. */
export async function stageSheet(
  transaction: Transaction,
  spool: Spool,
  known: KnownWords,
  tell: (bytes: number) => void,
): Promise<ProblemList> {
  const problems = emptyList();
  const reading = createReading(known, problems);
  await transaction.copyIn(stageRowsText, stagedPieces(spool, reading, { problems, tell }));
  if (!reading.hasRows() && problems.errors.length === 0) {
    addToList(problems, { line: 1, column: '', message: 'the sheet has no rows' });
  }
  return problems;
}

type Listening = { readonly problems: GrowingList; readonly tell: (bytes: number) => void };

// The database works on one piece while the next is read.
async function* stagedPieces(
  spool: Spool,
  reading: ReturnType<typeof createReading>,
  { problems, tell }: Listening,
): AsyncGenerator<string> {
  let bytes = 0;
  try {
    for await (const piece of readPieces(spool)) {
      const rows = reading.take(piece.text, piece.last);
      if (rows !== '') yield rows;
      bytes += piece.bytes;
      tell(bytes);
    }
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error) || error.code !== notUtf8) throw error;
    const message = 'the file is not UTF-8 after this line';
    addToList(problems, { line: reading.line(), column: '', message });
  }
}

const notUtf8 = 'ERR_ENCODING_INVALID_ENCODED_DATA';

type Piece = { readonly text: string; readonly bytes: number; readonly last: boolean };

// The decoder takes a byte order mark away.
async function* readPieces(spool: Spool): AsyncGenerator<Piece> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of spool.read(readBytes)) {
    yield { text: decoder.decode(chunk, { stream: true }), bytes: chunk.length, last: false };
  }
  yield { text: decoder.decode(), bytes: 0, last: true };
}

function createReading(known: KnownWords, problems: GrowingList) {
  const reader = createCsvReader();
  let layout: SheetLayout | undefined;
  let isUnreadable = false;
  let line = 1;
  let count = 0;
  let before: StagedRow | undefined;
  const readRecord = (record: CsvRecord): string => {
    line = record.line;
    if (isUnreadable) return '';
    if (record.problem !== undefined) {
      addToList(problems, { line, column: '', message: record.problem });
      return '';
    }
    if (layout === undefined) {
      const reading = readLayout(line, record.fields);
      if (reading.accepted) layout = reading.value;
      else for (const problem of reading.refusal.problems) addToList(problems, problem);
      isUnreadable = !reading.accepted;
      return '';
    }
    count += 1;
    const { row, problems: found } = readSheetRow(line, record.fields, layout, known);
    for (const problem of found) addToList(problems, problem);
    if (row === undefined) return '';
    const staged = stagedRow(row);
    const text = stagedText(staged, before);
    before = staged;
    return text;
  };
  const take = (text: string, last: boolean): string => {
    let rows = '';
    for (const record of reader.push(text)) rows += readRecord(record);
    if (last) for (const record of reader.end()) rows += readRecord(record);
    return rows;
  };
  return { take, line: () => line, hasRows: () => count > 0 };
}

function stagedRow(row: PriceSheetRow): StagedRow {
  const isOther = row.family === 'marketplace_saas' || row.family === 'software_plan';
  return { ...row, typeId: productTypeOf(row.family), ownProduct: !isOther };
}
