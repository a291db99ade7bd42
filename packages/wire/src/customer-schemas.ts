import { z } from 'zod';

const line = z.string().max(200);
const name = z.string().max(50);

/** Clients send every member, most of them null. */
export const address = z.object({
  country: z.string().min(2).max(2),
  region: line.optional(),
  city: line.optional(),
  state: z.string().max(60).optional(),
  addressLine1: line.optional(),
  addressLine2: line.optional(),
  postalCode: z.string().max(20).optional(),
  firstName: name.optional(),
  lastName: name.optional(),
  phoneNumber: z.string().max(30).optional(),
});

const billingProfile = z.object({
  email: z.string().min(3).max(254),
  culture: z.string().min(2).max(20),
  language: z.string().min(2).max(20),
  companyName: z.string().min(1).max(200),
  firstName: name.optional(),
  lastName: name.optional(),
  defaultAddress: address,
  attributes: z.object({ etag: z.string().max(100).optional() }).optional(),
});

export const customerCreate = z.object({
  companyProfile: z.object({
    domain: z.string().min(4).max(253),
    organizationRegistrationNumber: z.string().max(60).optional(),
  }),
  billingProfile,
});

export const billingProfileUpdate = billingProfile;

export const relationships = [
  'unknown',
  'reseller',
  'advisor',
  'syndication',
  'microsoft_support',
  'none',
] as const;
export const customerPatch = z.object({
  relationshipToPartner: z.enum(relationships).meta({ wireNumbers: [...relationships] }),
});

export const agreementCreate = z.object({
  primaryContact: z.object({
    firstName: z.string().min(1).max(50),
    lastName: z.string().min(1).max(50),
    email: z.string().min(3).max(254),
    phoneNumber: z.string().max(30).optional(),
  }),
  dateAgreed: z.string().max(40),
  templateId: z.string().max(60),
  type: z.string().max(60).optional(),
  userId: z.string().max(60).optional(),
});

export const qualifications = [
  'None',
  'Education',
  'Nonprofit',
  'GovernmentCommunityCloud',
  'StateOwnedEntity',
] as const;
export const qualificationWord = z.enum(qualifications).meta({ wireNumbers: [...qualifications] });
export const qualificationCreate = z.object({
  qualification: qualificationWord,
  validationCode: z.string().max(100).optional(),
});
