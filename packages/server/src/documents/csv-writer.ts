/** A cell: text of people's making, or a value that we have formed ourselves and that is safe as it is. */
export type Cell = { readonly text: string } | { readonly value: string };

// A spreadsheet takes what begins like this for a formula, and would run what a customer calls itself.
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/** RFC 4180. A text that a spreadsheet would run gets an apostrophe before it, which spreadsheets do not show. */
export const csvRecord = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(',')}\r\n`;

const cellOf = (cell: Cell): string => {
  if ('value' in cell) return quoted(cell.value);
  return quoted(formula.test(cell.text) ? `'${cell.text}` : cell.text);
};

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
