import { expect, test } from 'vitest';
import { type DueFacts, dueWords } from './due-words.ts';

const invoice = (over: Partial<DueFacts> = {}): DueFacts => ({
  type: 'invoice',
  amountDue: '120.00',
  open: '120.00',
  dueDate: '2026-12-31',
  ...over,
});

test.each([
  ['2026-12-30T23:59:59.999Z', 'waiting', { key: 'invoices.dueInDays', values: { days: 1 } }],
  ['2026-12-31T00:00:00.000Z', 'waiting', { key: 'invoices.dueInDays', values: { days: 0 } }],
  ['2026-12-31T23:59:59.999Z', 'waiting', { key: 'invoices.dueInDays', values: { days: 0 } }],
  ['2027-01-01T00:00:00.000Z', 'bad', { key: 'invoices.overdue', values: { days: 1 } }],
  ['2027-03-01T12:00:00.000Z', 'bad', { key: 'invoices.overdue', values: { days: 60 } }],
] as const)('at %s what is open until 31 December is %s', (now, tone, wording) => {
  expect(dueWords(invoice(), now)).toEqual({ tone, wording, asksForMoney: true });
});

const late = '2027-06-01T00:00:00.000Z';

test('what is paid is never overdue', () => {
  expect(dueWords(invoice({ open: '0.00' }), late).wording.key).toBe('invoices.paid');
  expect(dueWords(invoice({ open: '0', amountDue: '500' }), late).wording.key).toBe('invoices.paid');
  expect(dueWords(invoice({ open: '0.01' }), late).wording.key).toBe('invoices.overdue');
});

test('a credit note and an invoice that the balance has paid ask for nothing', () => {
  const note = { type: 'credit_note', amountDue: '0.00', open: '0.00' } as const;
  expect(dueWords(invoice(note), late).wording.key).toBe('invoices.toBalance');
  expect(dueWords(invoice(note), late).asksForMoney).toBe(false);
  expect(dueWords(invoice({ amountDue: '0.00', open: '0.00' }), late).wording.key).toBe(
    'invoices.nothingDue',
  );
});
