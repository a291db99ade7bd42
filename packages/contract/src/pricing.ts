import { z } from 'zod';
import type { Operation } from './operation.ts';
import { currency, family, id, instant, page, paging, segment, termDuration } from './shapes.ts';

const basisPoints = z.int().describe('hundredths of a percent: 1000 is 10 %');
const effectiveFrom = instant.describe('RFC 3339, at most 24 hours ago; later instants are welcome');
const partnerParam = z.object({ partnerId: id });

export const promotion = z.object({
  id,
  nameEn: z.string(),
  nameTr: z.string(),
  productId: id,
  skuId: id.optional(),
  market: z.string().optional(),
  segment: segment.optional(),
  termDuration: termDuration.optional(),
  discountBasisPoints: basisPoints,
  startsAt: instant,
  endsAt: instant.describe('the first instant at which it no longer holds'),
  firstTermOnly: z.boolean().describe('a renewal no longer has it'),
  standing: z.enum(['in_force', 'upcoming', 'ended']),
});

export const createPromotion = {
  name: 'createPromotion',
  summary: 'A lower price of a product for a while; the best that matches a purchase is frozen on it',
  noun: 'promotions',
  method: 'POST',
  path: '/promotions',
  body: z.strictObject({
    nameEn: z.string().min(1).max(200),
    nameTr: z.string().min(1).max(200),
    productId: id,
    skuId: id.optional().describe('every SKU when left out'),
    market: z.string().max(2).optional().describe('every market when left out'),
    segment: segment.optional(),
    termDuration: termDuration.optional(),
    discountBasisPoints: z.int().min(1).max(10_000),
    startsAt: effectiveFrom,
    endsAt: instant,
    firstTermOnly: z.boolean().optional().describe('true when left out'),
  }),
  answers: { 201: promotion },
  problems: [],
  access: 'prices.manage',
} satisfies Operation;

export const listPromotions = {
  name: 'listPromotions',
  summary: 'Promotions, those that begin last first',
  noun: 'promotions',
  method: 'GET',
  path: '/promotions',
  query: z.object({ ...paging, productId: id.optional() }),
  answers: { 200: page(promotion) },
  problems: ['cursor.invalid'],
  access: 'prices.manage',
} satisfies Operation;

export const endPromotion = {
  name: 'endPromotion',
  summary: 'From now on a promotion lowers nothing; what was bought keeps its price',
  noun: 'promotions',
  method: 'POST',
  path: '/promotions/{promotionId}/end',
  params: z.object({ promotionId: id }),
  answers: { 200: promotion },
  problems: [],
  access: 'prices.manage',
} satisfies Operation;

export const partnerDiscount = z.object({
  id,
  family: family.optional(),
  productId: id.optional(),
  discountBasisPoints: basisPoints,
  effectiveFrom: instant,
  recordedAt: instant,
});

export const createPartnerDiscount = {
  name: 'createPartnerDiscount',
  summary: 'What a partner pays less from an instant on, for everything, a family or a product; 0 ends it',
  noun: 'partners',
  method: 'POST',
  path: '/partners/{partnerId}/discounts',
  params: partnerParam,
  body: z.strictObject({
    family: family.optional(),
    productId: id.optional(),
    discountBasisPoints: z.int().min(0).max(10_000),
    effectiveFrom,
  }),
  answers: { 201: partnerDiscount },
  problems: [],
  access: 'prices.manage',
} satisfies Operation;

export const listPartnerDiscounts = {
  name: 'listPartnerDiscounts',
  summary: 'Every discount that a partner has, had or will have, the latest first',
  noun: 'partners',
  method: 'GET',
  path: '/partners/{partnerId}/discounts',
  params: partnerParam,
  answers: { 200: page(partnerDiscount) },
  problems: [],
  access: 'prices.manage',
} satisfies Operation;

export const exchangeRate = z.object({
  from: currency,
  to: currency,
  rate: z.string().describe('decimal text with ten decimals: what one unit of `from` is worth'),
  effectiveFrom: instant,
  source: z.string(),
  recordedAt: instant,
});

export const createExchangeRate = {
  name: 'createExchangeRate',
  summary: 'A rate from an instant on; what was bought keeps the rate that is frozen on it',
  noun: 'exchange-rates',
  method: 'POST',
  path: '/exchange-rates',
  body: z.strictObject({
    from: currency,
    to: currency,
    rate: z.string().max(24).describe('decimal text, at most ten decimals, such as 34.5'),
    effectiveFrom,
    source: z.string().min(1).max(100).optional(),
  }),
  answers: { 201: exchangeRate },
  problems: [],
  access: 'prices.manage',
} satisfies Operation;

export const listExchangeRates = {
  name: 'listExchangeRates',
  summary: 'Exchange rates, the latest first',
  noun: 'exchange-rates',
  method: 'GET',
  path: '/exchange-rates',
  query: z.object({ ...paging, from: currency.optional(), to: currency.optional() }),
  answers: { 200: page(exchangeRate) },
  problems: ['cursor.invalid'],
  access: 'prices.manage',
} satisfies Operation;

export const putBillingCurrency = {
  name: 'putBillingCurrency',
  summary:
    'The currency in which everything of a partner is billed from now on; null: one invoice a currency',
  noun: 'partners',
  method: 'PUT',
  path: '/partners/{partnerId}/billing-currency',
  params: partnerParam,
  body: z.strictObject({ currency: currency.nullable() }),
  answers: {
    200: z.object({
      currency: currency.nullable(),
      creditLimitSet: z.boolean().describe('whether the partner has a credit limit in that currency'),
    }),
  },
  problems: [],
  access: 'prices.manage',
} satisfies Operation;
