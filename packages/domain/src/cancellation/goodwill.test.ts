import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount } from '../money.ts';
import { amount, charge, date } from '../testing/fixtures.ts';
import { creditForCharge } from './credit.ts';
import { explainCredit } from './explain.ts';
import { goodwillCredit } from './goodwill.ts';

const today = date('2028-04-15');
const yearOne = charge({ unit: '500.00 EUR', quantity: 5, rate: 1900, from: '2027-03-01', to: '2028-03-01' });
const yearTwo = charge({ unit: '500.00 EUR', quantity: 5, rate: 1900, from: '2028-03-01', to: '2029-03-01' });

function given(text: string, charges = [yearOne, yearTwo]) {
  const decision = goodwillCredit(charges, amount(text), today);
  if (!decision.accepted) throw new Error(`refused: ${decision.refusal.code}`);
  return decision.value;
}

describe('a credit that a person gives', () => {
  it('comes from the latest charge, with its tax', () => {
    const plan = given('200.00 EUR');
    expect([plan.net, plan.tax, plan.total].map(formatAmount)).toEqual(['200.00', '38.00', '238.00']);
    expect(plan.charges).toHaveLength(1);
    expect(plan.charges.map(({ formula }) => explainCredit(formula).sentence)).toEqual([
      '200.00 of 500.00 × 5',
    ]);
  });

  it('goes on to the charge before, where the latest does not hold enough', () => {
    const plan = given('2500.01 EUR');
    expect(plan.charges.map(({ net }) => formatAmount(net))).toEqual(['2500.00', '0.01']);
    expect(formatAmount(plan.total)).toBe('2975.01');
  });

  it.each([
    ['4999.99 EUR', true],
    ['5000.00 EUR', true],
    ['5000.01 EUR', false],
  ])('of %s lies within what is left: %s', (text, accepted) => {
    const decision = goodwillCredit([yearOne, yearTwo], amount(text), today);
    expect(decision.accepted).toBe(accepted);
    if (!decision.accepted)
      expect(decision.refusal).toEqual({ code: 'credit.above_left', left: amount('5000.00 EUR') });
  });

  it('is in the currency of the charges', () => {
    expect(goodwillCredit([yearOne], amount('1.00 USD'), today)).toMatchObject({
      refusal: { code: 'credit.currency_differs', currency: 'EUR' },
    });
  });

  it('and what a cancel gives afterwards are never more than was charged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 250_000 }), (cents) => {
        const [credit] = given(`${(cents / 100).toFixed(2)} EUR`, [yearTwo]).charges;
        if (!credit) throw new Error('a credit was expected');
        const after = { ...yearTwo, alreadyCredited: { net: credit.net, tax: credit.tax } };
        const cancelled = creditForCharge(after, 'prorated', date('2028-03-01'));
        expect(credit.total.minor + cancelled.total.minor).toBe(yearTwo.gross.minor);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });
});
