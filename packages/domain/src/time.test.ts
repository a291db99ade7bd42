import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, date, must, zone } from './testing/fixtures.ts';
import {
  addDays,
  addDuration,
  addTerm,
  daysBetween,
  endOfDay,
  formatInstant,
  instant,
  localDateAt,
  parseDuration,
  parseInstant,
  parseLocalDate,
  parseZone,
  startOfDay,
} from './time.ts';

const seed = 20_261_122;
const anyInstant = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2150, 0, 1) }).map(instant);
const anyDate = anyInstant.map((i) => localDateAt(i, zone('UTC')));
const zones = [
  'UTC',
  'Europe/Istanbul',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'America/St_Johns',
].map(zone);
const anyZone = fc.constantFrom(...zones);

describe('instants', () => {
  it.each([
    ['2026-11-22T15:23:37.123Z', '2026-11-22T15:23:37.123Z'],
    ['2026-11-22T15:23:37Z', '2026-11-22T15:23:37.000Z'],
    ['2026-11-22t15:23:37.1239999z', '2026-11-22T15:23:37.123Z'],
    ['2026-11-22T01:00:00+03:00', '2026-11-21T22:00:00.000Z'],
    ['2026-11-22T23:00:00-03:30', '2026-11-23T02:30:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
  ])('%s is read as %s', (text, written) => {
    expect(formatInstant(at(text))).toBe(written);
  });

  it.each([
    '2026-11-22',
    '2026-11-22T15:23Z',
    '2026-11-22T15:23:37',
    '2026-02-29T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T23:60:00Z',
    '2026-11-22T23:59:60Z',
    '2026-11-22T00:00:00+24:00',
    '',
  ])('%j is not read', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('agree with the calendar of the platform, there and back', () => {
    fc.assert(
      fc.property(anyInstant, (i) => {
        expect(formatInstant(i)).toBe(new Date(i).toISOString());
        expect(parseInstant(formatInstant(i))).toBe(i);
      }),
      { seed },
    );
  });
});

describe('local dates', () => {
  it('exist on the calendar only', () => {
    expect(parseLocalDate('2028-02-29')).toBe('2028-02-29');
    for (const text of [
      '2027-02-29',
      '2026-13-01',
      '2026-00-01',
      '2026-04-31',
      '2026-4-1',
      '0000-01-01',
      'x',
    ]) {
      expect(parseLocalDate(text)).toBeUndefined();
    }
  });

  it('days added are days between', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -5000, max: 5000 }), (d, n) => {
        expect(daysBetween(d, addDays(d, n))).toBe(n);
      }),
      { seed },
    );
  });

  it.each([
    ['2028-02-29', 'P1Y', '2029-02-28'],
    ['2028-02-29', 'P4Y', '2032-02-29'],
    ['2026-01-31', 'P1M', '2026-02-28'],
    ['2026-12-31', 'P2M', '2027-02-28'],
    ['2027-02-01', 'P3Y', '2030-02-01'],
    ['2026-11-22', 'P1Y1M10D', '2028-01-01'],
    ['2026-11-22', 'P2W', '2026-12-06'],
  ])('%s plus %s is %s', (from, term, to) => {
    expect(addTerm(date(from), term)).toBe(to);
  });

  it('takes no term in hours', () => {
    for (const term of ['PT168H', 'P1DT1H', 'P', 'one year'])
      expect(() => addTerm(date('2026-01-01'), term)).toThrow();
  });
});

describe('durations', () => {
  it('are calendar ones as soon as they name a day or more', () => {
    expect(parseDuration('P60D')).toMatchObject({ days: 60, kind: 'calendar' });
    expect(parseDuration('PT168H')).toMatchObject({ hours: 168, kind: 'exact' });
    expect(parseDuration('P1DT2H')).toMatchObject({ days: 1, hours: 2, kind: 'calendar' });
    for (const text of ['', 'P', 'PT', 'P1', '1D', 'P-1D', 'P1DT', 'PT1D', 'P1.5D', 'p1d']) {
      expect(parseDuration(text)).toBeUndefined();
    }
  });

  it('a day keeps the wall clock and hours do not, when clocks change', () => {
    const berlin = zone('Europe/Berlin');
    const evening = at('2026-03-28T19:00:00Z');
    expect(addDuration(evening, must(parseDuration('P1D')), berlin)).toBe(at('2026-03-29T18:00:00Z'));
    expect(addDuration(evening, must(parseDuration('PT24H')), berlin)).toBe(at('2026-03-29T19:00:00Z'));
    const skipped = at('2026-03-28T01:30:00Z');
    expect(addDuration(skipped, must(parseDuration('P1D')), berlin)).toBe(at('2026-03-29T01:00:00Z'));
  });
});

describe('days of a zone', () => {
  it('spell UTC one way and know what exists', () => {
    expect(['UTC', 'Etc/UTC', 'utc', 'GMT', 'Z'].map(parseZone)).toEqual(Array(5).fill('UTC'));
    expect(parseZone('Europe/Istanbul')).toBe('Europe/Istanbul');
    for (const text of ['', 'Mars/Olympus', '+03:00', 'Europe/Istanbul; drop']) {
      expect(parseZone(text)).toBeUndefined();
    }
  });

  it('begin where clocks first show the date, also when midnight is skipped', () => {
    expect(startOfDay(date('2018-11-04'), zone('America/Sao_Paulo'))).toBe(at('2018-11-04T03:00:00Z'));
    expect(startOfDay(date('2026-11-22'), zone('Asia/Kathmandu'))).toBe(at('2026-11-21T18:15:00Z'));
  });

  it('that were skipped hold no time: 30 December 2011 in Apia', () => {
    const apia = zone('Pacific/Apia');
    const skipped = date('2011-12-30');
    expect(startOfDay(skipped, apia)).toBe(startOfDay(date('2011-12-31'), apia));
    expect(endOfDay(date('2011-12-29'), apia)).toBe(instant(startOfDay(date('2011-12-31'), apia) - 1));
    expect(localDateAt(endOfDay(skipped, apia), apia)).toBe('2011-12-29');
  });

  it('follow one another without gap or overlap', () => {
    fc.assert(
      fc.property(anyDate, anyZone, (d, z) => {
        expect(endOfDay(d, z) + 1).toBe(startOfDay(addDays(d, 1), z));
        expect(startOfDay(d, z)).toBeLessThanOrEqual(endOfDay(d, z) + 1);
      }),
      { seed },
    );
  });

  it('hold every instant that shows their date', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (i, z) => {
        const d = localDateAt(i, z);
        expect(startOfDay(d, z)).toBeLessThanOrEqual(i);
        expect(localDateAt(startOfDay(d, z), z)).toBe(d);
        expect(daysBetween(localDateAt(i, zone('UTC')), d)).toBeGreaterThanOrEqual(-1);
        expect(daysBetween(localDateAt(i, zone('UTC')), d)).toBeLessThanOrEqual(1);
      }),
      { seed },
    );
  });
});
