import { formatAmount, multiply, parseAmount, parseCurrency } from '@kontor/domain/money';
import type { Offer } from '../api/types.ts';

export type Choice = {
  readonly termDuration: Offer['termDuration'];
  readonly billingCycle: Offer['billingCycle'];
  readonly segment: Offer['segment'];
  readonly currency: string;
};

/** Values of one question that still lead to an offer, in the order of the price sheet. */
export function values<K extends keyof Choice>(
  offers: readonly Offer[],
  key: K,
  settled: Partial<Choice>,
): readonly Offer[K][] {
  return [...new Set(offers.filter((offer) => matches(offer, settled)).map((offer) => offer[key]))];
}

/** The offer that is nearest to what was chosen: an answer that no longer fits gives way to the first that does. */
export function nearestOffer(offers: readonly Offer[], wanted: Partial<Choice>): Offer | undefined {
  const order = ['segment', 'currency', 'termDuration', 'billingCycle'] as const;
  return order.reduce<readonly Offer[]>((left, key) => {
    const fitting = left.filter((offer) => offer[key] === wanted[key]);
    return fitting.length > 0 ? fitting : left;
  }, offers)[0];
}

/** The price of one at this quantity: the last tier that begins at or below it. */
export function unitPriceFor(offer: Offer, quantity: number): string {
  const tier = offer.tiers.filter(({ from }) => from <= quantity).at(-1);
  return tier?.unitPrice ?? offer.unitPrice;
}

/** unit × quantity, exactly; undefined while the quantity is not one. */
export function linePrice(offer: Offer, quantity: number): string | undefined {
  const currency = parseCurrency(offer.currency);
  const unit = currency && parseAmount(unitPriceFor(offer, quantity), currency);
  if (!unit || !Number.isSafeInteger(quantity) || quantity < 1) return undefined;
  return formatAmount(multiply(unit, quantity));
}

function matches(offer: Offer, settled: Partial<Choice>): boolean {
  return Object.entries(settled).every(([key, value]) => offer[key as keyof Choice] === value);
}
