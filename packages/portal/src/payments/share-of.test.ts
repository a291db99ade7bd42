import { expect, test } from 'vitest';
import { isInUse, isZero, shareOf } from './share-of.ts';

test.each([
  ['0.00', '100.00', 0],
  ['50.00', '100.00', 0.5],
  ['0.01', '100.00', 0],
  ['99.99', '100.00', 0.999],
  ['100.00', '100.00', 1],
  ['100.01', '100.00', 1],
  ['-5.00', '100.00', 0],
  ['5.00', '0.00', 1],
  ['0.00', '0.00', 0],
  ['90071992547409930.00', '180143985094819860.00', 0.5],
])('%s of %s is %d', (part, whole, share) => {
  expect(shareOf(part, whole)).toBe(share);
});

test('nothing is nothing in every currency', () => {
  for (const amount of ['0', '0.00', '0.000', '-0.00']) expect(isZero(amount)).toBe(true);
  for (const amount of ['1', '0.01', '-0.001']) expect(isZero(amount)).toBe(false);
});

test('a currency is in use once anything is owed, open or left over', () => {
  const nothing = { used: '0.00', unbilled: '0.00', open: '0.00', creditBalance: '0.00' };
  expect(isInUse(nothing)).toBe(false);
  expect(isInUse({ ...nothing, unbilled: '-0.01' })).toBe(true);
  expect(isInUse({ ...nothing, creditBalance: '1.00' })).toBe(true);
});
