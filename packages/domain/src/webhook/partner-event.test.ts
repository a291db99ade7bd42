import { expect, test } from 'vitest';
import { parsePartnerEventName, partnerEventNames, partnerEventOf } from './partner-event.ts';

const data = { customerId: 'c' };

test('changes of a subscription are one event, whatever changed', () => {
  for (const type of ['updated', 'renewed', 'expired', 'cancelled'])
    expect(partnerEventOf({ type: `subscription.${type}`, aggregate_id: 's', data })).toEqual({
      name: 'subscription-updated',
      resourceName: 'subscription',
      path: '/v1/customers/c/subscriptions/s',
    });
});

test('an invoice is ready when it is issued', () => {
  expect(partnerEventOf({ type: 'invoice.issued', aggregate_id: 'G000000001', data: {} })).toEqual({
    name: 'invoice-ready',
    resourceName: 'invoice',
    path: '/v1/invoices/G000000001',
  });
});

test('of anything else nothing is said', () => {
  for (const type of ['order.created', 'order.cancelled', 'subscription.renewal_failed', 'mail'])
    expect(partnerEventOf({ type, aggregate_id: 'x', data })).toBeUndefined();
  expect(partnerEventOf({ type: 'subscription.updated', aggregate_id: 's', data: {} })).toBeUndefined();
});

test('names are known in any spelling', () => {
  for (const name of partnerEventNames) {
    expect(parsePartnerEventName(name.toUpperCase())).toBe(name);
    expect(parsePartnerEventName(name)).toBe(name);
  }
  expect(parsePartnerEventName('order-created')).toBeUndefined();
});
