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

const customerFields = {
  name: z.string().min(1).max(200),
  email: z.string().min(3).max(254).describe('to whom the customer’s papers go'),
  language: z.string().min(2).max(20).describe('such as de'),
  culture: z.string().min(2).max(20).describe('such as de-DE'),
  firstName: z.string().max(50).optional(),
  lastName: z.string().max(50).optional(),
  address: z.strictObject({
    line1: z.string().min(1).max(200),
    line2: z.string().max(200).optional(),
    city: z.string().min(1).max(200),
    region: z.string().max(60).optional().describe('the code of the state, where addresses carry one'),
    postalCode: z.string().max(20).optional(),
    phoneNumber: z.string().max(30).optional(),
  }),
};

export const createCustomer = {
  name: 'createCustomer',
  summary: 'A new customer with its first administrator, whose password is in this answer alone',
  noun: 'customers',
  method: 'POST',
  path: '/customers',
  body: z.strictObject({
    domain: z.string().min(4).max(253).describe('belongs to one customer of the whole installation'),
    country: z.string().min(2).max(2).describe('the wire code of the market, e.g. DE'),
    registrationNumber: z
      .string()
      .max(60)
      .optional()
      .describe('the number in the state’s register; asked for in some countries, taken in no other'),
    ...customerFields,
  }),
  answers: {
    201: z.object({
      id,
      name: z.string(),
      domain: z.string(),
      administrator: z.object({ id, email: z.string(), password: z.string() }),
    }),
  },
  problems: ['customer.domain_taken', 'customer.registration_number'],
  access: 'customers.create',
  secret: true,
} satisfies Operation;

export const updateCustomer = {
  name: 'updateCustomer',
  summary: 'Change how a customer is called, where it is and whom its papers go to',
  noun: 'customers',
  method: 'PUT',
  path: '/customers/{customerId}/profile',
  params: z.object({ customerId: id }),
  body: z.strictObject({
    version: z.int().min(1).optional().describe('that was read; a change in between is refused'),
    ...customerFields,
  }),
  answers: { 200: z.object({ id, name: z.string(), version: z.int() }) },
  problems: ['version.stale'],
  access: 'customers.edit',
} satisfies Operation;

export const releaseCustomer = {
  name: 'releaseCustomer',
  summary: 'Let a customer go, once its reservations are returned and its subscriptions suspended',
  noun: 'customers',
  method: 'POST',
  path: '/customers/{customerId}/release',
  params: z.object({ customerId: id }),
  answers: { 204: null },
  problems: ['customer.has_purchases'],
  access: 'customers.release',
} satisfies Operation;

export const deleteCustomer = {
  name: 'deleteCustomer',
  summary: 'Delete a customer of a sandbox account with all that it has',
  noun: 'customers',
  method: 'DELETE',
  path: '/customers/{customerId}',
  params: z.object({ customerId: id }),
  answers: { 204: null },
  problems: ['customer.not_sandbox'],
  access: 'customers.delete',
} satisfies Operation;

const contact = z.object({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  phoneNumber: z.string().optional(),
});
export const agreement = z.object({
  id,
  templateId: z.string(),
  type: z.string(),
  agreedOn: z.string().describe('a day'),
  contact: contact.partial(),
});

export const listAgreements = {
  name: 'listAgreements',
  summary: 'The agreements that a customer has consented to, the latest first',
  noun: 'customers',
  method: 'GET',
  path: '/customers/{customerId}/agreements',
  params: z.object({ customerId: id }),
  answers: { 200: z.object({ items: z.array(agreement) }) },
  problems: [],
  access: 'customers.read',
} satisfies Operation;

export const recordAgreement = {
  name: 'recordAgreement',
  summary: 'Put a customer’s consent on record, once for each type of agreement',
  noun: 'customers',
  method: 'POST',
  path: '/customers/{customerId}/agreements',
  params: z.object({ customerId: id }),
  body: z.strictObject({
    templateId: z.string().max(60),
    agreedOn: z.string().max(40).describe('a day or an instant, not in the future'),
    contact: z.strictObject({
      firstName: z.string().min(1).max(50),
      lastName: z.string().min(1).max(50),
      email: z.string().min(3).max(254),
      phoneNumber: z.string().max(30).optional(),
    }),
    userId: z.string().max(60).optional().describe('who answers for it; an application by itself has to say'),
  }),
  answers: { 201: agreement },
  problems: ['agreement.already_recorded'],
  access: 'agreements.record',
} satisfies Operation;
