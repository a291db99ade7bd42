import { z } from 'zod';
import type { Operation } from './operation.ts';
import { family, instant, page, taxMode } from './shapes.ts';

const marketCode = z.string().regex(/^[A-Za-z]{2}$/);
const effectiveFrom = instant.describe('RFC 3339, at most 24 hours ago; later instants are welcome');
const rate = z.int().min(0).max(10_000);
const upcoming = z.enum(['true', 'false']).optional().describe('also what takes effect later');

export const taxRate = z.object({
  market: z.string(),
  marketName: z.string(),
  region: z.string().optional(),
  mode: taxMode,
  rateBasisPoints: z.int().describe('hundredths of a percent: 1900 is 19 %'),
  effectiveFrom: instant,
  source: z.string(),
  standing: z.enum(['in_force', 'upcoming']),
});

export const setTaxRate = {
  name: 'setTaxRate',
  summary: 'The tax rate of a market or region from an instant on; what was bought keeps its own',
  noun: 'tax-rates',
  method: 'POST',
  path: '/tax-rates',
  body: z.strictObject({
    market: marketCode,
    region: z.string().max(60).optional(),
    mode: taxMode,
    rateBasisPoints: rate,
    effectiveFrom,
  }),
  answers: { 201: taxRate },
  problems: [],
  access: 'tax_rates.manage',
} satisfies Operation;

export const listTaxRates = {
  name: 'listTaxRates',
  summary: 'Tax rates in force at an instant, by market and region',
  noun: 'tax-rates',
  method: 'GET',
  path: '/tax-rates',
  query: z.object({
    at: instant.optional().describe('now when left out'),
    market: marketCode.optional(),
    upcoming,
  }),
  answers: { 200: page(taxRate) },
  problems: [],
  access: 'tax_rates.manage',
} satisfies Operation;

export const listMissingTaxRates = {
  name: 'listMissingTaxRates',
  summary: 'Markets in which there are customers and no tax rate',
  noun: 'tax-rates',
  method: 'GET',
  path: '/tax-rates/missing',
  answers: { 200: page(z.object({ market: z.string(), marketName: z.string(), customers: z.int() })) },
  problems: [],
  access: 'tax_rates.manage',
} satisfies Operation;

export const marketAvailability = z.object({
  family,
  market: z.string(),
  nameEn: z.string(),
  nameTr: z.string(),
  available: z.boolean(),
  effectiveFrom: instant.optional().describe('absent where nobody ever said anything'),
  position: z.int().optional().describe('place in the source’s table of markets without reservations'),
  upcoming: z.array(z.object({ available: z.boolean(), effectiveFrom: instant })),
});

export const setMarketAvailability = {
  name: 'setMarketAvailability',
  summary: 'Whether a family is sold in a market from an instant on',
  noun: 'market-availability',
  method: 'POST',
  path: '/market-availability',
  body: z.strictObject({ family, market: marketCode, available: z.boolean(), effectiveFrom }),
  answers: { 201: marketAvailability },
  problems: [],
  access: 'markets.manage',
} satisfies Operation;

export const listMarketAvailability = {
  name: 'listMarketAvailability',
  summary: 'Every market, and whether a family is sold in it at an instant',
  noun: 'market-availability',
  method: 'GET',
  path: '/market-availability',
  query: z.object({
    family: family.optional().describe('reservation when left out'),
    at: instant.optional().describe('now when left out'),
  }),
  answers: { 200: page(marketAvailability) },
  problems: [],
  access: 'markets.manage',
} satisfies Operation;
