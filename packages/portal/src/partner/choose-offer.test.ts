import { expect, test } from 'vitest';
import type { Offer } from '../api/types.ts';
import { linePrice, nearestOffer, unitPriceFor, values } from './choose-offer.ts';

const offer = (over: Partial<Offer>): Offer => ({
  catalogItemId: 'p:s:a',
  segment: 'commercial',
  termDuration: 'P1Y',
  billingCycle: 'one_time',
  currency: 'EUR',
  unitPrice: '812.00',
  tiers: [],
  taxMode: 'exclusive',
  taxRateBasisPoints: 1900,
  taxRateKnown: true,
  cancellation: { cancellable: true },
  ...over,
});

const yearOnce = offer({});
const yearMonthly = offer({ billingCycle: 'annual' });
const threeYears = offer({ termDuration: 'P3Y' });
const offers = [yearOnce, yearMonthly, threeYears];

test('keeps every answer that still leads to an offer', () => {
  expect(nearestOffer(offers, { termDuration: 'P1Y', billingCycle: 'annual' })).toBe(yearMonthly);
});

test('lets an answer go that the chosen term does not have', () => {
  expect(nearestOffer(offers, { termDuration: 'P3Y', billingCycle: 'annual' })).toBe(threeYears);
});

test('offers only the billing that the term has', () => {
  expect(values(offers, 'billingCycle', { termDuration: 'P3Y' })).toEqual(['one_time']);
});

test('takes the tier that the quantity reaches, not the one before or after', () => {
  const tiered = offer({ tiers: [{ from: 10, unitPrice: '800.00' }] });
  expect([9, 10, 11].map((quantity) => unitPriceFor(tiered, quantity))).toEqual([
    '812.00',
    '800.00',
    '800.00',
  ]);
});

test('multiplies to the cent, beyond what floating point can hold', () => {
  expect(linePrice(offer({ unitPrice: '90071992547.41' }), 999_999)).toBe('90071902475417452.59');
  expect(linePrice(offer({ unitPrice: '0.10' }), 3)).toBe('0.30');
});

test('has no price for a quantity that is none', () => {
  expect([0, -1, 1.5, Number.NaN].map((quantity) => linePrice(yearOnce, quantity))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
