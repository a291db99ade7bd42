import { z } from 'zod';
import { billingCycle } from './schemas.ts';

const orderLineRequest = z.object({
  lineItemNumber: z.int().min(0).max(100_000).optional(),
  offerId: z.string().min(1).max(200),
  quantity: z.int().min(1).max(999_999_999),
  friendlyName: z.string().max(500).optional(),
  termDuration: z.string().max(20).optional(),
  parentSubscriptionId: z.string().max(100).optional(),
  provisioningContext: z.record(z.string(), z.string()).optional(),
  partnerIdOnRecord: z.string().max(40).optional(),
  additionalPartnerIdsOnRecord: z.array(z.string().max(40)).max(20).optional(),
  promotionId: z.string().max(200).optional(),
  customTermEndDate: z.string().max(40).optional(),
  renewsTo: z.object({ termDuration: z.string().max(20).optional() }).optional(),
  attestationAccepted: z.boolean().optional(),
});

/** An order without a cart (reference 6). */
export const orderRequest = z.object({
  billingCycle: billingCycle.optional(),
  currencyCode: z.string().max(10).optional(),
  lineItems: z.array(orderLineRequest).min(1).max(500),
});

const inventoryItem = z.object({
  productId: z.string().min(1).max(100),
  skuId: z.string().min(1).max(100).optional(),
});

/** What of the catalog is asked about, and for whom (reference 4). */
export const inventoryRequest = z.object({
  targetItems: z.array(inventoryItem).min(1).max(500),
  inventoryContext: z.record(z.string(), z.string()).optional(),
});
