import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, formatAmount, money, parseCurrency, type TaxMode } from '../money.ts';
import { amount, at, must } from '../testing/fixtures.ts';
import { isEuMember } from './eu-members.ts';
import { type MarketCode, parseMarketCode } from './market.ts';
import { type TaxFacts, type TaxRateRow, taxedAmounts, taxRuleFor } from './tax.ts';
import { parseVatId } from './vat-id.ts';

const market = (text: string): MarketCode => must(parseMarketCode(text));
const now = at('2026-11-22T10:00:00Z');

const row = (code: string, rateBasisPoints: number, changes: Partial<TaxRateRow> = {}): TaxRateRow => ({
  market: market(code),
  mode: 'exclusive',
  rateBasisPoints,
  effectiveFrom: at('2020-01-01T00:00:00Z'),
  ...changes,
});
const rows = [
  row('DE', 1900),
  row('FR', 2000),
  row('GB', 2000),
  row('TR', 2000),
  row('HK', 0),
  row('AU', 1000, { mode: 'inclusive' }),
  row('ES', 2100),
  row('ES', 0, { region: 'CN' }),
];
const rule = (code: string, facts: Partial<TaxFacts> = {}, time = now) =>
  taxRuleFor({ rows, market: market(code), ...facts }, time);

describe('the tax of a customer', () => {
  it('has a category: standard, zero, or outside where nobody set a rate', () => {
    expect(rule('DE')).toEqual({ mode: 'exclusive', rateBasisPoints: 1900, known: true, category: 'S' });
    expect(rule('HK')).toMatchObject({ rateBasisPoints: 0, known: true, category: 'Z' });
    expect(rule('US')).toMatchObject({ rateBasisPoints: 0, known: false, category: 'O' });
    expect(rule('ES', { region: 'CN' })).toMatchObject({ rateBasisPoints: 0, category: 'Z' });
    expect(rule('ES', { region: 'MD' })).toMatchObject({ rateBasisPoints: 2100, category: 'S' });
  });

  const exemption = {
    reason: 'Public school',
    certificate: 'A-1',
    from: now,
    to: at('2027-01-01T00:00:00Z'),
  };

  it.each([
    ['2026-11-22T09:59:59.999Z', 'S'],
    ['2026-11-22T10:00:00.000Z', 'E'],
    ['2026-12-31T23:59:59.999Z', 'E'],
    ['2027-01-01T00:00:00.000Z', 'S'],
  ])('at %s of an exempt customer is %s', (time, category) => {
    expect(rule('DE', { exemption }, at(time)).category).toBe(category);
  });

  it('exempt without an end stays exempt', () => {
    expect(rule('DE', { exemption: { ...exemption, to: null } }, at('2036-01-01T00:00:00Z')).category).toBe(
      'E',
    );
  });

  it('exempt where prices include tax leaves the sheet’s price, with no tax in it', () => {
    const exempt = rule('AU', { exemption });
    expect(exempt).toEqual({ mode: 'inclusive', rateBasisPoints: 0, known: true, category: 'E' });
    const { net, tax, gross } = taxedAmounts(amount('109.95 AUD'), 7, exempt);
    expect([net, tax, gross].map(formatAmount)).toEqual(['769.65', '0.00', '769.65']);
  });

  it('is moved to the customer between two members of the union, with a VAT number', () => {
    const abroad = { vatId: 'FR12123456789', issuerCountry: market('DE') };
    expect(rule('FR', abroad)).toEqual({
      mode: 'exclusive',
      rateBasisPoints: 0,
      known: true,
      category: 'AE',
    });
    expect(rule('FR', { issuerCountry: market('DE') }).category).toBe('S');
    expect(rule('FR', { vatId: 'FR12123456789' }).category).toBe('S');
    expect(rule('FR', { ...abroad, issuerCountry: market('FR') }).category).toBe('S');
    expect(rule('FR', { ...abroad, issuerCountry: market('TR') }).category).toBe('S');
    expect(rule('TR', { ...abroad, vatId: '1234567890' }).category).toBe('S');
    expect(rule('FR', { ...abroad, exemption }).category).toBe('E');
  });

  it('counts the United Kingdom in until the end of 2020 in London', () => {
    const british = { vatId: 'GB123456789', issuerCountry: market('DE') };
    expect(rule('GB', british, at('2020-12-31T22:59:59.999Z')).category).toBe('AE');
    expect(rule('GB', british, at('2020-12-31T23:00:00.000Z')).category).toBe('S');
  });

  it('whatever the rule, net and tax make the gross and neither is negative', () => {
    const anyRule = fc.record({
      mode: fc.constantFrom<TaxMode>('exclusive', 'inclusive'),
      rateBasisPoints: fc.integer({ min: 0, max: 10_000 }),
    });
    const unit = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 10n }), fc.constantFrom('JPY', 'EUR', 'KWD'))
      .map(([minor, code]) => money(minor, must(parseCurrency(code))));
    fc.assert(
      fc.property(unit, fc.integer({ min: 1, max: 5000 }), anyRule, (price, quantity, tax) => {
        const amounts = taxedAmounts(price, quantity, tax);
        expect(add(amounts.net, amounts.tax)).toEqual(amounts.gross);
        expect(amounts.net.minor >= 0n && amounts.tax.minor >= 0n).toBe(true);
        const atUnitPrice = tax.mode === 'inclusive' ? amounts.gross : amounts.net;
        expect(atUnitPrice.minor).toBe(price.minor * BigInt(quantity));
        if (tax.rateBasisPoints === 0) expect(compare(amounts.net, amounts.gross)).toBe(0);
      }),
      { seed: 20_261_122, numRuns: 2000 },
    );
  });
});

describe('the European Union', () => {
  it('has twenty-seven members', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const codes = letters.flatMap((a) => letters.map((b) => market(a + b)));
    expect(codes.filter((code) => isEuMember(code, now))).toHaveLength(27);
    expect(isEuMember(market('HR'), at('2013-06-30T23:59:59.999Z'))).toBe(false);
    expect(isEuMember(market('HR'), at('2013-07-01T00:00:00.000Z'))).toBe(true);
    expect(isEuMember(market('XK'), now)).toBe(false);
  });
});

describe('a VAT number', () => {
  it.each([
    ['DE', 'DE123456789'],
    ['DE', 'de 123.456-789'],
    ['AT', 'ATU12345678'],
    ['GR', 'EL123456789'],
    ['FR', 'FRXX123456789'],
    ['NL', 'NL123456789B01'],
    ['ES', 'ESX1234567X'],
    ['IE', 'IE1234567WA'],
    ['BE', 'BE0123456789'],
    ['SE', 'SE123456789012'],
    ['TR', '1234567890'],
    ['CH', 'CHE-123.456.788'],
  ])('of %s may be written %s', (code, text) => {
    expect(parseVatId(text, market(code)).accepted).toBe(true);
  });

  it.each([
    ['DE', 'DE12345678'],
    ['DE', 'DE1234567890'],
    ['DE', '123456789'],
    ['DE', 'FR12123456789'],
    ['GR', 'GR123456789'],
    ['BE', 'BE2123456789'],
    ['TR', 'X'],
    ['TR', '<script>'],
    ['DE', ''],
  ])('of %s is never %s', (code, text) => {
    const read = parseVatId(text, market(code));
    expect(read.accepted ? '' : read.refusal.code).toBe('vat_id.invalid');
  });

  it('is kept without blanks, dots and dashes, in capitals', () => {
    expect(parseVatId(' nl 1234.56789-b01 ', market('NL'))).toEqual({
      accepted: true,
      value: 'NL123456789B01',
    });
  });

  it('that is refused says how one is written there', () => {
    const read = parseVatId('DE1', market('DE'));
    expect(read.accepted ? '' : read.refusal.form).toBe('DE and 9 digits');
  });
});
