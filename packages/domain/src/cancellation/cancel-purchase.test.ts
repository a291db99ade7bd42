import { describe, expect, it } from 'vitest';
import { formatAmount } from '../money.ts';
import { amount, at, boughtAt, charge, line, orderId, policy, purchase, zone } from '../testing/fixtures.ts';
import { instant } from '../time.ts';
import { cancelPurchase } from './cancel-purchase.ts';
import type { Purchase } from './purchase.ts';
import type { ReviewRule } from './review-rules.ts';
import { verdictOf } from './verdict.ts';
import { freezeCancellation } from './window.ts';

const inside = at('2026-11-30T12:00:00Z');
const lastMoment = at('2027-01-21T23:59:59.999Z');
const afterwards = instant(lastMoment + 1);
const overTotal: ReviewRule = { id: 'r1', kind: 'order_total_above', amount: amount('434.34 EUR') };

type Asked = { lineNumbers?: number[]; rules?: ReviewRule[]; now?: typeof inside };

function decide(of: Purchase, { lineNumbers, rules = [], now = inside }: Asked = {}) {
  return cancelPurchase({ purchase: of, lineNumbers, reviewRules: rules }, now);
}

function refusalOf(of: Purchase, asked: Asked = {}) {
  const decision = decide(of, asked);
  return decision.accepted ? undefined : decision.refusal;
}

function planOf(of: Purchase, asked: Asked = {}) {
  const decision = decide(of, asked);
  if (!decision.accepted) throw new Error(`refused: ${decision.refusal.code}`);
  return decision.value;
}

describe('the order of verdicts', () => {
  const cancelledPlan = line({ status: 'cancelled', family: 'software_plan', cancellation: null });
  const disputed = { disputeUnpaid: true };
  const byDispute: ReviewRule = { id: 'r2', kind: 'unpaid_dispute' };

  it('says already cancelled before anything else', () => {
    const asked = { now: afterwards, rules: [byDispute] };
    expect(refusalOf(purchase([cancelledPlan]), asked)).toEqual({
      code: 'order.already_cancelled',
      lines: [0],
    });
  });

  it('says not this kind of product before the window, and never offers support for a software plan', () => {
    const plan = line({ family: 'software_plan', ...disputed });
    const refusal = refusalOf(purchase([plan]), { now: afterwards, rules: [byDispute] });
    expect(refusal).toMatchObject({ code: 'order.not_cancellable', lines: [0], families: ['software_plan'] });
    expect(refusal).not.toHaveProperty('supportRequest');
  });

  it('says not cancellable for a line without a policy', () => {
    expect(refusalOf(purchase([line({ cancellation: null })]))).toMatchObject({
      code: 'order.not_cancellable',
    });
  });

  it('says window passed before review', () => {
    expect(refusalOf(purchase([line(disputed)]), { now: afterwards, rules: [byDispute] })).toEqual({
      code: 'order.window_closed',
      lines: [0],
      closedOn: '2027-01-21',
      windowDays: 60,
      policyVersion: 1,
      supportRequest: { orderId, lines: [0] },
    });
  });

  it('says needs review inside the window, with the rule and the way to support', () => {
    expect(refusalOf(purchase([line(disputed)]), { rules: [byDispute] })).toMatchObject({
      code: 'order.needs_review',
      reviewRule: 'unpaid_dispute',
      supportRequest: { orderId, lines: [0] },
    });
  });

  it('says eligible when nothing stands against it', () => {
    const plan = planOf(purchase([line()]));
    expect(verdictOf({ accepted: true, value: plan })).toEqual({
      code: 'eligible',
      lines: [0],
      daysRemaining: 52,
      cancellableUntil: lastMoment,
      policyVersion: 1,
    });
  });

  it('allows the last millisecond and refuses the next', () => {
    expect(decide(purchase([line()]), { now: instant(lastMoment - 1) }).accepted).toBe(true);
    expect(decide(purchase([line()]), { now: lastMoment }).accepted).toBe(true);
    expect(refusalOf(purchase([line()]), { now: afterwards })?.code).toBe('order.window_closed');
  });

  it('names the instant and the hours of a window in hours', () => {
    const cancellation = freezeCancellation(policy({ window: 'PT168H' }), boughtAt);
    expect(refusalOf(purchase([line({ cancellation })]), { now: at('2026-11-29T10:00:00Z') })).toMatchObject({
      code: 'order.window_closed',
      closedAt: at('2026-11-29T10:00:00Z'),
      windowHours: 168,
    });
  });
});

describe('an order with several lines', () => {
  const two = [line({ lineNumber: 0 }), line({ lineNumber: 1 })];

  it('is cancelled whole when no line is named', () => {
    const plan = planOf(purchase(two), { now: boughtAt });
    expect(plan).toMatchObject({ lineNumbers: [0, 1], orderStatus: 'cancelled' });
    expect(formatAmount(plan.credit.total)).toBe('868.70');
  });

  it('stays completed when only one line is cancelled', () => {
    expect(planOf(purchase(two), { lineNumbers: [1] })).toMatchObject({
      lineNumbers: [1],
      orderStatus: 'completed',
    });
  });

  it('skips lines that are cancelled already, and is cancelled once the last one is', () => {
    const rest = purchase([line({ status: 'cancelled' }), line({ lineNumber: 1 })]);
    expect(planOf(rest)).toMatchObject({ lineNumbers: [1], orderStatus: 'cancelled' });
    expect(refusalOf(rest, { lineNumbers: [0] })).toMatchObject({
      code: 'order.already_cancelled',
      lines: [0],
    });
  });

  it('is refused whole when one named line is refused, and names that line', () => {
    const mixed = purchase([line(), line({ lineNumber: 1, cancellation: null })]);
    expect(refusalOf(mixed)).toMatchObject({ code: 'order.not_cancellable', lines: [1] });
    expect(planOf(mixed, { lineNumbers: [0] }).lineNumbers).toEqual([0]);
  });

  it('refuses line numbers that it does not have, and a request that names none', () => {
    expect(refusalOf(purchase(two), { lineNumbers: [0, 7] })).toEqual({
      code: 'order.line_unknown',
      lines: [7],
    });
    expect(refusalOf(purchase(two), { lineNumbers: [] })).toEqual({ code: 'order.line_unknown', lines: [] });
  });
});

describe('review rules', () => {
  it('hold back an order above the amount, not one at it', () => {
    expect(refusalOf(purchase([line()]), { rules: [overTotal] })?.code).toBe('order.needs_review');
    const atAmount: ReviewRule = { id: 'r3', kind: 'order_total_above', amount: amount('434.35 EUR') };
    expect(decide(purchase([line()]), { rules: [atAmount] }).accepted).toBe(true);
  });

  it('compare amounts of their own currency only', () => {
    const inDollars: ReviewRule = { id: 'r4', kind: 'order_total_above', amount: amount('1.00 USD') };
    expect(decide(purchase([line()]), { rules: [inDollars] }).accepted).toBe(true);
  });

  it('count distinct keys shown above those entitled', () => {
    const rules: ReviewRule[] = [{ id: 'r5', kind: 'distinct_keys_above_entitled' }];
    const shown = (keysShownDistinct: number) => purchase([line({ keysShownDistinct })]);
    expect(decide(shown(1), { rules }).accepted).toBe(true);
    expect(refusalOf(shown(2), { rules })).toMatchObject({ reviewRule: 'distinct_keys_above_entitled' });
  });

  it('leave orders alone that they were not made for', () => {
    expect(decide(purchase([line()]), { rules: [{ ...overTotal, orderIds: [] }] }).accepted).toBe(true);
    expect(decide(purchase([line()]), { rules: [{ ...overTotal, orderIds: [orderId] }] }).accepted).toBe(
      false,
    );
  });
});

describe('the credit of a plan', () => {
  it('is everything, tax included, on the day of purchase', () => {
    const { credit } = planOf(purchase([line()]), { now: boughtAt });
    expect([credit.net, credit.tax, credit.total].map(formatAmount)).toEqual(['365.00', '69.35', '434.35']);
  });

  it('credits each charge of a line by its own period', () => {
    const cancellation = freezeCancellation(policy({ window: 'P500D' }), at('2027-03-01T09:00:00Z'));
    const charges = [
      charge({ unit: '500.00 EUR', quantity: 5, from: '2027-03-01' }),
      charge({ unit: '500.00 EUR', quantity: 5, from: '2028-03-01' }),
    ];
    const [only] = planOf(purchase([line({ cancellation, charges })]), {
      now: at('2028-04-15T08:00:00Z'),
    }).lines;
    expect(only?.charges.map(({ total }) => formatAmount(total))).toEqual(['0.00', '2191.75']);
    expect(only && formatAmount(only.total)).toBe('2191.75');
    expect(only?.explanation).toBe(
      '0 of 366 days of 500.00 = 0.00 × 5; 320 of 365 days of 500.00 = 438.35 × 5',
    );
  });

  it('counts days in the zone of the policy', () => {
    const istanbul = freezeCancellation(policy({ zone: zone('Europe/Istanbul') }), boughtAt);
    const plan = planOf(purchase([line({ cancellation: istanbul })]), { now: at('2026-11-30T21:00:00Z') });
    expect(plan.lines[0]?.cancelDate).toBe('2026-12-01');
  });
});
