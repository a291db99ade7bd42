import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page, paging } from './shapes.ts';

export const taxExemption = z.object({
  reason: z.string(),
  certificate: z.string(),
  from: instant,
  to: instant.nullable().describe('the first instant at which it no longer holds; null has no end'),
});

/** What decides a customer's tax beside its market and region. */
export const customerTax = z.object({
  vatId: z.string().describe('capitals and digits with the prefix of its country; empty where none is known'),
  exemption: taxExemption.nullable(),
});

export const putCustomerTax = {
  name: 'putCustomerTax',
  summary: 'The VAT number of a customer, checked for its form; empty removes it',
  noun: 'customers',
  method: 'PUT',
  path: '/customers/{customerId}/tax',
  params: z.object({ customerId: id }),
  body: z.strictObject({ vatId: z.string().max(40) }),
  answers: { 200: customerTax },
  problems: [],
  access: 'customers.edit',
} satisfies Operation;

export const listPartnerCustomers = {
  name: 'listPartnerCustomers',
  summary: 'The customers of a partner by name, with what decides their tax',
  noun: 'partners',
  method: 'GET',
  path: '/partners/{partnerId}/customers',
  params: z.object({ partnerId: id }),
  query: z.object({ ...paging, search: z.string().max(100).optional() }),
  answers: {
    200: page(
      z.object({
        id,
        name: z.string(),
        country: z.string().describe('the wire code of the market, e.g. DE'),
        countryName: z.string(),
        tax: customerTax,
      }),
    ),
  },
  problems: ['cursor.invalid'],
  access: 'prices.manage',
} satisfies Operation;

export const putTaxExemption = {
  name: 'putTaxExemption',
  summary: 'Exempt a customer from tax on the strength of a certificate; null ends the exemption',
  noun: 'partners',
  method: 'PUT',
  path: '/partners/{partnerId}/customers/{customerId}/tax-exemption',
  params: z.object({ partnerId: id, customerId: id }),
  body: z.strictObject({
    exemption: z
      .strictObject({
        reason: z.string().min(1).max(200).describe('printed on invoices'),
        certificate: z.string().min(1).max(100),
        from: instant,
        to: instant.nullable().optional(),
      })
      .nullable(),
  }),
  answers: { 200: customerTax },
  problems: [],
  access: 'prices.manage',
} satisfies Operation;
