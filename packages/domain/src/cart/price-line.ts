import { type BillingCycle, cycleFitsTerm } from '../catalog/billing-cycle.ts';
import type { Offer } from '../catalog/offer.ts';
import { type PriceRow, pricesInForce, unitPriceAt } from '../catalog/price.ts';
import type { Term } from '../catalog/term.ts';
import type { MarketCode } from '../market/market.ts';
import { type TaxedAmounts, taxedAmounts } from '../market/tax.ts';
import { type CurrencyCode, formatAmount, type Money, money } from '../money.ts';
import {
  type ChargedPrice,
  chargedPrice,
  chargedUnits,
  type ExchangeRateMissing,
} from '../pricing/charged-price.ts';
import {
  applyDiscounts,
  choosePartnerDiscount,
  choosePromotion,
  type Discount,
  discountsOf,
} from '../pricing/discount.ts';
import { type ReservationLineError, reservationLineError } from '../reservation/reservation-line.ts';
import type { Instant } from '../time.ts';
import type { CartLine } from './cart.ts';
import { type LineWishError, lineWishError } from './line-wishes.ts';

/** Why a line cannot be bought as it stands; it stays in the cart with its error (reference 5). */
export type LineError =
  | { readonly code: 'catalog_item_unknown'; readonly catalogItemId: string }
  | { readonly code: 'not_sold_in_market'; readonly catalogItemId: string; readonly market: MarketCode }
  | { readonly code: 'not_purchasable'; readonly catalogItemId: string }
  | { readonly code: 'term_not_supported'; readonly term: Term; readonly supported: readonly Term[] }
  | {
      readonly code: 'billing_cycle_not_supported';
      readonly billingCycle: BillingCycle;
      readonly supported: readonly BillingCycle[];
    }
  | {
      readonly code: 'currency_not_supported';
      readonly currency: CurrencyCode;
      readonly supported: readonly CurrencyCode[];
    }
  | {
      readonly code: 'quantity_out_of_range';
      readonly quantity: number;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly code: 'amount_too_large'; readonly maximum: string; readonly currency: CurrencyCode }
  | ExchangeRateMissing
  | ReservationLineError
  | LineWishError;

export type PricedLine = {
  readonly line: CartLine;
  readonly offer: Offer;
  /** The price's. */
  readonly currency: CurrencyCode;
  /** The sheet's price, of which discounts leave the unit price. */
  readonly listUnitPrice: Money;
  readonly unitPrice: Money;
  readonly discounts: readonly Discount[];
  readonly amounts: TaxedAmounts;
  /** What is charged; other than the price only in another currency. */
  readonly charged: ChargedPrice;
};

/** Fifteen digits: what parseAmount reads in every currency, and far inside a 64-bit integer when summed. */
const largestLineMinor = 10n ** 15n - 1n;

/** Prices one line at an instant, or says what stands against it. */
export function priceLine(line: CartLine, found: Offer | undefined, at: Instant): PricedLine | LineError {
  const { catalogItemId, quantity } = line;
  if (!found) return { code: 'catalog_item_unknown', catalogItemId };
  const offer = line.tax ? { ...found, tax: line.tax } : found;
  if (!offer.isSoldInMarket) return { code: 'not_sold_in_market', catalogItemId, market: offer.market };
  const inForce = pricesInForce(offer.prices, at);
  if (!offer.isPurchasable || inForce.length === 0) return { code: 'not_purchasable', catalogItemId };
  const currency = line.currency ?? offer.defaultCurrency;
  const mismatch =
    mismatchOf(line, currency, inForce) ??
    quantityError(quantity, offer) ??
    (offer.reservation && reservationLineError(line, offer.reservation)) ??
    (line.wishes && lineWishError(line.wishes, { offer, term: line.term }, at));
  if (mismatch) return mismatch;
  const { term, billingCycle } = line;
  const listUnitPrice = unitPriceAt(inForce, { term, billingCycle, currency, quantity }, at);
  if (!listUnitPrice) return outsideTiers(line, currency, inForce);
  const discounts = discountsOn(offer, term, at);
  const unitPrice = applyDiscounts(listUnitPrice, discounts);
  const units = chargedUnits({ listUnitPrice, unitPrice }, offer.billing, at);
  if ('code' in units) return units;
  const amounts = taxedAmounts(unitPrice, quantity, offer.tax);
  const charged = chargedPrice(units, quantity, offer.tax);
  const tooLarge = [amounts.gross, charged.gross].find(({ minor }) => minor > largestLineMinor);
  if (tooLarge) {
    const largest = money(largestLineMinor, tooLarge.currency);
    return { code: 'amount_too_large', maximum: formatAmount(largest), currency: tooLarge.currency };
  }
  return { line, offer, currency, listUnitPrice, unitPrice, discounts, amounts, charged };
}

function discountsOn(offer: Offer, term: Term, at: Instant): readonly Discount[] {
  const { productId, skuId, market, segment, family } = offer;
  const promotion = choosePromotion(offer.promotions, { productId, skuId, market, segment, term }, at);
  return discountsOf(choosePartnerDiscount(offer.partnerDiscounts, { family, productId }, at), promotion);
}

export function isLineError(result: PricedLine | LineError): result is LineError {
  return 'code' in result;
}

function mismatchOf(
  { term, billingCycle }: CartLine,
  currency: CurrencyCode,
  inForce: readonly PriceRow[],
): LineError | undefined {
  const sellable = inForce.filter((row) => cycleFitsTerm(row.term, row.billingCycle));
  const ofTerm = sellable.filter((row) => row.term === term);
  if (ofTerm.length === 0) return { code: 'term_not_supported', term, supported: distinct(sellable, 'term') };
  const ofCycle = ofTerm.filter((row) => row.billingCycle === billingCycle);
  if (ofCycle.length === 0) {
    return { code: 'billing_cycle_not_supported', billingCycle, supported: distinct(ofTerm, 'billingCycle') };
  }
  const currencies = [...new Set(ofCycle.map(({ unitPrice }) => unitPrice.currency))];
  if (currencies.includes(currency)) return undefined;
  return { code: 'currency_not_supported', currency, supported: currencies };
}

function quantityError(quantity: number, offer: Offer): LineError | undefined {
  const { minimumQuantity: minimum, maximumQuantity: maximum } = offer;
  if (Number.isSafeInteger(quantity) && quantity >= minimum && quantity <= maximum) return undefined;
  return { code: 'quantity_out_of_range', quantity, minimum, maximum };
}

/** The SKU allows the quantity but no tier has a price for it: the tiers are the range then. */
function outsideTiers(line: CartLine, currency: CurrencyCode, inForce: readonly PriceRow[]): LineError {
  const tiers = inForce.filter(
    (row) =>
      row.term === line.term && row.billingCycle === line.billingCycle && row.unitPrice.currency === currency,
  );
  return {
    code: 'quantity_out_of_range',
    quantity: line.quantity,
    minimum: Math.min(...tiers.map(({ tierFrom }) => tierFrom)),
    maximum: Math.max(...tiers.map(({ tierTo }) => tierTo ?? Number.MAX_SAFE_INTEGER)),
  };
}

function distinct<K extends 'term' | 'billingCycle'>(rows: readonly PriceRow[], key: K): PriceRow[K][] {
  return [...new Set(rows.map((row) => row[key]))];
}
