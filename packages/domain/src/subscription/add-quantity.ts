import { freezeCancellation } from '../cancellation/window.ts';
import type { CartLine } from '../cart/cart.ts';
import type { Offer } from '../catalog/offer.ts';
import { type TaxRule, taxedAmounts } from '../market/tax.ts';
import { type Money, truncateRatio } from '../money.ts';
import { type OrderLinePlan, planLine } from '../order/order-plan.ts';
import { chargedPrice } from '../pricing/charged-price.ts';
import type { Discount } from '../pricing/discount.ts';
import { convertUnit, type ExchangeRate } from '../pricing/exchange-rate.ts';
import { type Instant, localDateAt } from '../time.ts';
import { type ChargedPeriod, chargedPeriodAt, remainingDays } from './cycles.ts';
import type { Subscription } from './subscription.ts';

/** What a unit of the running term costs a charged period, as it was frozen when the term began. */
export type LockedPrice = {
  readonly listUnitPrice: Money;
  readonly unitPrice: Money;
  readonly discounts: readonly Discount[];
  /** Frozen too, where the account is billed in another currency than the price's. */
  readonly rate: ExchangeRate | null;
  readonly taxMode: TaxRule['mode'];
};

export type QuantityPlan = {
  readonly added: number;
  readonly line: OrderLinePlan;
  /** The whole charged period, of whose days the remaining ones are charged. */
  readonly period: ChargedPeriod;
  readonly remaining: number;
  readonly days: number;
};

/** The share of a unit price that a period's remaining days come to, cut to the minor unit. */
export function prorateUnit(unit: Money, { remaining, days }: { remaining: number; days: number }): Money {
  return remaining === days ? unit : truncateRatio(unit, BigInt(remaining), BigInt(days));
}

/**
 * Units added while a term runs: the term's own price for the days that remain of the charged period, today included,
 * ending with the term (co-termed), with the tax and the cancellation policy in force now.
 */
export function addQuantity(
  subscription: Subscription,
  added: number,
  { locked, offer }: { readonly locked: LockedPrice; readonly offer: Offer },
  now: Instant,
): QuantityPlan {
  const today = localDateAt(now, subscription.zone);
  const period = chargedPeriodAt(subscription, today);
  const share = remainingDays(period, today);
  const tax = { ...offer.tax, mode: locked.taxMode };
  const unitPrice = prorateUnit(locked.unitPrice, share);
  const listUnitPrice = prorateUnit(locked.listUnitPrice, share);
  const { rate } = locked;
  const units = rate
    ? { unitPrice: convertUnit(unitPrice, rate), listUnitPrice: convertUnit(listUnitPrice, rate), rate }
    : { unitPrice, listUnitPrice, rate: null };
  const line: CartLine = {
    id: 0,
    catalogItemId: offer.catalogItemId,
    quantity: added,
    billingCycle: subscription.billingCycle,
    term: subscription.term,
  };
  const plan = planLine(
    {
      status: 'priced',
      orderGroup: '0',
      line,
      offer: { ...offer, tax },
      currency: locked.unitPrice.currency,
      listUnitPrice,
      unitPrice,
      discounts: locked.discounts,
      amounts: taxedAmounts(unitPrice, added, tax),
      charged: chargedPrice(units, added, tax),
    },
    { lineNumber: 0, keysInStock: true },
    now,
  );
  return {
    added,
    period,
    ...share,
    line: {
      ...plan,
      startsOn: today,
      endsOn: subscription.endsOn,
      charge: plan.charge && {
        ...plan.charge,
        kind: 'add_quantity',
        periodStart: today,
        periodEnd: period.end,
      },
      cancellation: offer.policy ? freezeCancellation(offer.policy, now, subscription.endsOn) : null,
      // The subscription's own goes on for more units.
      entitlement: null,
      keys: null,
    },
  };
}
