import { z } from 'zod';
import { billingCycle } from './schemas.ts';

export const subscriptionStatuses = [
  'none',
  'active',
  'suspended',
  'deleted',
  'expired',
  'pending',
  'disabled',
] as const;

const nextTermProduct = z.object({
  productId: z.string().max(100).optional(),
  skuId: z.string().max(100).optional(),
  availabilityId: z.string().max(100).optional(),
  billingCycle: billingCycle.optional(),
  termDuration: z.string().max(20).optional(),
  promotionId: z.string().max(200).optional(),
});

/** The members of a subscription that a PATCH may change; clients send back all that they read (reference 7). */
export const subscriptionPatch = z.object({
  id: z.string().max(100).optional(),
  status: z
    .enum(subscriptionStatuses)
    .meta({ wireNumbers: [...subscriptionStatuses] })
    .optional(),
  quantity: z.int().min(0).max(999_999_999).optional(),
  friendlyName: z.string().max(500).optional(),
  autoRenewEnabled: z.boolean().optional(),
  billingCycle: billingCycle.optional(),
  partnerId: z.string().max(20).optional(),
  scheduledNextTermInstructions: z
    .object({
      product: nextTermProduct.optional(),
      quantity: z.int().min(1).max(999_999_999).optional(),
      customTermEndDate: z.string().max(40).optional(),
    })
    .optional(),
});

export const supportContact = z.object({
  supportTenantId: z.string().min(1).max(100),
  supportMpnId: z.string().max(20).optional(),
  name: z.string().max(200).optional(),
});

export const transitionRequest = z.object({
  toCatalogItemId: z.string().min(1).max(200).optional(),
  quantity: z.int().min(1).max(999_999_999).optional(),
  transitionType: z.string().max(60).optional(),
  termDuration: z.string().max(20).optional(),
  billingCycle: billingCycle.optional(),
});
