import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CreditableCharge } from '../cancellation/credit.ts';
import type { ChargeId } from '../ids.ts';
import { add, type CurrencyCode, money, netOfGross, subtract, taxOnNet } from '../money.ts';
import { splitTotal } from './refund-decision.ts';

const eur = 'EUR' as CurrencyCode; // three letters
const chargeId = '00000000-0000-4000-8000-000000000001' as ChargeId; // a uuid
const none = { net: money(0n, eur), tax: money(0n, eur) };

const exclusive = (net: bigint, rate: number): CreditableCharge => {
  const before = money(net, eur);
  const tax = taxOnNet(before, rate);
  return {
    chargeId,
    unitPrice: before,
    quantity: 1,
    net: before,
    tax,
    gross: add(before, tax),
    taxMode: 'exclusive',
    taxRateBasisPoints: rate,
    alreadyCredited: none,
  };
};

const inclusive = (gross: bigint, rate: number): CreditableCharge => {
  const whole = money(gross, eur);
  const net = netOfGross(whole, rate);
  return {
    ...exclusive(1n, rate),
    unitPrice: whole,
    net,
    tax: subtract(whole, net),
    gross: whole,
    taxMode: 'inclusive',
  };
};

describe('an amount with its tax', () => {
  test('is split to the cent', () => {
    const { net, tax, total } = splitTotal(exclusive(36_500n, 1_900), money(10_000n, eur));
    expect([net.minor, tax.minor, total.minor]).toEqual([8_403n, 1_597n, 10_000n]);
  });

  test('takes all of the tax with what brings the charge to zero', () => {
    const charge = exclusive(36_500n, 1_900);
    expect(splitTotal(charge, charge.gross)).toEqual({
      net: charge.net,
      tax: charge.tax,
      total: charge.gross,
    });
  });

  test('is what was said, in parts that never pass what is left of net or tax, in both modes', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (amount, rate, shares, isInclusive) => {
          let charge = isInclusive ? inclusive(amount, rate) : exclusive(amount, rate);
          for (const share of [...shares, 1]) {
            const { alreadyCredited: before } = charge;
            const left = subtract(charge.gross, add(before.net, before.tax));
            const wanted = money((left.minor * BigInt(Math.round(share * 1_000))) / 1_000n, eur);
            const { net, tax, total } = splitTotal(charge, wanted);
            expect(total).toEqual(wanted);
            expect(add(net, tax)).toEqual(wanted);
            expect(net.minor).toBeGreaterThanOrEqual(0n);
            expect(tax.minor).toBeGreaterThanOrEqual(0n);
            const credited = { net: add(before.net, net), tax: add(before.tax, tax) };
            expect(credited.net.minor).toBeLessThanOrEqual(charge.net.minor);
            expect(credited.tax.minor).toBeLessThanOrEqual(charge.tax.minor);
            charge = { ...charge, alreadyCredited: credited };
          }
          expect(charge.alreadyCredited).toEqual({ net: charge.net, tax: charge.tax });
        },
      ),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});
