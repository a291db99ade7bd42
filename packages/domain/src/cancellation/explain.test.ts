import { describe, expect, it } from 'vitest';
import { amount, charge, date } from '../testing/fixtures.ts';
import { type CreditFormula, creditForCharge } from './credit.ts';
import { explainCredit, explainCredits } from './explain.ts';
import { goodwillCredit } from './goodwill.ts';

const facts = { unit: '1200.00 EUR', quantity: 1, from: '2026-11-22' };
const sold = charge(facts);
const partlyCredited = charge({ ...facts, credited: ['200.00 EUR', '0.00 EUR'] });
const formulaOf = (of = sold, rule: 'full' | 'prorated' = 'prorated') =>
  creditForCharge(of, rule, date('2026-12-02')).formula;

describe('the explanation of a credit', () => {
  it('has every number of a prorated one, and no limit or fee where there was none', () => {
    expect(explainCredit(formulaOf())).toStrictEqual({
      key: 'credit.prorated',
      values: {
        currency: 'EUR',
        unitPrice: '1200.00',
        quantity: 1,
        days: 365,
        unusedDays: 355,
        creditPerUnit: '1167.12',
      },
      sentence: '355 of 365 days of 1200.00 = 1167.12 × 1',
    });
  });

  it('says to what earlier credits limited it, prorated or full', () => {
    expect(explainCredit(formulaOf(partlyCredited))).toMatchObject({
      limitedTo: '1000.00',
      sentence: '355 of 365 days of 1200.00 = 1167.12 × 1, limited to the 1000.00 not yet credited',
    });
    expect(explainCredit(formulaOf(partlyCredited, 'full'))).toStrictEqual({
      key: 'credit.full',
      values: { currency: 'EUR', unitPrice: '1200.00', quantity: 1 },
      limitedTo: '1000.00',
      sentence: '100 % of 1200.00 × 1, limited to the 1000.00 not yet credited',
    });
  });

  it('of a full one has no days, and no limit where there was none', () => {
    expect(explainCredit(formulaOf(sold, 'full'))).toStrictEqual({
      key: 'credit.full',
      values: { currency: 'EUR', unitPrice: '1200.00', quantity: 1 },
      sentence: '100 % of 1200.00 × 1',
    });
  });

  it('of an amount that a person gave is the amount', () => {
    const given = goodwillCredit([sold], amount('50.00 EUR'), date('2026-12-02'));
    const [credit] = given.accepted ? given.value.charges : [];
    expect(credit?.formula.id).toBe('amount/1');
    expect(credit && explainCredit(credit.formula)).toStrictEqual({
      key: 'credit.amount',
      values: { currency: 'EUR', unitPrice: '1200.00', quantity: 1, amount: '50.00' },
      sentence: '50.00 of 1200.00 × 1',
    });
  });

  it('says the fee that was kept, in percent and in money', () => {
    const { inputs } = formulaOf();
    const fee = { basisPoints: 1250, perUnit: '145.89', amount: '145.89' };
    const formula: CreditFormula = { id: 'prorated_less_fee/1', inputs: { ...inputs, fee } };
    expect(explainCredit(formula)).toMatchObject({
      fee: '145.89',
      sentence: '355 of 365 days of 1200.00 = 1167.12 × 1, less 12.5 % fee = 145.89',
    });
  });

  it('of several charges is one sentence of all', () => {
    expect(explainCredits([formulaOf(), formulaOf(sold, 'full')])).toBe(
      '355 of 365 days of 1200.00 = 1167.12 × 1; 100 % of 1200.00 × 1',
    );
    expect(explainCredits([])).toBe('');
  });
});
