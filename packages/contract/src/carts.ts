import { z } from 'zod';
import type { Operation } from './operation.ts';
import { order } from './orders.ts';
import { reservationFields } from './reservations.ts';
import {
  amount,
  billingCycle,
  cancellationTerms,
  conversion,
  currency,
  discount,
  id,
  instant,
  quantity,
  sum,
  taxCategory,
  taxMode,
  termDuration,
} from './shapes.ts';

export const cartLineInput = z.strictObject({
  catalogItemId: z.string().max(60),
  quantity,
  termDuration: termDuration.optional(),
  billingCycle: billingCycle.optional(),
  currency: currency.optional(),
  friendlyName: z.string().max(200).optional(),
  reservation: reservationFields.optional(),
});

export const cartLine = z.object({
  id: z.int(),
  catalogItemId: z.string(),
  productId: z.string(),
  skuId: z.string(),
  productTitle: z.string(),
  skuTitle: z.string(),
  friendlyName: z.string().optional(),
  reservation: reservationFields.optional(),
  quantity: z.int(),
  termDuration,
  billingCycle,
  currency,
  orderGroup: z.string().optional(),
  /** Absent on a line in error. */
  price: z
    .object({
      listUnitPrice: amount.describe('the price sheet’s'),
      unitPrice: amount.describe('what discounts leave of it'),
      discounts: z.array(discount),
      promotionId: z.string().optional(),
      net: amount,
      tax: amount,
      total: amount,
      taxMode,
      taxRateBasisPoints: z.int(),
      taxRateKnown: z.boolean(),
      taxCategory,
      /** Only where the account is billed in another currency than the price's. */
      billed: z
        .object({
          currency,
          unitPrice: amount,
          net: amount,
          tax: amount,
          total: amount,
          exchangeRate: conversion.shape.exchangeRate,
          exchangeRateAt: conversion.shape.exchangeRateAt,
        })
        .optional(),
    })
    .optional(),
  cancellation: cancellationTerms,
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).optional(),
});

export const cart = z.object({
  id,
  status: z.enum(['active', 'ordered']),
  version: z.int().describe('send it back as If-Match when changing the cart'),
  createdAt: instant,
  modifiedAt: instant,
  expiresAt: instant,
  lines: z.array(cartLine),
  totals: z.array(sum),
  billedTotals: z.array(sum).describe('the totals in the currencies that are charged'),
  prerequisites: z.array(z.object({ code: z.string(), satisfied: z.boolean() })),
});

const cartBody = z.strictObject({ lines: z.array(cartLineInput).min(0).max(200) });
const customerParam = z.object({ customerId: id });
const cartParams = z.object({ customerId: id, cartId: id });

export const createCart = {
  name: 'createCart',
  summary: 'Begin a cart; lines that cannot be sold carry their error',
  noun: 'carts',
  method: 'POST',
  path: '/customers/{customerId}/carts',
  params: customerParam,
  body: cartBody,
  answers: { 201: cart },
  problems: ['tax.unavailable'],
  access: 'carts.write',
} satisfies Operation;

export const getCurrentCart = {
  name: 'getCurrentCart',
  summary: 'The cart left open for this customer, by whoever left it last',
  noun: 'carts',
  method: 'GET',
  path: '/customers/{customerId}/carts/current',
  params: customerParam,
  answers: { 200: z.object({ cart: cart.nullable() }) },
  problems: ['tax.unavailable'],
  access: 'carts.write',
} satisfies Operation;

export const getCart = {
  name: 'getCart',
  summary: 'One cart, priced as of now',
  noun: 'carts',
  method: 'GET',
  path: '/customers/{customerId}/carts/{cartId}',
  params: cartParams,
  answers: { 200: cart },
  problems: ['tax.unavailable'],
  access: 'carts.write',
} satisfies Operation;

export const updateCart = {
  name: 'updateCart',
  summary: 'Replace the lines of a cart',
  noun: 'carts',
  method: 'PUT',
  path: '/customers/{customerId}/carts/{cartId}',
  params: cartParams,
  body: cartBody,
  answers: { 200: cart },
  problems: ['cart.already_ordered', 'cart.expired', 'version.stale', 'tax.unavailable'],
  access: 'carts.write',
} satisfies Operation;

export const checkoutCart = {
  name: 'checkoutCart',
  summary: 'Buy: one order per order group, all or none of each; repeating answers the same orders',
  noun: 'carts',
  method: 'POST',
  path: '/customers/{customerId}/carts/{cartId}/checkout',
  params: cartParams,
  answers: { 201: z.object({ orders: z.array(order) }) },
  problems: [
    'version.stale',
    'cart.expired',
    'cart.empty',
    'cart.has_line_errors',
    'cart.changed',
    'cart.price_changed',
    'agreement.missing',
    'credit_limit.exceeded',
    'tax.unavailable',
  ],
  access: 'orders.buy',
} satisfies Operation;
