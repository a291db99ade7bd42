import { z } from 'zod';
import type { Operation } from './operation.ts';

const line = z.string().max(200);

/** The seller as printed on documents. */
export const issuer = z.strictObject({
  legalName: line,
  address: z.strictObject({
    line1: line,
    line2: line.optional(),
    city: line,
    postalCode: z.string().max(20).optional(),
    region: z.string().max(100).optional(),
  }),
  country: z.string().regex(/^[A-Z]{2}$/),
  vatId: z.string().max(20).optional(),
  registrationNumber: z.string().max(60).optional(),
  email: z.string().max(254).optional(),
  phone: z.string().max(40).optional(),
  bankName: line.optional(),
  iban: z.string().max(42).optional(),
  bic: z.string().max(11).optional(),
});

export const billingSettings = z.object({
  issuer: issuer.nullable().describe('null until it is set'),
  billingDay: z.int().min(1).max(8).describe('day of the month after on which a period is billed'),
  parkingLineLimit: z.int().min(1).max(10_000_000),
  parkingChangePercent: z.int().min(1).max(1_000_000),
});

export const getBillingSettings = {
  name: 'getBillingSettings',
  summary: 'Who issues the documents, when a month is billed and what is parked',
  noun: 'settings',
  method: 'GET',
  path: '/settings/billing',
  answers: { 200: billingSettings },
  problems: [],
  access: 'settings.manage',
} satisfies Operation;

export const putBillingSettings = {
  name: 'putBillingSettings',
  summary: 'Set who issues the documents, when a month is billed and what is parked',
  noun: 'settings',
  method: 'PUT',
  path: '/settings/billing',
  body: z.strictObject({ ...billingSettings.shape, issuer }),
  answers: { 200: billingSettings },
  problems: [],
  access: 'settings.manage',
} satisfies Operation;
