import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitRequests } from '../platform/limit-requests.ts';
import { rateLimitHeaders } from './limit-headers.ts';

const clock = () => {
  const at = { ms: 0 };
  return { at, now: () => at.ms };
};

test('a minute’s requests may come at once, and then one comes back at a time', () => {
  const { at, now } = clock();
  const limit = limitRequests(3, now);
  expect([1, 2, 3].map(() => limit.take('a').remaining)).toEqual([2, 1, 0]);
  expect(limit.take('a')).toEqual({ allowed: false, remaining: 0, resetSeconds: 20 });
  expect(limit.take('b').allowed).toBe(true);
  at.ms = 19_999;
  expect(limit.take('a')).toMatchObject({ allowed: false, resetSeconds: 1 });
  at.ms = 20_000;
  expect(limit.take('a')).toMatchObject({ allowed: true, remaining: 0 });
  expect(limit.take('a').allowed).toBe(false);
  at.ms = 140_000;
  expect([1, 2, 3, 4].map(() => limit.take('a').allowed)).toEqual([true, true, true, false]);
});

test('no two minutes ever allow more than twice the limit, no minute after a refusal more than the limit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.nat(5_000), { maxLength: 300 }),
      (most, pauses) => {
        const { at, now } = clock();
        const limit = limitRequests(most, now);
        const allowed: number[] = [];
        for (const pause of pauses) {
          at.ms += pause;
          if (limit.take('a').allowed) allowed.push(at.ms);
        }
        for (const start of allowed)
          expect(allowed.filter((ms) => ms >= start && ms < start + 60_000).length).toBeLessThanOrEqual(
            2 * most,
          );
      },
    ),
    { seed: 5, numRuns: 100 },
  );
});

test('the answer says how many are left', () => {
  const allowance = limitRequests(60, () => 0).take('a');
  expect(rateLimitHeaders([{ name: 'link', perMinute: 60, allowance }])).toEqual({
    'ratelimit-policy': '"link";q=60;w=60',
    ratelimit: '"link";r=59;t=1',
  });
});
