import { formatInstant } from '@kontor/domain/time';
import { describe, expect, test } from 'vitest';
import { familyOf } from './family-of-tags.ts';
import { openEnd, parseSheetDate, parseSheetEnd } from './price-sheet-dates.ts';
import { readLayout, type SheetColumn } from './price-sheet-layout.ts';
import { readSheetRow } from './price-sheet-row.ts';

const good: Record<SheetColumn, string> = {
  ProductTitle: 'Windows Server Standard',
  ProductId: 'DG7GMGF0DWT5',
  SkuId: '0001',
  SkuTitle: '8 cores',
  Publisher: 'Microsoft',
  SkuDescription: '',
  UnitOfMeasure: '1 pack',
  TermDuration: 'P1Y',
  BillingPlan: 'OneTime',
  Market: 'DE',
  Currency: 'EUR',
  UnitPrice: '10.08',
  PricingTierRangeMin: '1',
  PricingTierRangeMax: '',
  EffectiveStartDate: '2026-01-01T00:00:00Z',
  EffectiveEndDate: '9999-11-30T23:59:59Z',
  Tags: 'Software;Subscription',
  'ERP Price': '12.00',
  Segment: 'Commercial',
};
const known = { markets: new Set(['DE', 'JP']), currencies: new Set(['EUR', 'JPY', 'KWD']) };

function read(change: Partial<Record<SheetColumn, string>> = {}) {
  const cells = { ...good, ...change };
  const layout = readLayout(1, Object.keys(cells));
  if (!layout.accepted) throw new Error('the header of this test is whole');
  return readSheetRow(7, Object.values(cells), layout.value, known);
}

describe('a row of a price sheet', () => {
  test('is read with its amounts in minor units', () => {
    const { row, problems } = read();
    expect(problems).toEqual([]);
    expect(row).toMatchObject({ line: 7, unitMinor: 1008n, erpMinor: 1200n, tierFrom: 1, tierTo: null });
    expect(row).toMatchObject({ term: 'P1Y', billingCycle: 'one_time', segment: 'commercial' });
    expect(row?.effectiveTo).toBe(openEnd);
  });

  test('keeps the availability of an offer from sheet to sheet', () => {
    expect(read().row?.availabilityId).toMatch(/^[0-9A-F]{12}$/);
    expect(read({ UnitPrice: '11' }).row?.availabilityId).toBe(read().row?.availabilityId);
    expect(read({ Segment: 'Education' }).row?.availabilityId).not.toBe(read().row?.availabilityId);
  });

  test.each<[SheetColumn, string, Partial<Record<SheetColumn, string>>?]>([
    ['ProductId', 'SHORT'],
    ['ProductTitle', ''],
    ['SkuId', '1'],
    ['SkuTitle', ''],
    ['TermDuration', 'P2Y'],
    ['BillingPlan', 'Weekly'],
    ['BillingPlan', 'Triennial'],
    ['Market', 'ZZ'],
    ['Market', 'Germany'],
    ['Currency', 'XXX'],
    ['UnitPrice', '-1.00'],
    ['UnitPrice', '10.085'],
    ['UnitPrice', '10,08'],
    ['UnitPrice', ''],
    ['UnitPrice', '1.5', { Currency: 'JPY', 'ERP Price': '' }],
    ['ERP Price', 'free'],
    ['PricingTierRangeMin', '0'],
    ['PricingTierRangeMax', '1.5'],
    ['PricingTierRangeMax', '4', { PricingTierRangeMin: '5' }],
    ['EffectiveStartDate', '31.12.2026'],
    ['EffectiveStartDate', ''],
    ['EffectiveStartDate', '2026-02-30T00:00:00Z'],
    ['EffectiveEndDate', '2025-12-31T23:59:59Z'],
    ['Segment', 'Everyone'],
    ['Tags', 'a\0b'],
  ])('is refused for %s %j, which the problem names', (column, value, others = {}) => {
    const { row, problems } = read({ ...others, [column]: value });
    expect(row).toBeUndefined();
    expect(problems.map((problem) => [problem.line, problem.column])).toContainEqual([7, column]);
  });

  test('names every bad cell, not only the first', () => {
    const { problems } = read({ Market: 'ZZ', UnitPrice: 'x', Segment: '' });
    expect(problems.map(({ column }) => column)).toEqual(['Market', 'Segment', 'UnitPrice']);
  });

  test('counts three decimals for the dinar', () => {
    expect(read({ Currency: 'KWD', UnitPrice: '1.234', 'ERP Price': '' }).row?.unitMinor).toBe(1234n);
  });

  test('calls charities nonprofit and a one-time term none', () => {
    const { row } = read({ Segment: 'Charity', TermDuration: 'OneTime', Tags: 'Software;Perpetual' });
    expect(row).toMatchObject({ segment: 'nonprofit', term: '', family: 'perpetual_software' });
  });
});

describe('the dates of a sheet', () => {
  test.each([
    ['2026-01-31T13:05:09Z', '2026-01-31T13:05:09.000Z'],
    ['2026-01-31T13:05:09', '2026-01-31T13:05:09.000Z'],
    ['2026-01-31T13:05:09+03:00', '2026-01-31T10:05:09.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['1/31/2026 1:05:09 PM', '2026-01-31T13:05:09.000Z'],
    ['1/31/2026 12:00:00 AM', '2026-01-31T00:00:00.000Z'],
    ['1/31/2026 12:00:00 PM', '2026-01-31T12:00:00.000Z'],
    ['1/31/2026', '2026-01-31T00:00:00.000Z'],
  ])('%s is %s', (text, wanted) => {
    expect(formatInstant(parseSheetDate(text)!)).toBe(wanted);
  });

  test.each(['13/1/2026 1:00:00 AM', '1/31/2026 13:00:00 PM', '2/30/2026 1:00:00 AM', 'soon', '2026-13-01'])(
    '%s is none',
    (text) => expect(parseSheetDate(text)).toBeUndefined(),
  );

  test('end after their last second, so that the next price begins without a gap', () => {
    expect(formatInstant(parseSheetEnd('2026-01-31T23:59:59Z')!)).toBe('2026-02-01T00:00:00.000Z');
    expect(formatInstant(parseSheetEnd('2026-01-31T23:59:58Z')!)).toBe('2026-01-31T23:59:58.000Z');
    expect(formatInstant(parseSheetEnd('2026-02-01T00:00:00Z')!)).toBe('2026-02-01T00:00:00.000Z');
  });

  test.each(['', '9999-11-30T23:59:59Z', '12/30/9999 11:59:59 PM', '9999-12-31'])('%j has no end', (text) => {
    expect(parseSheetEnd(text)).toBe(openEnd);
  });
});

describe('the family of a product that only a sheet tells of', () => {
  const traits = { tags: 'Software', publisher: 'Microsoft', term: 'P1Y', isUsage: false } as const;
  test.each([
    [{}, 'software_subscription'],
    [{ tags: 'Software;Perpetual', term: '' as const }, 'perpetual_software'],
    [{ term: '' as const }, 'perpetual_software'],
    [{ publisher: 'SUSE' }, 'software_plan'],
    [{ publisher: 'Red Hat, Inc.' }, 'software_plan'],
    [{ tags: 'Azure;Reservation' }, 'reservation'],
    [{ tags: 'Azure Plan', term: '' as const, isUsage: true }, 'cloud_plan'],
    [{ tags: 'Marketplace;SaaS', publisher: 'Contoso' }, 'marketplace_saas'],
  ])('with %o is %s', (change, family) => {
    expect(familyOf({ ...traits, ...change })).toBe(family);
  });
});
