import { describe, expect, it } from 'vitest';
import { at, policy, zone } from '../testing/fixtures.ts';
import { formatInstant, instant } from '../time.ts';
import { resolveWindow, standing } from './window.ts';

/** Bought at, window, zone → the last millisecond inside it, by the zone's own rules. */
const edges: readonly [name: string, bought: string, window: string, zone: string, last: string][] = [
  ['UTC', '2026-11-22T10:00:00Z', 'P60D', 'UTC', '2027-01-21T23:59:59.999Z'],
  ['UTC, for the day of purchase only', '2026-11-22T00:00:00Z', 'P0D', 'UTC', '2026-11-22T23:59:59.999Z'],
  ['Istanbul', '2026-11-22T22:30:00Z', 'P60D', 'Europe/Istanbul', '2027-01-22T20:59:59.999Z'],
  [
    'Istanbul, a millisecond before its midnight',
    '2026-11-22T20:59:59.999Z',
    'P1D',
    'Europe/Istanbul',
    '2026-11-23T20:59:59.999Z',
  ],
  [
    'Istanbul, at its midnight',
    '2026-11-22T21:00:00.000Z',
    'P1D',
    'Europe/Istanbul',
    '2026-11-24T20:59:59.999Z',
  ],
  // Lord Howe is 10:30 ahead, in summer half an hour more: on 4 October 2026 at 02:00, back on 4 April 2027.
  [
    'Lord Howe, up to the night in which half an hour goes',
    '2026-09-03T14:00:00Z',
    'P30D',
    'Australia/Lord_Howe',
    '2026-10-04T12:59:59.999Z',
  ],
  [
    'Lord Howe, up to the eve of it',
    '2026-09-03T12:00:00Z',
    'P30D',
    'Australia/Lord_Howe',
    '2026-10-03T13:29:59.999Z',
  ],
  [
    'Lord Howe, up to the day on which half an hour comes back',
    '2027-03-05T12:00:00Z',
    'P30D',
    'Australia/Lord_Howe',
    '2027-04-04T13:29:59.999Z',
  ],
  [
    'Apia, up to the day that was skipped',
    '2011-10-31T12:00:00Z',
    'P60D',
    'Pacific/Apia',
    '2011-12-30T09:59:59.999Z',
  ],
  ['Apia, past it', '2011-12-29T12:00:00Z', 'P2D', 'Pacific/Apia', '2011-12-31T09:59:59.999Z'],
  ['Apia, a day past it', '2011-12-29T12:00:00Z', 'P3D', 'Pacific/Apia', '2012-01-01T09:59:59.999Z'],
  [
    'Kiritimati, fourteen hours ahead',
    '2026-11-22T09:59:59.999Z',
    'P1D',
    'Pacific/Kiritimati',
    '2026-11-23T09:59:59.999Z',
  ],
  [
    'Kiritimati, at its midnight',
    '2026-11-22T10:00:00.000Z',
    'P1D',
    'Pacific/Kiritimati',
    '2026-11-24T09:59:59.999Z',
  ],
  [
    'St. John’s in winter, three and a half hours behind',
    '2026-11-22T03:29:59.999Z',
    'P7D',
    'America/St_Johns',
    '2026-11-29T03:29:59.999Z',
  ],
  [
    'St. John’s, over the end of summer time',
    '2026-10-25T12:00:00Z',
    'P7D',
    'America/St_Johns',
    '2026-11-02T03:29:59.999Z',
  ],
  [
    'St. John’s, over its beginning',
    '2027-03-07T12:00:00Z',
    'P7D',
    'America/St_Johns',
    '2027-03-15T02:29:59.999Z',
  ],
  ['a leap day', '2028-02-28T12:00:00Z', 'P1D', 'UTC', '2028-02-29T23:59:59.999Z'],
  ['the day after a leap day', '2028-02-29T12:00:00Z', 'P1D', 'UTC', '2028-03-01T23:59:59.999Z'],
  ['no leap day', '2100-02-28T12:00:00Z', 'P1D', 'UTC', '2100-03-01T23:59:59.999Z'],
  ['a year from a leap day', '2028-02-29T12:00:00Z', 'P1Y', 'UTC', '2029-02-28T23:59:59.999Z'],
  ['a month from the last of January', '2027-01-31T12:00:00Z', 'P1M', 'UTC', '2027-02-28T23:59:59.999Z'],
  [
    'the last millisecond before summer time',
    '2027-03-27T22:59:59.999Z',
    'P1D',
    'Europe/Berlin',
    '2027-03-28T21:59:59.999Z',
  ],
  ['a day of 25 hours', '2026-10-24T21:59:59.999Z', 'P1D', 'Europe/Berlin', '2026-10-25T22:59:59.999Z'],
  [
    'exact hours over the beginning of summer time',
    '2027-03-25T12:00:00Z',
    'PT168H',
    'Europe/Berlin',
    '2027-04-01T11:59:59.999Z',
  ],
  ['exact hours over its end', '2026-10-22T12:00:00Z', 'PT168H', 'Europe/Berlin', '2026-10-29T11:59:59.999Z'],
  [
    'exact hours over the skipped day',
    '2011-12-28T12:00:00Z',
    'PT168H',
    'Pacific/Apia',
    '2012-01-04T11:59:59.999Z',
  ],
];

describe('a window', () => {
  it.each(edges)(
    'in %s is open to its last millisecond and closed from the next',
    (_name, bought, length, name, last) => {
      const window = resolveWindow(policy({ window: length, zone: zone(name) }), at(bought));
      if (!window) throw new Error('a window was expected');
      expect(formatInstant(window.cancellableUntil)).toBe(last);
      const states = [-1, 0, 1].map((ms) => standing(window, instant(at(last) + ms)).status);
      expect(states).toEqual(['open', 'open', 'closed']);
      const [left] = [standing(window, at(last))];
      expect(left).toMatchObject(window.kind === 'exact' ? { hoursRemaining: 0 } : { daysRemaining: 0 });
    },
  );
});
