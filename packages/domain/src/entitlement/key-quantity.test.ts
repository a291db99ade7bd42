import { describe, expect, it } from 'vitest';
import { instant, millisecondsPerDay } from '../time.ts';
import { activationsFor, keysFor, keysThatStay, mostUnits } from './key-quantity.ts';
import { replaceKey } from './replace-key.ts';

describe('a quantity rule', () => {
  it('gives a fixed number of keys, a key a unit, or one key with activations', () => {
    expect(keysFor({ rule: 'per_purchase', keys: 3 }, 25)).toBe(3);
    expect(keysFor({ rule: 'per_unit' }, 25)).toBe(25);
    expect(keysFor({ rule: 'activations', activationsPerUnit: 2 }, 25)).toBe(1);
    expect(activationsFor({ rule: 'activations', activationsPerUnit: 2 }, 25)).toBe(50);
    expect(activationsFor({ rule: 'per_unit' }, 25)).toBeNull();
  });

  it('sells no more units than keys may be held where a unit has a key', () => {
    expect(mostUnits({ rule: 'per_unit' }, 999_999_999)).toBe(1000);
    expect(mostUnits({ rule: 'per_unit' }, 999)).toBe(999);
    expect(mostUnits({ rule: 'per_purchase', keys: 1 }, 999_999_999)).toBe(999_999_999);
  });

  it('lets those keys go of which nobody knows, the newest first', () => {
    const keys = [
      { position: 1, shown: false },
      { position: 2, shown: true },
      { position: 3, shown: false },
      { position: 4, shown: true },
    ];
    const stay = (wanted: number) => keysThatStay(keys, wanted).map(({ position }) => position);
    expect([stay(4), stay(3), stay(2), stay(1), stay(0)]).toEqual([[2, 4, 1, 3], [2, 4, 1], [2, 4], [2], []]);
  });
});

describe('a key', () => {
  const now = instant(Date.UTC(2026, 10, 22));
  const daysAgo = (days: number) => instant(now - days * millisecondsPerDay);
  const ask = (changes: object = {}) =>
    replaceKey(
      {
        entitlement: { status: 'active', expiresAt: null },
        key: { shown: true },
        replacedAt: [],
        mostAYear: 3,
        ...changes,
      },
      now,
    );

  it('is replaced while the purchase is active', () => {
    expect(ask()).toEqual({ accepted: true, value: { shown: true } });
    for (const [status, code] of [
      ['cancelled', 'entitlement.revoked'],
      ['suspended', 'entitlement.suspended'],
      ['provisioning', 'entitlement.provisioning'],
      ['expired', 'entitlement.expired'],
    ])
      expect(ask({ entitlement: { status, expiresAt: null } })).toMatchObject({ refusal: { code } });
    expect(ask({ key: undefined })).toMatchObject({ refusal: { code: 'key.not_found' } });
    expect(ask({ key: { shown: false } })).toMatchObject({ refusal: { code: 'key.not_shown' } });
    expect(ask({ key: { shown: false }, mostAYear: null }).accepted).toBe(true);
  });

  it('is replaced as often a year as a partner may, and by the operator as often as needed', () => {
    const twice = [daysAgo(1), daysAgo(100)];
    expect(ask({ replacedAt: twice }).accepted).toBe(true);
    const thrice = [daysAgo(364), ...twice];
    expect(ask({ replacedAt: thrice })).toEqual({
      accepted: false,
      refusal: { code: 'key.replacements_used_up', limit: 3, nextAt: daysAgo(-1) },
    });
    expect(ask({ replacedAt: [daysAgo(365), ...twice] }).accepted).toBe(true);
    expect(ask({ replacedAt: thrice, mostAYear: null }).accepted).toBe(true);
    expect(ask({ mostAYear: 0 })).toMatchObject({ refusal: { limit: 0, nextAt: null } });
  });
});
