import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProductId, parseSkuId } from '../ids.ts';
import { parseMarketCode } from '../market/market.ts';
import { compare, formatAmount, money, parseCurrency } from '../money.ts';
import { amount, at, must } from '../testing/fixtures.ts';
import {
  applyDiscounts,
  choosePartnerDiscount,
  choosePromotion,
  type Discount,
  discountsOf,
  type PartnerDiscount,
  type Promotion,
} from './discount.ts';

const seed = 20_261_122;
const productId = must(parseProductId('DG7GMGF0FKZV'));
const other = must(parseProductId('DG7GMGF0DWT5'));
const skuId = must(parseSkuId('0001'));
const market = must(parseMarketCode('DE'));
const start = at('2026-11-01T00:00:00Z');
const end = at('2026-12-01T00:00:00Z');
const inside = at('2026-11-22T10:00:00Z');
const question = { productId, skuId, market, segment: 'commercial', term: 'P1Y' } as const;

const partner = (basisPoints: number): Discount => ({ kind: 'partner', id: 'd', basisPoints });
const promo = (basisPoints: number): Discount => ({ kind: 'promotion', id: 'p', basisPoints });
const left = (list: string, ...discounts: Discount[]) =>
  formatAmount(applyDiscounts(amount(list), discounts));

describe('a discount', () => {
  it('takes its share off and cuts what is left to the minor unit, once', () => {
    expect(left('100.00 EUR', partner(1000))).toBe('90.00');
    expect(left('100.00 EUR', partner(1000), promo(2500))).toBe('67.50');
    // Cut after each, 9.99 would become 9.49 and then 9.01; cut once it is 9.0159…
    expect(left('9.99 EUR', partner(500), promo(500))).toBe('9.01');
    expect(left('0.99 EUR', partner(5000), promo(5000))).toBe('0.24');
    expect(left('999 JPY', partner(1))).toBe('998');
    expect(left('1.999 KWD', partner(1))).toBe('1.998');
  });

  it('of nothing leaves the list price, of everything nothing', () => {
    expect(left('10.08 EUR')).toBe('10.08');
    expect(left('10.08 EUR', partner(0))).toBe('10.08');
    expect(left('10.08 EUR', partner(10_000), promo(1))).toBe('0.00');
  });

  it('is at most the whole and a whole number of basis points', () => {
    for (const basisPoints of [-1, 10_001, 0.5, Number.NaN])
      expect(() => applyDiscounts(amount('1.00 EUR'), [partner(basisPoints)])).toThrow();
  });

  it('never leaves more than the list price, less than nothing or more for a higher discount, in any order', () => {
    const list = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.constantFrom('JPY', 'EUR', 'KWD'))
      .map(([minor, currency]) => money(minor, must(parseCurrency(currency))));
    const share = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(list, share, share, share, (price, a, b, c) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const discounted = applyDiscounts(price, [partner(low), promo(c)]);
        expect(compare(discounted, price) <= 0 && discounted.minor >= 0n).toBe(true);
        expect(compare(applyDiscounts(price, [partner(high), promo(c)]), discounted) <= 0).toBe(true);
        expect(applyDiscounts(price, [promo(c), partner(low)])).toEqual(discounted);
        // Never up by rounding: within one minor unit below the exact figure.
        const exact = price.minor * BigInt(10_000 - low) * BigInt(10_000 - c);
        const off = exact - discounted.minor * 100_000_000n;
        expect(off >= 0n && off < 100_000_000n).toBe(true);
      }),
      { seed, numRuns: 2000 },
    );
  });
});

describe('the promotion of a purchase', () => {
  const promotion = (changes: Partial<Promotion> = {}): Promotion => ({
    id: 'AUTUMN',
    productId,
    discountBasisPoints: 1000,
    startsAt: start,
    endsAt: end,
    firstTermOnly: true,
    ...changes,
  });

  it.each([
    ['2026-10-31T23:59:59.999Z', false],
    ['2026-11-01T00:00:00.000Z', true],
    ['2026-11-30T23:59:59.999Z', true],
    ['2026-12-01T00:00:00.000Z', false],
  ])('holds at %s: %s', (now, holds) => {
    expect(choosePromotion([promotion()], question, at(now)) !== undefined).toBe(holds);
  });

  it('is one for the product, SKU, market, segment and term, where it names them', () => {
    const about: Partial<Promotion>[] = [
      { productId: other },
      { skuId: must(parseSkuId('0002')) },
      { market: must(parseMarketCode('TR')) },
      { segment: 'education' },
      { term: 'P3Y' },
    ];
    for (const changes of about)
      expect(choosePromotion([promotion(changes)], question, inside)).toBeUndefined();
    const exact = promotion({ skuId, market, segment: 'commercial', term: 'P1Y' });
    expect(choosePromotion([exact], question, inside)).toEqual(exact);
  });

  it('is the best; of two as good the one whose id comes first, however the rows come', () => {
    const [low, b, a] = [
      promotion(),
      promotion({ id: 'B', discountBasisPoints: 2000 }),
      promotion({ id: 'A', discountBasisPoints: 2000 }),
    ];
    expect(choosePromotion([low, b, a], question, inside)?.id).toBe('A');
    expect(choosePromotion([a, b, low], question, inside)?.id).toBe('A');
  });
});

describe('a partner’s discount', () => {
  const discount = (id: string, changes: Partial<PartnerDiscount> = {}): PartnerDiscount => ({
    id,
    discountBasisPoints: 500,
    effectiveFrom: start,
    ...changes,
  });
  const chosen = (rows: PartnerDiscount[], now = inside) =>
    choosePartnerDiscount(rows, { family: 'software_subscription', productId }, now)?.id;

  it('is the most specific: product, then family, then everything', () => {
    const rows = [
      discount('all', { effectiveFrom: inside }),
      discount('family', { family: 'software_subscription' }),
    ];
    expect(chosen(rows)).toBe('family');
    expect(chosen([discount('product', { productId }), ...rows])).toBe('product');
    expect(chosen([discount('elsewhere', { productId: other })])).toBeUndefined();
    expect(chosen([discount('elsewhere', { family: 'reservation' })])).toBeUndefined();
  });

  it('is the latest in force, and of one instant the one recorded last', () => {
    const later = at('2026-11-22T10:00:00.000Z');
    const rows = [discount('old'), discount('new', { effectiveFrom: later })];
    expect(chosen(rows, at('2026-11-22T09:59:59.999Z'))).toBe('old');
    expect(chosen(rows, later)).toBe('new');
    expect(chosen([...rows].reverse(), later)).toBe('new');
    expect(chosen([discount('first'), discount('second')])).toBe('second');
    expect(chosen([discount('future', { effectiveFrom: end })])).toBeUndefined();
  });

  it('of zero ends an earlier one and is not shown as a discount', () => {
    const none = discount('none', { discountBasisPoints: 0, effectiveFrom: inside });
    const found = choosePartnerDiscount(
      [discount('old'), none],
      { family: 'software_plan', productId },
      inside,
    );
    expect(found).toEqual(none);
    expect(discountsOf(found, undefined)).toEqual([]);
  });

  it('comes before the promotion', () => {
    const promotion: Promotion = {
      id: 'AUTUMN',
      productId,
      discountBasisPoints: 1000,
      startsAt: start,
      endsAt: end,
      firstTermOnly: false,
    };
    expect(discountsOf(discount('d'), promotion)).toEqual([
      { kind: 'partner', id: 'd', basisPoints: 500 },
      { kind: 'promotion', id: 'AUTUMN', basisPoints: 1000 },
    ]);
  });
});
