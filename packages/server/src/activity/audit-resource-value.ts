import { formatInstant } from '@kontor/domain/time';
import type { LoggedRecord } from './logged-record.ts';
import { type OrderFacts, type OrderLineFacts, orderFactsFrom, pascalCase } from './order-facts.ts';

// Resources inside audit records are JSON texts with Pascal names, as the service's own serialiser writes them.

/** The text of a resource before or after an act; at least its id where nothing was kept. */
export const resourceValue = (record: LoggedRecord, stored: unknown): string => {
  const order = orderFactsFrom(stored);
  if (order) return JSON.stringify(orderResource(order, record));
  const named = isFacts(stored) && !('id' in stored) ? { id: record.resourceId, ...stored } : stored;
  return JSON.stringify(withPascalNames(named ?? { id: record.resourceId }));
};

const isFacts = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const self = (uri: string) => ({ Uri: uri, Method: 'GET', Headers: [] });

const orderResource = (order: OrderFacts, record: LoggedRecord) => {
  const uri = `/customers/${record.customerId}/orders/${order.orderId}`;
  const created = record.action === 'create_order';
  return {
    Id: order.orderId,
    ...(order.alternateId === null ? {} : { AlternateId: order.alternateId }),
    ReferenceCustomerId: record.customerId,
    BillingCycle: order.billingCycle,
    ...(order.currency === null ? {} : { CurrencyCode: order.currency }),
    LineItems: order.lines.map((line) => lineResource(line, record)),
    ...(created ? { CreationDate: formatInstant(record.at) } : {}),
    Status: order.status,
    Links: { Self: self(uri) },
    Attributes: { ...(created ? { Etag: firstEtag(order.orderId) } : {}), ObjectType: 'Order' },
  };
};

const firstEtag = (id: string): string => Buffer.from(JSON.stringify({ id, version: 1 })).toString('base64');

const lineResource = (line: OrderLineFacts, record: LoggedRecord) => {
  const [product = '', sku = ''] = line.offerId.split(':');
  const subscription = `/customers/${record.customerId}/subscriptions/${line.subscriptionId}`;
  return {
    LineItemNumber: line.lineNumber,
    OfferId: line.offerId,
    ...(line.subscriptionId === null ? {} : { SubscriptionId: line.subscriptionId }),
    FriendlyName: line.subscriptionName,
    Quantity: line.quantity,
    Links: {
      ...(line.subscriptionId === null
        ? {}
        : {
            Subscription: self(subscription),
            ProvisioningStatus: self(`/subscriptions/${line.subscriptionId}/provisioningstatus`),
          }),
      Sku: self(`/products/${product}/skus/${sku}`),
    },
  };
};

const withPascalNames = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withPascalNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [pascalCase(name), withPascalNames(member)]),
  );
};
