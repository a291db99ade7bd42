import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  formatAmount,
  isZero,
  money,
  parseCurrency,
  subtract,
  type TaxMode,
  zero,
} from '../money.ts';
import { amount, charge, date, must } from '../testing/fixtures.ts';
import { addDays, daysBetween } from '../time.ts';
import { type CreditableCharge, creditForCharge, creditOfAmount, sumCredits } from './credit.ts';
import { explainCredit } from './explain.ts';

const seed = 20_261_122;
const start = date('2027-02-10');

const anyCharge = fc
  .record({
    minor: fc.integer({ min: 0, max: 10 ** 9 }),
    currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
    quantity: fc.integer({ min: 1, max: 5000 }),
    rate: fc.integer({ min: 0, max: 3000 }),
    mode: fc.constantFrom<TaxMode>('exclusive', 'inclusive'),
    term: fc.constantFrom('P1M', 'P1Y', 'P3Y'),
    offset: fc.integer({ min: 0, max: 1500 }),
  })
  .map(({ minor, currency, offset, ...facts }) => {
    const unit = formatAmount(money(BigInt(minor), must(parseCurrency(currency))));
    return charge({ ...facts, unit: `${unit} ${currency}`, from: addDays(start, offset) });
  });
const anyDay = fc.integer({ min: -5, max: 1200 });

/** A charge with some of it given back before, in one earlier credit. */
const withEarlierCredit = fc.tuple(anyCharge, fc.integer({ min: 0, max: 1000 })).map(([of, permille]) => {
  const whole = of.taxMode === 'exclusive' ? of.net : of.gross;
  const part = money((whole.minor * BigInt(permille)) / 1000n, whole.currency);
  const { net, tax } = creditOfAmount(of, part);
  return { ...of, alreadyCredited: { net, tax } };
});

const dayOf = (of: CreditableCharge, day: number) => addDays(must(of.periodStart), day);
const prorated = (of: CreditableCharge, day: number) => creditForCharge(of, 'prorated', dayOf(of, day));
const days = (of: CreditableCharge) => daysBetween(must(of.periodStart), must(of.periodEnd));

describe('a credit', () => {
  it('lies between nothing and what is left, in net and in tax, and is their sum', () => {
    fc.assert(
      fc.property(withEarlierCredit, anyDay, fc.constantFrom('full', 'prorated'), (of, day, rule) => {
        const credit = creditForCharge(of, rule, dayOf(of, day));
        const none = zero(of.net.currency);
        const left = sumCredits([credit, { ...of.alreadyCredited, total: none }], of.net.currency);
        for (const part of [credit.net, credit.tax, credit.total]) expect(part.minor >= 0n).toBe(true);
        expect(compare(left.net, of.net) <= 0).toBe(true);
        expect(compare(left.tax, of.tax) <= 0).toBe(true);
        expect(credit.total).toEqual(add(credit.net, credit.tax));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('and what is kept are the charge', () => {
    fc.assert(
      fc.property(anyCharge, anyDay, (of, day) => {
        const credit = prorated(of, day);
        const kept = subtract(of.gross, credit.total);
        const keptParts = add(subtract(of.net, credit.net), subtract(of.tax, credit.tax));
        expect(add(kept, credit.total)).toEqual(of.gross);
        expect(keptParts).toEqual(kept);
      }),
      { seed },
    );
  });

  it('never grows from one day to the next', () => {
    fc.assert(
      fc.property(anyCharge, anyDay, (of, day) => {
        const [today, tomorrow] = [prorated(of, day), prorated(of, day + 1)];
        expect(compare(tomorrow.net, today.net) <= 0).toBe(true);
        expect(compare(tomorrow.tax, today.tax) <= 0).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is the whole charge, tax included, on the first day and before it', () => {
    fc.assert(
      fc.property(anyCharge, fc.integer({ min: -30, max: 0 }), (of, day) => {
        expect(prorated(of, day)).toMatchObject({ net: of.net, tax: of.tax, total: of.gross });
      }),
      { seed },
    );
  });

  it('is nothing once the period is over', () => {
    fc.assert(
      fc.property(anyCharge, fc.integer({ min: 0, max: 30 }), (of, late) => {
        fc.pre(!isZero(of.gross));
        expect(isZero(prorated(of, days(of) + late).total)).toBe(true);
      }),
      { seed },
    );
  });

  it('in several parts takes exactly the charge and its tax, however it is split', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 5 });
    fc.assert(
      fc.property(anyCharge, cuts, (of, permilles) => {
        const whole = of.taxMode === 'exclusive' ? of.net : of.gross;
        const points = [...permilles.map((p) => (whole.minor * BigInt(p)) / 1000n), whole.minor].sort(
          (a, b) => (a < b ? -1 : a > b ? 1 : 0),
        );
        const none = zero(of.net.currency);
        let credited = { net: none, tax: none, total: none };
        let before = 0n;
        for (const point of points) {
          const part = money(point - before, whole.currency);
          const credit = creditOfAmount({ ...of, alreadyCredited: credited }, part);
          credited = sumCredits([credited, credit], whole.currency);
          before = point;
        }
        expect(credited).toEqual({ net: of.net, tax: of.tax, total: of.gross });
      }),
      { seed, numRuns: 500 },
    );
  });

  it('after an earlier one brings a full cancel to exactly what was charged', () => {
    fc.assert(
      fc.property(withEarlierCredit, (of) => {
        const rest = creditForCharge(of, 'full', start);
        expect(add(rest.net, of.alreadyCredited.net)).toEqual(of.net);
        expect(add(rest.tax, of.alreadyCredited.tax)).toEqual(of.tax);
      }),
      { seed },
    );
  });

  it('is never asked for beyond what is left', () => {
    const sold = charge({ unit: '10.00 EUR', quantity: 1 });
    expect(() => creditOfAmount(sold, amount('10.01 EUR'))).toThrow();
    expect(() => creditOfAmount(sold, amount('-0.01 EUR'))).toThrow();
  });

  it('is refused as a defect when the charge does not add up', () => {
    const sold = charge({ unit: '10.00 EUR', quantity: 2 });
    expect(() => creditForCharge({ ...sold, quantity: 3 }, 'full', start)).toThrow('unit price times');
    expect(() => creditForCharge({ ...sold, tax: amount('1.00 EUR') }, 'full', start)).toThrow(
      'net and its tax',
    );
  });

  it('of a charge without a period is whole under either rule', () => {
    const sold = charge({ unit: '10.00 EUR', quantity: 2, rate: 1900 });
    expect(creditForCharge(sold, 'prorated', start)).toMatchObject({
      total: sold.gross,
      formula: { id: 'full/1' },
    });
  });
});

describe('the record of a credit', () => {
  it('is texts and whole numbers, and survives storage', () => {
    const { formula } = prorated(
      charge({ unit: '10.08 EUR', quantity: 10, from: '2026-07-15', term: 'P1M' }),
      2,
    );
    expect(JSON.parse(JSON.stringify(formula))).toEqual(formula);
    expect(formula).toMatchObject({
      id: 'prorated/1',
      inputs: {
        unitPrice: '10.08',
        quantity: 10,
        cancelDate: '2026-07-17',
        period: { start: '2026-07-15', end: '2026-08-15', days: 31, unusedDays: 29, creditPerUnit: '9.42' },
      },
    });
    expect(explainCredit(formula)).toEqual({
      key: 'credit.prorated',
      values: {
        currency: 'EUR',
        unitPrice: '10.08',
        quantity: 10,
        days: 31,
        unusedDays: 29,
        creditPerUnit: '9.42',
      },
      sentence: '29 of 31 days of 10.08 = 9.42 × 10',
    });
  });
});
