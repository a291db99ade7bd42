import { expect, test } from 'vitest';
import { formatMoney, formatRate } from './money.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  ['1821.37', 'EUR', 'en', '€ 1,821.37'],
  ['1821.37', 'EUR', 'tr', '€ 1.821,37'],
  ['-94.20', 'EUR', 'en', '−€ 94.20'],
  ['-0.05', 'EUR', 'en', '−€ 0.05'],
  ['786065', 'JPY', 'en', '¥ 786,065'],
  ['8.253', 'KWD', 'en', 'KWD 8.253'],
  ['1250.00', 'AUD', 'en', 'A$ 1,250.00'],
])('shows %s %s to a reader of %3$s as %s', (amount, currency, locale, shown) => {
  expect(plain(formatMoney(amount, currency, locale))).toBe(shown);
});

test('shows amounts beyond floating point to the last digit', () => {
  expect(plain(formatMoney('123456789012345.67', 'EUR', 'en'))).toBe('€ 123,456,789,012,345.67');
});

test('names the currency by its code in tables', () => {
  expect(plain(formatMoney('812.00', 'EUR', 'en', 'code'))).toBe('EUR 812.00');
});

test('leaves text alone that is no amount', () => {
  expect(plain(formatMoney('n/a', 'EUR', 'en'))).toBe('n/a EUR');
});

test('shows a rate from basis points', () => {
  expect([formatRate(1900, 'en'), formatRate(725, 'en'), formatRate(2000, 'tr')]).toEqual([
    '19%',
    '7.25%',
    '%20',
  ]);
});
