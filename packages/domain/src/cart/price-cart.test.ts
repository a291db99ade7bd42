import { describe, expect, it } from 'vitest';
import { type Offer, offerForRenewal } from '../catalog/offer.ts';
import { parseSkuId } from '../ids.ts';
import { formatAmount, parseCurrency } from '../money.ts';
import { amount, at, cartLine, must, offer, policy, price } from '../testing/fixtures.ts';
import type { CartLine } from './cart.ts';
import { cartExpiry, isExpired } from './cart.ts';
import { isPriced, priceCart } from './price-cart.ts';

const now = at('2026-11-22T10:00:00Z');
const sku = (text: string) => must(parseSkuId(text));

function priced(pairs: readonly [Offer, Partial<CartLine>?][]) {
  const lines = pairs.map(([of, changes], id) => cartLine(of, { id, ...changes }));
  return priceCart(lines, new Map(pairs.map(([of]) => [of.catalogItemId, of])), now);
}

function errorOf(of: Offer, changes: Partial<CartLine> = {}) {
  const [line] = priced([[of, changes]]).lines;
  return line?.status === 'error' ? line.error : undefined;
}

const amountsOf = (of: Offer, changes: Partial<CartLine> = {}) => {
  const [line] = priced([[of, changes]]).lines.filter(isPriced);
  return line && [line.amounts.net, line.amounts.tax, line.amounts.gross].map(formatAmount);
};

describe('pricing a line', () => {
  it('puts the tax on top where prices exclude it', () => {
    expect(amountsOf(offer(), { quantity: 3 })).toEqual(['3000.00', '570.00', '3570.00']);
  });

  it('takes the tax out of the price where prices include it', () => {
    const australian = offer({
      prices: [price('109.95 AUD')],
      defaultCurrency: must(parseCurrency('AUD')),
      tax: { mode: 'inclusive', rateBasisPoints: 1000, known: true, category: 'S' },
    });
    expect(amountsOf(australian, { quantity: 7 })).toEqual(['699.68', '69.97', '769.65']);
  });

  it('takes the unit price of the tier that the quantity falls into', () => {
    const tiers = [price('10.00 EUR', { tierTo: 9 }), price('9.00 EUR', { tierFrom: 10 })];
    expect(amountsOf(offer({ prices: tiers }), { quantity: 9 })?.[0]).toBe('90.00');
    expect(amountsOf(offer({ prices: tiers }), { quantity: 10 })?.[0]).toBe('90.00');
    expect(amountsOf(offer({ prices: tiers }), { quantity: 11 })?.[0]).toBe('99.00');
  });

  it('uses the price in force at the instant, from its first to before its last', () => {
    const before = price('1.00 EUR', { effectiveTo: now });
    const from = price('2.00 EUR', { effectiveFrom: now });
    expect(amountsOf(offer({ prices: [before, from] }))?.[0]).toBe('2.00');
  });
});

describe('discounts and a billing currency', () => {
  const promotion = {
    id: 'AUTUMN',
    productId: offer().productId,
    discountBasisPoints: 2500,
    startsAt: at('2026-11-01T00:00:00Z'),
    endsAt: at('2026-12-01T00:00:00Z'),
    firstTermOnly: true,
  };
  const tiers = [price('10.00 EUR', { tierTo: 9 }), price('9.99 EUR', { tierFrom: 10 })];
  const lower = offer({
    prices: tiers,
    promotions: [promotion],
    partnerDiscounts: [{ id: 'd', discountBasisPoints: 1000, effectiveFrom: promotion.startsAt }],
  });
  const only = (of: Offer, changes: Partial<CartLine> = {}) =>
    must(priced([[of, changes]]).lines.filter(isPriced)[0]);

  it('come off the price of the tier, the tax is reckoned on what is left', () => {
    const line = only(lower, { quantity: 10 });
    const { listUnitPrice, unitPrice, amounts, discounts } = line;
    // 9.99 × 0.90 × 0.75 = 6.743…
    expect([listUnitPrice, unitPrice, amounts.net, amounts.tax].map(formatAmount)).toEqual([
      '9.99',
      '6.74',
      '67.40',
      '12.81',
    ]);
    expect(discounts.map(({ kind, id }) => [kind, id])).toEqual([
      ['partner', 'd'],
      ['promotion', 'AUTUMN'],
    ]);
    expect(line.charged.rate).toBeNull();
  });

  it('a renewal finds the partner’s discount and no promotion for a first term', () => {
    expect(formatAmount(only(offerForRenewal(lower)).unitPrice)).toBe('9.00');
    const lasting = offer({ ...lower, promotions: [{ ...promotion, firstTermOnly: false }] });
    expect(formatAmount(only(offerForRenewal(lasting)).unitPrice)).toBe('6.75');
  });

  it('the price stays in its own currency, what is charged is in the account’s', () => {
    const rate = {
      from: must(parseCurrency('EUR')),
      to: must(parseCurrency('JPY')),
      rate: 1_612_300_000_000n,
    };
    const billing = { currency: rate.to, rates: [{ ...rate, at: promotion.startsAt }] };
    const line = only(offer({ ...lower, billing }), { quantity: 10 });
    expect(formatAmount(line.amounts.gross)).toBe('80.21');
    const { listUnitPrice, unitPrice, net, tax, gross } = line.charged;
    expect([listUnitPrice, unitPrice, net, tax, gross].map(formatAmount)).toEqual([
      '1610',
      '1086',
      '10860',
      '2063',
      '12923',
    ]);
    const { totals, chargedTotals } = priced([[offer({ ...lower, billing })]]);
    expect([...totals, ...chargedTotals].map(({ currency }) => currency)).toEqual(['EUR', 'JPY']);
  });

  it('without a rate the line cannot be bought', () => {
    const billing = { currency: must(parseCurrency('TRY')), rates: [] };
    expect(errorOf(offer({ billing }))).toEqual({ code: 'exchange_rate_missing', from: 'EUR', to: 'TRY' });
  });

  it('an amount that fits its own currency may be too large for the one it is billed in', () => {
    const rate = { from: must(parseCurrency('EUR')), to: must(parseCurrency('TRY')), rate: 10n ** 19n };
    const billing = { currency: rate.to, rates: [{ ...rate, at: promotion.startsAt }] };
    const huge = offer({ prices: [price('9999999.00 EUR')], billing });
    expect(errorOf(huge)).toMatchObject({ code: 'amount_too_large', currency: 'TRY' });
  });
});

describe('line errors', () => {
  it('names an item that does not exist', () => {
    const missing = cartLine(offer());
    const [line] = priceCart([missing], new Map(), now).lines;
    expect(line).toMatchObject({ status: 'error', error: { code: 'catalog_item_unknown' } });
  });

  it('names the market where a family is not sold', () => {
    expect(errorOf(offer({ isSoldInMarket: false }))).toMatchObject({
      code: 'not_sold_in_market',
      market: 'DE',
    });
  });

  it('says not purchasable without a price in force', () => {
    expect(errorOf(offer({ isPurchasable: false }))?.code).toBe('not_purchasable');
    expect(errorOf(offer({ prices: [price('1.00 EUR', { effectiveTo: now })] }))?.code).toBe(
      'not_purchasable',
    );
  });

  it('says which terms, cycles and currencies there are', () => {
    expect(errorOf(offer(), { term: 'P3Y' })).toEqual({
      code: 'term_not_supported',
      term: 'P3Y',
      supported: ['P1Y'],
    });
    expect(errorOf(offer(), { billingCycle: 'annual' })).toEqual({
      code: 'billing_cycle_not_supported',
      billingCycle: 'annual',
      supported: ['one_time'],
    });
    expect(errorOf(offer(), { currency: must(parseCurrency('USD')) })).toEqual({
      code: 'currency_not_supported',
      currency: 'USD',
      supported: ['EUR'],
    });
  });

  it.each([
    [0, true],
    [1, false],
    [1000, false],
    [1001, true],
    [1.5, true],
    [Number.NaN, true],
  ])('quantity %d of 1 to 1000 refused: %s', (quantity, isRefused) => {
    expect(errorOf(offer(), { quantity })?.code).toBe(isRefused ? 'quantity_out_of_range' : undefined);
  });

  it('gives the tiers as the range when no tier has the quantity', () => {
    const prices = [price('1.00 EUR', { tierFrom: 5, tierTo: 9 })];
    expect(errorOf(offer({ prices }), { quantity: 10 })).toMatchObject({ minimum: 5, maximum: 9 });
  });

  it('refuses an amount that no ledger could hold', () => {
    const huge = offer({ prices: [price('999999999999999.00 EUR')] });
    expect(errorOf(huge, { quantity: 2 })).toMatchObject({ code: 'amount_too_large', currency: 'EUR' });
  });
});

describe('a cart', () => {
  it('groups lines by policy, cycle, term, currency and cloud subscription', () => {
    const perpetual = offer({ skuId: sku('0002'), prices: [price('5.00 EUR', { term: '' })] });
    const strict = offer({ skuId: sku('0003'), policy: policy({ version: 2 }) });
    const twin = offer({ skuId: sku('0004') });
    const cart = priced([
      [offer()],
      [perpetual, { term: '' }],
      [strict],
      [twin],
      [twin, { cloudSubscriptionId: 'a' }],
    ]);
    expect(cart.lines.filter(isPriced).map(({ orderGroup }) => orderGroup)).toEqual([
      '0',
      '1',
      '2',
      '0',
      '3',
    ]);
  });

  it('totals each currency over the lines without an error', () => {
    const dollars = offer({ skuId: sku('0002'), prices: [price('2.00 USD')] });
    const usd = { currency: must(parseCurrency('USD')) };
    const { totals } = priced([[offer()], [dollars, usd], [offer({ skuId: sku('0003') }), { quantity: 0 }]]);
    expect(totals.map(({ currency, gross }) => [currency, formatAmount(gross)])).toEqual([
      ['EUR', '1190.00'],
      ['USD', '2.38'],
    ]);
    expect(totals[0]?.net).toEqual(amount('1000.00 EUR'));
  });

  it('expires seven days after it was made, at that very millisecond', () => {
    const expiresAt = cartExpiry(now);
    expect(expiresAt).toBe(at('2026-11-29T10:00:00Z'));
    expect(isExpired({ expiresAt }, at('2026-11-29T09:59:59.999Z'))).toBe(false);
    expect(isExpired({ expiresAt }, expiresAt)).toBe(true);
  });
});
