import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  allocate,
  compare,
  formatAmount,
  minorDigits,
  money,
  negate,
  netOfGross,
  parseAmount,
  parseCurrency,
  roundHalfUpRatio,
  subtract,
  sum,
  taxOnNet,
  truncateRatio,
} from './money.ts';
import { amount, must } from './testing/fixtures.ts';

const seed = 20_261_122;
const currency = fc.constantFrom('JPY', 'EUR', 'KWD').map((code) => must(parseCurrency(code)));
const anyMoney = fc
  .tuple(fc.bigInt({ min: 1n - 10n ** 15n, max: 10n ** 15n - 1n }), currency)
  .map(([m, c]) => money(m, c));
const positive = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), currency).map(([m, c]) => money(m, c));
const rate = fc.integer({ min: 0, max: 10_000 });

describe('amounts as text', () => {
  it.each([
    ['94.20 EUR', 9420n, '94.20'],
    ['94.2 EUR', 9420n, '94.20'],
    ['-0.05 EUR', -5n, '-0.05'],
    ['786065 JPY', 786_065n, '786065'],
    ['8.253 KWD', 8253n, '8.253'],
    ['0 KWD', 0n, '0.000'],
  ])('%s is read and written exactly', (text, minor, written) => {
    expect(amount(text).minor).toBe(minor);
    expect(formatAmount(amount(text))).toBe(written);
  });

  it.each([
    ['10.085', 'EUR'],
    ['10.0', 'JPY'],
    ['10.0001', 'KWD'],
    ['', 'EUR'],
    ['.5', 'EUR'],
    ['5.', 'EUR'],
    ['1e3', 'EUR'],
    ['1,5', 'EUR'],
    ['+1', 'EUR'],
    [' 1', 'EUR'],
    ['1234567890123456', 'EUR'],
  ])('%j is no amount in %s', (text, code) => {
    expect(parseAmount(text, must(parseCurrency(code)))).toBeUndefined();
  });

  it('writing and reading back changes nothing', () => {
    fc.assert(
      fc.property(anyMoney, (value) => {
        expect(parseAmount(formatAmount(value), value.currency)).toEqual(value);
      }),
      { seed },
    );
  });

  it('knows currencies by three letters and their decimals by ISO 4217', () => {
    expect(parseCurrency('usd')).toBe('USD');
    expect(['', 'US', 'USDX', 'U5D', 'ÜSD'].map(parseCurrency)).toEqual(Array(5).fill(undefined));
    expect(['JPY', 'EUR', 'KWD', 'TND', 'CLP'].map((code) => minorDigits(must(parseCurrency(code))))).toEqual(
      [0, 2, 3, 3, 0],
    );
  });
});

describe('arithmetic', () => {
  it('refuses to mix currencies', () => {
    const [euro, dollar] = [amount('1 EUR'), amount('1 USD')];
    for (const mix of [add, subtract, compare]) expect(() => mix(euro, dollar)).toThrow('cannot mix');
    expect(() => sum([euro], dollar.currency)).toThrow('cannot mix');
  });

  it('truncates toward zero and rounds halves away from zero', () => {
    expect(truncateRatio(amount('0.05 EUR'), 1n, 2n).minor).toBe(2n);
    expect(truncateRatio(amount('-0.05 EUR'), 1n, 2n).minor).toBe(-2n);
    expect(roundHalfUpRatio(amount('0.05 EUR'), 1n, 2n).minor).toBe(3n);
    expect(roundHalfUpRatio(amount('-0.05 EUR'), 1n, 2n).minor).toBe(-3n);
    expect(roundHalfUpRatio(amount('0.04 EUR'), 1n, 3n).minor).toBe(1n);
    expect(() => truncateRatio(amount('1 EUR'), 1n, 0n)).toThrow();
  });

  it('allocated parts add up to the whole, each within one minor unit of its share', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 12 })
      .filter((list) => list.some((weight) => weight > 0n));
    fc.assert(
      fc.property(anyMoney, weights, (whole, shares) => {
        const parts = allocate(whole, shares);
        expect(sum(parts, whole.currency)).toEqual(whole);
        const total = shares.reduce((a, b) => a + b);
        parts.forEach((part, index) => {
          const off = part.minor * total - whole.minor * (shares[index] ?? 0n);
          expect(off < total && -off < total).toBe(true);
        });
      }),
      { seed },
    );
  });

  it('allocates what is left over by largest remainder, ties by position', () => {
    expect(allocate(amount('1.00 EUR'), [1n, 1n, 1n]).map(formatAmount)).toEqual(['0.34', '0.33', '0.33']);
    expect(allocate(amount('-1.00 EUR'), [1n, 1n, 1n]).map(formatAmount)).toEqual([
      '-0.34',
      '-0.33',
      '-0.33',
    ]);
    expect(allocate(amount('10 JPY'), [1n, 4n, 4n]).map(formatAmount)).toEqual(['1', '5', '4']);
    expect(() => allocate(amount('1 EUR'), [0n])).toThrow();
  });
});

describe('tax', () => {
  it('on a net price is rounded half up', () => {
    expect(formatAmount(taxOnNet(amount('333.33 EUR'), 1900))).toBe('63.33');
    expect(formatAmount(taxOnNet(amount('0.50 EUR'), 100))).toBe('0.01');
    expect(formatAmount(taxOnNet(amount('0.49 EUR'), 100))).toBe('0.00');
  });

  it('inside a price and the rest add up to the price', () => {
    expect(formatAmount(netOfGross(amount('769.65 AUD'), 1000))).toBe('699.68');
    fc.assert(
      fc.property(positive, rate, (gross, bp) => {
        const net = netOfGross(gross, bp);
        expect(net.minor >= 0n && compare(net, gross) <= 0).toBe(true);
        const tax = subtract(gross, net);
        const off = taxOnNet(net, bp).minor - tax.minor;
        expect(off >= -1n && off <= 1n).toBe(true);
      }),
      { seed },
    );
  });

  it('of a negated amount is the negated tax', () => {
    fc.assert(
      fc.property(positive, rate, (net, bp) => {
        expect(taxOnNet(negate(net), bp)).toEqual(negate(taxOnNet(net, bp)));
      }),
      { seed },
    );
  });
});
