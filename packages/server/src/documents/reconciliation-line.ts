import { formatAmount, money } from '@kontor/domain/money';
import { addDays, formatInstant, type LocalDate } from '@kontor/domain/time';
import {
  adjustmentsOf,
  chargeTypes,
  frequencies,
  termAndBillingCycle,
} from '../billing/reconciliation-words.ts';
import type { Cell } from './csv-writer.ts';
import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';
import { pricingAmounts } from './pricing-amounts.ts';

type Column = readonly [name: string, cell: (line: DocumentLine, document: InvoiceDocument) => Cell];

const text = (value: string): Cell => ({ text: value });
const value = (made: string): Cell => ({ value: made });
const blank = value('');
const day = (date: LocalDate | null): Cell => value(date ?? '');
/** Periods end before their end date; the file names the last day inside. */
const lastDay = (end: LocalDate | null): Cell => value(end === null ? '' : addDays(end, -1));
const amount = (line: DocumentLine, minor: bigint, { currency }: InvoiceDocument): Cell =>
  value(formatAmount(money(BigInt(line.sign) * minor, currency)));
const isPerpetual = ({ termDuration }: DocumentLine): boolean => termDuration === '';

/**
 * The columns of reference 10, in its order. Dates are ISO 8601 days, instants RFC 3339 in UTC, numbers have a point
 * and no grouping: the same under every locale. Perpetual software has no term and no dates of a subscription.
 */
export const reconciliationColumns: readonly Column[] = [
  ['PartnerId', (_, { buyer }) => value(buyer.accountId)],
  ['CustomerId', ({ customerId }) => value(customerId)],
  ['CustomerName', ({ customerName }) => text(customerName)],
  ['CustomerDomainName', ({ customerDomain }) => text(customerDomain)],
  ['CustomerCountry', ({ customerMarket }) => value(customerMarket)],
  ['InvoiceNumber', (_, { number }) => value(number)],
  ['MPNID', (_, { buyer }) => text(buyer.mpnId)],
  ['ResellerMPNID', () => value('0')],
  ['OrderId', ({ orderId }) => value(orderId)],
  ['OrderDate', ({ orderedAt }) => value(formatInstant(orderedAt))],
  ['ProductId', ({ productId }) => value(productId)],
  ['SkuId', ({ skuId }) => value(skuId)],
  ['AvailabilityId', ({ availabilityId }) => value(availabilityId)],
  ['SkuName', ({ skuTitle }) => text(skuTitle)],
  ['ProductName', ({ productTitle }) => text(productTitle)],
  ['ChargeType', ({ kind }) => value(chargeTypes[kind])],
  ['UnitPrice', (line, document) => value(pricingAmounts(line, document).unitPrice)],
  ['Quantity', ({ quantity }) => value(String(quantity))],
  ['Subtotal', (line, document) => amount(line, line.net, document)],
  ['TaxTotal', (line, document) => amount(line, line.tax, document)],
  ['Total', (line, document) => amount(line, line.net + line.tax, document)],
  ['Currency', (_, { currency }) => value(currency)],
  ['PriceAdjustmentDescription', ({ discounts }) => text(adjustmentsOf(discounts))],
  ['PublisherName', ({ publisher }) => text(publisher)],
  ['PublisherId', () => blank],
  ['SubscriptionDescription', ({ friendlyName, skuTitle }) => text(friendlyName ?? skuTitle)],
  ['SubscriptionId', ({ subscriptionId }) => value(subscriptionId ?? '')],
  ['ChargeStartDate', ({ periodStart }) => day(periodStart)],
  ['ChargeEndDate', ({ periodEnd }) => lastDay(periodEnd)],
  [
    'TermAndBillingCycle',
    ({ termDuration, billingCycle, family }) =>
      value(termAndBillingCycle(termDuration, billingCycle, family)),
  ],
  ['EffectiveUnitPrice', (line, document) => value(pricingAmounts(line, document).effectiveUnitPrice)],
  ['UnitType', () => blank],
  ['AlternateId', ({ alternateId }) => value(alternateId)],
  ['BillableQuantity', ({ quantity }) => value(String(quantity))],
  ['BillingFrequency', ({ billingCycle }) => value(frequencies[billingCycle])],
  ['PricingCurrency', ({ pricing }, { currency }) => value(pricing?.currency ?? currency)],
  ['PCToBCExchangeRate', ({ pricing }) => value(pricing?.rate ?? '1')],
  ['PCToBCExchangeRateDate', ({ pricing, orderedAt }) => value(formatInstant(pricing?.rateAt ?? orderedAt))],
  ['MeterDescription', () => blank],
  ['ReservationOrderId', () => blank],
  ['CreditReasonCode', () => blank],
  ['SubscriptionStartDate', (line) => day(isPerpetual(line) ? null : line.startsOn)],
  ['SubscriptionEndDate', (line) => lastDay(isPerpetual(line) ? null : line.endsOn)],
  // A credit and the charge it takes back share it.
  ['ReferenceID', ({ chargeId, creditsChargeId }) => value(creditsChargeId ?? chargeId)],
  ['ProductQualifiers', () => blank],
  [
    'PromotionID',
    ({ productId, skuId, promotionId }) =>
      promotionId === null ? blank : text(`${productId}:${skuId}:${promotionId}`),
  ],
];
