import { describe, expect, it } from 'vitest';
import { at } from '../testing/fixtures.ts';
import { type Instant, instant } from '../time.ts';
import { download } from './download.ts';
import { createLink, followLink, linkStatusAt } from './download-link.ts';
import { type EntitlementStatus, entitlementStatuses, mayMove, statusAt } from './entitlement.ts';
import type { Fulfilment, FulfilmentChoice } from './fulfilment.ts';
import { revealKey } from './reveal-key.ts';

const now = at('2026-11-22T10:00:00Z');
const choice: FulfilmentChoice = { version: '2022', language: 'en', bitness: '64' };
const artifact = { fileName: 'server.iso', sizeBytes: 4096, sha256: 'ab'.repeat(32) };
const withKey: Fulfilment = { ...choice, key: { group: 'default', format: 'digits_32' }, artifact };
const older: Fulfilment = { ...withKey, version: '2019', key: { group: '2019', format: 'mak_5x5' } };
const bare: Fulfilment = { ...choice, language: 'tr', key: null, artifact: null };
const fulfilments = [withKey, older, bare];

const state = (status: EntitlementStatus, expiresAt: Instant | null = null) => ({ status, expiresAt });
const ask = (status: EntitlementStatus = 'active', chosen: FulfilmentChoice = choice) => ({
  entitlement: state(status),
  fulfilments,
  choice: chosen,
});
const reveal = (
  status?: EntitlementStatus,
  chosen?: FulfilmentChoice,
  assigned = [{ keyGroup: 'default', count: 1 }],
) => revealKey({ ...ask(status, chosen), keysEntitled: 1, assigned }, now);

const refusedBy = [
  ['cancelled', 'entitlement.revoked'],
  ['expired', 'entitlement.expired'],
  ['suspended', 'entitlement.suspended'],
  ['provisioning', 'entitlement.provisioning'],
] as const;

describe('an entitlement', () => {
  it('is expired from the instant its term ends, also before anything has marked it', () => {
    const times = [-1, 0, 1].map((difference) => statusAt(state('active', now), instant(now + difference)));
    expect(times).toEqual(['active', 'expired', 'expired']);
    expect(statusAt(state('cancelled', now), now)).toBe('cancelled');
  });

  it('never leaves cancelled or expired, and can be cancelled from every other status', () => {
    for (const status of entitlementStatuses) {
      const isFinal = status === 'cancelled' || status === 'expired';
      expect(mayMove(status, 'cancelled')).toBe(!isFinal);
      expect(entitlementStatuses.some((to) => mayMove(status, to))).toBe(!isFinal);
    }
  });
});

describe('a key', () => {
  it('is shown for an active entitlement, without taking another', () => {
    expect(reveal()).toEqual({
      accepted: true,
      value: { keyGroup: 'default', keyFormat: 'digits_32', keysToTake: 0 },
    });
  });

  it('of another group is taken at its first reveal', () => {
    const first = reveal('active', { ...choice, version: '2019' });
    expect(first).toMatchObject({ value: { keyGroup: '2019', keyFormat: 'mak_5x5', keysToTake: 1 } });
  });

  it.each(refusedBy)('of a purchase that is %s is refused as %s', (status, code) => {
    expect(reveal(status)).toMatchObject({ accepted: false, refusal: { code } });
  });

  it('is refused where the form has none, or does not exist', () => {
    expect(reveal('active', { ...choice, language: 'tr' })).toMatchObject({
      refusal: { code: 'entitlement.no_key' },
    });
    const planWithoutKeys = revealKey({ ...ask(), keysEntitled: 0, assigned: [] }, now);
    expect(planWithoutKeys).toMatchObject({ refusal: { code: 'entitlement.no_key' } });
    expect(reveal('active', { ...choice, bitness: '32' })).toMatchObject({
      refusal: { code: 'entitlement.fulfilment_unknown', choice: { bitness: '32' } },
    });
  });
});

describe('a download', () => {
  it.each(refusedBy)('of a purchase that is %s is refused as %s', (status, code) => {
    expect(download(ask(status), now)).toMatchObject({ refusal: { code } });
  });

  it('gives the artifact, or says that there is none', () => {
    expect(download(ask(), now)).toEqual({ accepted: true, value: artifact });
    expect(download(ask('active', { ...choice, language: 'tr' }), now)).toMatchObject({
      refusal: { code: 'entitlement.no_artifact' },
    });
  });
});

describe('a download link', () => {
  it.each([
    [undefined, at('2026-11-29T10:00:00Z')],
    [3600, at('2026-11-22T11:00:00Z')],
    [2_592_000, at('2026-12-22T10:00:00Z')],
  ])('for %s seconds ends when it should', (expiresInSeconds, expiresAt) => {
    expect(createLink({ ...ask(), expiresInSeconds }, now)).toMatchObject({
      accepted: true,
      value: { expiresAt },
    });
  });

  it.each([3599, 2_592_001, 0, -1, 3600.5])('is refused for %d seconds', (expiresInSeconds) => {
    expect(createLink({ ...ask(), expiresInSeconds }, now)).toMatchObject({
      refusal: { code: 'link.expiry_out_of_range', minimumSeconds: 3600, maximumSeconds: 2_592_000 },
    });
  });

  const link = (status: EntitlementStatus, revokedAt: Instant | null = null) => ({
    expiresAt: now,
    revokedAt,
    entitlement: state(status),
  });
  const before = instant(now - 1);

  it('works up to the last millisecond before it expires', () => {
    expect(followLink(link('active'), before).accepted).toBe(true);
    expect(followLink(link('active'), now)).toMatchObject({
      refusal: { code: 'link.expired', expiredAt: now },
    });
  });

  it('dies at once with the purchase it belongs to', () => {
    expect(followLink(link('cancelled'), before)).toMatchObject({ refusal: { code: 'link.revoked' } });
    expect(followLink(link('suspended'), before)).toMatchObject({ refusal: { because: 'suspended' } });
    expect(followLink(link('expired'), before)).toMatchObject({ refusal: { code: 'link.expired' } });
    expect(linkStatusAt(link('active', before), before)).toBe('revoked');
    expect(linkStatusAt(link('active'), before)).toBe('live');
    expect(linkStatusAt(link('active'), now)).toBe('expired');
  });
});
