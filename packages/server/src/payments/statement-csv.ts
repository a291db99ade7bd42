import { formatAmount } from '@kontor/domain/money';
import type { AccountStatement } from './read-statement.ts';

const header = ['Date', 'Kind', 'Number', 'Reference', 'DueDate', 'Currency', 'Amount', 'Balance'];

/** The statement in the same form under any locale: points for decimals, ISO dates, RFC 4180. */
export const statementCsv = (account: AccountStatement): string => {
  const carried = (date: string, kind: string, balance: AccountStatement['opening']) => [
    date,
    kind,
    '',
    '',
    '',
    account.currency,
    '',
    formatAmount(balance),
  ];
  const rows = [
    header,
    carried(account.from, 'opening', account.opening),
    ...account.lines.map((line) => [
      line.on,
      line.kind,
      line.id,
      line.reference,
      line.dueOn ?? '',
      account.currency,
      formatAmount(line.amount),
      formatAmount(line.balance),
    ]),
    carried(account.to, 'closing', account.closing),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
};

// A reference is the payer's own words: a spreadsheet must not take it for a formula. Amounts begin with a digit or
// with a minus and a digit, and stay as they are.
const cell = (text: string): string => {
  const safe = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
