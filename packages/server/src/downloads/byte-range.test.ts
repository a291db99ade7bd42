import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ifRangeHolds, isUnchanged, readRange } from './byte-range.ts';

const part = (start: number, end: number) => ({ kind: 'part', start, end });
const whole = { kind: 'whole' };
const unsatisfiable = { kind: 'unsatisfiable' };

describe('a Range header', () => {
  test.each([
    [undefined, whole],
    ['bytes=0-', part(0, 99)],
    ['bytes=0-0', part(0, 0)],
    ['bytes=99-99', part(99, 99)],
    ['bytes=10-20', part(10, 20)],
    ['bytes=10-100', part(10, 99)],
    ['bytes=10-99999999999999999999', part(10, 99)],
    ['BYTES=-1', part(99, 99)],
    ['bytes=-100', part(0, 99)],
    ['bytes=-101', part(0, 99)],
    ['bytes=100-', unsatisfiable],
    ['bytes=100-200', unsatisfiable],
    ['bytes=-0', unsatisfiable],
    ['bytes=0-1,5-6', unsatisfiable],
  ] as const)('%s of 100 bytes', (header, asked) => {
    expect(readRange(header, 100)).toEqual(asked);
  });

  test.each(['bytes', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-4', 'lines=1-2', 'bytes=1-2-3', '0-1'])(
    'that is none, such as %s, asks for the whole',
    (header) => {
      expect(readRange(header, 100)).toEqual(whole);
    },
  );

  test('never leads out of the file', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.integer({ min: 1, max: 300 }), (a, b, size) => {
        for (const header of [`bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`]) {
          const asked = readRange(header, size);
          if (asked.kind !== 'part') continue;
          expect(asked.start).toBeGreaterThanOrEqual(0);
          expect(asked.start).toBeLessThanOrEqual(asked.end);
          expect(asked.end).toBeLessThan(size);
        }
      }),
      { seed: 7 },
    );
  });
});

describe('what the client has already', () => {
  const validators = { etag: '"abc"', lastModified: 'Sun, 22 Nov 2026 15:00:00 GMT' };

  test('is resumed only when it is the same file', () => {
    expect(ifRangeHolds(undefined, validators)).toBe(true);
    expect(ifRangeHolds('"abc"', validators)).toBe(true);
    expect(ifRangeHolds('W/"abc"', validators)).toBe(false);
    expect(ifRangeHolds('"abd"', validators)).toBe(false);
    expect(ifRangeHolds('Sun, 22 Nov 2026 15:00:00 GMT', validators)).toBe(true);
    expect(ifRangeHolds('Sun, 22 Nov 2026 15:00:01 GMT', validators)).toBe(false);
  });

  test('is not sent again', () => {
    const unchanged = (ifNoneMatch?: string, ifModifiedSince?: string) =>
      isUnchanged({ ifNoneMatch, ifModifiedSince }, validators);
    expect(unchanged('"abc"')).toBe(true);
    expect(unchanged('"x", W/"abc"')).toBe(true);
    expect(unchanged('*')).toBe(true);
    expect(unchanged('"x"', 'Sun, 22 Nov 2026 15:00:00 GMT')).toBe(false);
    expect(unchanged(undefined, 'Sun, 22 Nov 2026 15:00:00 GMT')).toBe(true);
    expect(unchanged(undefined, 'Sun, 22 Nov 2026 14:59:59 GMT')).toBe(false);
    expect(unchanged(undefined, 'yesterday')).toBe(false);
    expect(unchanged()).toBe(false);
  });
});
