import { describe, expect, it } from 'vitest';
import { parseOrderId } from '../ids.ts';
import { at, boughtAt, line, must, orderId, policy, purchase } from '../testing/fixtures.ts';
import type { CancelQuestion } from './cancel-purchase.ts';
import { cancelSubscription, firstToClose } from './cancel-subscription.ts';
import { freezeCancellation } from './window.ts';

const otherId = must(parseOrderId('abcdefghijklmnopqrstuvwxyz012351'));
const ofTerm: CancelQuestion = { purchase: purchase([line()]), reviewRules: [] };
/** Bought later, with a window of its own. */
const added = (window: string, bought = at('2026-12-01T10:00:00Z')): CancelQuestion => ({
  purchase: {
    ...purchase([line({ cancellation: freezeCancellation(policy({ window }), bought) })]),
    orderId: otherId,
    purchasedAt: bought,
  },
  reviewRules: [],
});
const now = at('2026-12-02T10:00:00Z');

describe('a subscription that stands on several orders', () => {
  it('is cancelled on all of them, in their order', () => {
    const decision = cancelSubscription([ofTerm, added('P60D')], now);
    expect(decision.accepted && decision.value.map((plan) => plan.orderId)).toEqual([orderId, otherId]);
  });

  it('is cancelled on none when one of them cannot be, and says why', () => {
    const closed = cancelSubscription([added('P60D'), ofTerm], at('2027-01-22T00:00:00Z'));
    expect(closed).toMatchObject({ accepted: false, refusal: { code: 'order.window_closed' } });
    expect(firstToClose(closed)).toBe(closed);
  });

  it('has the verdict of the window that closes first, whichever comes first', () => {
    const orders = [ofTerm, added('P10D'), added('P30D')];
    for (const questions of [orders, orders.toReversed()]) {
      const first = firstToClose(cancelSubscription(questions, now));
      expect(first.accepted && first.value.standing).toMatchObject({
        daysRemaining: 9,
        cancellableUntil: at('2026-12-11T23:59:59.999Z'),
      });
    }
  });

  it('whose windows close together has the verdict of its first order', () => {
    const together = cancelSubscription([ofTerm, added('P60D', boughtAt)], now);
    const first = firstToClose(together);
    expect(first.accepted && first.value.orderId).toBe(orderId);
  });

  it('has at least one order', () => {
    expect(() => cancelSubscription([], now)).toThrow('a running term has a line');
    expect(() => firstToClose({ accepted: true, value: [] })).toThrow(
      'a cancel of a subscription has a plan',
    );
  });
});
