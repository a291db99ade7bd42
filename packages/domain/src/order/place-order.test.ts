import { describe, expect, it } from 'vitest';
import { creditForCharge } from '../cancellation/credit.ts';
import type { CartLine } from '../cart/cart.ts';
import { cartExpiry } from '../cart/cart.ts';
import type { Offer } from '../catalog/offer.ts';
import { parseCartId, parseSkuId } from '../ids.ts';
import { formatAmount, multiply, parseCurrency } from '../money.ts';
import { amount, at, cartLine, charge, must, offer, policy, price, zone } from '../testing/fixtures.ts';
import { type CheckoutQuestion, placeOrder } from './place-order.ts';

const now = at('2026-11-22T22:30:00Z');
const id = must(parseCartId('33333333-3333-4333-8333-333333333333'));
const sku = (text: string) => must(parseSkuId(text));

function question(pairs: readonly [Offer, Partial<CartLine>?][], changes: Partial<CheckoutQuestion> = {}) {
  const lines = pairs.map(([of, wish], index) => cartLine(of, { id: index, ...wish }));
  return {
    cart: { id, expiresAt: cartExpiry(now), lines },
    offers: new Map<string, Offer>(pairs.map(([of]) => [of.catalogItemId, of])),
    agreementOnRecord: true,
    creditLimits: [{ limit: amount('1000000.00 EUR'), used: amount('0.00 EUR') }],
    ...changes,
  };
}

function planOf(...args: Parameters<typeof question>) {
  const decision = placeOrder(question(...args), now);
  if (!decision.accepted) throw new Error(`refused: ${decision.refusal.code}`);
  return decision.value;
}

function refusalOf(...args: Parameters<typeof question>) {
  const decision = placeOrder(question(...args), now);
  return decision.accepted ? undefined : decision.refusal;
}

const lineOf = (of: Offer, wish: Partial<CartLine> = {}) => must(planOf([[of, wish]]).orders[0]?.lines[0]);

describe('a checkout is refused', () => {
  it('when the cart has expired, to the millisecond', () => {
    const cart = (expiresAt: typeof now) => ({ ...question([[offer()]]).cart, expiresAt });
    expect(refusalOf([[offer()]], { cart: cart(now) })).toEqual({ code: 'cart.expired', expiresAt: now });
    expect(refusalOf([[offer()]], { cart: cart(at('2026-11-22T22:30:00.001Z')) })).toBeUndefined();
  });

  it('when the cart is empty', () => {
    expect(refusalOf([])).toEqual({ code: 'cart.empty' });
  });

  it('when a line has an error, naming each', () => {
    expect(refusalOf([[offer()], [offer({ skuId: sku('0002') }), { quantity: 0 }]])).toMatchObject({
      code: 'cart.has_line_errors',
      lines: [{ lineId: 1, error: { code: 'quantity_out_of_range' } }],
    });
  });

  it('when what is charged is not what was shown, because the exchange rate moved', () => {
    const [from, to] = ['EUR', 'TRY'].map((text) => must(parseCurrency(text))) as [never, never];
    const rates = [{ from, to, rate: 345_670_000_000n, at: at('2026-11-01T00:00:00Z') }];
    const billed = offer({ billing: { currency: to, rates } });
    const limits = { creditLimits: [{ limit: amount('99999.00 TRY'), used: amount('0.00 TRY') }] };
    const quoted = { quotedUnitPrice: amount('1000.00 EUR'), quotedChargedUnitPrice: amount('34500.00 TRY') };
    expect(refusalOf([[billed, quoted]], limits)).toEqual({
      code: 'cart.price_changed',
      lines: [{ lineId: 0, quoted: amount('34500.00 TRY'), current: amount('34567.00 TRY') }],
    });
    const right = { ...quoted, quotedChargedUnitPrice: amount('34567.00 TRY') };
    expect(refusalOf([[billed, right]], limits)).toBeUndefined();
    // The limit is of the currency that is charged, tax included: 34567.00 and 19 %.
    const limit = (text: string) => ({ creditLimits: [{ limit: amount(text), used: amount('0.00 TRY') }] });
    expect(refusalOf([[billed]], limit('41134.73 TRY'))).toBeUndefined();
    expect(refusalOf([[billed]], limit('41134.72 TRY'))).toMatchObject({
      code: 'credit_limit.exceeded',
      currency: 'TRY',
    });
    expect(planOf([[billed]], limit('41134.73 TRY')).exposure).toEqual([amount('41134.73 TRY')]);
  });

  it('when a price is not the one that was shown', () => {
    const quoted = { quotedUnitPrice: amount('999.99 EUR') };
    expect(refusalOf([[offer(), quoted]])).toEqual({
      code: 'cart.price_changed',
      lines: [{ lineId: 0, quoted: amount('999.99 EUR'), current: amount('1000.00 EUR') }],
    });
    expect(refusalOf([[offer(), { quotedUnitPrice: amount('1000.00 EUR') }]])).toBeUndefined();
  });

  it('when the customer agreement is not on record', () => {
    expect(refusalOf([[offer()]], { agreementOnRecord: false })).toEqual({ code: 'agreement.missing' });
  });

  it('when credit used and wanted pass the limit by one cent, tax included, and not at the limit', () => {
    const limits = (used: string) => ({
      creditLimits: [{ limit: amount('2000.00 EUR'), used: amount(used) }],
    });
    expect(refusalOf([[offer()]], limits('810.00 EUR'))).toBeUndefined();
    expect(refusalOf([[offer()]], limits('810.01 EUR'))).toEqual({
      code: 'credit_limit.exceeded',
      currency: 'EUR',
      limit: amount('2000.00 EUR'),
      used: amount('810.01 EUR'),
      wanted: amount('1190.00 EUR'),
    });
  });

  it('when there is no credit in the currency', () => {
    expect(refusalOf([[offer()]], { creditLimits: [] })).toMatchObject({ code: 'credit_limit.exceeded' });
    expect(planOf([[offer(), {}]], { creditLimits: 'paid_by_provider' }).exposure).toHaveLength(1);
  });
});

describe('a checkout makes', () => {
  it('one order a group, lines counted from zero, totals as sums of lines', () => {
    const perpetual = offer({ skuId: sku('0002'), prices: [price('5.00 EUR', { term: '' })] });
    const plan = planOf([[offer()], [perpetual, { term: '' }], [offer({ skuId: sku('0003') })]]);
    expect(plan.orders.map(({ orderGroup, lines }) => [orderGroup, lines.map((l) => l.lineNumber)])).toEqual([
      ['0', [0, 1]],
      ['1', [0]],
    ]);
    expect(plan.orders.map(({ total }) => formatAmount(total.gross))).toEqual(['2380.00', '5.95']);
    expect(plan.exposure.map(formatAmount)).toEqual(['2385.95']);
  });

  it('lines with frozen price, tax and window, charged by days of the policy zone', () => {
    const line = lineOf(offer({ policy: policy({ zone: zone('Europe/Istanbul') }) }), { quantity: 2 });
    expect(line).toMatchObject({
      status: 'fulfilled',
      taxMode: 'exclusive',
      taxRateBasisPoints: 1900,
      cancellation: { closedOn: '2027-01-22', creditRule: 'prorated' },
      charge: { kind: 'new', periodStart: '2026-11-23', periodEnd: '2027-11-23', quantity: 2 },
      entitlement: { status: 'active', expiresOn: '2027-11-23', expiresAt: at('2027-11-22T21:00:00Z') },
      keys: { keyGroup: 'default', count: 1, source: 'pool' },
    });
  });

  it('one charge for the whole term when it is paid once, one year when it is paid by the year', () => {
    const cycles = (['one_time', 'triennial', 'annual'] as const).map((billingCycle) => {
      const prices = [price('1.00 EUR', { term: 'P3Y', billingCycle })];
      return lineOf(offer({ prices }), { term: 'P3Y', billingCycle }).charge?.periodEnd;
    });
    expect(cycles).toEqual(['2029-11-22', '2029-11-22', '2027-11-22']);
    const monthly = offer({ prices: [price('1.00 EUR', { billingCycle: 'monthly' })] });
    expect(lineOf(monthly, { billingCycle: 'monthly' })).toMatchObject({
      charge: { periodEnd: '2026-12-22' },
      entitlement: { expiresOn: '2027-11-22' },
    });
  });

  it('a perpetual line without period or expiry', () => {
    const perpetual = offer({ family: 'perpetual_software', prices: [price('5.00 EUR', { term: '' })] });
    expect(lineOf(perpetual, { term: '' })).toMatchObject({
      charge: { periodStart: null, periodEnd: null },
      entitlement: { expiresOn: null, expiresAt: null },
    });
  });

  it('a software plan that can never be cancelled and needs no key', () => {
    const never = policy({ family: 'software_plan', window: null });
    const plan = lineOf(offer({ family: 'software_plan', policy: never, keys: undefined }));
    expect(plan).toMatchObject({
      cancellation: null,
      policy: { version: 1 },
      keys: null,
      status: 'fulfilled',
    });
  });

  it('a line that waits when the pool is empty, while nothing else waits', () => {
    const last = {
      keyGroup: 'default',
      rule: { rule: 'per_purchase', keys: 1 },
      form: { format: 'digits_32' },
      source: 'pool',
      available: 1,
    } as const;
    const lines = planOf([[offer({ keys: last })], [offer({ keys: last })]]).orders[0]?.lines;
    expect(lines?.map(({ status, entitlement, keys }) => [status, entitlement?.status, keys?.count])).toEqual(
      [
        ['fulfilled', 'active', 1],
        ['provisioning', 'provisioning', undefined],
      ],
    );
  });

  it('generated keys without asking the pool', () => {
    const keys = {
      keyGroup: 'default',
      rule: { rule: 'per_purchase', keys: 2 },
      form: { format: 'digits_32' },
      source: 'generated',
      available: 0,
    } as const;
    expect(lineOf(offer({ keys }))).toMatchObject({ status: 'fulfilled', keys: { count: 2 } });
  });

  it('no charge and no use of credit for what is paid by usage', () => {
    const usage = price('0.00 EUR', { term: '', billingCycle: 'none' });
    const cloud = offer({ family: 'cloud_plan', prices: [usage], keys: undefined, policy: undefined });
    const plan = planOf([[cloud, { term: '', billingCycle: 'none' }]], { creditLimits: [] });
    expect(plan.exposure).toEqual([]);
    expect(plan.orders[0]?.lines[0]).toMatchObject({ charge: null, entitlement: null });
  });

  it('charges that a cancel on the same day gives back whole', () => {
    const line = lineOf(offer(), { quantity: 3 });
    const made = must(line.charge ?? undefined);
    expect(multiply(made.unitPrice, 3)).toEqual(made.net);
    const { chargeId, alreadyCredited } = charge({ unit: '0.00 EUR', quantity: 0 });
    const { periodStart, periodEnd, ...rest } = made;
    const creditable = {
      ...rest,
      chargeId,
      alreadyCredited,
      periodStart: must(periodStart ?? undefined),
      periodEnd: must(periodEnd ?? undefined),
    };
    expect(creditForCharge(creditable, 'prorated', creditable.periodStart).total).toEqual(made.gross);
  });
});
