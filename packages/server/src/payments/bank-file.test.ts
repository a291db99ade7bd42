import { parseCurrency } from '@kontor/domain/money';
import { describe, expect, test } from 'vitest';
import { mostBankRows, parseBankAmount, readBankFile } from './bank-file.ts';

const currencies = new Set(['EUR', 'TRY', 'JPY', 'KWD']);
const read = (text: string, decimal: 'point' | 'comma' = 'point') =>
  readBankFile(text, { decimal, currencies });
const header = 'date,amount,currency,reference,counterparty\n';
const eur = parseCurrency('EUR')!;

describe('a bank’s file', () => {
  test('has its columns in any order and any case, with others between', () => {
    const { rows, problems } = read(
      '\ufeffBooked,Currency,Amount,Date,Counterparty,Reference\nx,EUR,12.30,2026-11-22,"ACME, Inc.",G000000001\n'.slice(
        1,
      ),
    );
    expect(problems.errors).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        paidOn: '2026-11-22',
        amount: { minor: 1230n, currency: 'EUR' },
        reference: 'G000000001',
        counterparty: 'ACME, Inc.',
      },
    ]);
  });

  test('has semicolons and decimal commas where its bank writes so', () => {
    const { rows } = read(
      'date;amount;currency;reference;counterparty\n22.11.2026;1.234,56;TRY;a,b;"c;d"\n',
      'comma',
    );
    expect(rows).toMatchObject([
      { paidOn: '2026-11-22', amount: { minor: 123456n }, reference: 'a,b', counterparty: 'c;d' },
    ]);
  });

  test('with one bad cell names each of them by line and column', () => {
    const { problems } = read(
      `${header}2026-02-30,1.00,EUR,a,b\n2026-11-22,1.000,EUR,a,b\n2026-11-22,1.00,XXX,a,b\n2026-11-22,1.00\n2026-11-22,"1,5",EUR,a,b\n`,
    );
    expect(problems.errors.map(({ path }) => path)).toEqual([
      'lines.2.date',
      'lines.3.amount',
      'lines.4.currency',
      'lines.5',
      'lines.6.amount',
    ]);
  });

  test('without a column, without rows or with too many is refused', () => {
    expect(read('date,amount\n').problems.errors.map(({ path }) => path)).toEqual([
      'lines.1.currency',
      'lines.1.reference',
      'lines.1.counterparty',
    ]);
    expect(read('').problems.errors).toHaveLength(5);
    expect(read(header).problems.errors[0]).toMatchObject({ message: 'the file has no rows' });
    const row = '2026-11-22,1.00,EUR,a,b\n';
    expect(read(header + row.repeat(mostBankRows)).problems.errors).toEqual([]);
    expect(read(header + row.repeat(mostBankRows + 1)).problems.errors[0]).toMatchObject({
      path: `lines.${mostBankRows + 2}`,
    });
  });
});

describe('an amount of a bank', () => {
  test.each([
    ['1234.56', 'point', 123456n],
    ['1,234.56', 'point', 123456n],
    ['-1,234,567.8', 'point', -123456780n],
    ['+5', 'point', 500n],
    ['−5.00', 'point', -500n],
    ['1.234,56', 'comma', 123456n],
    ['1234,5', 'comma', 123450n],
    ['1,23', 'point', undefined],
    ['1.23', 'comma', undefined],
    ['1.234', 'comma', 123400n],
    ['1,234', 'point', 123400n],
    ['12,34.5', 'point', undefined],
    ['1.005', 'point', undefined],
    ['1e3', 'point', undefined],
    ['', 'point', undefined],
  ] as const)('%s with a decimal %s', (text, decimal, minor) => {
    expect(parseBankAmount(text, eur, decimal)?.minor).toBe(minor);
  });

  test('has the decimals of its currency', () => {
    expect(parseBankAmount('1.234', parseCurrency('KWD')!, 'point')?.minor).toBe(1234n);
    expect(parseBankAmount('1234', parseCurrency('JPY')!, 'point')?.minor).toBe(1234n);
    expect(parseBankAmount('1234.5', parseCurrency('JPY')!, 'point')).toBeUndefined();
  });
});
