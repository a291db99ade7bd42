import { describe, expect, it } from 'vitest';
import { at, must } from '../testing/fixtures.ts';
import { parseMarketCode } from './market.ts';
import { isSoldIn, type MarketAvailabilityRow } from './market-availability.ts';
import { type TaxRateRow, taxRateAt } from './tax.ts';

const [turkey, germany] = ['TR', 'de'].map((code) => must(parseMarketCode(code))) as [never, never];
const change = at('2026-07-01T00:00:00Z');
const [before, after] = [at('2026-06-30T23:59:59.999Z'), at('2026-07-01T00:00:00.001Z')];

describe('whether a family is sold in a market', () => {
  const rows: MarketAvailabilityRow[] = [
    { family: 'reservation', market: turkey, available: true, effectiveFrom: change },
    { family: 'reservation', market: turkey, available: false, effectiveFrom: at('2020-01-01T00:00:00Z') },
  ];

  it('is what the latest row in force says, from its first instant', () => {
    const sold = [before, change, after].map((now) =>
      isSoldIn(rows, { family: 'reservation', market: turkey }, now),
    );
    expect(sold).toEqual([false, true, true]);
  });

  it('is yes where no row says otherwise', () => {
    expect(isSoldIn(rows, { family: 'reservation', market: germany }, before)).toBe(true);
    expect(isSoldIn(rows, { family: 'perpetual_software', market: turkey }, before)).toBe(true);
  });
});

describe('the tax of a market', () => {
  const row = (changes: Partial<TaxRateRow>): TaxRateRow => ({
    market: germany,
    mode: 'exclusive',
    rateBasisPoints: 1900,
    effectiveFrom: at('2020-01-01T00:00:00Z'),
    ...changes,
  });

  it('is the latest rate in force', () => {
    const rows = [row({}), row({ rateBasisPoints: 2100, effectiveFrom: change })];
    const rates = [before, change].map((now) => taxRateAt(rows, { market: germany }, now).rateBasisPoints);
    expect(rates).toEqual([1900, 2100]);
  });

  it('is the region’s own rate where there is one', () => {
    const rows = [row({}), row({ region: 'BY', rateBasisPoints: 500 })];
    expect(taxRateAt(rows, { market: germany, region: 'BY' }, after).rateBasisPoints).toBe(500);
    expect(taxRateAt(rows, { market: germany, region: 'BE' }, after).rateBasisPoints).toBe(1900);
    expect(taxRateAt(rows, { market: germany }, after).rateBasisPoints).toBe(1900);
  });

  it('is zero and unknown where nobody set a rate', () => {
    expect(taxRateAt([row({})], { market: turkey }, after)).toEqual({
      mode: 'exclusive',
      rateBasisPoints: 0,
      known: false,
      category: 'O',
    });
  });
});
