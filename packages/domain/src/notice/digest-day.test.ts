import { describe, expect, it } from 'vitest';
import { type LocalDate, parseInstant, parseLocalDate, parseZone, type Zone } from '../time.ts';
import { digestDayDue } from './digest-day.ts';

const zone = (name: string): Zone => parseZone(name) ?? expect.fail(name);
const day = (text: string | null): LocalDate | null =>
  text === null ? null : (parseLocalDate(text) ?? null);
const due = (at: string, name: string, last: string | null = null) =>
  digestDayDue(parseInstant(at) ?? expect.fail(at), zone(name), day(last));

describe('the digest of a day is due from seven on, by the wall clock of the zone', () => {
  it.each([
    // Türkiye keeps +3 all year.
    ['2026-11-22T03:59:59.999Z', 'Europe/Istanbul', undefined],
    ['2026-11-22T04:00:00Z', 'Europe/Istanbul', '2026-11-22'],
    ['2026-11-22T20:59:59Z', 'Europe/Istanbul', '2026-11-22'],
    ['2026-11-22T21:00:00Z', 'Europe/Istanbul', undefined],
    // Berlin springs forward on 29 March 2026: seven is an hour earlier in universal time.
    ['2026-03-28T05:59:59Z', 'Europe/Berlin', undefined],
    ['2026-03-28T06:00:00Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-29T04:59:59Z', 'Europe/Berlin', undefined],
    ['2026-03-29T05:00:00Z', 'Europe/Berlin', '2026-03-29'],
    // And falls back on 25 October.
    ['2026-10-25T05:59:59Z', 'Europe/Berlin', undefined],
    ['2026-10-25T06:00:00Z', 'Europe/Berlin', '2026-10-25'],
    // West of Greenwich it is still yesterday.
    ['2026-11-22T11:59:59Z', 'America/New_York', undefined],
    ['2026-11-22T12:00:00Z', 'America/New_York', '2026-11-22'],
    ['2026-11-23T04:59:59Z', 'America/New_York', '2026-11-22'],
    ['2026-11-22T07:00:00Z', 'UTC', '2026-11-22'],
  ])('%s in %s: %s', (at, name, expected) => {
    expect(due(at, name)).toBe(expected);
  });

  it('once a day, and not for a day that was passed over', () => {
    expect(due('2026-11-22T07:00:00Z', 'UTC', '2026-11-21')).toBe('2026-11-22');
    expect(due('2026-11-22T23:59:59Z', 'UTC', '2026-11-22')).toBeUndefined();
    expect(due('2026-11-25T08:00:00Z', 'UTC', '2026-11-21')).toBe('2026-11-25');
    // An account that moved west does not get yesterday's again.
    expect(due('2026-11-22T23:00:00Z', 'UTC', '2026-11-23')).toBeUndefined();
  });
});
