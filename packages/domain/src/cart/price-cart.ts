import type { Offer } from '../catalog/offer.ts';
import type { TaxedAmounts } from '../market/tax.ts';
import { add, type CurrencyCode, zero } from '../money.ts';
import type { Instant } from '../time.ts';
import type { CartLine } from './cart.ts';
import { isLineError, type LineError, type PricedLine, priceLine } from './price-line.ts';

/** A line that can be bought, with the group it is checked out in, or one with its error. */
export type CartLineResult =
  | (PricedLine & { readonly status: 'priced'; readonly orderGroup: string })
  | { readonly status: 'error'; readonly line: CartLine; readonly error: LineError };

export type PricedCartLine = Extract<CartLineResult, { status: 'priced' }>;

export type PricedCart = {
  readonly lines: readonly CartLineResult[];
  /** One a currency, over the lines without an error, in the order in which currencies first appear. */
  readonly totals: readonly CurrencyTotal[];
  /** The same in the currencies that are charged. */
  readonly chargedTotals: readonly CurrencyTotal[];
};

export type CurrencyTotal = TaxedAmounts & { readonly currency: CurrencyCode };

/**
 * Prices a whole cart at an instant from the offers that the store found, by the catalog item id as the
 * buyer wrote it. Lines of one order group become one order: same policy, billing cycle, term, currency and
 * cloud subscription (product 4).
 */
export function priceCart(
  lines: readonly CartLine[],
  offers: ReadonlyMap<string, Offer>,
  at: Instant,
): PricedCart {
  const groups = new Map<string, string>();
  const results = lines.map((line): CartLineResult => {
    const priced = priceLine(line, offers.get(line.catalogItemId), at);
    if (isLineError(priced)) return { status: 'error', line, error: priced };
    const key = groupKey(priced);
    const orderGroup = groups.get(key) ?? String(groups.size);
    groups.set(key, orderGroup);
    return { status: 'priced', ...priced, orderGroup };
  });
  const priced = results.filter(isPriced);
  return { lines: results, totals: totalsOf(priced), chargedTotals: chargedTotalsOf(priced) };
}

export function isPriced(result: CartLineResult): result is PricedCartLine {
  return result.status === 'priced';
}

/** Adds up net, tax and gross for each currency. */
export function totalsOf(lines: readonly Pick<PricedLine, 'currency' | 'amounts'>[]): CurrencyTotal[] {
  const totals = new Map<CurrencyCode, CurrencyTotal>();
  for (const { currency, amounts } of lines) {
    const none = zero(currency);
    const before = totals.get(currency) ?? { currency, net: none, tax: none, gross: none };
    totals.set(currency, {
      currency,
      net: add(before.net, amounts.net),
      tax: add(before.tax, amounts.tax),
      gross: add(before.gross, amounts.gross),
    });
  }
  return [...totals.values()];
}

/** What is charged for the lines, added up for each currency that it is charged in. */
export function chargedTotalsOf(lines: readonly Pick<PricedLine, 'charged'>[]): CurrencyTotal[] {
  return totalsOf(lines.map(({ charged }) => ({ currency: charged.net.currency, amounts: charged })));
}

function groupKey({ line, offer, currency }: PricedLine): string {
  const policy = offer.policy ? `${offer.policy.id}/${offer.policy.version}` : '';
  return [policy, line.billingCycle, line.term, currency, line.cloudSubscriptionId ?? ''].join('|');
}
