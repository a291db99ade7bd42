import type { CancellationPolicy } from '../cancellation/policy.ts';
import type { KeyQuantity } from '../entitlement/key-quantity.ts';
import type { AvailabilityId, CatalogItemId, ProductId, SkuId } from '../ids.ts';
import type { Family } from '../market/family.ts';
import type { MarketCode } from '../market/market.ts';
import type { TaxRule } from '../market/tax.ts';
import type { CurrencyCode } from '../money.ts';
import type { PartnerDiscount, Promotion } from '../pricing/discount.ts';
import type { Billing } from '../pricing/exchange-rate.ts';
import type { ReservationOffer } from '../reservation/reservation-line.ts';
import type { KeyForm } from './key-format.ts';
import type { PriceRow } from './price.ts';
import type { Segment } from './segment.ts';

/** A catalog item as it can be bought for one customer at one moment: everything that pricing asks about. */
export type Offer = {
  readonly catalogItemId: CatalogItemId;
  readonly productId: ProductId;
  readonly skuId: SkuId;
  readonly availabilityId: AvailabilityId;
  readonly family: Family;
  readonly segment: Segment;
  /** The customer's market. */
  readonly market: MarketCode;
  readonly defaultCurrency: CurrencyCode;
  readonly isSoldInMarket: boolean;
  readonly isPurchasable: boolean;
  readonly minimumQuantity: number;
  readonly maximumQuantity: number;
  readonly prices: readonly PriceRow[];
  /** Whatever may lower the price; which of them does is part of pricing. */
  readonly promotions: readonly Promotion[];
  readonly partnerDiscounts: readonly PartnerDiscount[];
  /** Absent: charged in the price's own currency. */
  readonly billing?: Billing;
  readonly tax: TaxRule;
  /** Absent: bought under no policy, so never cancellable. */
  readonly policy?: CancellationPolicy;
  /** Absent: the item needs no licence key. */
  readonly keys?: KeySupply;
  /** Of a reservation, and of nothing else. */
  readonly reservation?: ReservationOffer;
};

/** Where the keys of the default key group come from. */
export type KeySupply = {
  readonly keyGroup: string;
  /** How many keys a purchase gets; one unless the product says otherwise (product 4). */
  readonly rule: KeyQuantity;
  readonly form: KeyForm;
  readonly source: 'pool' | 'generated';
  /** Free keys in the pool, counted at least as far as this cart could need. */
  readonly available: number;
};

/** The offer as a renewal finds it: without the promotions that hold for a first term only. */
export function offerForRenewal<O extends Offer>(offer: O): O {
  return { ...offer, promotions: offer.promotions.filter(({ firstTermOnly }) => !firstTermOnly) };
}
