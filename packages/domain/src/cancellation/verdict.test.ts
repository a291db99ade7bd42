import { describe, expect, it } from 'vitest';
import { accepted, refused } from '../decision.ts';
import { at, boughtAt, line, orderId, policy, purchase } from '../testing/fixtures.ts';
import { cancelPurchase } from './cancel-purchase.ts';
import { hasVerdict, verdictOf } from './verdict.ts';
import { freezeCancellation } from './window.ts';

const hourly = line({ cancellation: freezeCancellation(policy({ window: 'PT168H' }), boughtAt) });

function verdict(of = line(), now = boughtAt, disputes = false) {
  const reviewRules = disputes ? [{ id: 'r', kind: 'unpaid_dispute' } as const] : [];
  const decision = cancelPurchase({ purchase: purchase([of]), reviewRules }, now);
  if (!hasVerdict(decision)) throw new Error('no line was named');
  return verdictOf(decision);
}

describe('a verdict', () => {
  it('carries hours for a window in hours', () => {
    const closing = at('2026-11-29T10:00:00Z');
    expect(verdict(hourly)).toMatchObject({
      code: 'eligible',
      hoursRemaining: 168,
      cancellableUntil: closing - 1,
    });
    expect(verdict(hourly, closing)).toMatchObject({ code: 'window_closed', closedAt: closing });
  });

  it('leads to support where the window has passed or a person must look, and nowhere else', () => {
    const support = { orderId, lines: [0] };
    expect(verdict(line(), at('2027-01-22T00:00:00Z'))).toMatchObject({
      code: 'window_closed',
      supportRequest: support,
    });
    expect(verdict(line({ disputeUnpaid: true }), boughtAt, true)).toMatchObject({
      code: 'needs_review',
      reviewRule: 'unpaid_dispute',
      supportRequest: support,
    });
    for (const of of [line(), line({ status: 'cancelled' }), line({ family: 'software_plan' })]) {
      expect(verdict(of)).not.toHaveProperty('supportRequest');
    }
  });

  it('is not there for a line that the order does not have', () => {
    expect(hasVerdict(refused({ code: 'order.line_unknown', lines: [7] }))).toBe(false);
    const decision = cancelPurchase({ purchase: purchase([line()]), reviewRules: [] }, boughtAt);
    expect(decision.accepted && hasVerdict(accepted(decision.value))).toBe(true);
  });
});
