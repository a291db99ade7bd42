import { instant } from '@kontor/domain/time';
import { expect, test } from 'vitest';
import { asksPerMinute, createDeviceLimits } from './device-limits.ts';

const now = instant(1_000_000);

test('a licence is asked about so often a minute, from wherever it is asked', () => {
  const limits = createDeviceLimits();
  for (let ask = 1; ask <= asksPerMinute.licence; ask += 1)
    expect(limits.ask({ licence: 'a', address: `10.0.0.${ask}` }, now)).toBeUndefined();
  expect(limits.ask({ licence: 'a', address: '10.0.1.1' }, instant(now + 1))).toEqual({
    retryAfterSeconds: 60,
  });
  expect(limits.ask({ licence: 'b', address: '10.0.1.1' }, now)).toBeUndefined();
  expect(limits.ask({ licence: 'a', address: '10.0.1.1' }, instant(now + 59_999))).toEqual({
    retryAfterSeconds: 1,
  });
  expect(limits.ask({ licence: 'a', address: '10.0.1.1' }, instant(now + 60_000))).toBeUndefined();
});

test('an address asks so often a minute, whatever it asks about', () => {
  const limits = createDeviceLimits();
  for (let ask = 1; ask <= asksPerMinute.address; ask += 1)
    expect(limits.ask({ licence: `l${ask}`, address: 'x' }, now)).toBeUndefined();
  expect(limits.ask({ licence: 'new', address: 'x' }, now)).toBeDefined();
  expect(limits.ask({ licence: 'new', address: 'y' }, now)).toBeUndefined();
});
