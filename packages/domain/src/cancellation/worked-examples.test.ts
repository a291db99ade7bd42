import { describe, expect, it } from 'vitest';
import { formatAmount } from '../money.ts';
import { amount, charge, date } from '../testing/fixtures.ts';
import { addTerm, daysBetween } from '../time.ts';
import { type CreditableCharge, creditForCharge, creditOfAmount, sumCredits } from './credit.ts';
import { explainCredit } from './explain.ts';
import type { CreditRule } from './policy.ts';

function credited(of: CreditableCharge, on: string, rule: CreditRule = 'prorated') {
  const { net, tax, total, formula } = creditForCharge(of, rule, date(on));
  return {
    net: formatAmount(net),
    tax: formatAmount(tax),
    total: formatAmount(total),
    explanation: explainCredit(formula).sentence,
  };
}

const charged = ({ net, tax, gross }: CreditableCharge) => [net, tax, gross].map(formatAmount);

describe('worked examples', () => {
  it('0: credits 29 of 31 days of ten units at 10.08 as exactly 94.20', () => {
    const sold = charge({ unit: '10.08 EUR', quantity: 10, from: '2026-07-15', term: 'P1M' });
    expect(credited(sold, '2026-07-17')).toEqual({
      net: '94.20',
      tax: '0.00',
      total: '94.20',
      explanation: '29 of 31 days of 10.08 = 9.42 × 10',
    });
  });

  it('1: counts 366 days in a term that crosses a leap day', () => {
    const sold = charge({ unit: '1000.00 EUR', quantity: 3, rate: 1900, from: '2028-01-15' });
    expect(charged(sold)).toEqual(['3000.00', '570.00', '3570.00']);
    expect(credited(sold, '2028-03-01')).toEqual({
      net: '2622.93',
      tax: '498.36',
      total: '3121.29',
      explanation: '320 of 366 days of 1000.00 = 874.31 × 3',
    });
  });

  it('2: counts the real days of three years paid once', () => {
    const sold = charge({ unit: '2499.99 EUR', quantity: 4, rate: 2000, from: '2027-02-01', term: 'P3Y' });
    expect(charged(sold).slice(0, 2)).toEqual(['9999.96', '1999.99']);
    expect(daysBetween(date('2027-02-01'), addTerm(date('2027-02-01'), 'P3Y'))).toBe(1096);
    expect(credited(sold, '2027-04-02')).toMatchObject({ net: '9452.48', tax: '1890.50' });
  });

  it('3: works in yen, which have no decimals', () => {
    const sold = charge({ unit: '123457 JPY', quantity: 7, rate: 1000, from: '2026-11-22' });
    expect(charged(sold).slice(0, 2)).toEqual(['864199', '86420']);
    expect(credited(sold, '2026-12-25')).toMatchObject({ net: '786065', tax: '78607' });
  });

  it('4: works in Kuwaiti dinars, which have three decimals', () => {
    const sold = charge({ unit: '98.765 KWD', quantity: 2, rate: 500, from: '2026-11-22' });
    expect(charged(sold).slice(0, 2)).toEqual(['197.530', '9.877']);
    expect(credited(sold, '2027-01-21')).toMatchObject({ net: '165.058', tax: '8.253' });
  });

  it('5: credits the gross price where tax is inside it', () => {
    const sold = charge({
      unit: '109.95 AUD',
      quantity: 7,
      rate: 1000,
      mode: 'inclusive',
      from: '2026-11-22',
    });
    expect(charged(sold)).toEqual(['699.68', '69.97', '769.65']);
    expect(credited(sold, '2026-12-08')).toMatchObject({ net: '669.01', tax: '66.90', total: '735.91' });
  });

  it('6: gives a perpetual purchase back whole, tax included', () => {
    const sold = charge({ unit: '109.95 AUD', quantity: 1, rate: 1000, mode: 'inclusive' });
    expect(credited(sold, '2026-12-08', 'full')).toEqual({
      net: '99.95',
      tax: '10.00',
      total: '109.95',
      explanation: '100 % of 109.95 × 1',
    });
  });

  it('7: never gives back more than earlier credits left', () => {
    const credit = ['200.00 EUR', '0.00 EUR'] as [string, string];
    const sold = charge({ unit: '1200.00 EUR', quantity: 1, from: '2026-11-22', credited: credit });
    expect(credited(sold, '2026-12-02')).toMatchObject({
      total: '1000.00',
      explanation: '355 of 365 days of 1200.00 = 1167.12 × 1, limited to the 1000.00 not yet credited',
    });
  });

  it('8: the credit that brings a charge to zero takes the tax that remains', () => {
    const sold = charge({ unit: '333.33 EUR', quantity: 1, rate: 1900 });
    const first = creditOfAmount(sold, amount('166.66 EUR'));
    const second = creditOfAmount({ ...sold, alreadyCredited: first }, amount('166.67 EUR'));
    expect([first.tax, second.tax].map(formatAmount)).toEqual(['31.67', '31.66']);
    expect(formatAmount(sumCredits([first, second], sold.net.currency).total)).toBe('396.66');
  });

  const yearOne = charge({ unit: '500.00 EUR', quantity: 5, from: '2027-03-01', to: '2028-03-01' });
  const yearTwo = charge({ unit: '500.00 EUR', quantity: 5, from: '2028-03-01', to: '2029-03-01' });

  it('9: credits the first year of a term that is billed annually by its own 366 days', () => {
    expect(credited(yearOne, '2027-04-15')).toMatchObject({ net: '2192.60' });
  });

  it('10: credits a used-up year with zero and the running year by its own days', () => {
    expect(credited(yearOne, '2028-04-15')).toMatchObject({ net: '0.00' });
    expect(credited(yearTwo, '2028-04-15')).toMatchObject({ net: '2191.75' });
  });

  it('11: a year from 29 February ends on 28 February and has 365 days', () => {
    expect(addTerm(date('2028-02-29'), 'P1Y')).toBe('2029-02-28');
    const sold = charge({ unit: '1000.00 EUR', quantity: 1, from: '2028-02-29' });
    expect(credited(sold, '2028-04-01')).toMatchObject({ net: '912.32' });
  });
});
