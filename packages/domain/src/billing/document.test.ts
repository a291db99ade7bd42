import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CurrencyCode, formatAmount, money, taxOnNet } from '../money.ts';
import { amount } from '../testing/fixtures.ts';
import {
  type DocumentLine,
  documentNumber,
  einvoiceState,
  parkingReason,
  taxTotalsOf,
  totalDocument,
} from './document.ts';

const eur = 'EUR' as CurrencyCode;
const line = (
  net: string,
  rate = 1900,
  sign: 1 | -1 = 1,
  taxCategory: DocumentLine['taxCategory'] = 'S',
): DocumentLine => {
  const charged = amount(`${net} EUR`);
  return { sign, net: charged, tax: taxOnNet(charged, rate), taxCategory, taxRateBasisPoints: rate };
};
const totals = (lines: DocumentLine[], balance = '0.00') => {
  const document = totalDocument(lines, amount(`${balance} EUR`), eur);
  const { type, total, balanceUsed, amountDue, balanceAfter } = document;
  return [type, ...[total, balanceUsed, amountDue, balanceAfter].map(formatAmount)];
};

describe('a document', () => {
  it('is an invoice while its total is not below zero, and a credit note from one cent below', () => {
    expect(totals([line('100.00')])).toEqual(['invoice', '119.00', '0.00', '119.00', '0.00']);
    expect(totals([line('100.00'), line('100.00', 1900, -1)])).toEqual([
      'invoice',
      '0.00',
      '0.00',
      '0.00',
      '0.00',
    ]);
    expect(totals([line('100.00', 0), line('100.01', 0, -1)])).toEqual([
      'credit_note',
      '-0.01',
      '0.00',
      '0.00',
      '0.01',
    ]);
  });

  it('consumes the balance that earlier credit notes left, and never more than it comes to', () => {
    expect(totals([line('100.00')], '19.00')).toEqual(['invoice', '119.00', '19.00', '100.00', '0.00']);
    expect(totals([line('100.00')], '118.99')).toEqual(['invoice', '119.00', '118.99', '0.01', '0.00']);
    expect(totals([line('100.00')], '200.00')).toEqual(['invoice', '119.00', '119.00', '0.00', '81.00']);
    expect(totals([line('100.00', 1900, -1)], '5.00')).toEqual([
      'credit_note',
      '-119.00',
      '0.00',
      '0.00',
      '124.00',
    ]);
  });

  it('sums tax by category and rate, credits taken off', () => {
    const lines = [line('100.00'), line('50.00', 700), line('10.00', 1900, -1), line('5.00', 0, 1, 'AE')];
    const sums = taxTotalsOf(lines, eur).map(({ category, rateBasisPoints, net, tax }) => [
      category,
      rateBasisPoints,
      formatAmount(net),
      formatAmount(tax),
    ]);
    expect(sums).toEqual([
      ['AE', 0, '5.00', '0.00'],
      ['S', 700, '50.00', '3.50'],
      ['S', 1900, '90.00', '17.10'],
    ]);
  });

  it('adds up: lines to totals, tax by rate to tax, and what is due, used and left to the whole', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 9n });
    const lines = fc.array(
      fc.record({
        net: cents,
        rate: fc.constantFrom(0, 100, 700, 1900, 2000),
        sign: fc.constantFrom(1 as const, -1 as const),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(lines, cents, (drawn, balance) => {
        const made = drawn.map(({ net, rate, sign }): DocumentLine => {
          const charged = money(net, eur);
          return {
            sign,
            net: charged,
            tax: taxOnNet(charged, rate),
            taxCategory: rate === 0 ? 'Z' : 'S',
            taxRateBasisPoints: rate,
          };
        });
        const document = totalDocument(made, money(balance, eur), eur);
        const signed = made.reduce(
          (sum, { sign, net, tax }) => sum + BigInt(sign) * (net.minor + tax.minor),
          0n,
        );
        expect(document.total.minor).toBe(signed);
        expect(document.taxTotals.reduce((sum, { tax }) => sum + tax.minor, 0n)).toBe(document.tax.minor);
        expect(document.taxTotals.reduce((sum, { net }) => sum + net.minor, 0n)).toBe(document.net.minor);
        expect(document.balanceAfter.minor - document.amountDue.minor).toBe(balance - signed);
        expect(document.balanceUsed.minor).toBeLessThanOrEqual(balance);
        expect(document.amountDue.minor).toBeGreaterThanOrEqual(0n);
      }),
      { seed: 32, numRuns: 500 },
    );
  });
});

describe('an e-invoice', () => {
  const group = (net: bigint, tax: bigint, currency = eur) => [
    { category: 'S' as const, rateBasisPoints: 1900, net: money(net, currency), tax: money(tax, currency) },
  ];
  it('is made while the summed tax is less than one unit away from rate times base', () => {
    expect(einvoiceState(group(100_00n, 19_00n), eur)).toBe('ready');
    expect(einvoiceState(group(100_00n, 19_99n), eur)).toBe('ready');
    expect(einvoiceState(group(100_00n, 18_01n), eur)).toBe('ready');
    expect(einvoiceState(group(100_00n, 20_00n), eur)).toBe('tolerance');
    expect(einvoiceState(group(-100_00n, -18_00n), eur)).toBe('tolerance');
  });
  it('is not made for currencies with three decimals, and counts whole yen', () => {
    expect(einvoiceState(group(100_000n, 19_000n, 'KWD' as CurrencyCode), 'KWD' as CurrencyCode)).toBe(
      'currency',
    );
    expect(einvoiceState(group(100n, 19n, 'JPY' as CurrencyCode), 'JPY' as CurrencyCode)).toBe('ready');
    expect(einvoiceState(group(100n, 20n, 'JPY' as CurrencyCode), 'JPY' as CurrencyCode)).toBe('tolerance');
  });
});

describe('a document waits for the operator', () => {
  const limits = { lines: 10, changePercent: 200 };
  const reason = (lineCount: number, total: string, last?: string) =>
    parkingReason(
      {
        lineCount,
        total: amount(`${total} EUR`),
        lastTotal: last === undefined ? undefined : amount(`${last} EUR`),
      },
      limits,
    );
  it('when it has more lines than the limit, and not at the limit', () => {
    expect([reason(10, '1.00'), reason(11, '1.00')]).toEqual([undefined, 'line_count']);
  });
  it('when it is more than so many percent of the month before, in either direction of money', () => {
    expect([
      reason(1, '200.00', '100.00'),
      reason(1, '200.01', '100.00'),
      reason(1, '-200.01', '100.00'),
    ]).toEqual([undefined, 'change', 'change']);
  });
  it('never for want of a month to compare with', () => {
    expect([reason(1, '1000000.00'), reason(1, '1000000.00', '0.00')]).toEqual([undefined, undefined]);
  });
});

describe('a number', () => {
  it('has ten characters, and more when it must', () => {
    expect([documentNumber('G', 1n), documentNumber('GS', 1n), documentNumber('G', 10n ** 9n)]).toEqual([
      'G000000001',
      'GS00000001',
      'G1000000000',
    ]);
  });
});
