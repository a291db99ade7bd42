import { describe, expect, test } from 'vitest';
import type { Offer } from '../catalog/offer.ts';
import { instant } from '../time.ts';
import { type LineWishes, lineWishError } from './line-wishes.ts';

const now = instant(Date.parse('2026-11-22T10:00:00Z'));
const promotion = {
  id: 'autumn',
  productId: 'DG7GMGF0DWT5',
  discountBasisPoints: 1000,
  startsAt: instant(now - 1),
  endsAt: instant(now + 1),
  firstTermOnly: false,
};
const offerIn = (market: string) =>
  ({
    productId: 'DG7GMGF0DWT5',
    skuId: '0001',
    market,
    segment: 'commercial',
    promotions: [promotion],
  }) as unknown as Offer; // what the function under test reads
const codeOf = (wishes: LineWishes, market = 'DE', at = now) =>
  lineWishError(wishes, { offer: offerIn(market), term: 'P1Y' }, at)?.code;
const resellers = (key: 'transaction_reseller' | 'additional_transaction_reseller', count: number) => ({
  participants: Array.from({ length: count }, (_, index) => ({ key, value: `${4_847_383 + index}` })),
});

describe('a promotion that is named', () => {
  test('may be named by its id or as the wire does, in any case', () => {
    expect(codeOf({ promotionId: 'autumn' })).toBeUndefined();
    expect(codeOf({ promotionId: 'dg7gmgf0dwt5:0001:AUTUMN' })).toBeUndefined();
  });

  test('has to be in force: from its first instant, no more at its end', () => {
    expect(codeOf({ promotionId: 'autumn' }, 'DE', instant(now - 2))).toBe('promotion_not_offered');
    expect(codeOf({ promotionId: 'autumn' }, 'DE', instant(now - 1))).toBeUndefined();
    expect(codeOf({ promotionId: 'autumn' }, 'DE', instant(now + 1))).toBe('promotion_not_offered');
  });

  test('has to be one of the item', () => {
    expect(codeOf({ promotionId: 'winter' })).toBe('promotion_not_offered');
    expect(codeOf({ promotionId: 'DG7GMGF0DWT5:0002:autumn' })).toBe('promotion_not_offered');
  });
});

describe('resellers', () => {
  test('are one on record and five more, and not more', () => {
    expect(codeOf(resellers('transaction_reseller', 1))).toBeUndefined();
    expect(codeOf(resellers('transaction_reseller', 2))).toBe('resellers_too_many');
    expect(codeOf(resellers('additional_transaction_reseller', 5))).toBeUndefined();
    expect(codeOf(resellers('additional_transaction_reseller', 6))).toBe('resellers_too_many');
  });

  test('are more than one in the European Union and EFTA only', () => {
    const more = resellers('additional_transaction_reseller', 1);
    expect(['DE', 'CH', 'NO'].map((market) => codeOf(more, market))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(['TR', 'US'].map((market) => codeOf(more, market))).toEqual([
      'resellers_not_in_market',
      'resellers_not_in_market',
    ]);
  });

  test('have a role and a number in digits', () => {
    expect(codeOf({ participants: [{ key: 'unknown', value: '4847383' }] })).toBe('reseller_invalid');
    expect(codeOf({ participants: [{ key: 'transaction_reseller', value: 'me' }] })).toBe('reseller_invalid');
    expect(codeOf({ participants: [{ key: 'transaction_reseller', value: '' }] })).toBe('reseller_invalid');
  });
});

test('add-ons, an end of one’s own and another term of renewal are not offered; nothing said is nothing wrong', () => {
  expect(codeOf({ addOns: 1 })).toBe('add_on_not_offered');
  expect(codeOf({ customEnd: '2027-06-30T00:00:00Z' })).toBe('custom_end_not_offered');
  expect(codeOf({ renewsTo: 'P3Y' })).toBe('renewal_not_offered');
  expect(codeOf({ renewsTo: 'unknown' })).toBe('renewal_not_offered');
  expect(codeOf({ renewsTo: 'P1Y' })).toBeUndefined();
  expect(codeOf({})).toBeUndefined();
  expect(codeOf({ addOns: 0, participants: [] })).toBeUndefined();
});
