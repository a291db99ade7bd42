import type { CartLineResult } from '@kontor/domain/cart/price-cart';
import type { LineError, PricedLine } from '@kontor/domain/cart/price-line';
import { formatAmount, type Money, multiply } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { cartRequest } from '@kontor/wire/schemas';
import type { z } from 'zod';
import type { CartDocumentLine, CartLineRequest } from './cart-lines.ts';
import type { CartRecord } from './cart-record.ts';
import { wishesFrom } from './cart-wishes.ts';
import { lineErrorWords } from './line-error-words.ts';

/** Our line errors by the wire's names and numbers (reference 5, CartErrorCode). */
const wireErrors: Readonly<Record<LineError['code'], string>> = {
  catalog_item_unknown: 'catalog_item_id_is_not_valid',
  not_sold_in_market: 'catalog_item_id_is_not_valid',
  not_purchasable: 'catalog_item_id_is_not_valid',
  currency_not_supported: 'currency_is_not_supported',
  billing_cycle_not_supported: 'billing_plan_not_supported',
  term_not_supported: 'invalid_input',
  quantity_out_of_range: 'invalid_input',
  amount_too_large: 'invalid_input',
  exchange_rate_missing: 'currency_is_not_supported',
  reservation_scope_missing: 'invalid_input',
  reservation_region_missing: 'invalid_input',
  reservation_region_not_offered: 'invalid_input',
  cloud_subscription_missing: 'subscription_is_not_valid',
  cloud_subscription_not_registered: 'subscription_not_registered',
  hybrid_benefit_not_offered: 'invalid_input',
  promotion_not_offered: 'invalid_promotion_id',
  custom_end_not_offered: 'invalid_custom_term_end_date_product',
  add_on_not_offered: 'unable_to_process_cart_line_item',
  renewal_not_offered: 'invalid_input',
  reseller_invalid: 'invalid_input',
  resellers_too_many: 'invalid_input',
  resellers_not_in_market: 'participants_is_not_supported_for_partner',
};

/** Their cart body → our lines. A cycle "unknown" is what a client sends that has nothing to say. */
export const linesFromWire = (body: z.infer<typeof cartRequest>): CartLineRequest[] =>
  body.lineItems.map((line) => ({
    catalogItemId: line.catalogItemId,
    quantity: line.quantity,
    ...(line.billingCycle === undefined || line.billingCycle === 'unknown'
      ? {}
      : { billingCycle: line.billingCycle }),
    ...(line.termDuration === undefined || line.termDuration === ''
      ? {}
      : { term: line.termDuration.toUpperCase() }),
    ...(line.currencyCode === undefined || line.currencyCode === '' ? {} : { currency: line.currencyCode }),
    ...(line.friendlyName === undefined ? {} : { friendlyName: line.friendlyName }),
    ...(line.provisioningContext === undefined ? {} : { provisioningContext: line.provisioningContext }),
    ...wishesFrom(line),
  }));

// Prices in a cart are JSON numbers on the wire (reference 5); text is turned into one only here, at the edge.
const wireNumber = (amount: Money): number => Number(formatAmount(amount));

const pricingOf = ({ listUnitPrice, unitPrice, line }: PricedLine) => {
  const unit = wireNumber(unitPrice);
  return {
    listPrice: wireNumber(listUnitPrice),
    discountedPrice: unit,
    proratedPrice: unit,
    price: unit,
    extendedPrice: wireNumber(multiply(unitPrice, line.quantity)),
  };
};

const lineWire = (line: CartDocumentLine, result: CartLineResult | undefined, record: CartRecord) => {
  const priced = result?.status === 'priced' ? result : undefined;
  const words = result?.status === 'error' ? lineErrorWords(result.error) : undefined;
  const currency =
    priced?.currency ?? line.currency ?? record.offers.get(line.catalogItemId)?.defaultCurrency;
  const promotion = priced?.discounts.find(({ kind }) => kind === 'promotion');
  return {
    id: line.id,
    catalogItemId: line.catalogItemId,
    ...(line.friendlyName === undefined ? {} : { friendlyName: line.friendlyName }),
    quantity: line.quantity,
    ...(currency === undefined ? {} : { currencyCode: currency }),
    billingCycle: line.billingCycle,
    ...(line.term === '' ? {} : { termDuration: line.term }),
    participants: line.wishes?.participants ?? [],
    provisioningContext: line.provisioningContext ?? {},
    ...(priced ? { orderGroup: priced.orderGroup, pricing: pricingOf(priced) } : {}),
    ...(promotion
      ? { promotionId: `${line.productId}:${line.skuId}:${promotion.id}` }
      : line.wishes?.promotionId === undefined
        ? {}
        : { promotionId: line.wishes.promotionId }),
    ...(line.wishes?.renewsTo === undefined ? {} : { renewsTo: { termDuration: line.wishes.renewsTo } }),
    ...(line.wishes?.customEnd === undefined ? {} : { customTermEndDate: line.wishes.customEnd }),
    ...(line.wishes?.attestationAccepted === undefined
      ? {}
      : { attestationAccepted: line.wishes.attestationAccepted }),
    addonItems: line.wishes?.addOns ?? [],
    ...(result?.status === 'error' && words
      ? {
          error: {
            errorCode: wireErrors[result.error.code],
            errorDescription: `${words.message} ${words.remedy}`,
          },
        }
      : {}),
  };
};

export const cartWire = (record: CartRecord) => {
  const { row } = record;
  return {
    id: row.id,
    creationTimestamp: formatInstant(row.created_at),
    lastModifiedTimestamp: formatInstant(row.modified_at),
    expirationTimestamp: formatInstant(row.expires_at),
    ...(row.modified_by === null ? {} : { lastModifiedUser: row.modified_by }),
    status: row.status === 'active' ? 'Active' : 'Ordered',
    lineItems: row.lines.map((line, index) => lineWire(line, record.priced.lines[index], record)),
    links: { self: { uri: `/customers/${row.customer_id}/carts/${row.id}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Cart' },
  };
};
