import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextStep, retryAfterOf, usualAttempts } from './next-attempt.ts';

const attempt = { status: 500, retryAfterMs: null, attempts: 1, most: usualAttempts, spread: 0 };

describe('a message', () => {
  test.each([
    [199, 'again'],
    [200, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [300, 'again'],
    [404, 'again'],
    [409, 'again'],
    [410, 'gone'],
    [411, 'again'],
    [503, 'again'],
    [null, 'again'],
  ] as const)('answered with %s is %s', (status, kind) => {
    expect(nextStep({ ...attempt, status }).kind).toBe(kind);
  });

  test('is given up after the last attempt, not before', () => {
    expect(nextStep({ ...attempt, attempts: usualAttempts - 1 }).kind).toBe('again');
    expect(nextStep({ ...attempt, attempts: usualAttempts }).kind).toBe('failed');
    expect(nextStep({ ...attempt, attempts: 1, most: 1 }).kind).toBe('failed');
    expect(nextStep({ ...attempt, attempts: usualAttempts, status: 200 }).kind).toBe('delivered');
    expect(nextStep({ ...attempt, attempts: usualAttempts, status: 410 }).kind).toBe('gone');
  });

  test('waits longer each time, and as long as the receiver wishes, up to a day', () => {
    const waits = Array.from({ length: usualAttempts - 1 }, (_, index) => {
      const step = nextStep({ ...attempt, attempts: index + 1 });
      return step.kind === 'again' ? step.afterMs : 0;
    });
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(new Set(waits).size).toBe(waits.length);
    const day = 86_400_000;
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * day);
    expect(nextStep({ ...attempt, retryAfterMs: 7_000 })).toEqual({ kind: 'again', afterMs: 7_000 });
    expect(nextStep({ ...attempt, retryAfterMs: 4_999 })).toEqual({ kind: 'again', afterMs: 5_000 });
    expect(nextStep({ ...attempt, retryAfterMs: 90 * day })).toEqual({ kind: 'again', afterMs: day });
  });

  test('never waits without end', () => {
    fc.assert(
      fc.property(
        fc.record({
          status: fc.option(fc.integer({ min: 300, max: 599 })),
          retryAfterMs: fc.option(fc.integer({ min: 0, max: 1e12 })),
          attempts: fc.integer({ min: 1, max: 30 }),
          most: fc.integer({ min: 1, max: 20 }),
          spread: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        (facts) => {
          const step = nextStep(facts);
          if (step.kind !== 'again') return;
          expect(step.afterMs).toBeGreaterThanOrEqual(5_000);
          expect(step.afterMs).toBeLessThanOrEqual(2 * 86_400_000);
          expect(facts.attempts).toBeLessThan(facts.most);
        },
      ),
      { seed: 16 },
    );
  });
});

test.each([
  [undefined, null],
  ['0', 0],
  [' 120 ', 120_000],
  ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['soon', null],
  ['-5x', null],
])('a Retry-After of %s is %s', (text, wait) => {
  expect(retryAfterOf(text, Date.parse('2026-11-22T10:00:00Z'))).toBe(wait);
});
