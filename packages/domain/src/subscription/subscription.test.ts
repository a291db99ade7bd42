import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditForCharge } from '../cancellation/credit.ts';
import { parseSkuId } from '../ids.ts';
import { formatAmount } from '../money.ts';
import { amount, at, charge, date, must, offer, policy, price, zone } from '../testing/fixtures.ts';
import { utc } from '../time.ts';
import { addQuantity, type LockedPrice } from './add-quantity.ts';
import { type ChangeQuestion, changeSubscription, type SubscriptionChange } from './change-subscription.ts';
import { renewSubscription } from './renew-subscription.ts';
import { type Subscription, subscriptionMoves, subscriptionStatuses } from './subscription.ts';
import { subscriptionActions } from './subscription-actions.ts';

const of = offer();

function subscription(changes: Partial<Subscription> = {}): Subscription {
  return {
    status: 'active',
    family: of.family,
    productId: of.productId,
    skuId: of.skuId,
    availabilityId: of.availabilityId,
    segment: of.segment,
    quantity: 10,
    term: 'P1Y',
    billingCycle: 'one_time',
    currency: amount('1.00 EUR').currency,
    startsOn: date('2027-03-01'),
    endsOn: date('2028-03-01'),
    anchorDay: 1,
    zone: utc,
    autoRenew: true,
    scheduledChange: null,
    provisioning: false,
    ...changes,
  };
}

const locked: LockedPrice = {
  listUnitPrice: amount('1100.00 EUR'),
  unitPrice: amount('1000.00 EUR'),
  discounts: [],
  rate: null,
  taxMode: 'exclusive',
};

const termEnd = at('2028-03-01T00:00:00Z');

function renewed(changes: Partial<Subscription> = {}, offers = [of]) {
  const outcome = renewSubscription(subscription(changes), offers, termEnd);
  if (outcome.kind !== 'renew') throw new Error(`expired: ${outcome.reason}`);
  return outcome;
}

describe('the states of a subscription', () => {
  it('never leave deleted or expired', () => {
    expect(subscriptionMoves.deleted).toEqual([]);
    expect(subscriptionMoves.expired).toEqual([]);
    for (const status of subscriptionStatuses) expect(subscriptionMoves[status]).not.toContain(status);
  });
});

describe('a renewal', () => {
  it('is a new purchase of the day on which the term ended, with a window of its own', () => {
    const { line, quantity, replaced } = renewed();
    expect([quantity, replaced]).toEqual([10, false]);
    expect(line).toMatchObject({ startsOn: '2028-03-01', endsOn: '2029-03-01' });
    expect(line.charge).toMatchObject({ kind: 'renew', periodStart: '2028-03-01', periodEnd: '2029-03-01' });
    expect(line.cancellation?.closedOn).toBe('2028-04-30');
    expect(line.entitlement?.expiresAt).toBe(at('2029-03-01T00:00:00Z'));
  });

  it('starts where the term ended, also under a policy that counts its days in another zone', () => {
    const elsewhere = offer({ policy: policy({ zone: zone('America/New_York') }) });
    expect(renewed({}, [elsewhere]).line).toMatchObject({ startsOn: '2028-03-01', endsOn: '2029-03-01' });
  });

  it('takes the price in force at that instant, not a millisecond earlier', () => {
    const dear = price('2000.00 EUR', { effectiveFrom: termEnd });
    const cheap = price('1000.00 EUR', { effectiveTo: termEnd });
    expect(formatAmount(renewed({}, [offer({ prices: [cheap, dear] })]).line.unitPrice)).toBe('2000.00');
    const later = price('2000.00 EUR', { effectiveFrom: at('2028-03-01T00:00:00.001Z') });
    expect(formatAmount(renewed({}, [offer({ prices: [price('1000.00 EUR'), later] })]).line.unitPrice)).toBe(
      '1000.00',
    );
  });

  it('keeps its availability, and takes another of the same SKU when that is gone', () => {
    const other = offer({
      prices: [price('900.00 EUR')],
      availabilityId: 'AAAAAAAAAAAA' as typeof of.availabilityId,
    });
    expect(renewed({}, [other, of]).line.availabilityId).toBe(of.availabilityId);
    expect(renewed({}, [other]).line.availabilityId).toBe(other.availabilityId);
  });

  it('no longer has a promotion that held for the first term only', () => {
    const promotion = {
      id: 'p',
      productId: of.productId,
      discountBasisPoints: 1000,
      startsAt: at('2020-01-01T00:00:00Z'),
      endsAt: at('2040-01-01T00:00:00Z'),
      firstTermOnly: true,
    };
    expect(renewed({}, [offer({ promotions: [promotion] })]).line.promotionId).toBeNull();
    expect(
      renewed({}, [offer({ promotions: [{ ...promotion, firstTermOnly: false }] })]).line.promotionId,
    ).toBe('p');
  });

  it('applies what was scheduled, and knows another SKU for another thing', () => {
    const skuId = must(parseSkuId('0002'));
    const bigger = offer({ skuId, prices: [price('3000.00 EUR', { term: 'P3Y', billingCycle: 'annual' })] });
    const scheduledChange = { skuId, term: 'P3Y', billingCycle: 'annual', quantity: 3 } as const;
    const { line, replaced, quantity } = renewed({ scheduledChange }, [of, bigger]);
    expect([replaced, quantity, line.endsOn, line.charge?.periodEnd]).toEqual([
      true,
      3,
      '2031-03-01',
      '2029-03-01',
    ]);
  });

  it.each<[Partial<Subscription>, (typeof of)[], string, boolean]>([
    [{ status: 'suspended' }, [of], 'suspended', false],
    [{ autoRenew: false }, [of], 'auto_renew_off', false],
    [{}, [], 'not_sold', true],
    [{}, [offer({ isSoldInMarket: false })], 'not_sold_in_market', true],
    [{ quantity: 1001 }, [of], 'quantity_out_of_range', true],
    [{ scheduledChange: { term: 'P3Y' } }, [of], 'term_not_supported', true],
    [{}, [offer({ family: 'software_plan' })], 'not_sold', true],
  ])('does not happen for %o: %s', (changes, offers, reason, failed) => {
    expect(renewSubscription(subscription(changes), offers, termEnd)).toEqual({
      kind: 'expire',
      reason,
      failed,
    });
  });
});

describe('added quantity', () => {
  const added = (now: string, changes: Partial<Subscription> = {}) =>
    addQuantity(subscription(changes), 5, { locked, offer: of }, at(now));

  it.each([
    ['2027-03-01T23:59:59.999Z', '1000.00', 366],
    ['2027-03-02T00:00:00.000Z', '997.26', 365],
    ['2028-02-29T23:59:59.999Z', '2.73', 1],
  ])('at %s costs %s of the 1,000.00 of the term, for the %i days that remain', (now, unit, remaining) => {
    const plan = added(now);
    expect([formatAmount(plan.line.unitPrice), plan.remaining, plan.days]).toEqual([unit, remaining, 366]);
  });

  it('ends with the term, and its window with it', () => {
    const { line } = added('2028-02-15T12:00:00Z');
    expect(line).toMatchObject({
      startsOn: '2028-02-15',
      endsOn: '2028-03-01',
      entitlement: null,
      keys: null,
    });
    expect(line.cancellation?.closedOn).toBe('2028-02-29');
  });

  it('is converted at the rate frozen with the term', () => {
    const currency = amount('1.00 TRY').currency;
    const rate = {
      from: locked.unitPrice.currency,
      to: currency,
      rate: 345_000_000_000n,
      at: at('2027-01-01T00:00:00Z'),
    };
    const plan = addQuantity(
      subscription(),
      5,
      { locked: { ...locked, rate }, offer: of },
      at('2027-03-02T10:00:00Z'),
    );
    expect(formatAmount(plan.line.unitPrice)).toBe('997.26');
    expect(plan.line.charge).toMatchObject({ unitPrice: amount('34405.47 TRY'), quantity: 5 });
  });

  it('cancelled the same day is given back whole, and any day never more than was charged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 }), fc.integer({ min: 0, max: 365 }), (start, later) => {
        const bought = new Date(Date.UTC(2027, 2, 1 + start)).toISOString().slice(0, 10);
        const { line } = added(`${bought}T12:00:00Z`);
        const of = charge({
          unit: `${formatAmount(line.unitPrice)} EUR`,
          quantity: 5,
          rate: 1900,
          from: bought,
          to: '2028-03-01',
        });
        const day = new Date(Date.UTC(2027, 2, 1 + start + later)).toISOString().slice(0, 10);
        const credit = creditForCharge(of, 'prorated', date(day));
        expect(credit.total.minor).toBeLessThanOrEqual(of.gross.minor);
        if (later === 0) expect(credit.total.minor).toBe(of.gross.minor);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });
});

describe('a change', () => {
  const question = (changes: Partial<Subscription> = {}): ChangeQuestion => ({
    subscription: subscription(changes),
    locked,
    offers: [of],
    creditLimits: [{ limit: amount('100000.00 EUR'), used: amount('0.00 EUR') }],
  });
  const now = at('2027-06-01T12:00:00Z');
  const decide = (change: SubscriptionChange, changes: Partial<Subscription> = {}) => {
    const decision = changeSubscription(question(changes), change, now);
    return decision.accepted ? decision.value : decision.refusal;
  };

  it.each<[SubscriptionChange, Partial<Subscription>, string]>([
    [{ quantity: 9 }, {}, 'subscription.quantity_decrease'],
    [{ quantity: 1001 }, {}, 'subscription.quantity_out_of_range'],
    [{ quantity: 11 }, { status: 'suspended' }, 'subscription.suspended'],
    [{ quantity: 11, status: 'suspended' }, {}, 'subscription.suspended'],
    [{ autoRenew: false }, { status: 'expired' }, 'subscription.ended'],
    [{ autoRenew: false }, { status: 'deleted' }, 'subscription.ended'],
    [{ status: 'active' }, { status: 'pending' }, 'subscription.not_active'],
    [{ status: 'suspended' }, { provisioning: true }, 'subscription.provisioning'],
    [{ scheduledChange: { quantity: 1001 } }, {}, 'subscription.quantity_out_of_range'],
    [{ scheduledChange: { term: 'P3Y' } }, {}, 'subscription.change_unsupported'],
    [{ quantity: 200 }, {}, 'credit_limit.exceeded'],
  ])('%o of %o is refused as %s', (change, changes, code) => {
    expect(decide(change, changes)).toMatchObject({ code });
  });

  it('waits while a term that is over has not renewed or ended yet, to the millisecond', () => {
    const changedAt = (text: string) => changeSubscription(question(), { autoRenew: false }, at(text));
    expect(changedAt('2028-02-29T23:59:59.999Z').accepted).toBe(true);
    expect(changedAt('2028-03-01T00:00:00.000Z')).toMatchObject({
      refusal: { code: 'subscription.term_ending', endedOn: '2028-03-01' },
    });
  });

  it('to what it is already changes nothing, and buys nothing', () => {
    expect(decide({ quantity: 10, status: 'active', autoRenew: true })).toEqual({
      status: 'active',
      autoRenew: true,
      quantity: 10,
      scheduledChange: null,
      added: null,
    });
  });

  it('reactivates and adds in one', () => {
    expect(decide({ status: 'active', quantity: 12 }, { status: 'suspended' })).toMatchObject({
      status: 'active',
      quantity: 12,
      added: { added: 2 },
    });
  });

  it('takes back what was scheduled with null or with nothing in it', () => {
    for (const scheduledChange of [null, {}])
      expect(decide({ scheduledChange }, { scheduledChange: { quantity: 3 } })).toMatchObject({
        scheduledChange: null,
      });
    expect(decide({ autoRenew: true }, { scheduledChange: { quantity: 3 } })).toMatchObject({
      scheduledChange: { quantity: 3 },
    });
  });
});

describe('what may be done', () => {
  const yes = { accepted: true, value: undefined } as const;
  const no = { accepted: false, refusal: { code: 'access.role_required', anyOf: ['admin_agent'] } } as const;
  const cancellation = { accepted: false, refusal: { code: 'order.already_cancelled', lines: [0] } } as const;

  it('says what nobody may before what this person may not', () => {
    const actions = subscriptionActions({
      subscription: { status: 'suspended', provisioning: false },
      access: { change: no, cancel: no },
      cancellation,
    });
    expect(actions.changeQuantity).toMatchObject({ allowed: false, code: 'subscription.suspended' });
    expect(actions.reactivate).toMatchObject({ allowed: false, code: 'access.role_required' });
    expect(actions.cancel).toMatchObject({ allowed: false, code: 'order.already_cancelled' });
  });

  it.each([
    [
      'active',
      { changeQuantity: true, suspend: true, reactivate: false, schedule: true, setAutoRenew: true },
    ],
    [
      'suspended',
      { changeQuantity: false, suspend: false, reactivate: true, schedule: true, setAutoRenew: true },
    ],
    [
      'expired',
      { changeQuantity: false, suspend: false, reactivate: false, schedule: false, setAutoRenew: false },
    ],
  ] as const)('with one that is %s', (status, allowed) => {
    const { cancel: _, ...actions } = subscriptionActions({
      subscription: { status, provisioning: false },
      access: { change: yes, cancel: yes },
      cancellation,
    });
    expect(
      Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, action.allowed])),
    ).toEqual(allowed);
  });
});
