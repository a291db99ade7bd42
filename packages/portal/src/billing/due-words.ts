import type { Invoice } from '../api/types.ts';
import type { Wording } from '../format/deadline.ts';
import type { Tone } from '../ui/status-word.tsx';

const dayMs = 86_400_000;
const isZero = (amount: string): boolean => /^-?[0.]+$/.test(amount);

export type DueFacts = Pick<Invoice, 'type' | 'amountDue' | 'open' | 'dueDate'>;
export type DueWords = { readonly tone: Tone; readonly wording: Wording };

/** Whether an invoice is paid, due or overdue, in words; what is due today is not overdue. */
export function dueWords(invoice: DueFacts, now: string): DueWords {
  if (invoice.type === 'credit_note') return { tone: 'off', wording: say('invoices.toBalance') };
  if (isZero(invoice.amountDue)) return { tone: 'off', wording: say('invoices.nothingDue') };
  if (isZero(invoice.open)) return { tone: 'good', wording: say('invoices.paid') };
  const left = (Date.parse(invoice.dueDate) - Date.parse(now.slice(0, 10))) / dayMs;
  if (left < 0) return { tone: 'bad', wording: { key: 'invoices.overdue', values: { days: -left } } };
  return { tone: 'waiting', wording: { key: 'invoices.dueInDays', values: { days: left } } };
}

function say(key: Wording['key']): Wording {
  return { key, values: {} };
}
