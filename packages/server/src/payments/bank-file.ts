import { type CurrencyCode, type Money, minorDigits, parseAmount, parseCurrency } from '@kontor/domain/money';
import { type LocalDate, parseLocalDate } from '@kontor/domain/time';
import { createCsvReader } from '../catalog/parse-csv.ts';
import { addToList, emptyList, type ProblemList } from '../catalog/price-sheet-problems.ts';

/** One line of a bank's statement; `line` is the physical line of the file on which it begins. */
export type BankRow = {
  readonly line: number;
  readonly paidOn: LocalDate;
  /** Negative when money went out. */
  readonly amount: Money;
  readonly reference: string;
  readonly counterparty: string;
};

export type DecimalMark = 'point' | 'comma';

const columns = ['date', 'amount', 'currency', 'reference', 'counterparty'] as const;
type Column = (typeof columns)[number];

/** A file with more lines is split by whoever sends it: all of it is one transaction. */
export const mostBankRows = 5000;
const longestText = 500;

/** Reads a statement whole; with one bad cell nothing of it counts, and every bad cell is named. */
export const readBankFile = (
  text: string,
  { decimal, currencies }: { readonly decimal: DecimalMark; readonly currencies: ReadonlySet<string> },
): { readonly rows: readonly BankRow[]; readonly problems: ProblemList } => {
  const problems = emptyList();
  const reader = createCsvReader(separatorOf(text));
  const [header, ...records] = [...reader.push(text), ...reader.end()];
  const positions = positionsOf(header?.fields ?? []);
  for (const column of columns)
    if (positions[column] < 0)
      addToList(problems, { line: header?.line ?? 1, column, message: 'the header lacks this column' });
  if (problems.errors.length > 0) return { rows: [], problems };
  if (records.length === 0) addToList(problems, { line: 1, column: '', message: 'the file has no rows' });
  if (records.length > mostBankRows)
    addToList(problems, {
      line: records[mostBankRows]?.line ?? 1,
      column: '',
      message: `the file has more than ${mostBankRows} rows; import it in several files`,
    });
  const rows = records.slice(0, mostBankRows).flatMap((record): BankRow[] => {
    const { line, fields } = record;
    const wrong = (column: Column | '', message: string) => addToList(problems, { line, column, message });
    if (record.problem !== undefined) {
      wrong('', record.problem);
      return [];
    }
    if (fields.length !== header?.fields.length) {
      wrong('', `the row has ${fields.length} fields where the header has ${header?.fields.length}`);
      return [];
    }
    const cell = (column: Column) => (fields[positions[column]] ?? '').trim();
    const paidOn = parseBankDate(cell('date'));
    if (!paidOn) wrong('date', 'the date is YYYY-MM-DD or DD.MM.YYYY');
    const currency = knownCurrency(cell('currency'), currencies);
    if (!currency) wrong('currency', `there is no currency ${JSON.stringify(cell('currency').slice(0, 20))}`);
    const amount = currency && parseBankAmount(cell('amount'), currency, decimal);
    if (currency && !amount) wrong('amount', amountRule(currency, decimal));
    for (const column of ['reference', 'counterparty'] as const) {
      if (cell(column).length > longestText)
        wrong(column, `the text is longer than ${longestText} characters`);
      if (cell(column).includes('\0')) wrong(column, 'the text holds a NUL character');
    }
    if (!paidOn || !amount) return [];
    return [{ line, paidOn, amount, reference: cell('reference'), counterparty: cell('counterparty') }];
  });
  return { rows, problems };
};

/** Semicolons, where the header has more of them than commas. */
const separatorOf = (text: string): ',' | ';' => {
  const header = /[^\r\n]+/.exec(text)?.[0] ?? '';
  return header.split(';').length > header.split(',').length ? ';' : ',';
};

const positionsOf = (header: readonly string[]): Record<Column, number> => {
  const names = header.map((name) => name.trim().toLowerCase());
  const [date, amount, currency, reference, counterparty] = columns.map((column) =>
    names.indexOf(column),
  ) as [number, number, number, number, number]; // one for each of the five columns
  return { date, amount, currency, reference, counterparty };
};

const knownCurrency = (text: string, known: ReadonlySet<string>): CurrencyCode | undefined => {
  const code = parseCurrency(text);
  return code !== undefined && known.has(code) ? code : undefined;
};

const parseBankDate = (text: string): LocalDate | undefined => {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text) ?? [];
  return parseLocalDate(year === undefined ? text : `${year}-${month}-${day}`);
};

// Groups of three digits may be set apart by the other mark; anything else there is a mistake of marks.
const shapes = {
  point: /^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,3}))?$/,
  comma: /^([+-]?)(\d{1,3}(?:\.\d{3})+|\d{1,15})(?:,(\d{1,3}))?$/,
} as const;

export const parseBankAmount = (
  text: string,
  currency: CurrencyCode,
  decimal: DecimalMark,
): Money | undefined => {
  const match = shapes[decimal].exec(text.replace('\u2212', '-'));
  if (!match) return undefined;
  const [, sign, whole = '', fraction] = match;
  const digits = whole.replace(/[.,]/g, '');
  return parseAmount(
    `${sign === '-' ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`,
    currency,
  );
};

const amountRule = (currency: CurrencyCode, decimal: DecimalMark): string => {
  const digits = minorDigits(currency);
  const example = decimal === 'point' ? '1,234.56' : '1.234,56';
  return `the amount is written with a decimal ${decimal}, such as ${example}, with at most ${digits} decimals, as ${currency} has`;
};
