import type { CreditFormula } from '@kontor/domain/cancellation/credit';
import { parseCurrency } from '@kontor/domain/money';
import { date, type ExampleSeed } from './example-documents.ts';

/** Twenty-nine of thirty-one days, the worked example of product 6. */
export const proratedFormula: CreditFormula = {
  id: 'prorated/1',
  inputs: {
    currency: parseCurrency('EUR')!,
    unitPrice: '10.08',
    quantity: 10,
    taxMode: 'exclusive',
    taxRateBasisPoints: 1900,
    alreadyCreditedNet: '0.00',
    alreadyCreditedTax: '0.00',
    cancelDate: date('2026-07-17'),
    period: {
      start: date('2026-07-15'),
      end: date('2026-08-15'),
      days: 31,
      unusedDays: 29,
      creditPerUnit: '9.42',
    },
  },
};

const preceding = [{ number: 'G000000031', issuedOn: date('2026-08-01') }];
const credit = { price: '9.42', quantity: 10, sign: -1, formula: proratedFormula } as const;

/** Documents of every kind that billing can make. */
export const exampleCases = {
  standard: { lines: [{ price: '10.08', quantity: 10 }] },
  mixed: {
    balance: '50.00',
    document: { preceding },
    lines: [
      { price: '10.08', quantity: 10 },
      { price: '5.00', rate: 725, quantity: 3 },
      { price: '1.00', rate: 0 },
      { price: '2.00', rate: 0, category: 'E' },
      credit,
    ],
  },
  reverse: {
    buyer: { countryIso: 'FR', vatId: 'FR40303265045' },
    lines: [{ price: '500.00', rate: 0, category: 'AE' }],
  },
  exempt: { lines: [{ price: '500.00', rate: 0, category: 'E' }] },
  zero: { lines: [{ price: '500.00', rate: 0 }] },
  outside: {
    lines: [
      { price: '500.00', rate: 0, category: 'O', termDuration: '', periodStart: null, periodEnd: null },
    ],
  },
  inclusive: {
    currency: 'AUD',
    lines: [
      { price: '109.95', quantity: 7, rate: 1000, mode: 'inclusive' },
      { price: '109.95', quantity: 7, rate: 1000, mode: 'inclusive', sign: -1, amount: '735.91' },
    ],
  },
  creditNote: { document: { preceding }, lines: [credit, { price: '1.00' }] },
  yen: {
    currency: 'JPY',
    lines: [
      { price: '123457', quantity: 7, rate: 1000 },
      { price: '112295', quantity: 7, rate: 1000, sign: -1 },
    ],
  },
  limitedCredit: {
    lines: [{ price: '100.00' }, { price: '10.00', quantity: 7, sign: -1, amount: '33.33' }],
  },
  nothing: { lines: [{ price: '0.00' }] },
} as const satisfies Record<string, ExampleSeed>;
