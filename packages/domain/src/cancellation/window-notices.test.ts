import { describe, expect, it } from 'vitest';
import { at } from '../testing/fixtures.ts';
import { instant } from '../time.ts';
import { nextWindowNotice } from './window-notices.ts';

const until = at('2027-01-21T23:59:59.999Z');

describe('notices of a window', () => {
  it('come three days before, one day before, and when it has closed', () => {
    expect(nextWindowNotice(until, at('2026-11-22T10:00:00Z'))).toEqual({
      kind: 'closing',
      hours: 72,
      at: at('2027-01-19T00:00:00Z'),
    });
    expect(nextWindowNotice(until, at('2027-01-19T00:00:00Z'))).toEqual({
      kind: 'closing',
      hours: 24,
      at: at('2027-01-21T00:00:00Z'),
    });
    expect(nextWindowNotice(until, at('2027-01-21T00:00:00Z'))).toEqual({
      kind: 'closed',
      at: at('2027-01-22T00:00:00Z'),
    });
    expect(nextWindowNotice(until, at('2027-01-22T00:00:00Z'))).toBeUndefined();
  });

  it.each([
    ['2027-01-18T23:59:59.999Z', 'closing', 72],
    ['2027-01-19T00:00:00.001Z', 'closing', 24],
  ])('of two that lie ahead of %s the earlier is next', (after, kind, hours) => {
    expect(nextWindowNotice(until, at(after))).toMatchObject({ kind, hours });
  });

  it('of a window shorter than a day say only that it has closed', () => {
    const short = instant(at('2026-11-22T10:00:00Z') + 24 * 3_600_000 - 1);
    expect(nextWindowNotice(short, at('2026-11-22T10:00:00Z'))).toMatchObject({ kind: 'closed' });
  });
});
