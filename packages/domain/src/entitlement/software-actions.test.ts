import { describe, expect, it } from 'vitest';
import { cancelPurchase } from '../cancellation/cancel-purchase.ts';
import type { PurchaseLine } from '../cancellation/purchase.ts';
import { accepted, refused } from '../decision.ts';
import { at, boughtAt, line, orderId, purchase } from '../testing/fixtures.ts';
import type { EntitlementStatus } from './entitlement.ts';
import { type SoftwareQuestion, softwareActions } from './software-actions.ts';

const yes = accepted(undefined);
const no = refused({ code: 'access.role_required', anyOf: ['admin_agent'] } as const);
const form = { version: '2022', language: 'en', bitness: '64' } as const;
const artifact = { fileName: 'server.iso', sizeBytes: 4096, sha256: 'ab'.repeat(32) };

function actions(facts: Partial<SoftwareQuestion> = {}, of: Partial<PurchaseLine> = {}, now = boughtAt) {
  const question: SoftwareQuestion = {
    access: { keys: yes, downloads: yes, cancel: yes },
    entitlement: { status: 'active', expiresAt: null },
    fulfilments: [{ ...form, key: { group: 'default', format: 'digits_32' }, artifact }],
    keysEntitled: 1,
    cancellation: cancelPurchase({ purchase: purchase([line(of)]), reviewRules: [] }, now),
    ...facts,
  };
  return softwareActions(question, now);
}

describe('what may be done with a software item', () => {
  it('is everything for the right role inside the window, with the window’s facts', () => {
    expect(actions()).toEqual({
      getKeys: { allowed: true },
      download: { allowed: true },
      cancel: {
        allowed: true,
        lines: [0],
        daysRemaining: 60,
        cancellableUntil: at('2027-01-21T23:59:59.999Z'),
        policyVersion: 1,
      },
    });
  });

  it('names the role that is missing, and keeps the facts of the window', () => {
    const { getKeys, cancel } = actions({ access: { keys: no, downloads: no, cancel: no } });
    expect(getKeys).toEqual({ allowed: false, code: 'access.role_required', anyOf: ['admin_agent'] });
    expect(cancel).toMatchObject({ allowed: false, code: 'access.role_required', daysRemaining: 60 });
  });

  it('says the day on which the window closed, whoever asks, with the way to support', () => {
    const late = actions(
      { access: { keys: yes, downloads: yes, cancel: no } },
      {},
      at('2027-01-22T00:00:00Z'),
    );
    expect(late.cancel).toMatchObject({
      allowed: false,
      code: 'order.window_closed',
      closedOn: '2027-01-21',
      supportRequest: { orderId, lines: [0] },
    });
  });

  it('is nothing but looking for a cancelled item', () => {
    const entitlement = { status: 'cancelled' as EntitlementStatus, expiresAt: null };
    expect(actions({ entitlement }, { status: 'cancelled' })).toMatchObject({
      getKeys: { allowed: false, code: 'entitlement.revoked' },
      download: { allowed: false, code: 'entitlement.revoked' },
      cancel: { allowed: false, code: 'order.already_cancelled' },
    });
  });

  it('leaves a software plan without keys and without a cancel', () => {
    const fulfilments = [{ ...form, key: null, artifact }];
    const plan = actions({ keysEntitled: 0, fulfilments }, { family: 'software_plan', cancellation: null });
    expect(plan).toMatchObject({
      getKeys: { allowed: false, code: 'entitlement.no_key' },
      download: { allowed: true },
      cancel: { allowed: false, code: 'order.not_cancellable' },
    });
    expect(plan.cancel).not.toHaveProperty('supportRequest');
  });

  it('says that there is nothing to download where no form has a file', () => {
    const fulfilments = [{ ...form, key: null, artifact: null }];
    expect(actions({ fulfilments }).download).toEqual({ allowed: false, code: 'entitlement.no_artifact' });
  });
});
