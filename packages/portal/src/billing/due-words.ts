import type { Invoice } from '../api/types.ts';
import type { Wording } from '../format/deadline.ts';
import type { Tone } from '../ui/status-word.tsx';

const dayMs = 86_400_000;
const isZero = (amount: string): boolean => /^-?[0.]+$/.test(amount);

export type DueFacts = Pick<Invoice, 'type' | 'amountDue' | 'open' | 'dueDate'>;
export type DueWords = {
  readonly tone: Tone;
  readonly wording: Wording;
  /** Whether the due date means anything. */
  readonly asksForMoney: boolean;
};

/** Whether an invoice is paid, due or overdue, in words; what is due today is not overdue. */
export function dueWords(invoice: DueFacts, now: string): DueWords {
  if (invoice.type === 'credit_note') return nothing('invoices.toBalance');
  if (isZero(invoice.amountDue)) return nothing('invoices.nothingDue');
  if (isZero(invoice.open)) return asks('good', { key: 'invoices.paid', values: {} });
  const left = (Date.parse(invoice.dueDate) - Date.parse(now.slice(0, 10))) / dayMs;
  if (left < 0) return asks('bad', { key: 'invoices.overdue', values: { days: -left } });
  return asks('waiting', { key: 'invoices.dueInDays', values: { days: left } });
}

function asks(tone: Tone, wording: Wording): DueWords {
  return { tone, wording, asksForMoney: true };
}

function nothing(key: Wording['key']): DueWords {
  return { tone: 'off', wording: { key, values: {} }, asksForMoney: false };
}
