import { z } from 'zod';
import type { Operation } from './operation.ts';
import {
  amount,
  billingCycle,
  bitness,
  cancellationTerms,
  currency,
  family,
  id,
  page,
  paging,
  segment,
  taxMode,
  termDuration,
} from './shapes.ts';

/** What one offer of a SKU costs this customer now. */
export const offer = z.object({
  catalogItemId: z.string(),
  segment,
  termDuration,
  billingCycle,
  currency,
  unitPrice: amount,
  tiers: z.array(z.object({ from: z.int(), unitPrice: amount })),
  taxMode,
  taxRateBasisPoints: z.int(),
  taxRateKnown: z.boolean(),
  cancellation: cancellationTerms,
});

export const productSummary = z.object({
  id,
  title: z.string(),
  description: z.string(),
  family,
  publisher: z.string(),
  priceFrom: z.object({ amount, currency, termDuration, billingCycle }).nullable(),
});

export const sku = z.object({
  skuId: id,
  title: z.string(),
  description: z.string(),
  minimumQuantity: z.int(),
  maximumQuantity: z.int(),
  prerequisites: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  fulfilments: z.array(
    z.object({
      version: z.string(),
      language: z.string(),
      bitness,
      fileName: z.string(),
      sizeBytes: z.int(),
    }),
  ),
  offers: z.array(offer),
  /** Of a reservation at the base rate: what a customer's own server licence spares against the other SKU. */
  hybridBenefit: z
    .object({
      windowsSkuId: z.string(),
      savings: z.array(
        z.object({
          segment,
          termDuration,
          billingCycle,
          currency,
          windowsUnitPrice: amount,
          baseUnitPrice: amount,
          amount,
          percent: z.string().describe('cut to one decimal'),
        }),
      ),
    })
    .optional(),
});

export const listProducts = {
  name: 'listProducts',
  summary: 'What this customer can buy now, in their market',
  noun: 'catalog',
  method: 'GET',
  path: '/customers/{customerId}/products',
  params: z.object({ customerId: id }),
  query: z.object({
    ...paging,
    family: family.optional(),
    segment: segment.optional(),
    search: z.string().max(100).optional(),
  }),
  answers: { 200: page(productSummary) },
  problems: ['cursor.invalid'],
  access: 'catalog.read',
} satisfies Operation;

export const getProduct = {
  name: 'getProduct',
  summary: 'A product with its SKUs and their offers for this customer',
  noun: 'catalog',
  method: 'GET',
  path: '/customers/{customerId}/products/{productId}',
  params: z.object({ customerId: id, productId: id }),
  query: z.object({ segment: segment.optional() }),
  answers: { 200: productSummary.extend({ skus: z.array(sku) }) },
  problems: [],
  access: 'catalog.read',
} satisfies Operation;
