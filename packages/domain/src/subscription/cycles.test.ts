import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillingCycle } from '../catalog/billing-cycle.ts';
import type { Term } from '../catalog/term.ts';
import { date } from '../testing/fixtures.ts';
import { addDays, addTerm, daysBetween, type LocalDate } from '../time.ts';
import { anchorDayOf, chargedPeriodAt, chargedPeriods, nextChargedPeriod, termEndsOn } from './cycles.ts';

const seed = 20261122;

function termFrom(from: string, term: Exclude<Term, ''>, billingCycle: BillingCycle, first = from) {
  const startsOn = date(from);
  const anchorDay = anchorDayOf(startsOn, date(first));
  return { startsOn, endsOn: termEndsOn(startsOn, term, anchorDay), term, billingCycle, anchorDay };
}

const starts = (of: ReturnType<typeof termFrom>) => chargedPeriods(of).map(({ start }) => start);

describe('charged periods', () => {
  it('are the years of three years billed annually', () => {
    expect(chargedPeriods(termFrom('2027-03-01', 'P3Y', 'annual'))).toEqual([
      { start: '2027-03-01', end: '2028-03-01' },
      { start: '2028-03-01', end: '2029-03-01' },
      { start: '2029-03-01', end: '2030-03-01' },
    ]);
  });

  it('are one where the term is paid once', () => {
    for (const cycle of ['one_time', 'triennial'] as const)
      expect(chargedPeriods(termFrom('2027-03-01', 'P3Y', cycle))).toEqual([
        { start: '2027-03-01', end: '2030-03-01' },
      ]);
    expect(chargedPeriods(termFrom('2027-03-01', 'P1Y', 'annual'))).toHaveLength(1);
  });

  it('are clamped to short months and return to the day they began on', () => {
    expect(starts(termFrom('2027-01-31', 'P1Y', 'monthly')).slice(0, 5)).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
    ]);
  });

  it('of years from 29 February begin on 28 February in common years', () => {
    expect(chargedPeriods(termFrom('2028-02-29', 'P3Y', 'annual'))).toEqual([
      { start: '2028-02-29', end: '2029-02-28' },
      { start: '2029-02-28', end: '2030-02-28' },
      { start: '2030-02-28', end: '2031-02-28' },
    ]);
  });

  it('hold a day from their first to the day before their end', () => {
    const of = termFrom('2027-01-31', 'P1Y', 'monthly');
    for (const [day, start] of [
      ['2027-02-27', '2027-01-31'],
      ['2027-02-28', '2027-02-28'],
      ['2027-03-30', '2027-02-28'],
      ['2027-03-31', '2027-03-31'],
      ['2028-01-30', '2027-12-31'],
    ] as const)
      expect(chargedPeriodAt(of, date(day)).start).toBe(start);
    expect(() => chargedPeriodAt(of, date('2028-01-31'))).toThrow();
  });

  const anyTerm = fc
    .record({
      day: fc.integer({ min: 0, max: 20_000 }),
      kind: fc.constantFrom<[Exclude<Term, ''>, BillingCycle][]>(
        ['P1M', 'monthly'],
        ['P1Y', 'monthly'],
        ['P3Y', 'monthly'],
        ['P1Y', 'annual'],
        ['P3Y', 'annual'],
        ['P3Y', 'triennial'],
        ['P1Y', 'one_time'],
      ),
      earlier: fc.integer({ min: 0, max: 40 }),
    })
    .map(({ day, kind: [term, cycle], earlier }) => {
      const first = addDays(date('2000-01-01'), day);
      return termFrom(addTerm(first, `P${earlier}M`), term, cycle, first);
    });

  it('tile the term without gap or overlap, and their days are its days', () => {
    fc.assert(
      fc.property(anyTerm, (of) => {
        const periods = chargedPeriods(of);
        expect(periods[0]?.start).toBe(of.startsOn);
        expect(periods.at(-1)?.end).toBe(of.endsOn);
        periods.forEach((period, index) => {
          expect(daysBetween(period.start, period.end)).toBeGreaterThan(0);
          if (index > 0) expect(period.start).toBe(periods[index - 1]?.end);
          expect(nextChargedPeriod(of, period)).toEqual(periods[index + 1]);
        });
        const days = periods.reduce((sum, { start, end }) => sum + daysBetween(start, end), 0);
        expect(days).toBe(daysBetween(of.startsOn, of.endsOn));
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('are found by any of their days', () => {
    fc.assert(
      fc.property(anyTerm, fc.integer({ min: 0, max: 1200 }), (of, offset) => {
        const day = addDays(of.startsOn, offset % daysBetween(of.startsOn, of.endsOn));
        const { start, end } = chargedPeriodAt(of, day);
        expect(start <= day && day < end).toBe(true);
      }),
      { seed, numRuns: 1000 },
    );
  });
});

describe('terms one after the other', () => {
  const renewed = (first: string, term: Exclude<Term, ''>, times: number): LocalDate[] => {
    const dates = [date(first)];
    for (let at = date(first), n = 0; n < times; n += 1) {
      at = termEndsOn(at, term, anchorDayOf(at, date(first)));
      dates.push(at);
    }
    return dates;
  };

  it('come back to the 31st and to 29 February', () => {
    expect(renewed('2027-01-31', 'P1M', 4)).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
    ]);
    expect(renewed('2028-02-29', 'P1Y', 4)).toEqual([
      '2028-02-29',
      '2029-02-28',
      '2030-02-28',
      '2031-02-28',
      '2032-02-29',
    ]);
  });

  it('end where the same number of months counted from the first day ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 120 }), (day, times) => {
        const first = addDays(date('2000-01-01'), day);
        expect(renewed(first, 'P1M', times).at(-1)).toBe(addTerm(first, `P${times}M`));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('keep a start that is no month’s end, whatever day came before', () => {
    expect(anchorDayOf(date('2027-02-27'), date('2026-12-31'))).toBe(27);
    expect(anchorDayOf(date('2027-02-28'), date('2026-12-15'))).toBe(28);
  });
});
