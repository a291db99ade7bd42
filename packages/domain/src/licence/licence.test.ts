import { describe, expect, test } from 'vitest';
import { at } from '../testing/fixtures.ts';
import { type Instant, instant, millisecondsPerDay } from '../time.ts';
import { activateDevice } from './activate-device.ts';
import { issueLicence, type LicenceOffer } from './issue-licence.ts';
import { type ValidationQuestion, validateLicence, validationReasons } from './validate-licence.ts';

const now = at('2026-11-22T10:00:00Z');
const ends = at('2027-11-22T00:00:00Z');
const after = (from: Instant, days: number, ms = 0) => instant(from + days * millisecondsPerDay + ms);
const offer: LicenceOffer = { activationsPerUnit: 2, licenceDays: null, graceDays: 14 };
const active = { status: 'active', expiresAt: ends } as const;

describe('a licence file', () => {
  test('lasts as long as the purchase, and is gone when its grace has passed', () => {
    expect(issueLicence({ entitlement: active, offer }, now)).toEqual({
      accepted: true,
      value: { issuedAt: now, expiresAt: ends, goneAt: after(ends, 14) },
    });
  });

  test('never ends when the purchase does not, unless files are to be fetched again', () => {
    const perpetual = { status: 'active', expiresAt: null } as const;
    expect(issueLicence({ entitlement: perpetual, offer }, now)).toMatchObject({
      value: { expiresAt: null, goneAt: null },
    });
    const monthly = { ...offer, licenceDays: 30 };
    expect(issueLicence({ entitlement: perpetual, offer: monthly }, now)).toMatchObject({
      value: { expiresAt: after(now, 30), goneAt: after(now, 44) },
    });
  });

  test.each([
    [-1, 'file'],
    [0, 'purchase'],
    [1, 'purchase'],
  ] as const)('ends at the earlier of its own end and the purchase’s (%i ms)', (ms, whose) => {
    const fileEnds = after(now, 30);
    const purchaseEnds = instant(fileEnds - ms);
    const decision = issueLicence(
      { entitlement: { status: 'active', expiresAt: purchaseEnds }, offer: { ...offer, licenceDays: 30 } },
      now,
    );
    const wanted = whose === 'file' ? fileEnds : purchaseEnds;
    expect(decision).toMatchObject({ value: { expiresAt: wanted } });
  });

  test('is refused for what is not active, before what is not offered', () => {
    const ask = (status: 'cancelled' | 'suspended' | 'provisioning' | 'active', when = now) =>
      issueLicence({ entitlement: { status, expiresAt: ends }, offer: null }, when);
    expect(ask('cancelled')).toMatchObject({ refusal: { code: 'entitlement.revoked' } });
    expect(ask('suspended')).toMatchObject({ refusal: { code: 'entitlement.suspended' } });
    expect(ask('provisioning')).toMatchObject({ refusal: { code: 'entitlement.provisioning' } });
    expect(ask('active', instant(ends - 1))).toMatchObject({ refusal: { code: 'licence.not_offered' } });
    expect(ask('active', ends)).toMatchObject({ refusal: { code: 'entitlement.expired' } });
  });
});

describe('a device', () => {
  const places = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `a${at}`, device: `d${at}` }));
  const ask = (used: number, device = 'new') =>
    activateDevice({ entitlement: active, offer, quantity: 3, active: places(used), device }, now);

  test.each([
    [5, true],
    [6, false],
    [7, false],
  ])('finds a place while fewer than six are taken (%i: %s)', (used, found) => {
    expect(ask(used).accepted).toBe(found);
    if (!found)
      expect(ask(used)).toMatchObject({ refusal: { code: 'licence.activation_limit', limit: 6, used } });
  });

  test('keeps the place that it has, when all are taken too', () => {
    expect(ask(6, 'd3')).toMatchObject({ value: { again: 'a3', limit: 6 } });
    expect(ask(7, 'd6')).toMatchObject({ value: { again: 'a6' } });
  });
});

describe('a validation', () => {
  const question: ValidationQuestion = {
    entitlement: active,
    graceDays: 14,
    revoked: false,
    product: 'P',
    askedProduct: undefined,
    activation: { active: true, device: 'd' },
    askedDevice: 'd',
    fileExpiresAt: undefined,
  };
  const ask = (more: Partial<ValidationQuestion> = {}, when = now) =>
    validateLicence({ ...question, ...more }, when);

  test('finds nothing against a licence that holds', () => {
    expect(ask()).toEqual({ valid: true, code: 'valid', reasons: [] });
    expect(ask({ activation: undefined, askedDevice: undefined })).toMatchObject({ valid: true });
    expect(ask({ askedProduct: 'P' })).toMatchObject({ valid: true });
  });

  test.each([
    [-1, 'valid', true],
    [0, 'in_grace', true],
    [14 * millisecondsPerDay - 1, 'in_grace', true],
    [14 * millisecondsPerDay, 'expired', false],
  ] as const)('counts grace from the end (%i ms: %s)', (ms, code, valid) => {
    expect(ask({}, instant(ends + ms))).toMatchObject({ code, valid });
    const written = { status: 'expired', expiresAt: ends } as const;
    if (ms >= 0) expect(ask({ entitlement: written }, instant(ends + ms))).toMatchObject({ code, valid });
  });

  test('says that a file has ended while the purchase goes on', () => {
    expect(ask({ fileExpiresAt: instant(now + 1) })).toMatchObject({ code: 'valid' });
    expect(ask({ fileExpiresAt: now })).toMatchObject({ code: 'renewal_due', valid: true });
    expect(ask({ fileExpiresAt: null })).toMatchObject({ code: 'valid' });
  });

  test('ranks all that holds, and any of it but lateness within grace makes it invalid', () => {
    const all = ask(
      {
        entitlement: { status: 'suspended', expiresAt: ends },
        revoked: true,
        askedProduct: 'Q',
        activation: { active: false, device: 'd' },
        askedDevice: 'e',
      },
      after(ends, 15),
    );
    expect(all).toEqual({
      valid: false,
      code: 'revoked',
      reasons: ['revoked', 'suspended', 'wrong_product', 'not_activated', 'wrong_device', 'expired'],
    });
    const ranks = all.reasons.map((reason) => validationReasons.indexOf(reason));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(ask({ entitlement: { status: 'cancelled', expiresAt: null } }).code).toBe('revoked');
    expect(ask({ entitlement: { status: 'provisioning', expiresAt: null } }).code).toBe('provisioning');
    expect(ask({ askedDevice: undefined }).code).toBe('wrong_device');
  });
});
