import { z } from 'zod';

const text = (longest: number) => z.string().max(longest).optional();

const contact = z.object({
  firstName: text(50),
  lastName: text(50),
  email: text(254),
  phoneNumber: text(40),
});

const address = z.object({
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

export const legalProfile = z.object({
  companyName: text(200),
  address: address.optional(),
  primaryContact: contact.optional(),
  companyApproverAddress: address.optional(),
  companyApproverEmail: text(254),
});

export const organizationProfile = z.object({
  companyName: text(200),
  defaultAddress: address.optional(),
  email: text(254),
  language: text(10),
  culture: text(20),
});

export const billingProfile = z.object({
  companyName: text(200),
  address: address.optional(),
  primaryContact: contact.optional(),
  purchaseOrderNumber: text(100),
  taxId: text(40),
  attributes: z.object({ etag: text(100) }).optional(),
});

export const supportProfile = z.object({ email: text(254), telephone: text(40), website: text(500) });

export const usageBudget = z.object({ amount: z.number().min(0).max(999_999_999_999) });
