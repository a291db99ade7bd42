import { expect, test } from 'vitest';
import { amount } from '../testing/fixtures.ts';
import { savingOf } from './saving.ts';

test.each([
  ['1690.00 USD', '1014.00 USD', '676.00 USD', '40.0'],
  ['1000.00 EUR', '666.67 EUR', '333.33 EUR', '33.3'],
  ['1000.00 EUR', '600.01 EUR', '399.99 EUR', '39.9'],
  ['100000 JPY', '99999 JPY', '1 JPY', '0.0'],
  ['98.765 KWD', '49.382 KWD', '49.383 KWD', '50.0'],
  ['10.00 USD', '10.00 USD', '0.00 USD', '0.0'],
  ['10.00 USD', '12.00 USD', '0.00 USD', '0.0'],
  ['0.00 USD', '0.00 USD', '0.00 USD', '0.0'],
])('at %s with the system and %s without it spares %s, %s %%', (windows, base, saved, percent) => {
  expect(savingOf(amount(windows), amount(base))).toEqual({ amount: amount(saved), percent });
});
