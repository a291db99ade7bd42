import { z } from 'zod';
import type { Operation } from './operation.ts';
import { amount, currency, id, instant, localDate, quantity, taxMode } from './shapes.ts';

export const verdict = z.object({
  code: z.enum([
    'eligible',
    'cancelled',
    'already_cancelled',
    'not_cancellable',
    'window_closed',
    'needs_review',
    'not_found',
  ]),
  lines: z.array(z.int()).optional(),
  daysRemaining: z.int().optional(),
  hoursRemaining: z.int().optional(),
  cancellableUntil: instant.optional(),
  closedOn: localDate.optional(),
  closedAt: instant.optional(),
  reviewRule: z.string().optional(),
  policyVersion: z.string().optional(),
  supportRequestUrl: z.string().optional(),
});

export const credit = z.object({
  currency,
  net: amount,
  tax: amount,
  total: amount,
  lines: z.array(
    z.object({
      lineItemNumber: z.int(),
      net: amount,
      tax: amount,
      total: amount,
      formula: z.record(z.string(), z.unknown()).describe('formula id and its inputs'),
      explanation: z.string(),
    }),
  ),
  billingPeriod: z.string().describe('the month whose invoice carries the credit, 2026-11'),
  invoiceDate: localDate.describe('when that invoice is issued'),
});

const selection = z
  .array(
    z.strictObject({
      orderId: id,
      lineItemNumbers: z.array(z.int().min(0).max(9999)).min(1).max(500).optional(),
    }),
  )
  .min(1)
  .max(100);

const cancelledOrder = z.object({ orderId: id, verdict, credit: credit.optional() });

export const previewCancellation = {
  name: 'previewCancellation',
  summary: 'What cancelling would do and credit; nothing is changed',
  noun: 'cancellations',
  method: 'POST',
  path: '/customers/{customerId}/cancellations/preview',
  params: z.object({ customerId: id }),
  body: z.strictObject({ orders: selection }),
  answers: {
    200: z.object({
      orders: z.array(cancelledOrder),
      totals: z.array(z.object({ currency, total: amount })),
    }),
  },
  problems: [],
  access: 'cancellations.preview',
} satisfies Operation;

export const cancelPurchases = {
  name: 'cancelPurchases',
  summary: 'Cancel orders, each on its own: keys and links die, the credit is written',
  noun: 'cancellations',
  method: 'POST',
  path: '/customers/{customerId}/cancellations',
  params: z.object({ customerId: id }),
  body: z.strictObject({ orders: selection, acknowledged: z.boolean().optional() }),
  answers: { 200: z.object({ orders: z.array(cancelledOrder) }) },
  problems: ['cancellation.not_acknowledged'],
  access: 'orders.cancel',
} satisfies Operation;

export const getCreditLeft = {
  name: 'getCreditLeft',
  summary: 'What of an order can still be given back, line by line',
  noun: 'cancellations',
  method: 'GET',
  path: '/partners/{partnerId}/orders/{orderId}/credits',
  params: z.object({ partnerId: id, orderId: id }),
  answers: {
    200: z.object({
      orderId: id,
      customerId: id,
      customerName: z.string(),
      createdAt: instant,
      lines: z.array(
        z.object({
          lineNumber: z.int(),
          skuTitle: z.string(),
          quantity,
          status: z.enum(['provisioning', 'fulfilled', 'cancelled']),
          currency: currency.describe('that of the charges'),
          taxMode,
          left: amount.describe('charged and not credited yet, in the price’s own mode'),
          reservation: z
            .object({
              id,
              name: z.string(),
              status: z.enum(['active', 'exchanged', 'refunded', 'expired']),
            })
            .optional(),
        }),
      ),
    }),
  },
  problems: [],
  access: 'credits.give',
} satisfies Operation;

export const giveCredit = {
  name: 'giveCredit',
  summary: 'Give back an amount of an order line, outside any cancel',
  noun: 'cancellations',
  method: 'POST',
  path: '/partners/{partnerId}/orders/{orderId}/credits',
  params: z.object({ partnerId: id, orderId: id }),
  body: z.strictObject({
    lineNumber: z.int().min(0).max(9999),
    amount: amount.describe(
      'in the price’s own mode: before tax where tax comes on top, with tax where it is inside',
    ),
    currency,
    reason: z.string().min(1).max(500),
  }),
  answers: {
    201: z.object({
      orderId: id,
      lineNumber: z.int(),
      currency,
      net: amount,
      tax: amount,
      total: amount,
      explanation: z.string(),
      billingPeriod: z.string(),
      invoiceDate: localDate,
    }),
  },
  problems: ['credit.above_left', 'conflict'],
  access: 'credits.give',
} satisfies Operation;
