import { z } from 'zod';
import type { Operation } from './operation.ts';
import {
  amount,
  billingCycle,
  cancellationTerms,
  conversion,
  currency,
  discount,
  id,
  instant,
  localDate,
  page,
  paging,
  quantity,
  taxCategory,
  taxMode,
  termDuration,
} from './shapes.ts';

export const orderLine = z.object({
  lineNumber: z.int(),
  catalogItemId: z.string(),
  productId: id,
  skuId: id,
  productTitle: z.string(),
  skuTitle: z.string(),
  quantity,
  termDuration,
  billingCycle,
  listUnitPrice: amount.describe('the price sheet’s'),
  unitPrice: amount.describe('what discounts leave of it'),
  discounts: z.array(discount),
  promotionId: z.string().optional(),
  net: amount,
  tax: amount,
  total: amount,
  taxMode,
  taxRateBasisPoints: z.int(),
  taxCategory,
  status: z.enum(['provisioning', 'fulfilled', 'cancelled']),
  entitlementId: id.optional().describe('absent where nothing is delivered'),
  startsOn: localDate.optional(),
  endsOn: localDate.optional().describe('first day no longer covered'),
  cancellation: cancellationTerms,
});

/** A charge or, with negative amounts, a credit of an order. */
export const charge = z.object({
  id,
  lineNumber: z.int(),
  type: z.string().describe('new, cancel_immediate, …: why it was charged or credited'),
  at: instant,
  currency: currency.describe('the billing currency where the account has one, else the price’s'),
  net: amount,
  tax: amount,
  total: amount,
  conversion: conversion.optional(),
  explanation: z.string().optional(),
  formula: z.record(z.string(), z.unknown()).optional(),
  billingPeriod: z.string().describe('the month whose invoice carries it, 2026-11'),
  invoiceDate: localDate.describe('when that invoice is issued'),
});

export const order = z.object({
  id,
  alternateId: z.string(),
  customerId: id,
  customerName: z.string(),
  status: z.enum(['pending', 'completed', 'cancelled']),
  currency,
  createdAt: instant,
  net: amount,
  tax: amount,
  total: amount,
  lines: z.array(orderLine),
});
export const orderDetail = order.extend({ charges: z.array(charge) });

export const listOrders = {
  name: 'listOrders',
  summary: 'Orders of all your customers, newest first',
  noun: 'orders',
  method: 'GET',
  path: '/orders',
  query: z.object({ ...paging, search: z.string().max(100).optional() }),
  answers: { 200: page(order) },
  problems: ['cursor.invalid'],
  access: 'orders.read',
} satisfies Operation;

export const listCustomerOrders = {
  name: 'listCustomerOrders',
  summary: 'Order history of one customer, newest first',
  noun: 'orders',
  method: 'GET',
  path: '/customers/{customerId}/orders',
  params: z.object({ customerId: id }),
  query: z.object({ ...paging }),
  answers: { 200: page(order) },
  problems: ['cursor.invalid'],
  access: 'orders.read',
} satisfies Operation;

export const getOrder = {
  name: 'getOrder',
  summary: 'One order with its charges and credits',
  noun: 'orders',
  method: 'GET',
  path: '/customers/{customerId}/orders/{orderId}',
  params: z.object({ customerId: id, orderId: id }),
  answers: { 200: orderDetail },
  problems: [],
  access: 'orders.read',
} satisfies Operation;
