import type { CreditableCharge } from '../cancellation/credit.ts';
import type { CancellationPolicy } from '../cancellation/policy.ts';
import type { Purchase, PurchaseLine } from '../cancellation/purchase.ts';
import { freezeCancellation } from '../cancellation/window.ts';
import type { CartLine } from '../cart/cart.ts';
import type { Offer } from '../catalog/offer.ts';
import type { PriceRow } from '../catalog/price.ts';
import {
  catalogItemId,
  parseAvailabilityId,
  parseChargeId,
  parseOrderId,
  parsePolicyId,
  parseProductId,
  parseSkuId,
} from '../ids.ts';
import { invariant } from '../invariant.ts';
import { parseMarketCode } from '../market/market.ts';
import {
  add,
  type BasisPoints,
  type Money,
  multiply,
  netOfGross,
  parseAmount,
  parseCurrency,
  subtract,
  type TaxMode,
  taxOnNet,
  zero,
} from '../money.ts';
import {
  addTerm,
  type Instant,
  type LocalDate,
  parseInstant,
  parseLocalDate,
  parseZone,
  utc,
  type Zone,
} from '../time.ts';

/** Unwraps what a parser returned for a text that the test knows to be good. */
export function must<T>(value: T | undefined): T {
  invariant(value !== undefined, 'the fixture is not readable');
  return value;
}

/** "10.08 EUR" as money. */
export function amount(text: string): Money {
  const [value = '', currency = ''] = text.split(' ');
  return must(parseAmount(value, must(parseCurrency(currency))));
}

export const date = (text: string): LocalDate => must(parseLocalDate(text));
export const at = (text: string): Instant => must(parseInstant(text));
export const zone = (text: string): Zone => must(parseZone(text));

export const orderId = must(parseOrderId('abcdefghijklmnopqrstuvwxyz012341'));
const chargeId = must(parseChargeId('11111111-1111-4111-8111-111111111111'));
const policyId = must(parsePolicyId('22222222-2222-4222-8222-222222222222'));

/** A charge as checkout freezes it: unit × quantity, tax by mode, one term from the start date. */
export function charge(facts: {
  unit: string;
  quantity: number;
  rate?: BasisPoints;
  mode?: TaxMode;
  from?: string;
  term?: string;
  to?: string;
  credited?: [net: string, tax: string];
}): CreditableCharge {
  const { quantity, rate = 0, mode = 'exclusive' } = facts;
  const unitPrice = amount(facts.unit);
  const atUnitPrice = multiply(unitPrice, quantity);
  const net = mode === 'exclusive' ? atUnitPrice : netOfGross(atUnitPrice, rate);
  const tax = mode === 'exclusive' ? taxOnNet(net, rate) : subtract(atUnitPrice, net);
  const none = zero(unitPrice.currency);
  return {
    chargeId,
    unitPrice,
    quantity,
    net,
    tax,
    gross: add(net, tax),
    taxMode: mode,
    taxRateBasisPoints: rate,
    ...(facts.from && {
      periodStart: date(facts.from),
      periodEnd: facts.to ? date(facts.to) : addTerm(date(facts.from), facts.term ?? 'P1Y'),
    }),
    alreadyCredited: facts.credited
      ? { net: amount(facts.credited[0]), tax: amount(facts.credited[1]) }
      : { net: none, tax: none },
  };
}

export function policy(changes: Partial<CancellationPolicy> = {}): CancellationPolicy {
  return {
    id: policyId,
    version: 1,
    family: 'software_subscription',
    window: 'P60D',
    credit: 'prorated',
    zone: utc,
    effectiveFrom: at('2020-01-01T00:00:00Z'),
    extendsExisting: false,
    ...changes,
  };
}

export const boughtAt = at('2026-11-22T10:00:00Z');

export function line(changes: Partial<PurchaseLine> = {}): PurchaseLine {
  return {
    lineNumber: 0,
    status: 'fulfilled',
    family: 'software_subscription',
    quantity: 1,
    cancellation: freezeCancellation(policy(), boughtAt),
    charges: [charge({ unit: '365.00 EUR', quantity: 1, rate: 1900, from: '2026-11-22' })],
    keysShownDistinct: 0,
    keysEntitled: 1,
    disputeUnpaid: false,
    ...changes,
  };
}

export function purchase(lines: readonly PurchaseLine[], total = '434.35 EUR'): Purchase {
  return { orderId, purchasedAt: boughtAt, total: amount(total), lines };
}

export function offer(changes: Partial<Offer> = {}): Offer {
  const product = changes.productId ?? must(parseProductId('DG7GMGF0FKZV'));
  const skuId = changes.skuId ?? must(parseSkuId('0001'));
  const availabilityId = must(parseAvailabilityId('DZH318Z0BXYZ'));
  return {
    catalogItemId: catalogItemId(product, skuId, availabilityId),
    productId: product,
    skuId,
    availabilityId,
    family: 'software_subscription',
    segment: 'commercial',
    market: must(parseMarketCode('DE')),
    defaultCurrency: must(parseCurrency('EUR')),
    isSoldInMarket: true,
    isPurchasable: true,
    minimumQuantity: 1,
    maximumQuantity: 1000,
    prices: [price('1000.00 EUR')],
    promotions: [],
    partnerDiscounts: [],
    tax: { mode: 'exclusive', rateBasisPoints: 1900, known: true, category: 'S' },
    policy: policy(),
    keys: {
      keyGroup: 'default',
      rule: { rule: 'per_purchase', keys: 1 },
      form: { format: 'digits_32' },
      source: 'pool',
      available: 10,
    },
    ...changes,
  };
}

export function price(unit: string, changes: Partial<PriceRow> = {}): PriceRow {
  return {
    term: 'P1Y',
    billingCycle: 'one_time',
    unitPrice: amount(unit),
    tierFrom: 1,
    tierTo: null,
    effectiveFrom: at('2020-01-01T00:00:00Z'),
    effectiveTo: null,
    ...changes,
  };
}

export function cartLine(of: Offer, changes: Partial<CartLine> = {}): CartLine {
  return {
    id: 0,
    catalogItemId: of.catalogItemId,
    quantity: 1,
    billingCycle: 'one_time',
    term: 'P1Y',
    ...changes,
  };
}
