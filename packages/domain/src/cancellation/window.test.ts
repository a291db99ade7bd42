import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, date, policy, zone } from '../testing/fixtures.ts';
import { daysBetween, formatInstant, instant, localDateAt } from '../time.ts';
import { extendCancellation, freezeCancellation, resolveWindow, standing, windowOf } from './window.ts';

const bought = at('2026-11-22T10:00:00Z');

function sixtyDays(purchasedAt = bought, zoneName = 'UTC') {
  const window = resolveWindow(policy({ zone: zone(zoneName) }), purchasedAt);
  if (window?.kind !== 'calendar') throw new Error('a window in days was expected');
  return window;
}

describe('a window in days', () => {
  it('ends with the last millisecond of day 60, whenever it was bought that day', () => {
    for (const time of ['00:00:00.000Z', '12:34:56.789Z', '23:59:59.999Z']) {
      const window = sixtyDays(at(`2026-11-22T${time}`));
      expect(formatInstant(window.cancellableUntil)).toBe('2027-01-21T23:59:59.999Z');
      expect(window.closedOn).toBe('2027-01-21');
    }
  });

  it.each([
    ['2026-11-22T10:00:00.000Z', 60],
    ['2027-01-20T12:00:00.000Z', 1],
    ['2027-01-20T23:59:59.999Z', 1],
    ['2027-01-21T00:00:00.000Z', 0],
    ['2027-01-21T00:00:00.001Z', 0],
    ['2027-01-21T23:59:59.998Z', 0],
    ['2027-01-21T23:59:59.999Z', 0],
  ])('is open at %s with %i days remaining', (now, daysRemaining) => {
    expect(standing(sixtyDays(), at(now))).toMatchObject({ status: 'open', daysRemaining });
  });

  it.each(['2027-01-22T00:00:00.000Z', '2027-01-22T00:00:00.001Z'])('has passed at %s', (now) => {
    expect(standing(sixtyDays(), at(now))).toEqual({
      status: 'closed',
      kind: 'calendar',
      closedOn: '2027-01-21',
    });
  });

  it('counts the days of its own zone', () => {
    const window = sixtyDays(at('2026-11-22T22:30:00Z'), 'Europe/Istanbul');
    expect(formatInstant(window.cancellableUntil)).toBe('2027-01-22T20:59:59.999Z');
    expect(window.closedOn).toBe('2027-01-22');
  });

  it('that would end on a day the zone skipped ends on the day before', () => {
    const window = sixtyDays(at('2011-10-31T12:00:00Z'), 'Pacific/Apia');
    expect(window.closedOn).toBe('2011-12-29');
    expect(formatInstant(window.cancellableUntil)).toBe('2011-12-30T09:59:59.999Z');
    expect(standing(window, window.cancellableUntil)).toMatchObject({ status: 'open', daysRemaining: 0 });
  });
});

describe('a window in hours', () => {
  const window = resolveWindow(policy({ window: 'PT168H' }), bought);
  if (window?.kind !== 'exact') throw new Error('a window in hours was expected');
  const closedAt = at('2026-11-29T10:00:00Z');

  it('counts exact hours from the purchase, rounded down', () => {
    expect(standing(window, bought)).toMatchObject({ status: 'open', hoursRemaining: 168 });
    expect(standing(window, instant(bought + 1))).toMatchObject({ hoursRemaining: 167 });
  });

  it.each([
    [-1, { status: 'open', hoursRemaining: 0, cancellableUntil: instant(closedAt - 1) }],
    [0, { status: 'closed', closedAt }],
    [1, { status: 'closed', closedAt }],
  ])('at %i ms from its end stands as it should', (difference, expected) => {
    expect(standing(window, instant(closedAt + difference))).toMatchObject(expected);
  });
});

describe('the policy frozen on a line', () => {
  it('gives back the window it was made from', () => {
    for (const length of ['P60D', 'PT168H', 'P1M']) {
      const rule = policy({ window: length });
      const frozen = freezeCancellation(rule, bought);
      expect(frozen && windowOf(frozen)).toEqual(resolveWindow(rule, bought));
    }
  });

  it('is absent when the policy never allows a cancel', () => {
    expect(freezeCancellation(policy({ window: null }), bought)).toBeNull();
  });

  it('is lengthened, never shortened, by a later policy that extends existing purchases', () => {
    const frozen = freezeCancellation(policy(), bought);
    if (!frozen) throw new Error('a window was expected');
    const longer = policy({ version: 2, window: 'P90D', credit: 'full', extendsExisting: true });
    const extended = extendCancellation(frozen, longer, bought);
    expect(extended).toMatchObject({ policyVersion: 2, closedOn: '2027-02-20', creditRule: 'prorated' });
    expect(extendCancellation(frozen, { ...longer, window: 'P30D' }, bought)).toBe(frozen);
    expect(extendCancellation(frozen, { ...longer, extendsExisting: false }, bought)).toBe(frozen);
    expect(extendCancellation(frozen, { ...longer, window: null }, bought)).toBe(frozen);
  });
});

describe('a window in any zone', () => {
  const zones = [
    'UTC',
    'Europe/Istanbul',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'Pacific/Niue',
  ];
  const purchases = fc.record({
    zone: fc.constantFrom(...zones).map(zone),
    purchasedAt: fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2045, 0, 1) }).map(instant),
    days: fc.integer({ min: 0, max: 90 }),
  });
  const seed = 20_261_122;

  it('ends with the local day, that many days later, and is closed a millisecond after', () => {
    fc.assert(
      fc.property(purchases, ({ zone: z, purchasedAt, days }) => {
        const window = resolveWindow(policy({ zone: z, window: `P${days}D` }), purchasedAt);
        if (window?.kind !== 'calendar') throw new Error('a window in days was expected');
        const { cancellableUntil, closedOn } = window;
        expect(localDateAt(cancellableUntil, z)).toBe(closedOn);
        expect(localDateAt(instant(cancellableUntil + 1), z) > closedOn).toBe(true);
        // Only a day that never existed may be missing: 30 December 2011 in Apia.
        const lost = z === 'Pacific/Apia' && closedOn === '2011-12-29' ? [0, 1] : [0];
        expect(lost).toContain(days - daysBetween(localDateAt(purchasedAt, z), closedOn));
        expect(standing(window, cancellableUntil)).toMatchObject({ status: 'open', daysRemaining: 0 });
        expect(standing(window, instant(cancellableUntil + 1)).status).toBe('closed');
      }),
      { seed, numRuns: 500 },
    );
  });

  it('has as many days left as the calendar shows, never more a moment later', () => {
    const later = fc.integer({ min: 0, max: 90 * 86_400_000 });
    fc.assert(
      fc.property(purchases, later, ({ zone: z, purchasedAt, days }, passed) => {
        const window = resolveWindow(policy({ zone: z, window: `P${days}D` }), purchasedAt);
        if (!window) throw new Error('a window was expected');
        const [now, next] = [instant(purchasedAt + passed), instant(purchasedAt + passed + 1)];
        const left = [now, next].map((moment) => {
          const found = standing(window, moment);
          return found.status === 'open' && found.kind === 'calendar' ? found.daysRemaining : -1;
        });
        expect(left[0]).toBeLessThanOrEqual(days);
        expect(left[1]).toBeLessThanOrEqual(left[0] ?? 0);
        expect((left[0] ?? 0) - (left[1] ?? 0)).toBeLessThanOrEqual(2);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('a window and the term', () => {
  const monthEnds = date('2026-12-22');

  it('ends with the term, to the millisecond, where the term is shorter', () => {
    const frozen = freezeCancellation(policy(), bought, monthEnds);
    expect(formatInstant(frozen?.cancellableUntil ?? bought)).toBe('2026-12-21T23:59:59.999Z');
    expect(frozen?.closedOn).toBe('2026-12-21');
  });

  it('ends with the term in the zone of the policy', () => {
    const frozen = freezeCancellation(policy({ zone: zone('Europe/Istanbul') }), bought, monthEnds);
    expect(formatInstant(frozen?.cancellableUntil ?? bought)).toBe('2026-12-21T20:59:59.999Z');
  });

  it('is its own where it closes a day before the term, or on the term’s last day', () => {
    for (const [ends, until] of [
      ['2027-01-23', '2027-01-21T23:59:59.999Z'],
      ['2027-01-22', '2027-01-21T23:59:59.999Z'],
      ['2027-01-21', '2027-01-20T23:59:59.999Z'],
    ] as const)
      expect(
        formatInstant(freezeCancellation(policy(), bought, date(ends))?.cancellableUntil ?? bought),
      ).toBe(until);
  });

  it('counts hours no further than the term either', () => {
    const frozen = freezeCancellation(policy({ window: 'PT1000H' }), bought, monthEnds);
    if (!frozen) throw new Error('a window was expected');
    expect(windowOf(frozen)).toMatchObject({ kind: 'exact', closedAt: at('2026-12-22T00:00:00Z') });
    expect(standing(windowOf(frozen), at('2026-12-21T23:59:59.999Z')).status).toBe('open');
    expect(standing(windowOf(frozen), at('2026-12-22T00:00:00Z')).status).toBe('closed');
  });

  it('is never lengthened beyond the term', () => {
    const current = freezeCancellation(policy({ window: 'P7D' }), bought, monthEnds);
    if (!current) throw new Error('a window was expected');
    const later = policy({ version: 2, window: 'P60D', extendsExisting: true });
    const extended = extendCancellation(current, later, bought, monthEnds);
    expect(formatInstant(extended.cancellableUntil)).toBe('2026-12-21T23:59:59.999Z');
    expect(extended).toMatchObject({ policyVersion: 2, closedOn: '2026-12-21' });
  });
});
