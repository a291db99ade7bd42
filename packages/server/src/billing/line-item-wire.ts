import { invariant } from '@kontor/domain/invariant';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { addDays, formatInstant, type LocalDate } from '@kontor/domain/time';
import {
  adjustmentsOf,
  chargeTypes,
  frequencies,
  rateText,
  termAndBillingCycle,
} from './reconciliation-words.ts';
import type { UnbilledRow } from './unbilled-store.ts';

// Sample programs print every property without looking, so none may be missing (clients on the wire).
const noDate = '0001-01-01T00:00:00';
const dateOf = (date: LocalDate | null): string => (date === null ? noDate : `${date}T00:00:00Z`);
const lastDayOf = (end: LocalDate | null): string => dateOf(end === null ? null : addDays(end, -1));

/** Numbers are texts on these lines; a credit's are negative but for its quantity and list price. */
const amountsOf = (row: UnbilledRow) => {
  const currency = parseCurrency(row.currency);
  invariant(currency, 'a charge has a currency');
  const text = (minor: bigint): string => formatAmount(money(minor, currency));
  const sign = BigInt(row.sign);
  const gross = row.net_minor + row.tax_minor;
  // Unit prices have the tax inside where prices do (product 2); what is credited is whole units times a unit.
  const credited = (row.tax_mode === 'inclusive' ? gross : row.net_minor) / BigInt(row.quantity);
  return {
    unitPrice: text(row.list_unit_minor ?? row.unit_minor),
    effectiveUnitPrice: text(row.sign === 1 ? row.unit_minor : -credited),
    subtotal: text(sign * row.net_minor),
    taxTotal: text(sign * row.tax_minor),
    totalForCustomer: text(sign * gross),
  };
};

/** One OneTimeInvoiceLineItem, its members in the order of the reference. */
export const lineItem = (row: UnbilledRow, partnerId: string) => {
  const { unitPrice, effectiveUnitPrice, subtotal, taxTotal, totalForCustomer } = amountsOf(row);
  const quantity = String(row.quantity);
  const perpetual = row.term_duration === '';
  return {
    partnerId,
    customerId: row.customer_id,
    customerName: row.customer_name,
    customerDomainName: row.customer_domain,
    customerCountry: row.customer_market,
    invoiceNumber: '',
    mpnId: row.mpn_id,
    resellerMpnId: '0',
    orderId: row.order_id,
    orderDate: formatInstant(row.ordered_at),
    productId: row.product_id,
    skuId: row.sku_id,
    availabilityId: row.availability_id,
    productName: row.product_title,
    skuName: row.sku_title,
    productQualifiers: [],
    chargeType: chargeTypes[row.kind],
    unitPrice,
    effectiveUnitPrice,
    unitType: '',
    quantity,
    subtotal,
    taxTotal,
    totalForCustomer,
    currency: row.currency,
    publisherName: row.publisher,
    publisherId: '',
    subscriptionDescription: row.friendly_name ?? row.sku_title,
    subscriptionId: row.subscription_id ?? '',
    subscriptionStartDate: dateOf(perpetual ? null : row.starts_on),
    subscriptionEndDate: lastDayOf(perpetual ? null : row.ends_on),
    chargeStartDate: row.period_start === null ? formatInstant(row.at) : dateOf(row.period_start),
    chargeEndDate: lastDayOf(row.period_end),
    termAndBillingCycle: termAndBillingCycle(row.term_duration, row.billing_cycle, row.family),
    alternateId: row.alternate_id,
    // A credit and the charge it takes back share it.
    referenceId: row.credits_charge_id ?? row.id,
    priceAdjustmentDescription: adjustmentsOf(row.discounts),
    discountDetails: '',
    pricingCurrency: row.pricing_currency ?? row.currency,
    pcToBCExchangeRate: rateText(row.exchange_rate),
    pcToBCExchangeRateDate: formatInstant(row.exchange_rate_at ?? row.ordered_at),
    billableQuantity: quantity,
    meterDescription: '',
    billingFrequency: frequencies[row.billing_cycle],
    reservationOrderId: '',
    creditReasonCode: '',
    promotionId: row.promotion_id === null ? '' : `${row.product_id}:${row.sku_id}:${row.promotion_id}`,
    invoiceLineItemType: 'billing_line_items',
    billingProvider: 'one_time',
    attributes: { objectType: 'OneTimeInvoiceLineItem' },
  };
};
