import { formatInstant, parseInstant } from '@kontor/domain/time';
import { describe, expect, test } from 'vitest';
import { type ClockMove, clockTarget } from './clock-target.ts';

const now = parseInstant('2026-11-22T15:00:00Z')!;
const target = (move: ClockMove) => {
  const decision = clockTarget(move, now);
  return decision.accepted ? formatInstant(decision.value) : decision.refusal.code;
};

describe('where a clock is set to', () => {
  test.each([
    ['P61D', '2027-01-22T15:00:00.000Z'],
    ['P1M', '2026-12-22T15:00:00.000Z'],
    ['P1Y', '2027-11-22T15:00:00.000Z'],
    ['PT168H', '2026-11-29T15:00:00.000Z'],
    ['PT0S', '2026-11-22T15:00:00.000Z'],
    ['P100Y', '2126-11-22T15:00:00.000Z'],
    ['-P1D', 'clock.backwards'],
    ['P101Y', 'request.invalid'],
    ['PT9999999999S', 'request.invalid'],
    ['61D', 'request.invalid'],
    ['', 'request.invalid'],
  ])('by %s', (advance, expected) => expect(target({ advance })).toBe(expected));

  test.each([
    ['2027-01-31T09:00:00Z', '2027-01-31T09:00:00.000Z'],
    ['2027-01-31T09:00:00+03:00', '2027-01-31T06:00:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2026-11-22T15:00:00Z', '2026-11-22T15:00:00.000Z'],
    ['2026-11-22T14:59:59.999Z', 'clock.backwards'],
    ['2026-11-22', 'clock.backwards'],
    ['9999-12-31T23:59:59Z', 'request.invalid'],
    ['2027-02-30', 'request.invalid'],
    ['tomorrow', 'request.invalid'],
  ])('to %s', (to, expected) => expect(target({ to })).toBe(expected));

  test('is said in one way and not in two', () => {
    expect(target({})).toBe('request.invalid');
    expect(target({ advance: 'P1D', to: '2027-01-31' })).toBe('request.invalid');
  });
});
