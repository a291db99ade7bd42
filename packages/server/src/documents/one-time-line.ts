import { formatAmount, money } from '@kontor/domain/money';
import { addDays, formatInstant, type LocalDate } from '@kontor/domain/time';
import {
  adjustmentsOf,
  chargeTypes,
  frequencies,
  termAndBillingCycle,
} from '../billing/reconciliation-words.ts';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';
import { pricingAmounts } from './pricing-amounts.ts';

// Sample programs print every property without looking, so none may be missing (clients on the wire).
const noDate = '0001-01-01T00:00:00';
const dateOf = (date: LocalDate | null): string => (date === null ? noDate : `${date}T00:00:00Z`);
const lastDayOf = (end: LocalDate | null): string => dateOf(end === null ? null : addDays(end, -1));

/** A charge or credit, on a document or not yet. */
export type OneTimeLine = Omit<
  DocumentLine,
  'position' | 'lineNumber' | 'taxRateBasisPoints' | 'taxCategory' | 'formula' | 'reason'
>;

/** What a line does not say of itself; the number is blank before there is a document. */
export type LineHead = Pick<InvoiceDocument, 'currency' | 'number'> & {
  readonly partnerId: string;
  readonly mpnId: string;
};

/** Numbers are texts on these lines; a credit's are negative but for its quantity and list price. */
const amountsOf = (line: OneTimeLine, { currency }: LineHead) => {
  const sign = BigInt(line.sign);
  const text = (minor: bigint): string => formatAmount(money(sign * minor, currency));
  return {
    ...pricingAmounts(line, { currency }),
    subtotal: text(line.net),
    taxTotal: text(line.tax),
    totalForCustomer: text(line.net + line.tax),
  };
};

/** One OneTimeInvoiceLineItem, its members in the order of the reference. */
export const oneTimeLine = (line: OneTimeLine, head: LineHead) => {
  const { unitPrice, effectiveUnitPrice, subtotal, taxTotal, totalForCustomer } = amountsOf(line, head);
  const quantity = String(line.quantity);
  const perpetual = line.termDuration === '';
  const { pricing, promotionId } = line;
  return {
    partnerId: head.partnerId,
    customerId: line.customerId,
    customerName: line.customerName,
    customerDomainName: line.customerDomain,
    customerCountry: line.customerMarket,
    invoiceNumber: head.number,
    mpnId: head.mpnId,
    resellerMpnId: '0',
    orderId: line.orderId,
    orderDate: formatInstant(line.orderedAt),
    productId: line.productId,
    skuId: line.skuId,
    availabilityId: line.availabilityId,
    productName: line.productTitle,
    skuName: line.skuTitle,
    productQualifiers: [],
    chargeType: chargeTypes[line.kind],
    unitPrice,
    effectiveUnitPrice,
    unitType: '',
    quantity,
    subtotal,
    taxTotal,
    totalForCustomer,
    currency: head.currency,
    publisherName: line.publisher,
    publisherId: '',
    subscriptionDescription: line.friendlyName ?? line.skuTitle,
    subscriptionId: line.subscriptionId ?? '',
    subscriptionStartDate: dateOf(perpetual ? null : line.startsOn),
    subscriptionEndDate: lastDayOf(perpetual ? null : line.endsOn),
    chargeStartDate: line.periodStart === null ? formatInstant(line.at) : dateOf(line.periodStart),
    chargeEndDate: lastDayOf(line.periodEnd),
    termAndBillingCycle: termAndBillingCycle(line.termDuration, line.billingCycle, line.family),
    alternateId: line.alternateId,
    // A credit and the charge it takes back share it.
    referenceId: line.creditsChargeId ?? line.chargeId,
    priceAdjustmentDescription: adjustmentsOf(line.discounts),
    discountDetails: '',
    pricingCurrency: pricing?.currency ?? head.currency,
    pcToBCExchangeRate: pricing?.rate ?? '1',
    pcToBCExchangeRateDate: formatInstant(pricing?.rateAt ?? line.orderedAt),
    billableQuantity: quantity,
    meterDescription: '',
    billingFrequency: frequencies[line.billingCycle],
    reservationOrderId: '',
    creditReasonCode: '',
    promotionId: promotionId === null ? '' : `${line.productId}:${line.skuId}:${promotionId}`,
    invoiceLineItemType: 'billing_line_items',
    billingProvider: 'one_time',
    attributes: { objectType: 'OneTimeInvoiceLineItem' },
  };
};
