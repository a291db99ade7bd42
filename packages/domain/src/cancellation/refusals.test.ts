import { describe, expect, it, test } from 'vitest';
import { refused } from '../decision.ts';
import { amount, at, boughtAt, charge, date, line, orderId, policy, purchase } from '../testing/fixtures.ts';
import { type CancellationRefusal, cancelPurchase } from './cancel-purchase.ts';
import { creditForCharge, creditOfAmount } from './credit.ts';
import { goodwillCredit } from './goodwill.ts';
import type { PurchaseLine } from './purchase.ts';
import { type VerdictRefusal, verdictOf } from './verdict.ts';
import { extendCancellation, freezeCancellation, standing, windowOf } from './window.ts';

const supportRequest = { orderId, lines: [0] };
const refusalOf = (lines: readonly PurchaseLine[], now = boughtAt): CancellationRefusal => {
  const decision = cancelPurchase({ purchase: purchase(lines), reviewRules: [] }, now);
  if (decision.accepted) throw new Error('it was to be refused');
  return decision.refusal;
};

describe('every refused cancel has its verdict', () => {
  test.each<[VerdictRefusal, object]>([
    [
      { code: 'order.already_cancelled', lines: [0, 1], policyVersion: 3 },
      { code: 'already_cancelled', lines: [0, 1], policyVersion: 3 },
    ],
    [
      { code: 'order.not_cancellable', lines: [1], families: ['software_plan'], policyVersion: 2 },
      { code: 'not_cancellable', lines: [1], policyVersion: 2 },
    ],
    [
      { code: 'reservation.not_cancellable_here', lines: [0], supportRequest },
      { code: 'not_cancellable', lines: [0], supportRequest },
    ],
    [
      { code: 'reservation.not_active', reservationStatus: 'exchanged', lines: [0], supportRequest },
      { code: 'not_cancellable', lines: [0], supportRequest },
    ],
    [
      {
        code: 'reservation.cap_exceeded',
        limit: amount('50000.00 USD'),
        used: amount('49999.00 USD'),
        left: amount('1.00 USD'),
        value: amount('2.00 USD'),
        lines: [0],
        supportRequest,
      },
      { code: 'not_cancellable', lines: [0], supportRequest },
    ],
    [
      {
        code: 'reservation.cap_rate_missing',
        from: amount('1.00 EUR').currency,
        to: amount('1.00 USD').currency,
        lines: [0],
        supportRequest,
      },
      { code: 'not_cancellable', lines: [0], supportRequest },
    ],
    [
      {
        code: 'order.window_closed',
        lines: [0],
        policyVersion: 1,
        supportRequest,
        closedOn: date('2027-01-21'),
        windowDays: 60,
      },
      {
        code: 'window_closed',
        lines: [0],
        closedOn: date('2027-01-21'),
        policyVersion: 1,
        supportRequest,
      },
    ],
  ])('%o', (refusal, verdict) => {
    expect(verdictOf(refused(refusal))).toStrictEqual(verdict);
  });
});

describe('what a refused cancel says', () => {
  it('names the policy version under which a cancelled or uncancellable line was bought, if there was one', () => {
    const bought = freezeCancellation(policy({ version: 7 }), boughtAt);
    const cancelled = line({ status: 'cancelled', cancellation: bought });
    const never = line({ status: 'cancelled', cancellation: null });
    expect(refusalOf([{ ...never, lineNumber: 1 }, cancelled])).toStrictEqual({
      code: 'order.already_cancelled',
      lines: [1, 0],
      policyVersion: 7,
    });
    expect(refusalOf([never])).toStrictEqual({ code: 'order.already_cancelled', lines: [0] });
    expect(refusalOf([line({ family: 'software_plan', cancellation: bought })])).toStrictEqual({
      code: 'order.not_cancellable',
      lines: [0],
      families: ['software_plan'],
      policyVersion: 7,
    });
    expect(refusalOf([line({ cancellation: null })])).toStrictEqual({
      code: 'order.not_cancellable',
      lines: [0],
      families: ['software_subscription'],
    });
  });

  it('sends a reservation elsewhere, also inside a window', () => {
    expect(refusalOf([line({ family: 'reservation' })])).toMatchObject({
      code: 'order.not_cancellable',
      families: ['reservation'],
    });
  });

  it('is about the window that closed first, whichever line comes first', () => {
    const lines = ['P30D', 'P10D', 'P20D'].map((window, lineNumber) =>
      line({ lineNumber, cancellation: freezeCancellation(policy({ window }), boughtAt) }),
    );
    for (const order of [lines, lines.toReversed()])
      expect(refusalOf(order, at('2027-03-01T00:00:00Z'))).toMatchObject({
        code: 'order.window_closed',
        closedOn: '2026-12-02',
        windowDays: 10,
      });
  });

  it('and what an accepted one says is about the window that closes first; of two, the first line’s', () => {
    const until = (window: string, version: number, lineNumber: number) =>
      line({ lineNumber, cancellation: freezeCancellation(policy({ window, version }), boughtAt) });
    const lines = [until('P10D', 4, 0), until('P10D', 5, 1), until('P20D', 6, 2)];
    const plan = cancelPurchase({ purchase: purchase(lines), reviewRules: [] }, boughtAt);
    expect(plan).toMatchObject({
      accepted: true,
      value: { policyVersion: 4, standing: { daysRemaining: 10 } },
    });
  });
});

describe('windows at their ends', () => {
  const term = date('2026-11-25');

  it('in hours close with the term, and are then told in hours still', () => {
    const frozen = freezeCancellation(policy({ window: 'PT168H' }), boughtAt, term);
    if (!frozen) throw new Error('there is a window');
    const end = at('2026-11-25T00:00:00Z');
    expect(frozen).toMatchObject({ windowKind: 'exact', cancellableUntil: end - 1, closedOn: null });
    const window = windowOf(frozen);
    expect(window).toMatchObject({ kind: 'exact', closedAt: end });
    expect(standing(window, end)).toStrictEqual({ status: 'closed', kind: 'exact', closedAt: end });
    expect(standing(window, at('2026-11-24T22:30:00Z'))).toMatchObject({ kind: 'exact', hoursRemaining: 1 });
  });

  it('that end exactly with the term stay as they are, in days with their day', () => {
    const frozen = freezeCancellation(policy({ window: 'P2D' }), boughtAt, term);
    expect(frozen).toEqual(freezeCancellation(policy({ window: 'P2D' }), boughtAt));
    expect(frozen).toMatchObject({ windowKind: 'calendar', closedOn: '2026-11-24' });
    if (!frozen) throw new Error('there is a window');
    expect(windowOf(frozen)).toMatchObject({ kind: 'calendar', closedOn: '2026-11-24' });
    // Of before the day was kept: read back from the instant.
    expect(windowOf({ ...frozen, closedOn: null })).toMatchObject({ closedOn: '2026-11-24' });
    expect(windowOf({ ...frozen, closedOn: date('2026-11-23') })).toMatchObject({ closedOn: '2026-11-23' });
  });

  it('that a later policy would only make as long keep the version they were bought under', () => {
    const frozen = freezeCancellation(policy(), boughtAt);
    if (!frozen) throw new Error('there is a window');
    const same = policy({ version: 9, extendsExisting: true });
    expect(extendCancellation(frozen, same, boughtAt)).toBe(frozen);
    expect(extendCancellation(frozen, { ...same, window: 'P61D' }, boughtAt)).toMatchObject({
      policyVersion: 9,
    });
  });

  it('of a policy that cannot be read are a defect, which names it', () => {
    const broken = policy({ window: 'two months' });
    expect(() => freezeCancellation(broken, boughtAt)).toThrow(
      `policy ${broken.id} has no readable window: two months`,
    );
  });
});

describe('defects in what was charged', () => {
  const sold = charge({ unit: '10.00 EUR', quantity: 1, rate: 1900, from: '2026-11-22' });
  const day = date('2026-12-01');

  it('a period without days', () => {
    const empty = { ...sold, periodEnd: date('2026-11-22') };
    expect(() => creditForCharge(empty, 'prorated', day)).toThrow('a charged period has at least one day');
  });

  it('a period that only begins, or only ends, is none: it is given back whole', () => {
    const { periodStart: _start, ...onlyEnds } = sold;
    const { periodEnd: _end, ...onlyBegins } = sold;
    for (const of of [onlyEnds, onlyBegins])
      expect(creditForCharge(of, 'prorated', day)).toMatchObject({
        total: sold.gross,
        formula: { id: 'full/1' },
      });
  });

  it('a credit of more than is left', () => {
    expect(() => creditOfAmount(sold, amount('10.01 EUR'))).toThrow('between zero and what is left');
  });
});

describe('goodwill', () => {
  const small = charge({ unit: '100.00 EUR', quantity: 5, from: '2027-03-01', to: '2028-03-01' });
  const large = charge({ unit: '500.00 EUR', quantity: 5, from: '2028-03-01', to: '2029-03-01' });

  it('is taken from the latest charge as far as it goes', () => {
    const plan = goodwillCredit([small, large], amount('700.00 EUR'), date('2028-04-01'));
    expect(plan.accepted && plan.value.charges.map(({ net }) => net.minor)).toEqual([70_000n]);
  });

  it('of a line that was never charged is refused above nothing', () => {
    expect(goodwillCredit([], amount('0.01 EUR'), date('2028-04-01'))).toMatchObject({
      refusal: { code: 'credit.above_left', left: amount('0.00 EUR') },
    });
  });
});
