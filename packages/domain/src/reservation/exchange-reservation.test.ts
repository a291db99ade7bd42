import { describe, expect, test } from 'vitest';
import { formatAmount, parseCurrency } from '../money.ts';
import { amount, at, charge, date, must } from '../testing/fixtures.ts';
import { utc } from '../time.ts';
import { type ExchangeQuestion, exchangeReservation } from './exchange-reservation.ts';
import { chargesInTerm } from './remaining-value.ts';

const usd = must(parseCurrency('USD'));

const question = (commitment: string, changes: Partial<ExchangeQuestion> = {}): ExchangeQuestion => ({
  state: { status: 'active', endsOn: date('2027-11-22') },
  reservation: {
    purchasedAt: at('2026-11-22T10:00:00Z'),
    usedAt: at('2026-11-23T10:00:00Z'),
    startsOn: date('2026-11-22'),
    endsOn: date('2027-11-22'),
    term: 'P1Y',
    billingCycle: 'one_time',
    charges: [charge({ unit: '365.00 USD', quantity: 2, rate: 2000, from: '2026-11-22' })],
  },
  currency: usd,
  policy: {
    version: 3,
    fullRefundDays: 5,
    feeBasisPoints: 1200,
    cap: amount('0.00 USD'),
    capMonths: 12,
    zone: utc,
    effectiveFrom: at('2000-01-01T00:00:00Z'),
  },
  type: 'VirtualMachines',
  target: { type: 'VirtualMachines', commitment: amount(commitment) },
  ...changes,
});

const now = at('2027-02-22T15:00:00Z'); // 92 days used, 273 of 365 left

describe('an exchange', () => {
  test('gives back the unused days without a fee and asks nothing of the cap', () => {
    const decision = exchangeReservation(question('1000.00 USD'), now);
    expect(decision).toMatchObject({
      accepted: true,
      value: {
        exchangeDate: '2027-02-22',
        remaining: amount('546.00 USD'),
        difference: amount('454.00 USD'),
        policyVersion: 3,
        explanation: '273 of 365 days of 365.00 = 273.00 × 2',
        credit: { net: amount('546.00 USD'), tax: amount('109.20 USD'), total: amount('655.20 USD') },
      },
    });
  });

  test.each([
    ['545.99 USD', false],
    ['546.00 USD', true],
    ['546.01 USD', true],
  ])('asks for at least what is left: %s', (commitment, enough) => {
    const decision = exchangeReservation(question(commitment), now);
    expect(decision.accepted).toBe(enough);
    if (!decision.accepted)
      expect(decision.refusal).toEqual({
        code: 'reservation.exchange_too_small',
        remaining: amount('546.00 USD'),
        commitment: amount('545.99 USD'),
      });
  });

  test('counts the months that were never charged to what is left', () => {
    const monthly = {
      ...question('0.00 USD').reservation,
      billingCycle: 'monthly' as const,
      charges: [charge({ unit: '31.00 USD', quantity: 1, from: '2026-11-22', to: '2026-12-22' })],
    };
    const decision = exchangeReservation(
      question('356.83 USD', { reservation: monthly }),
      at('2026-12-07T00:00:00Z'),
    );
    // 15 of 30 days of 31.00, and eleven months.
    expect(decision.accepted && formatAmount(decision.value.remaining)).toBe('356.50');
  });

  test('is for the same type', () => {
    const target = { type: 'SqlDatabases', commitment: amount('9999.00 USD') };
    expect(exchangeReservation(question('0.00 USD', { target }), now)).toMatchObject({
      refusal: { code: 'reservation.exchange_type', from: 'VirtualMachines', to: 'SqlDatabases' },
    });
  });

  test('is in the same currency', () => {
    expect(exchangeReservation(question('9999.00 EUR'), now)).toMatchObject({
      refusal: { code: 'reservation.exchange_currency', from: 'USD', to: 'EUR' },
    });
  });

  test('is for what still runs', () => {
    expect(exchangeReservation(question('9999.00 USD'), at('2027-11-22T00:00:00Z'))).toMatchObject({
      refusal: { code: 'reservation.not_active', reservationStatus: 'expired' },
    });
  });
});

test.each([
  ['P1Y', 'one_time', 1],
  ['P1Y', 'monthly', 12],
  ['P1Y', 'annual', 1],
  ['P3Y', 'monthly', 36],
  ['P3Y', 'annual', 3],
  ['P3Y', 'triennial', 1],
] as const)('a term of %s paid %s is charged %i times', (term, billingCycle, times) => {
  const endsOn = date(term === 'P1Y' ? '2029-01-31' : '2031-01-31');
  expect(chargesInTerm({ startsOn: date('2028-01-31'), endsOn, term, billingCycle })).toBe(times);
});
