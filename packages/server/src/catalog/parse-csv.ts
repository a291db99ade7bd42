/** One record of a CSV file. `line` is the physical line it begins on, the first being 1. */
export type CsvRecord = {
  readonly line: number;
  readonly fields: readonly string[];
  /** What is wrong with the record's quotes. */
  readonly problem?: string;
};

export type CsvReader = {
  /** Takes the next piece of text and gives the records that are complete by now. */
  readonly push: (text: string) => CsvRecord[];
  /** The last record, when the text does not end with a line break. */
  readonly end: () => CsvRecord[];
};

/** A record never gets longer than this: a quote that is never closed would swallow the rest of the file. */
export const longestRecord = 1_048_576;

const quote = 34;
const comma = 44;
const semicolon = 59;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Reads comma-separated values piece by piece in constant memory (RFC 4180): every field quoted or only where
 * needed, doubled quotes, line breaks inside quotes, LF, CRLF or CR. Blank lines are passed over. Where commas are
 * for decimals, files have semicolons between their fields.
 */
export function createCsvReader(separator: ',' | ';' = ','): CsvReader {
  const between = separator === ',' ? comma : semicolon;
  let rest = '';
  let line = 1;
  const read = (final: boolean): CsvRecord[] => {
    const records: CsvRecord[] = [];
    let start = 0;
    while (start < rest.length) {
      const record = readRecord(rest, start, final, between);
      if (record === undefined) break;
      const { fields, problem, end } = record;
      const isBlank = fields.length === 1 && fields[0] === '' && problem === undefined;
      if (!isBlank) records.push(problem === undefined ? { line, fields } : { line, fields, problem });
      line += countLines(rest, start, end);
      start = end;
    }
    rest = rest.slice(start);
    if (rest.length <= longestRecord) return records;
    rest = '';
    return [
      ...records,
      { line, fields: [], problem: 'the record is too long; a quote is probably never closed' },
    ];
  };
  return {
    push: (text) => {
      rest += text;
      return read(false);
    },
    end: () => read(true),
  };
}

type RawRecord = { readonly fields: string[]; readonly end: number; readonly problem?: string };

/** The record at `start`, or undefined when more text is needed to know where it ends. */
function readRecord(text: string, start: number, final: boolean, between: number): RawRecord | undefined {
  const fields: string[] = [];
  let problem: string | undefined;
  let at = start;
  for (;;) {
    const field =
      text.charCodeAt(at) === quote ? readQuoted(text, at, between) : readPlain(text, at, between);
    if (field === undefined) {
      if (!final) return undefined;
      return { fields, end: text.length, problem: 'a quote is never closed' };
    }
    fields.push(field.value);
    at = field.end;
    if (field.hasText) problem ??= `there is text after the closing quote of field ${fields.length}`;
    if (at >= text.length) return final ? withProblem(fields, at, problem) : undefined;
    const code = text.charCodeAt(at);
    at += 1;
    if (code === between) continue;
    // Whether a line feed belongs to this carriage return, only the next piece may tell.
    if (code === carriageReturn && at >= text.length && !final) return undefined;
    if (code === carriageReturn && text.charCodeAt(at) === lineFeed) at += 1;
    return withProblem(fields, at, problem);
  }
}

type Field = { readonly value: string; readonly end: number; readonly hasText: boolean };

function readPlain(text: string, start: number, between: number): Field {
  const end = endOfField(text, start, between);
  return { value: text.slice(start, end), end, hasText: false };
}

function readQuoted(text: string, start: number, between: number): Field | undefined {
  let value = '';
  let from = start + 1;
  for (;;) {
    const closing = text.indexOf('"', from);
    if (closing < 0) return undefined;
    if (text.charCodeAt(closing + 1) !== quote) {
      const end = endOfField(text, closing + 1, between);
      return { value: value + text.slice(from, closing), end, hasText: end > closing + 1 };
    }
    value += text.slice(from, closing + 1);
    from = closing + 2;
  }
}

function endOfField(text: string, start: number, between: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === between || code === lineFeed || code === carriageReturn) break;
  }
  return at;
}

function withProblem(fields: string[], end: number, problem: string | undefined): RawRecord {
  return problem === undefined ? { fields, end } : { fields, end, problem };
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) lines += 1;
    else if (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed) lines += 1;
  }
  return lines;
}
