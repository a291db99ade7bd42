import { invariant } from '@kontor/domain/invariant';
import { type CurrencyCode, parseCurrency } from '@kontor/domain/money';
import type { OneTimeLine } from '../documents/one-time-line.ts';
import { rateText } from './reconciliation-words.ts';
import type { UnbilledRow } from './unbilled-store.ts';

export const currencyOf = (text: string): CurrencyCode => {
  const currency = parseCurrency(text);
  invariant(currency, 'a charge has a currency');
  return currency;
};

/** A charge or credit as it would stand on a document. */
export const unbilledLine = (row: UnbilledRow): OneTimeLine => ({
  chargeId: row.id,
  creditsChargeId: row.credits_charge_id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  customerDomain: row.customer_domain,
  customerMarket: row.customer_market,
  orderId: row.order_id,
  orderedAt: row.ordered_at,
  alternateId: row.alternate_id,
  productId: row.product_id,
  skuId: row.sku_id,
  availabilityId: row.availability_id,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
  publisher: row.publisher,
  family: row.family,
  kind: row.kind,
  sign: row.sign,
  unit: row.unit_minor,
  listUnit: row.list_unit_minor ?? row.unit_minor,
  discounts: row.discounts,
  quantity: row.quantity,
  net: row.net_minor,
  tax: row.tax_minor,
  taxMode: row.tax_mode,
  termDuration: row.term_duration,
  billingCycle: row.billing_cycle,
  periodStart: row.period_start,
  periodEnd: row.period_end,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  subscriptionId: row.subscription_id,
  friendlyName: row.friendly_name,
  pricing: pricingOf(row),
  promotionId: row.promotion_id,
  at: row.at,
});

const pricingOf = (row: UnbilledRow): OneTimeLine['pricing'] =>
  row.pricing_currency === null || row.exchange_rate === null || row.pricing_unit_minor === null
    ? null
    : {
        currency: currencyOf(row.pricing_currency),
        unit: row.pricing_unit_minor,
        rate: rateText(row.exchange_rate),
        rateAt: row.exchange_rate_at,
      };
