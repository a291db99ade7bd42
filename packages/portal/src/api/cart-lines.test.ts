import { expect, test } from 'vitest';
import { type LineInput, withLine } from './cart-queries.ts';

const line = (over: Partial<LineInput>): LineInput => ({
  catalogItemId: 'p:s:a',
  quantity: 1,
  termDuration: 'P1Y',
  billingCycle: 'one_time',
  currency: 'EUR',
  ...over,
});

test('adds to the quantity of the same thing', () => {
  expect(withLine([line({ quantity: 2 })], line({ quantity: 3 }))).toEqual([line({ quantity: 5 })]);
});

test.each([{ termDuration: 'P3Y' }, { billingCycle: 'annual' }, { catalogItemId: 'p:s:b' }] as const)(
  'keeps a line of its own for %o',
  (other) => {
    expect(withLine([line({})], line(other))).toEqual([line({}), line(other)]);
  },
);
