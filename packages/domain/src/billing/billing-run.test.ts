import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, must } from '../testing/fixtures.ts';
import { formatInstant, instant } from '../time.ts';
import {
  billingInstant,
  datesOf,
  documentDate,
  isClosed,
  monthOf,
  nextPeriodToBill,
  parseBillingPeriod,
  periodAfter,
  periodOf,
} from './billing-run.ts';

const period = (text: string) => must(parseBillingPeriod(text));

describe('a billing period', () => {
  it('is a month of the calendar and nothing else', () => {
    expect(['2026-1', '2026-13', '2026-00', '26-01', '2026-01-01', ''].map(parseBillingPeriod)).toEqual(
      Array(6).fill(undefined),
    );
    expect(datesOf(period('2028-02'))).toEqual({ start: '2028-02-01', end: '2028-03-01' });
    expect(datesOf(period('2026-12'))).toEqual({ start: '2026-12-01', end: '2027-01-01' });
    expect(periodAfter(period('2026-12'))).toBe('2027-01');
  });

  it('is closed from the first instant of the next month on', () => {
    const november = period('2026-11');
    expect(isClosed(november, at('2026-11-30T23:59:59.999Z'))).toBe(false);
    expect(isClosed(november, at('2026-12-01T00:00:00.000Z'))).toBe(true);
  });

  it('is billed at midnight of the billing day, on which its documents are dated', () => {
    const november = period('2026-11');
    expect(formatInstant(billingInstant(november, 1))).toBe('2026-12-01T00:00:00.000Z');
    expect(formatInstant(billingInstant(november, 8))).toBe('2026-12-08T00:00:00.000Z');
    expect(documentDate(billingInstant(november, 8))).toBe('2026-12-08');
  });
});

describe('the next month to be billed', () => {
  it.each([
    ['2026-12-15T00:00:00Z', 1, '2026-12'],
    ['2026-12-01T00:00:00.000Z', 1, '2026-12'],
    ['2026-11-30T23:59:59.999Z', 1, '2026-11'],
    ['2026-12-04T23:59:59.999Z', 5, '2026-11'],
    ['2026-12-05T00:00:00.000Z', 5, '2026-12'],
    ['2027-01-03T00:00:00.000Z', 8, '2026-12'],
  ])('at %s with billing day %i is %s', (now, day, expected) => {
    expect(nextPeriodToBill(at(now), day)).toBe(expected);
  });

  it('is the first whose day is still to come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.integer({ min: 1, max: 8 }),
        (ms, day) => {
          const now = instant(ms);
          const next = nextPeriodToBill(now, day);
          expect(billingInstant(next, day)).toBeGreaterThan(now);
          const before = periodOf(instant(monthOf(next).from - 1));
          expect(billingInstant(before, day)).toBeLessThanOrEqual(now);
        },
      ),
      { seed: 31 },
    );
  });
});
