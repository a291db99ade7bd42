import type { Transaction } from '../platform/db/transaction.ts';
import type { Spool } from '../platform/storage/spool.ts';
import { productTypeOf } from './family-of-tags.ts';
import { type CsvRecord, createCsvReader } from './parse-csv.ts';
import { readLayout, type SheetLayout } from './price-sheet-layout.ts';
import { addToList, emptyList, type GrowingList, type ProblemList } from './price-sheet-problems.ts';
import { type KnownWords, type PriceSheetRow, readSheetRow } from './price-sheet-row.ts';
import { type StagedRow, stageRows } from './price-sheet-store.ts';

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
  let bytes = 0;
  let saving: Promise<unknown> = Promise.resolve();
  try {
    for await (const piece of readPieces(spool)) {
      const rows = reading.take(piece.text, piece.last);
      // The database works on one batch while the next is read.
      await saving;
      saving = rows.length > 0 ? transaction.run(stageRows(rows)) : Promise.resolve();
      saving.catch(() => undefined);
      bytes += piece.bytes;
      tell(bytes);
    }
    await saving;
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error) || error.code !== notUtf8) throw error;
    await saving;
    addToList(problems, {
      line: reading.line(),
      column: '',
      message: 'the file is not UTF-8 after this line',
    });
    return problems;
  }
  if (!reading.hasRows() && problems.errors.length === 0) {
    addToList(problems, { line: 1, column: '', message: 'the sheet has no rows' });
  }
  return problems;
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
  const readRecord = (record: CsvRecord): StagedRow[] => {
    line = record.line;
    if (isUnreadable) return [];
    if (record.problem !== undefined) {
      addToList(problems, { line, column: '', message: record.problem });
      return [];
    }
    if (layout === undefined) {
      const reading = readLayout(line, record.fields);
      if (reading.accepted) layout = reading.value;
      else for (const problem of reading.refusal.problems) addToList(problems, problem);
      isUnreadable = !reading.accepted;
      return [];
    }
    count += 1;
    const { row, problems: found } = readSheetRow(line, record.fields, layout, known);
    for (const problem of found) addToList(problems, problem);
    return row === undefined ? [] : [stagedRow(row)];
  };
  const take = (text: string, last: boolean): StagedRow[] => {
    const records = reader.push(text);
    return (last ? [...records, ...reader.end()] : records).flatMap(readRecord);
  };
  return { take, line: () => line, hasRows: () => count > 0 };
}

function stagedRow(row: PriceSheetRow): StagedRow {
  const isOther = row.family === 'marketplace_saas' || row.family === 'software_plan';
  return { ...row, typeId: productTypeOf(row.family), ownProduct: !isOther };
}
