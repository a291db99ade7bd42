import { subscriptionStatuses } from '@kontor/domain/subscription/subscription';
import { z } from 'zod';
import { credit, verdict } from './cancellations.ts';
import type { Operation } from './operation.ts';
import {
  amount,
  billingCycle,
  currency,
  family,
  id,
  instant,
  localDate,
  page,
  paging,
  quantity,
  termDuration,
} from './shapes.ts';

const status = z.enum(subscriptionStatuses);

const action = z.object({
  allowed: z.boolean(),
  code: z.string().optional().describe('why not: the code that the act itself would be refused with'),
  anyOf: z.array(z.string()).optional(),
});

const cancelAction = action.extend({
  daysRemaining: z.int().optional(),
  hoursRemaining: z.int().optional(),
  cancellableUntil: instant.optional(),
  closedOn: localDate.optional(),
  closedAt: instant.optional(),
  supportRequestUrl: z.string().optional(),
});

export const scheduledChange = z.object({
  quantity: quantity.optional(),
  termDuration: termDuration.optional(),
  billingCycle: billingCycle.optional(),
  productId: id.optional(),
  skuId: id.optional(),
});

export const subscription = z.object({
  id,
  customerId: id,
  customerName: z.string(),
  friendlyName: z.string(),
  productId: id,
  skuId: id,
  catalogItemId: z.string(),
  productTitle: z.string(),
  skuTitle: z.string(),
  family,
  status,
  version: z.int().describe('for If-Match'),
  quantity,
  termDuration,
  billingCycle,
  currency,
  unitPrice: amount.describe('of one unit and one charged period of the running term'),
  autoRenew: z.boolean(),
  startsOn: localDate,
  endsOn: localDate.describe('first day after the running term: it renews or ends on it'),
  termNumber: z.int(),
  createdAt: instant,
  suspendedAt: instant.optional(),
  endedAt: instant.optional(),
  entitlementId: id.optional(),
  orderId: id.describe('of the line that stands for the running term'),
  lineItemNumber: z.int(),
  lines: z
    .array(
      z.object({
        orderId: id,
        lineItemNumber: z.int(),
        origin: z.enum(['cart', 'renewal', 'quantity', 'exchange']),
        quantity,
        orderedAt: instant,
        cancelled: z.boolean(),
        cancellableUntil: instant.optional(),
        closedOn: localDate.optional(),
      }),
    )
    .describe('of the running term; quantity added later stands on orders of its own'),
  scheduledChange: scheduledChange.nullable(),
  nextCharge: z
    .object({
      date: localDate,
      kind: z.enum(['cycle_charge', 'renew']),
      currency,
      unitPrice: amount.optional().describe('absent where the next term cannot be priced today'),
      quantity,
      estimated: z.boolean().describe('a renewal is priced when it comes; this is its price as of today'),
    })
    .nullable(),
  actions: z.object({
    changeQuantity: action,
    setAutoRenew: action,
    suspend: action,
    reactivate: action,
    schedule: action,
    cancel: cancelAction,
  }),
});

const place = z.object({ customerId: id, subscriptionId: id });

export const listSubscriptions = {
  name: 'listSubscriptions',
  summary: 'Subscriptions of one customer, newest first',
  noun: 'subscriptions',
  method: 'GET',
  path: '/customers/{customerId}/subscriptions',
  params: z.object({ customerId: id }),
  query: z.object({ ...paging, status: status.optional() }),
  answers: { 200: page(subscription) },
  problems: ['cursor.invalid'],
  access: 'subscriptions.read',
} satisfies Operation;

export const getSubscription = {
  name: 'getSubscription',
  summary: 'One subscription with its running term, its next charge and what may be done with it',
  noun: 'subscriptions',
  method: 'GET',
  path: '/customers/{customerId}/subscriptions/{subscriptionId}',
  params: place,
  answers: { 200: subscription },
  problems: [],
  access: 'subscriptions.read',
} satisfies Operation;

export const previewQuantity = {
  name: 'previewQuantity',
  summary: 'What more units would cost for the rest of the charged period; nothing is changed',
  noun: 'subscriptions',
  method: 'POST',
  path: '/customers/{customerId}/subscriptions/{subscriptionId}/quantity-preview',
  params: place,
  body: z.strictObject({ quantity }),
  answers: {
    200: z.object({
      currency,
      added: z.int(),
      unitPrice: amount,
      net: amount,
      tax: amount,
      total: amount,
      remainingDays: z.int(),
      days: z.int(),
      periodEndsOn: localDate,
      cancellableUntil: instant.optional(),
    }),
  },
  problems: [
    'credit_limit.exceeded',
    'tax.unavailable',
    'subscription.ended',
    'subscription.suspended',
    'subscription.not_active',
    'subscription.term_ending',
    'subscription.quantity_decrease',
    'subscription.quantity_out_of_range',
    'subscription.change_unsupported',
  ],
  access: 'subscriptions.change',
} satisfies Operation;

export const changeSubscription = {
  name: 'changeSubscription',
  summary: 'Change quantity, name, renewal, suspension or what the next term is to be',
  noun: 'subscriptions',
  method: 'PATCH',
  path: '/customers/{customerId}/subscriptions/{subscriptionId}',
  params: place,
  body: z.strictObject({
    quantity: quantity
      .optional()
      .describe('the total wanted; more is charged for the rest of the period at once'),
    autoRenew: z.boolean().optional(),
    friendlyName: z.string().min(1).max(200).optional(),
    status: z.enum(['active', 'suspended']).optional(),
    scheduledChange: z.strictObject(scheduledChange.shape).nullable().optional(),
  }),
  answers: { 200: subscription },
  problems: [
    'version.stale',
    'credit_limit.exceeded',
    'tax.unavailable',
    'subscription.ended',
    'subscription.suspended',
    'subscription.not_active',
    'subscription.term_ending',
    'subscription.provisioning',
    'subscription.quantity_decrease',
    'subscription.quantity_out_of_range',
    'subscription.change_unsupported',
  ],
  access: 'subscriptions.change',
} satisfies Operation;

export const cancelSubscription = {
  name: 'cancelSubscription',
  summary: 'Cancel every open line of the running term, or none: keys and links die, the credit is written',
  noun: 'subscriptions',
  method: 'POST',
  path: '/customers/{customerId}/subscriptions/{subscriptionId}/cancel',
  params: place,
  body: z.strictObject({ acknowledged: z.boolean().optional() }),
  answers: {
    200: z.object({ subscriptionId: id, verdict, orders: z.array(z.object({ orderId: id, credit })) }),
  },
  problems: ['version.stale', 'cancellation.not_acknowledged', 'conflict'],
  access: 'orders.cancel',
} satisfies Operation;
