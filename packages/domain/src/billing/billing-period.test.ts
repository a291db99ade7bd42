import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '../testing/fixtures.ts';
import { formatInstant, instant } from '../time.ts';
import { billingMonthBefore, billingMonthOf, billingPeriodOf, invoiceDateOf } from './billing-period.ts';

const spelled = ({ from, to }: ReturnType<typeof billingMonthOf>) => [formatInstant(from), formatInstant(to)];

describe('the month whose invoice carries a charge', () => {
  test.each([
    ['2026-10-31T23:59:59.999Z', '2026-10', '2026-11-01'],
    ['2026-11-01T00:00:00.000Z', '2026-11', '2026-12-01'],
    ['2026-12-31T23:59:59.999Z', '2026-12', '2027-01-01'],
    ['2028-02-29T12:00:00.000Z', '2028-02', '2028-03-01'],
  ])('of %s is %s, issued on %s', (text, period, issued) => {
    expect(billingPeriodOf(at(text))).toBe(period);
    expect(invoiceDateOf(at(text))).toBe(issued);
  });

  test('begins and ends with the calendar’s month in UTC', () => {
    expect(spelled(billingMonthOf(at('2026-11-30T23:59:59.999Z')))).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
    ]);
    expect(spelled(billingMonthOf(at('2026-12-01T00:00:00Z')))[0]).toBe('2026-12-01T00:00:00.000Z');
  });

  test('follows the one before it, also over the turn of a year and in March', () => {
    expect(spelled(billingMonthBefore(at('2027-01-15T00:00:00Z')))).toEqual([
      '2026-12-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ]);
    expect(spelled(billingMonthBefore(at('2028-03-31T00:00:00Z')))[0]).toBe('2028-02-01T00:00:00.000Z');
  });

  test('holds its instant, and touches the month before without gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (milliseconds) => {
        const now = instant(milliseconds);
        const month = billingMonthOf(now);
        expect(month.from <= now && now < month.to).toBe(true);
        expect(billingMonthBefore(now).to).toBe(month.from);
        expect(billingPeriodOf(month.from)).toBe(billingPeriodOf(now));
      }),
      { seed: 11 },
    );
  });
});
