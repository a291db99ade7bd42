import { describe, expect, it, test } from 'vitest';
import type { TaxCategory } from '../market/tax.ts';
import { money, parseAmount, parseCurrency } from '../money.ts';
import { must } from '../testing/fixtures.ts';
import { amountInWords } from './amount-in-words.ts';
import { parseBillingPeriod } from './billing-run.ts';
import { type DocumentLine, einvoiceState, taxTotalsOf } from './document.ts';
import { parseIban } from './iban.ts';

const eur = must(parseCurrency('EUR'));

describe('tax totals', () => {
  const line = (taxCategory: TaxCategory, taxRateBasisPoints: number): DocumentLine => ({
    sign: 1,
    net: money(100n, eur),
    tax: money(0n, eur),
    taxCategory,
    taxRateBasisPoints,
  });

  it('stand by category, then rate, in whatever order the lines come', () => {
    const lines = [
      line('S', 1900),
      line('E', 0),
      line('S', 700),
      line('AE', 0),
      line('Z', 0),
      line('S', 1900),
    ];
    for (const order of [lines, lines.toReversed()])
      expect(taxTotalsOf(order, eur).map((total) => `${total.category} ${total.rateBasisPoints}`)).toEqual([
        'AE 0',
        'E 0',
        'S 700',
        'S 1900',
        'Z 0',
      ]);
  });

  it('drifting too far at one rate alone, up or down, keep the e-invoice back', () => {
    const group = (rateBasisPoints: number, net: bigint, tax: bigint) => ({
      category: 'S' as const,
      rateBasisPoints,
      net: money(net, eur),
      tax: money(tax, eur),
    });
    const exact = group(1900, 100_00n, 19_00n);
    expect(einvoiceState([exact, group(700, 100_00n, 7_00n)], eur)).toBe('ready');
    expect(einvoiceState([exact, group(700, 100_00n, 8_00n)], eur)).toBe('tolerance');
    expect(einvoiceState([group(700, 100_00n, 6_00n), exact], eur)).toBe('tolerance');
    expect(einvoiceState([group(700, 100_00n, 6_01n), exact], eur)).toBe('ready');
  });
});

describe('a month', () => {
  test.each(['2026-11 ', ' 2026-11', '12026-11', '2026-110', '2026-00', '2026-13'])('is not “%s”', (text) => {
    expect(parseBillingPeriod(text)).toBeUndefined();
  });
});

describe('an account number', () => {
  test.each([
    // Each has good check digits, so that its form alone is wrong.
    ['too short', ibanOf('DE', '1234567890')],
    ['too long', ibanOf('DE', '1'.repeat(31))],
    ['without a country', ibanOf('1E', '37040044053201300')],
    ['a letter before the country', ibanOf('XDE', '37040044053201300')],
    ['another sign inside', 'DE89370400440532013_00'],
  ])('that is %s is none', (_, text) => expect(parseIban(text)).toBeUndefined());

  it('of the shortest and the longest form is one', () => {
    for (const length of [11, 30]) expect(parseIban(ibanOf('DE', '7'.repeat(length)))).toBeDefined();
  });

  it('has two check digits', () => {
    // One digit and a letter in their place, with a remainder of one.
    const found = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((letter) =>
      [...'0123456789'].flatMap((digit) => {
        const text = `DE${digit}${letter}${'37040044053201300'}`;
        return remainder(text) === 1 ? [text] : [];
      }),
    );
    expect(found.length).toBeGreaterThan(0);
    for (const text of found) expect(parseIban(text)).toBeUndefined();
  });
});

function remainder(text: string): number {
  const turned = text.slice(4) + text.slice(0, 4);
  const digits = turned.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return Number(BigInt(digits) % 97n);
}

/** The text with the check digits that ISO 7064 gives it. */
function ibanOf(country: string, rest: string): string {
  const digits = Array.from({ length: 100 }, (_, check) => String(check).padStart(2, '0'));
  const check = digits.find((each) => remainder(`${country}${each}${rest}`) === 1);
  return `${country}${check}${rest}`;
}

describe('amounts in words', () => {
  const say = (text: string, language: 'en' | 'tr') =>
    amountInWords(must(parseAmount(text, must(parseCurrency(language === 'tr' ? 'TRY' : 'EUR')))), language);

  test.each([
    ['2000000000.00', 'Two billion euros'],
    ['3000000000000.00', 'Three trillion euros'],
    ['400000000000001.00', 'Four hundred trillion one euros'],
  ])('%s in English', (text, words) => expect(say(text, 'en')).toBe(words));

  test.each([
    ['79.09', 'Yalnız yetmişdokuz Türk lirası dokuz kuruş'],
    ['2000000000.00', 'Yalnız ikimilyar Türk lirası'],
    ['3000000000000.00', 'Yalnız üçtrilyon Türk lirası'],
  ])('%s in Turkish', (text, words) => expect(say(text, 'tr')).toBe(words));

  it('reaches as far as sums of amounts do', () => {
    const huge = (power: bigint) => money(10n ** power * 100n, eur);
    expect(amountInWords(huge(15n), 'en')).toBe('One quadrillion euros');
    expect(amountInWords(huge(18n), 'en')).toBe('One quintillion euros');
    expect(amountInWords(huge(15n), 'tr')).toBe('Yalnız birkatrilyon avro');
    expect(amountInWords(huge(18n), 'tr')).toBe('Yalnız birkentilyon avro');
  });
});
