import { describe, expect, it } from 'vitest';
import { billingCycles, cycleFitsTerm, firstChargedTerm } from './billing-cycle.ts';
import { terms } from './term.ts';

describe('billing cycles', () => {
  it('pay for the terms that they fit', () => {
    const fits = terms.map((term) => [
      term,
      billingCycles.filter((cycle) => cycleFitsTerm(term, cycle)).join(' '),
    ]);
    expect(fits).toEqual([
      ['P1M', 'one_time monthly'],
      ['P1Y', 'one_time monthly annual'],
      ['P3Y', 'one_time monthly annual triennial'],
      ['', 'one_time none'],
    ]);
  });

  it.each([
    ['P3Y', 'one_time', 'P3Y'],
    ['P3Y', 'triennial', 'P3Y'],
    ['P3Y', 'annual', 'P1Y'],
    ['P1Y', 'annual', 'P1Y'],
    ['P1Y', 'monthly', 'P1M'],
    ['', 'one_time', ''],
  ] as const)('%s paid %s charges %s at purchase', (term, cycle, charged) => {
    expect(firstChargedTerm(term, cycle)).toBe(charged);
  });
});
