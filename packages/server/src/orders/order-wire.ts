import { formatInstant } from '@kontor/domain/time';
import { orderEtag } from '../wire/etag.ts';
import { amountText } from './amount-text.ts';
import { currencySymbol } from './currency-symbol.ts';
import { resellerOnRecord } from './new-purchase.ts';
import type { OrderLineRow, OrderRecord, OrderRow } from './order-rows.ts';

// Amounts on orders are JSON numbers on the wire (reference 5); text is turned into one only here, at the edge.
const wireNumber = (minor: bigint, currency: string): number => Number(amountText(minor, currency));

export type WireOrderOptions = { readonly includePrice: boolean };

const link = (uri: string, method = 'GET') => ({ uri, method, headers: [] });

const lineWire = (line: OrderLineRow, order: OrderRow, options: WireOrderOptions) => {
  const { id: orderId, customer_id: customerId } = order;
  const country = `?country=${order.market}`;
  const sku = `/products/${line.product_id}/skus/${line.sku_id}`;
  return {
    lineItemNumber: line.line_number,
    offerId: `${line.product_id}:${line.sku_id}:${line.availability_id}`,
    ...(line.subscription_id === null ? {} : { subscriptionId: line.subscription_id }),
    termDuration: line.term_duration,
    transactionType: 'New',
    friendlyName: line.friendly_name ?? line.sku_title,
    quantity: line.status === 'cancelled' ? 0 : line.quantity,
    ...(options.includePrice ? { pricing: pricingOf(line) } : {}),
    ...askedWire(line),
    ...(line.promotion_id === null ? {} : { promotionId: promotionWire(line) }),
    links: {
      product: link(`/products/${line.product_id}${country}`),
      sku: link(`${sku}${country}`),
      availability: link(`${sku}/availabilities/${line.availability_id}${country}`),
      ...(line.subscription_id === null
        ? {}
        : { subscription: link(`/customers/${customerId}/subscriptions/${line.subscription_id}`) }),
      provisioningStatus: link(`/customers/${customerId}/orders/${orderId}/provisioningstatus`),
    },
  };
};

/** Resellers and attestation, where the buyer named any. */
const askedWire = ({ asked }: OrderLineRow) => {
  const { participants = [], attestationAccepted } = asked;
  const onRecord = resellerOnRecord(asked);
  const additional = participants.filter(({ key }) => key === 'additional_transaction_reseller');
  return {
    ...(onRecord === null ? {} : { partnerIdOnRecord: onRecord }),
    ...(additional.length === 0
      ? {}
      : { additionalPartnerIdsOnRecord: additional.map(({ value }) => value) }),
    ...(attestationAccepted === undefined ? {} : { attestationAccepted }),
  };
};

/** A promotion is named with the product and SKU that it was used on (reference 5). */
const promotionWire = (line: OrderLineRow): string =>
  `${line.product_id}:${line.sku_id}:${line.promotion_id}`;

const pricingOf = (line: OrderLineRow) => {
  const unit = wireNumber(line.unit_minor, line.currency);
  const list = wireNumber(line.list_unit_minor ?? line.unit_minor, line.currency);
  const extended = wireNumber(line.unit_minor * BigInt(line.quantity), line.currency);
  return {
    listPrice: list,
    discountedPrice: unit,
    proratedPrice: unit,
    price: unit,
    extendedPrice: extended,
  };
};

/** The order as the wire shows it; a cancelled line keeps everything but its quantity (reference 6, 6.2). */
export const orderWire = ({ order, lines }: OrderRecord, options: WireOrderOptions) => {
  const self = `/customers/${order.customer_id}/orders/${order.id}`;
  return {
    id: order.id,
    alternateId: order.alternate_id,
    referenceCustomerId: order.customer_id,
    billingCycle: order.billing_cycle,
    currencyCode: order.currency,
    currencySymbol: currencySymbol(order.currency),
    lineItems: lines.map((line) => lineWire(line, order, options)),
    creationDate: formatInstant(order.created_at),
    status: order.status,
    transactionType: 'UserPurchase',
    links: {
      self: link(self),
      provisioningStatus: link(`${self}/provisioningstatus`),
      patchOperation: link(self, 'PATCH'),
    },
    ...(options.includePrice ? { totalPrice: totalPriceOf(lines, order.currency) } : {}),
    client: {
      marketplaceCountry: order.market,
      deviceFamily: 'UniversalStore-PartnerCenter',
      name: 'Partner Center API',
    },
    attributes: { etag: orderEtag(order.id, order.version), objectType: 'Order' },
  };
};

const totalPriceOf = (lines: readonly OrderLineRow[], currency: string): number =>
  wireNumber(
    lines.reduce((total, line) => total + line.unit_minor * BigInt(line.quantity), 0n),
    currency,
  );

const provisioningWords = {
  fulfilled: 'fulfilled',
  provisioning: 'prefulfillmentPending',
  cancelled: 'unfulfilled',
} as const satisfies Record<OrderLineRow['status'], string>;

export const provisioningStatusWire = (line: OrderLineRow) => {
  const status = provisioningWords[line.status];
  return {
    lineItemNumber: line.line_number,
    status,
    quantityProvisioningInformation: [{ quantity: line.quantity, status }],
  };
};
