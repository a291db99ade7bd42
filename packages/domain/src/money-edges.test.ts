import { describe, expect, it, test } from 'vitest';
import {
  allocate,
  compare,
  money,
  parseCurrency,
  roundHalfUpRatio,
  taxOnNet,
  truncateRatio,
} from './money.ts';
import { amount, must } from './testing/fixtures.ts';

const eur = must(parseCurrency('EUR'));
const split = (minor: bigint, ...weights: bigint[]) =>
  allocate(money(minor, eur), weights).map((part) => part.minor);

describe('splitting', () => {
  it('gives what is left over to the largest remainders, of two alike to the first', () => {
    expect(split(100n, 1n, 1n, 1n)).toEqual([34n, 33n, 33n]);
    expect(split(5n, 1n, 1n, 1n)).toEqual([2n, 2n, 1n]);
    expect(split(10n, 1n, 2n, 4n)).toEqual([1n, 3n, 6n]);
    expect(split(1n, 1n, 1n, 1n, 1n)).toEqual([1n, 0n, 0n, 0n]);
    expect(split(3n, 3n, 1n, 3n, 1n)).toEqual([1n, 1n, 1n, 0n]);
  });

  it('gives nothing to what weighs nothing, and takes as it gives', () => {
    expect(split(7n, 0n, 1n, 0n)).toEqual([0n, 7n, 0n]);
    expect(split(-100n, 1n, 1n, 1n)).toEqual([-34n, -33n, -33n]);
  });

  test.each([[[]], [[0n]], [[0n, 0n]], [[2n, -1n]], [[-1n, -1n]], [[-1n, 1n]]])(
    'is a defect by the weights %s',
    (weights) => expect(() => split(1n, ...weights)).toThrow('weights must be non-negative and not all zero'),
  );
});

describe('ratios', () => {
  test.each([0n, -1n])('by %s are a defect', (denominator) => {
    for (const ratio of [truncateRatio, roundHalfUpRatio])
      expect(() => ratio(amount('1.00 EUR'), 1n, denominator)).toThrow(
        'a ratio needs a positive denominator',
      );
  });

  test.each([-1, 0.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY])('a tax rate of %d is a defect', (rate) => {
    expect(() => taxOnNet(amount('1.00 EUR'), rate)).toThrow('a tax rate is a whole number of basis points');
  });

  it('a tax rate of nothing is none', () => {
    expect(taxOnNet(amount('1.00 EUR'), 0).minor).toBe(0n);
  });
});

it('amounts compare as below, equal and above', () => {
  expect(
    [amount('1.00 EUR'), amount('2.00 EUR'), amount('3.00 EUR')].map((a) => compare(a, amount('2.00 EUR'))),
  ).toEqual([-1, 0, 1]);
});
