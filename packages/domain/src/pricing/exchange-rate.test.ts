import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, minorDigits, money, parseCurrency } from '../money.ts';
import { amount, at, must } from '../testing/fixtures.ts';
import { chargedPrice, chargedUnits } from './charged-price.ts';
import {
  chooseExchangeRate,
  convertUnit,
  type ExchangeRate,
  formatRate,
  parseRate,
} from './exchange-rate.ts';

const seed = 20_261_122;
const code = (text: string) => must(parseCurrency(text));
const since = at('2026-11-01T00:00:00Z');
const rate = (from: string, to: string, text: string, from_ = since): ExchangeRate => ({
  from: code(from),
  to: code(to),
  rate: must(parseRate(text)),
  at: from_,
});

describe('a rate', () => {
  it('is a decimal above zero with at most ten decimals', () => {
    expect(parseRate('34.5')).toBe(345_000_000_000n);
    expect(parseRate('0.0000000001')).toBe(1n);
    expect(parseRate('9999999999.9999999999')).toBe(99_999_999_999_999_999_999n);
    for (const text of [
      '0',
      '0.0000000000',
      '-1',
      '1.',
      '.5',
      '1e3',
      '1,5',
      '1.00000000001',
      '12345678901',
      '',
    ])
      expect(parseRate(text)).toBeUndefined();
  });

  it('is written with all of its ten decimals', () => {
    expect(formatRate(345_000_000_000n)).toBe('34.5000000000');
    expect(formatRate(1n)).toBe('0.0000000001');
  });

  it('holds from its first millisecond; of one instant the one recorded last holds', () => {
    const change = at('2026-11-15T00:00:00Z');
    const rates = [rate('EUR', 'TRY', '34.5'), rate('EUR', 'TRY', '35', change)];
    const pair = { from: code('EUR'), to: code('TRY') };
    const chosen = (now: typeof since, among = rates) => chooseExchangeRate(among, pair, now)?.rate;
    expect(chosen(at('2026-10-31T23:59:59.999Z'))).toBeUndefined();
    expect(chosen(since)).toBe(must(parseRate('34.5')));
    expect(chosen(at('2026-11-14T23:59:59.999Z'))).toBe(must(parseRate('34.5')));
    expect(chosen(change)).toBe(must(parseRate('35')));
    expect(chosen(since, [rate('EUR', 'TRY', '1'), rate('EUR', 'TRY', '2')])).toBe(must(parseRate('2')));
    expect(chosen(since, [rate('TRY', 'EUR', '1'), rate('EUR', 'USD', '1')])).toBeUndefined();
  });
});

describe('a converted unit price', () => {
  it.each([
    ['365.00 EUR', 'TRY', '34.567', '12616.95'],
    ['365.00 EUR', 'JPY', '161.23', '58848'],
    ['365.00 EUR', 'KWD', '0.333456', '121.711'],
    ['50000 JPY', 'EUR', '0.0062', '310.00'],
    ['50000 JPY', 'KWD', '0.00206789', '103.394'],
    ['8.253 KWD', 'JPY', '486.5', '4015'],
    ['8.253 KWD', 'EUR', '2.998', '24.74'],
    ['0.01 EUR', 'JPY', '99.99', '0'],
  ])('%s into %s at %s is %s', (unit, to, text, expected) => {
    const [, from = ''] = unit.split(' ');
    expect(formatAmount(convertUnit(amount(unit), rate(from, to, text)))).toBe(expected);
  });

  it('is never above the exact figure and less than one minor unit below it, whatever decimals the two have', () => {
    const currency = fc.constantFrom('JPY', 'EUR', 'KWD').map(code);
    const minor = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const scaled = fc.bigInt({ min: 1n, max: 10n ** 15n });
    fc.assert(
      fc.property(currency, currency, minor, scaled, (from, to, units, r) => {
        const converted = convertUnit(money(units, from), { from, to, rate: r, at: since });
        const exact = units * r * 10n ** BigInt(minorDigits(to));
        const one = 10n ** 10n * 10n ** BigInt(minorDigits(from));
        const off = exact - converted.minor * one;
        expect(off >= 0n && off < one).toBe(true);
        expect(converted.currency).toBe(to);
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('is refused for a rate from another currency', () => {
    expect(() => convertUnit(amount('1.00 USD'), rate('EUR', 'TRY', '34'))).toThrow();
  });
});

describe('what is charged', () => {
  const units = { listUnitPrice: amount('100.00 EUR'), unitPrice: amount('90.00 EUR') };
  const tax = { mode: 'exclusive', rateBasisPoints: 1900 } as const;

  it('is the price itself without a billing currency, or where it is the price’s own', () => {
    expect(chargedUnits(units, undefined, since)).toEqual({ ...units, rate: null });
    expect(chargedUnits(units, { currency: code('EUR'), rates: [] }, since)).toEqual({
      ...units,
      rate: null,
    });
  });

  it('is unit × quantity of the converted unit, its tax reckoned on that', () => {
    const inLira = chargedUnits(
      units,
      { currency: code('TRY'), rates: [rate('EUR', 'TRY', '34.567')] },
      since,
    );
    if ('code' in inLira) throw new Error(inLira.code);
    const { listUnitPrice, unitPrice, net, tax: due, gross } = chargedPrice(inLira, 3, tax);
    const shown = [listUnitPrice, unitPrice, net, due, gross].map(formatAmount);
    expect(shown).toEqual(['3456.70', '3111.03', '9333.09', '1773.29', '11106.38']);
  });

  it('cannot be said without a rate', () => {
    expect(chargedUnits(units, { currency: code('TRY'), rates: [] }, since)).toEqual({
      code: 'exchange_rate_missing',
      from: 'EUR',
      to: 'TRY',
    });
  });
});
