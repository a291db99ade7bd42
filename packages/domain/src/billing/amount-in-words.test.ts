import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { money, parseAmount, parseCurrency } from '../money.ts';
import { amountInWords } from './amount-in-words.ts';

const say = (text: string, code: string, language: 'en' | 'tr') => {
  const currency = parseCurrency(code)!;
  return amountInWords(parseAmount(text, currency)!, language);
};

describe('an amount in English words', () => {
  test.each([
    ['0.00', 'EUR', 'Zero euros'],
    ['0.01', 'EUR', 'Zero euros and one cent'],
    ['1.00', 'EUR', 'One euro'],
    ['1.02', 'EUR', 'One euro and two cents'],
    ['19.19', 'USD', 'Nineteen US dollars and nineteen cents'],
    ['20.20', 'USD', 'Twenty US dollars and twenty cents'],
    ['99.99', 'GBP', 'Ninety-nine pounds sterling and ninety-nine pence'],
    ['100.00', 'AUD', 'One hundred Australian dollars'],
    ['101.10', 'BRL', 'One hundred one Brazilian reais and ten centavos'],
    ['999.00', 'TRY', 'Nine hundred ninety-nine Turkish lira'],
    ['1000.00', 'EUR', 'One thousand euros'],
    ['1001.00', 'EUR', 'One thousand one euros'],
    ['12345.67', 'EUR', 'Twelve thousand three hundred forty-five euros and sixty-seven cents'],
    ['1000000.00', 'EUR', 'One million euros'],
    ['786065', 'JPY', 'Seven hundred eighty-six thousand sixty-five Japanese yen'],
    ['8.253', 'KWD', 'Eight Kuwaiti dinars and two hundred fifty-three fils'],
    ['-94.20', 'EUR', 'Minus ninety-four euros and twenty cents'],
    ['7.25', 'KES', 'Seven KES and 25/100'],
    ['7.00', 'KES', 'Seven KES'],
  ])('%s %s', (text, code, words) => {
    expect(say(text, code, 'en')).toBe(words);
  });
});

describe('an amount in Turkish words', () => {
  test.each([
    ['0.00', 'TRY', 'Yalnız sıfır Türk lirası'],
    ['0.05', 'TRY', 'Yalnız sıfır Türk lirası beş kuruş'],
    ['1.00', 'TRY', 'Yalnız bir Türk lirası'],
    ['10.10', 'TRY', 'Yalnız on Türk lirası on kuruş'],
    ['100.00', 'TRY', 'Yalnız yüz Türk lirası'],
    ['650.35', 'TRY', 'Yalnız altıyüzelli Türk lirası otuzbeş kuruş'],
    ['1000.00', 'TRY', 'Yalnız bin Türk lirası'],
    ['1001.00', 'TRY', 'Yalnız binbir Türk lirası'],
    ['2000.00', 'TRY', 'Yalnız ikibin Türk lirası'],
    ['1001000.00', 'TRY', 'Yalnız birmilyonbin Türk lirası'],
    ['101000.00', 'TRY', 'Yalnız yüzbirbin Türk lirası'],
    ['12345.67', 'EUR', 'Yalnız onikibinüçyüzkırkbeş avro altmışyedi sent'],
    ['786065', 'JPY', 'Yalnız yediyüzseksenaltıbinaltmışbeş Japon yeni'],
    ['8.253', 'KWD', 'Yalnız sekiz Kuveyt dinarı ikiyüzelliüç fils'],
    ['-94.20', 'EUR', 'Yalnız eksi doksandört avro yirmi sent'],
    ['7.25', 'KES', 'Yalnız yedi KES 25/100'],
  ])('%s %s', (text, code, words) => {
    expect(say(text, code, 'tr')).toBe(words);
  });
});

test('no two amounts of one currency read the same, in either language', () => {
  const amount = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
  fc.assert(
    fc.property(amount, amount, fc.constantFrom('EUR', 'JPY', 'KWD', 'KES'), (a, b, code) => {
      fc.pre(a !== b);
      const currency = parseCurrency(code)!;
      for (const language of ['en', 'tr'] as const)
        expect(amountInWords(money(a, currency), language)).not.toBe(
          amountInWords(money(b, currency), language),
        );
    }),
    { seed: 16931, numRuns: 2000 },
  );
});
