import type { ChargeKind } from '../billing/charge.ts';
import { freezeCancellation, type LineCancellation } from '../cancellation/window.ts';
import type { PricedCartLine } from '../cart/price-cart.ts';
import { type BillingCycle, firstChargedTerm } from '../catalog/billing-cycle.ts';
import type { KeyForm } from '../catalog/key-format.ts';
import type { Segment } from '../catalog/segment.ts';
import type { Term } from '../catalog/term.ts';
import { type KeyQuantity, keysFor } from '../entitlement/key-quantity.ts';
import type { AvailabilityId, CatalogItemId, PolicyId, ProductId, SkuId } from '../ids.ts';
import { type Family, isSoftware } from '../market/family.ts';
import type { MarketCode } from '../market/market.ts';
import type { TaxCategory, TaxedAmounts } from '../market/tax.ts';
import type { BasisPoints, CurrencyCode, Money, TaxMode } from '../money.ts';
import type { Discount } from '../pricing/discount.ts';
import type { ExchangeRate } from '../pricing/exchange-rate.ts';
import { planReservation, type ReservationPlan } from '../reservation/reservation-line.ts';
import { addTerm, type Instant, type LocalDate, localDateAt, startOfDay, utc, type Zone } from '../time.ts';

export type OrderLinePlan = {
  /** Counted from zero within the order. */
  readonly lineNumber: number;
  readonly cartLineId: number;
  readonly catalogItemId: CatalogItemId;
  readonly productId: ProductId;
  readonly skuId: SkuId;
  readonly availabilityId: AvailabilityId;
  readonly family: Family;
  readonly quantity: number;
  readonly term: Term;
  readonly billingCycle: BillingCycle;
  readonly market: MarketCode;
  readonly segment: Segment;
  /** The first day of the term, in the policy's zone as all its days; null where there is no term. */
  readonly startsOn: LocalDate | null;
  /** The first day after the term; null where nothing runs out. */
  readonly endsOn: LocalDate | null;
  readonly currency: CurrencyCode;
  readonly listUnitPrice: Money;
  /** What discounts leave of the list price. */
  readonly unitPrice: Money;
  readonly discounts: readonly Discount[];
  readonly promotionId: string | null;
  readonly taxMode: TaxMode;
  readonly taxRateBasisPoints: BasisPoints;
  readonly taxRateKnown: boolean;
  readonly taxCategory: TaxCategory;
  readonly amounts: TaxedAmounts;
  readonly cloudSubscriptionId: string | null;
  readonly reservation: ReservationPlan | null;
  /** The policy bought under, also when it never allows a cancel. */
  readonly policy: { readonly id: PolicyId; readonly version: number } | null;
  readonly cancellation: LineCancellation | null;
  readonly status: 'fulfilled' | 'provisioning';
  /** Null for usage, which is charged when it is used. */
  readonly charge: ChargePlan | null;
  readonly entitlement: EntitlementPlan | null;
  /** Taken in the same transaction; null when none are needed or the pool is empty. */
  readonly keys: KeysWanted | null;
};

/**
 * The first charge of a line, in the currency it is charged in: unit × quantity, its period as local dates in the
 * policy's zone, end exclusive.
 */
export type ChargePlan = TaxedAmounts & {
  readonly kind: Extract<ChargeKind, 'new' | 'renew' | 'add_quantity'>;
  readonly listUnitPrice: Money;
  readonly unitPrice: Money;
  readonly quantity: number;
  /** What the unit price was converted from, where the price is in another currency. */
  readonly conversion: Conversion | null;
  readonly promotionId: string | null;
  readonly taxMode: TaxMode;
  readonly taxRateBasisPoints: BasisPoints;
  readonly taxCategory: TaxCategory;
  readonly periodStart: LocalDate | null;
  readonly periodEnd: LocalDate | null;
};

export type Conversion = { readonly unitPrice: Money; readonly rate: ExchangeRate };

export type EntitlementPlan = {
  readonly status: 'active' | 'provisioning';
  readonly quantity: number;
  readonly keysEntitled: number;
  /** Frozen, so that units added later are dealt with as the purchase was; null where there are no keys. */
  readonly keyRule: KeyQuantity | null;
  /** The first local date on which it no longer holds; null when perpetual. */
  readonly expiresOn: LocalDate | null;
  /** The first instant of that date in the policy's zone. */
  readonly expiresAt: Instant | null;
};

export type KeysWanted = {
  readonly productId: ProductId;
  readonly skuId: SkuId;
  readonly keyGroup: string;
  readonly count: number;
  readonly source: 'pool' | 'generated';
  readonly form: KeyForm;
};

/** What one priced line becomes when it is bought now, with its keys if the stock allows. */
export function planLine(
  priced: PricedCartLine,
  place: { readonly lineNumber: number; readonly keysInStock: boolean },
  now: Instant,
): OrderLinePlan {
  const { line, offer, currency, listUnitPrice, unitPrice, discounts, amounts } = priced;
  const { productId, skuId } = offer;
  const status = offer.keys && !place.keysInStock ? 'provisioning' : 'fulfilled';
  const endsOn = termEndsOn(priced, now);
  return {
    lineNumber: place.lineNumber,
    cartLineId: line.id,
    catalogItemId: offer.catalogItemId,
    productId,
    skuId,
    availabilityId: offer.availabilityId,
    family: offer.family,
    quantity: line.quantity,
    term: line.term,
    billingCycle: line.billingCycle,
    startsOn: line.term === '' ? null : localDateAt(now, zoneOf(offer.policy)),
    endsOn,
    market: offer.market,
    segment: offer.segment,
    currency,
    listUnitPrice,
    unitPrice,
    discounts,
    promotionId: promotionIn(discounts),
    taxMode: offer.tax.mode,
    taxRateBasisPoints: offer.tax.rateBasisPoints,
    taxRateKnown: offer.tax.known,
    taxCategory: offer.tax.category,
    amounts,
    cloudSubscriptionId: line.cloudSubscriptionId ?? null,
    reservation: planReservation(line, offer.reservation),
    policy: offer.policy ? { id: offer.policy.id, version: offer.policy.version } : null,
    cancellation: offer.policy ? freezeCancellation(offer.policy, now, endsOn) : null,
    status,
    charge: line.billingCycle === 'none' ? null : planCharge(priced, now),
    entitlement: planEntitlement(priced, status, now),
    keys: offer.keys && place.keysInStock ? keysWanted(priced) : null,
  };
}

export function keysWanted({ line, offer }: PricedCartLine): KeysWanted | null {
  if (!offer.keys) return null;
  const { keyGroup, rule, source, form } = offer.keys;
  const count = keysFor(rule, line.quantity);
  return { productId: offer.productId, skuId: offer.skuId, keyGroup, count, source, form };
}

function planCharge(priced: PricedCartLine, now: Instant): ChargePlan {
  const { line, offer, charged: price } = priced;
  const start = localDateAt(now, zoneOf(offer.policy));
  const charged = firstChargedTerm(line.term, line.billingCycle);
  return {
    kind: 'new',
    listUnitPrice: price.listUnitPrice,
    unitPrice: price.unitPrice,
    quantity: line.quantity,
    net: price.net,
    tax: price.tax,
    gross: price.gross,
    conversion: price.rate && { unitPrice: priced.unitPrice, rate: price.rate },
    promotionId: promotionIn(priced.discounts),
    taxMode: offer.tax.mode,
    taxRateBasisPoints: offer.tax.rateBasisPoints,
    taxCategory: offer.tax.category,
    periodStart: charged === '' ? null : start,
    periodEnd: charged === '' ? null : addTerm(start, charged),
  };
}

function promotionIn(discounts: readonly Discount[]): string | null {
  return discounts.find(({ kind }) => kind === 'promotion')?.id ?? null;
}

function planEntitlement(
  { line, offer }: PricedCartLine,
  status: OrderLinePlan['status'],
  now: Instant,
): EntitlementPlan | null {
  if (!isSoftware(offer.family) && offer.family !== 'reservation') return null;
  const zone = zoneOf(offer.policy);
  const expiresOn = termEndsOn({ line, offer }, now);
  return {
    status: status === 'fulfilled' ? 'active' : 'provisioning',
    quantity: line.quantity,
    keysEntitled: offer.keys ? keysFor(offer.keys.rule, line.quantity) : 0,
    keyRule: offer.keys?.rule ?? null,
    expiresOn,
    expiresAt: expiresOn === null ? null : startOfDay(expiresOn, zone),
  };
}

/** The first day after the term of a line bought now; null where nothing runs out. */
function termEndsOn({ line, offer }: Pick<PricedCartLine, 'line' | 'offer'>, now: Instant): LocalDate | null {
  return line.term === '' ? null : addTerm(localDateAt(now, zoneOf(offer.policy)), line.term);
}

/** Days are counted in the policy's zone; without a policy in UTC. */
function zoneOf(policy: { readonly zone: Zone } | undefined): Zone {
  return policy?.zone ?? utc;
}
