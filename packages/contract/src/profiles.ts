import { z } from 'zod';
import type { Operation } from './operation.ts';

const text = (longest: number) => z.string().max(longest).optional();
const contact = z.strictObject({
  firstName: text(50),
  lastName: text(50),
  email: text(254),
  phoneNumber: text(40),
});
const address = z.strictObject({
  country: text(2),
  region: text(100),
  city: text(100),
  state: text(100),
  addressLine1: text(200),
  addressLine2: text(200),
  postalCode: text(20),
  firstName: text(50),
  lastName: text(50),
  phoneNumber: text(40),
});

const members = {
  companyName: text(200),
  address: address.optional(),
  primaryContact: contact.optional(),
  companyApproverAddress: address.optional(),
  companyApproverEmail: text(254),
  email: text(254),
  language: text(10),
  culture: text(20),
  purchaseOrderNumber: text(100),
  taxId: text(40),
  telephone: text(40),
  website: text(500),
};

export const profile = z.object({
  kind: z.enum(['legal', 'organization', 'billing', 'support']),
  version: z.int().describe('0 where nothing was written yet'),
  ...members,
});

const params = z.object({
  kind: z.string().max(20).describe('legal, organization, billing or support'),
});

export const getProfile = {
  name: 'getProfile',
  summary: 'What your own account has written of itself',
  noun: 'profiles',
  method: 'GET',
  path: '/profiles/{kind}',
  params,
  answers: { 200: profile },
  problems: [],
  access: 'profiles.read',
} satisfies Operation;

export const putProfile = {
  name: 'putProfile',
  summary: 'Write a profile of your own account, whole; If-Match takes the version that you read',
  noun: 'profiles',
  method: 'PUT',
  path: '/profiles/{kind}',
  params,
  body: z.strictObject(members),
  answers: { 200: profile },
  problems: ['version.stale'],
  access: 'profiles.edit',
} satisfies Operation;
