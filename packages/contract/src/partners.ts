import { z } from 'zod';
import type { Operation } from './operation.ts';
import { amount, currency, id, instant, page, paging } from './shapes.ts';

const country = z.string().regex(/^[A-Za-z]{2}$/);
const line = z.string().max(200);
const address = z.strictObject({
  line1: line,
  line2: line.optional(),
  city: line,
  postalCode: z.string().max(20).optional(),
  region: z.string().max(100).optional(),
});
const creditLimits = z
  .array(z.strictObject({ currency, limit: z.string().max(30) }))
  .max(200)
  .describe('what may be owed in each currency; nothing can be bought on account in any other');

/** What an operator writes about a partner, on creating and on changing. */
const facts = {
  domain: z.string().max(253).optional(),
  mpnId: z.string().max(20).optional(),
  legalName: line.optional(),
  vatId: z.string().max(20).optional(),
  address: address.optional(),
  language: z.enum(['en', 'tr']).optional(),
  paymentTermsDays: z.int().min(0).max(365).optional(),
  paymentMode: z.enum(['on_account', 'provider']).optional(),
  creditLimits: creditLimits.optional(),
};

export const partner = z.object({
  id,
  name: z.string(),
  country: z.string(),
  domain: z.string(),
  mpnId: z.string(),
  sandbox: z.boolean(),
  suspended: z.boolean(),
  currency: currency.optional(),
  billingCurrency: currency.optional(),
  legalName: z.string(),
  vatId: z.string(),
  address: address.optional(),
  language: z.enum(['en', 'tr']),
  paymentTermsDays: z.int(),
  paymentMode: z.enum(['on_account', 'provider']),
  customers: z.int(),
  creditLimits: z.array(z.object({ currency, limit: amount, used: amount })),
  createdAt: instant,
});

const partnerParam = z.object({ partnerId: id });

export const createPartner = {
  name: 'createPartner',
  summary: 'A new partner; its first person’s password and authenticator secret are shown this once',
  noun: 'partners',
  method: 'POST',
  path: '/partners',
  body: z.strictObject({
    name: z.string().min(1).max(200),
    country,
    currency: currency.optional().describe('the default currency of the country when left out'),
    ...facts,
    administrator: z
      .strictObject({ email: z.string().max(254), name: z.string().min(1).max(200) })
      .optional()
      .describe('becomes a Global administrator'),
    application: z
      .strictObject({
        name: z.string().min(1).max(200),
        scopes: z.array(z.enum(['audit.read', 'orders.cancel'])).optional(),
      })
      .optional(),
  }),
  answers: {
    201: partner.extend({
      administrator: z
        .object({ id, email: z.string(), password: z.string(), totpSecret: z.string() })
        .optional(),
      application: z.object({ clientId: z.string(), clientSecret: z.string() }).optional(),
    }),
  },
  problems: ['email.taken'],
  access: 'partners.manage',
  secret: true,
} satisfies Operation;

export const listPartners = {
  name: 'listPartners',
  summary: 'Partners by name',
  noun: 'partners',
  method: 'GET',
  path: '/partners',
  query: z.object({ ...paging, search: z.string().max(100).optional() }),
  answers: { 200: page(partner) },
  problems: ['cursor.invalid'],
  access: 'partners.manage',
} satisfies Operation;

export const getPartner = {
  name: 'getPartner',
  summary: 'One partner',
  noun: 'partners',
  method: 'GET',
  path: '/partners/{partnerId}',
  params: partnerParam,
  answers: { 200: partner },
  problems: [],
  access: 'partners.manage',
} satisfies Operation;

export const updatePartner = {
  name: 'updatePartner',
  summary: 'Change what is known of a partner; what is left out stays',
  noun: 'partners',
  method: 'PATCH',
  path: '/partners/{partnerId}',
  params: partnerParam,
  body: z.strictObject({
    name: z.string().min(1).max(200).optional(),
    country: country.optional(),
    currency: currency.optional(),
    ...facts,
    suspended: z.boolean().optional().describe('nobody of a suspended partner can do anything'),
  }),
  answers: { 200: partner },
  problems: [],
  access: 'partners.manage',
} satisfies Operation;
