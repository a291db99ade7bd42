import { z } from 'zod';
import { customerTax } from './customer-tax.ts';
import type { Operation } from './operation.ts';
import { currency, id, instant, page, paging, taxCategory } from './shapes.ts';

export const customer = z.object({
  id,
  name: z.string(),
  domain: z.string(),
  country: z.string().describe('the wire code of the market, e.g. DE'),
  countryName: z.string(),
  currency,
  createdAt: instant,
});
export const customerDetail = customer.extend({
  email: z.string(),
  language: z.string(),
  culture: z.string(),
  address: z.object({
    line1: z.string(),
    line2: z.string().optional(),
    city: z.string(),
    region: z.string().optional(),
    postalCode: z.string().optional(),
    phoneNumber: z.string().optional(),
  }),
  agreement: z.object({
    signed: z.boolean(),
    agreedOn: z.string().optional(),
    contact: z.string().optional(),
  }),
  priceIncludesTax: z.boolean(),
  taxRateKnown: z.boolean(),
  taxRateBasisPoints: z.int(),
  taxCategory,
  tax: customerTax,
});

export const listCustomers = {
  name: 'listCustomers',
  summary: 'Your customers, found by name, tenant id, domain or order id',
  noun: 'customers',
  method: 'GET',
  path: '/customers',
  query: z.object({ ...paging, search: z.string().max(100).optional() }),
  answers: { 200: page(customer) },
  problems: ['cursor.invalid'],
  access: 'customers.read',
} satisfies Operation;

export const getCustomer = {
  name: 'getCustomer',
  summary: 'One customer',
  noun: 'customers',
  method: 'GET',
  path: '/customers/{customerId}',
  params: z.object({ customerId: id }),
  answers: { 200: customerDetail },
  problems: [],
  access: 'customers.read',
} satisfies Operation;
