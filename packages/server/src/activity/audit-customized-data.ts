import type { LoggedRecord } from './logged-record.ts';
import { type OrderFacts, type OrderLineFacts, orderFactsFrom, pascalCase } from './order-facts.ts';

/** A pair of the wire; every value is text or null. */
type Pair = { readonly key: string; readonly value: string | null };

const pair = (key: string, value: string | number | null): Pair => ({
  key,
  value: value === null ? null : String(value),
});

/** What the wire tells of an act beside the resource (reference 9, recorded sessions). */
export const customizedData = (record: LoggedRecord): Pair[] => {
  const order = orderFactsFrom(record.details);
  if (order) return orderPairs(order);
  if (record.action === 'update_subscription') return subscriptionPairs(record);
  if (record.action === 'add_customer') return customerPairs(record);
  if (record.action !== 'software_download') return plainPairs(record.details);
  const { kind: _kind, ...details } = record.details;
  return [pair('Kind', 'Download'), ...plainPairs(details)];
};

const orderPairs = (order: OrderFacts): Pair[] => [
  pair('OrderId', order.orderId),
  ...(order.alternateId === null ? [] : [pair('AlternateId', order.alternateId)]),
  pair('BillingCycle', pascalCase(order.billingCycle)),
  ...(order.status === 'cancelled' ? [pair('Status', 'Cancelled')] : []),
  ...order.lines.flatMap(linePairs),
];

const linePairs = (line: OrderLineFacts): Pair[] => {
  const number = line.lineNumber;
  return [
    pair(`OfferId-${number}`, line.offerId),
    pair(`SubscriptionId-${number}`, line.subscriptionId),
    pair(`SubscriptionName-${number}`, line.subscriptionName),
    pair(`Quantity-${number}`, line.quantity),
    pair(`PartnerOnRecord-${number}`, null),
  ];
};

type Facts = Readonly<Record<string, unknown>>;

const factsOf = (record: LoggedRecord): Facts => ({
  ...record.details,
  ...(isFacts(record.newValue) ? record.newValue : {}),
});

const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fact = (facts: Facts, name: string): string | null => {
  const value = facts[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
};

/** The keys that the recorded service gives, in its order. */
const subscriptionPairs = (record: LoggedRecord): Pair[] => {
  const facts = factsOf(record);
  const status = fact(facts, 'status');
  return [
    pair('SubscriptionId', record.resourceId),
    pair('SubscriptionName', fact(facts, 'friendlyName') ?? fact(facts, 'subscriptionName')),
    pair('Quantity', fact(facts, 'quantity')),
    pair('Status', status === null ? null : pascalCase(status)),
    pair('OfferId', fact(facts, 'offerId')),
    pair('PartnerOnRecord', null),
    pair('ActionTaken', null),
  ];
};

const customerPairs = (record: LoggedRecord): Pair[] => {
  const facts = factsOf(record);
  return [pair('PrimaryDomainName', fact(facts, 'domain')), pair('Relationship', 'Reseller')];
};

/** Texts, numbers and truths by their Pascal names; what is nested has no place on the wire. */
const plainPairs = (details: Readonly<Record<string, unknown>>): Pair[] =>
  Object.entries(details).flatMap(([name, value]) => {
    if (value === null) return [pair(pascalCase(name), null)];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [pair(pascalCase(name), String(value))]
      : [];
  });
