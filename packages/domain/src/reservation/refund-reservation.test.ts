import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  formatAmount,
  type Money,
  multiply,
  parseCurrency,
  subtract,
  truncateRatio,
  zero,
} from '../money.ts';
import { amount, at, charge, date, must, zone } from '../testing/fixtures.ts';
import { addDays, type Instant, instant, millisecondsPerDay, startOfDay, utc } from '../time.ts';
import { keptOfRefund, type RefundQuestion, refundReservation } from './refund-reservation.ts';
import type { ReturnableReservation } from './remaining-value.ts';
import type { ReservationPolicy } from './reservation-policy.ts';

const bought = at('2026-11-22T10:00:00Z');
const usd = must(parseCurrency('USD'));

const policy = (changes: Partial<ReservationPolicy> = {}): ReservationPolicy => ({
  version: 1,
  fullRefundDays: 5,
  feeBasisPoints: 1200,
  cap: amount('50000.00 USD'),
  capMonths: 12,
  zone: utc,
  effectiveFrom: at('2000-01-01T00:00:00Z'),
  ...changes,
});

const reservation = (changes: Partial<ReturnableReservation> = {}): ReturnableReservation => ({
  purchasedAt: bought,
  usedAt: null,
  startsOn: date('2026-11-22'),
  endsOn: date('2027-11-22'),
  term: 'P1Y',
  billingCycle: 'one_time',
  charges: [charge({ unit: '1014.00 USD', quantity: 2, rate: 2000, from: '2026-11-22' })],
  ...changes,
});

const question = (changes: Partial<RefundQuestion> = {}): RefundQuestion => {
  const returned = changes.reservation ?? reservation();
  return {
    state: { status: 'active', endsOn: returned.endsOn },
    reservation: returned,
    currency: usd,
    policy: policy(),
    earlier: [],
    rates: [],
    ...changes,
  };
};

const onDay = (day: number, time = 0): Instant =>
  instant(startOfDay(addDays(date('2026-11-22'), day), utc) + time);

const plan = (asked: RefundQuestion, now: Instant) => {
  const decision = refundReservation(asked, now);
  if (!decision.accepted) throw new Error(decision.refusal.code);
  return decision.value;
};
const paid = ({ net, tax, total }: { net: Money; tax: Money; total: Money }) =>
  [net, tax, total].map(formatAmount);

describe('within five days and unused, everything comes back', () => {
  test.each([0, 4, 5])('on day %i', (day) => {
    const refund = plan(question(), onDay(day, millisecondsPerDay - 1));
    expect([refund.rule, ...paid(refund.credit), formatAmount(refund.fee)]).toEqual([
      'full',
      '2028.00',
      '405.60',
      '2433.60',
      '0.00',
    ]);
    expect(refund.cap).toEqual({
      limit: amount('50000.00 USD'),
      used: amount('0.00 USD'),
      value: amount('2028.00 USD'),
      left: amount('47972.00 USD'),
    });
  });

  test('from the first instant of day 6 the unused days come back, less the fee', () => {
    const refund = plan(question(), onDay(6));
    // 1014.00 × 359 ÷ 365 = 997.3315 → 997.33; 12 % = 119.6796 → 119.67; 877.66 × 2
    expect([refund.rule, ...paid(refund.credit), formatAmount(refund.fee)]).toEqual([
      'prorated',
      '1755.32',
      '351.06',
      '2106.38',
      '239.34',
    ]);
    expect(refund.explanation).toBe('359 of 365 days of 1014.00 = 997.33 × 2, less 12 % fee = 239.34');
    expect(refund.charges[0]?.formula).toMatchObject({
      id: 'prorated_less_fee/1',
      inputs: { fee: { basisPoints: 1200, perUnit: '119.67', amount: '239.34' } },
    });
  });

  test('what was used is prorated, without a fee in the first days', () => {
    const used = reservation({ usedAt: bought });
    const early = plan(question({ reservation: used }), onDay(5));
    expect([early.rule, ...paid(early.credit), formatAmount(early.fee)]).toEqual([
      'prorated',
      '2000.20',
      '400.04',
      '2400.24',
      '0.00',
    ]);
    expect(formatAmount(plan(question({ reservation: used }), onDay(6)).fee)).toBe('239.34');
  });

  test('days are those of the policy’s zone, and their number is data', () => {
    const istanbul = zone('Europe/Istanbul');
    const late = reservation({ purchasedAt: at('2026-11-22T22:30:00Z') }); // 23 November there
    const zoned = question({ reservation: late, policy: policy({ zone: istanbul }) });
    expect(plan(zoned, at('2026-11-28T20:59:59.999Z')).rule).toBe('full');
    expect(plan(zoned, at('2026-11-28T21:00:00Z')).rule).toBe('prorated');
    const never = question({ policy: policy({ fullRefundDays: 0 }) });
    expect([plan(never, onDay(0)).rule, plan(never, onDay(1)).rule]).toEqual(['full', 'prorated']);
  });
});

describe('what is paid by the month', () => {
  const monthly = reservation({
    billingCycle: 'monthly',
    charges: [
      charge({ unit: '100.00 USD', quantity: 1, from: '2026-11-22', to: '2026-12-22' }),
      charge({ unit: '100.00 USD', quantity: 1, from: '2026-12-22', to: '2027-01-22' }),
    ],
  });

  test('gives back the unused days of the month, and counts the months to come to the cap', () => {
    const refund = plan(question({ reservation: monthly }), at('2027-01-01T00:00:00Z'));
    // 21 of 31 days = 67.74, 12 % = 8.12; ten months are never charged.
    expect(paid(refund.credit)).toEqual(['59.62', '0.00', '59.62']);
    expect(formatAmount(refund.commitment)).toBe('1067.74');
    expect(formatAmount(refund.cap.left)).toBe('48932.26');
  });

  test('counts like the example of the trade: 24 months of 100 leave 47,600', () => {
    const two = reservation({
      billingCycle: 'monthly',
      term: 'P3Y',
      endsOn: date('2029-11-22'),
      charges: Array.from({ length: 13 }, (_, index) => {
        const month = (offset: number) => {
          const n = 10 + index + offset;
          return `${2026 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}-22`;
        };
        return charge({ unit: '100.00 USD', quantity: 1, from: month(0), to: month(1) });
      }),
    });
    const refund = plan(question({ reservation: two }), at('2027-11-22T00:00:00Z'));
    expect(formatAmount(refund.commitment)).toBe('2400.00');
    expect(formatAmount(refund.cap.left)).toBe('47600.00');
  });
});

describe('the cap of a rolling year', () => {
  const with2028 = (used: string, when = '2026-06-01T00:00:00Z') =>
    question({ earlier: [{ at: at(when), capValue: amount(`${used} USD`) }] });

  test.each([
    ['47971.99', true],
    ['47972.00', true],
    ['47972.01', false],
  ])('with %s cancelled earlier, 2,028.00 more is within it: %s', (used, within) => {
    const decision = refundReservation(with2028(used), onDay(1));
    expect(decision.accepted).toBe(within);
    if (!decision.accepted)
      expect(decision.refusal).toEqual({
        code: 'reservation.cap_exceeded',
        limit: amount('50000.00 USD'),
        used: amount('47972.01 USD'),
        left: amount('2027.99 USD'),
        value: amount('2028.00 USD'),
      });
  });

  test.each([
    ['2027-11-21T23:59:59.999Z', '49000.00'],
    ['2027-11-22T00:00:00.000Z', '0.00'],
  ])(
    'what was cancelled on 22 November 2026 counts no more from 22 November 2027: at %s, %s',
    (now, used) => {
      const earlier = [{ at: at('2026-11-22T23:00:00Z'), capValue: amount('49000.00 USD') }];
      const small = reservation({
        purchasedAt: at('2027-11-20T00:00:00Z'),
        startsOn: date('2027-11-20'),
        endsOn: date('2028-11-20'),
        charges: [charge({ unit: '10.00 USD', quantity: 1, from: '2027-11-20' })],
      });
      expect(formatAmount(plan(question({ earlier, reservation: small }), at(now)).cap.used)).toBe(used);
    },
  );

  test('is counted at the rate of the moment, rounded down', () => {
    const eur = must(parseCurrency('EUR'));
    const inEuros = reservation({
      charges: [charge({ unit: '100.01 EUR', quantity: 1, from: '2026-11-22' })],
    });
    const rates = [
      { from: eur, to: usd, rate: 10_800_000_000n, at: at('2026-01-01T00:00:00Z') },
      { from: eur, to: usd, rate: 20_000_000_000n, at: at('2026-11-24T00:00:00Z') },
    ];
    const asked = question({ reservation: inEuros, currency: eur, rates });
    expect(formatAmount(plan(asked, onDay(1)).cap.value)).toBe('108.01');
    expect(formatAmount(plan(asked, onDay(2)).cap.value)).toBe('200.02');
    expect(refundReservation({ ...asked, rates: [] }, onDay(1))).toEqual({
      accepted: false,
      refusal: { code: 'reservation.cap_rate_missing', from: eur, to: usd },
    });
  });
});

test.each(['exchanged', 'refunded', 'expired'] as const)('what is %s is not refunded', (status) => {
  const asked = question({ state: { status, endsOn: date('2027-11-22') } });
  expect(refundReservation(asked, onDay(1))).toEqual({
    accepted: false,
    refusal: { code: 'reservation.not_active', reservationStatus: status },
  });
});

test('nothing is refunded from the first instant after the term', () => {
  expect(refundReservation(question(), at('2027-11-21T23:59:59.999Z')).accepted).toBe(true);
  expect(refundReservation(question(), at('2027-11-22T00:00:00Z'))).toMatchObject({
    refusal: { code: 'reservation.not_active', reservationStatus: 'expired' },
  });
});

const currencies = ['USD', 'JPY', 'KWD', 'EUR'] as const;

test('what is kept, given back and taken as a fee is what was charged; never more than that comes back', () => {
  fc.assert(
    fc.property(
      fc.record({
        minor: fc.bigInt({ min: 0n, max: 10_000_000n }),
        quantity: fc.integer({ min: 1, max: 500 }),
        code: fc.constantFrom(...currencies),
        rate: fc.integer({ min: 0, max: 3000 }),
        mode: fc.constantFrom('exclusive' as const, 'inclusive' as const),
        day: fc.integer({ min: 0, max: 364 }),
        fee: fc.integer({ min: 0, max: 10_000 }),
        used: fc.boolean(),
      }),
      ({ minor, quantity, code, rate, mode, day, fee, used }) => {
        const currency = must(parseCurrency(code));
        const unit = `${formatAmount({ minor, currency })} ${code}`;
        const charged = charge({ unit, quantity, rate, mode, from: '2026-11-22' });
        const asked = question({
          reservation: reservation({ charges: [charged], usedAt: used ? bought : null }),
          currency,
          policy: policy({ feeBasisPoints: fee, cap: { minor: 10n ** 15n, currency } }),
        });
        const refund = plan(asked, onDay(day));
        const kept = keptOfRefund([charged], refund);
        const inMode = mode === 'exclusive' ? refund.credit.net : refund.credit.total;
        const whole = multiply(charged.unitPrice, quantity);
        expect(add(add(kept, inMode), refund.fee)).toEqual(whole);
        expect(kept.minor >= 0n && refund.fee.minor >= 0n && inMode.minor >= 0n).toBe(true);
        expect(refund.credit.tax.minor <= charged.tax.minor).toBe(true);
        expect(add(refund.credit.net, refund.credit.tax)).toEqual(refund.credit.total);
        const beforeFee = add(inMode, refund.fee);
        const most = truncateRatio(beforeFee, BigInt(refund.feeBasisPoints), 10_000n);
        expect(subtract(most, refund.fee).minor >= zero(currency).minor).toBe(true);
      },
    ),
    { seed: 20_261_122, numRuns: 3_000 },
  );
});

test('a later day never gives back more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 363 }), fc.boolean(), (day, used) => {
      const asked = question({ reservation: reservation({ usedAt: used ? bought : null }) });
      const today = plan(asked, onDay(day)).credit.total.minor;
      expect(plan(asked, onDay(day + 1)).credit.total.minor <= today).toBe(true);
    }),
    { seed: 20_261_122, numRuns: 364 },
  );
});
