import { z } from 'zod';

/** Members by their number on the wire, 0 first (reference 4). */
const billingCycles = ['unknown', 'monthly', 'annual', 'none', 'one_time', 'triennial', 'biennial'] as const;
export const billingCycle = z.enum(billingCycles).meta({ wireNumbers: [...billingCycles] });

/** Order statuses of 2021, which the oldest client can read (reference 6). */
export const orderStatuses = ['unknown', 'completed', 'pending', 'cancelled'] as const;
export const orderStatus = z.enum(orderStatuses).meta({ wireNumbers: [...orderStatuses] });

/** By their number on the wire (reference 5). */
const participantRoles = [
  'unknown',
  'transaction_reseller',
  'consumption_reseller',
  'additional_transaction_reseller',
] as const;
const participant = z.object({
  key: z.enum(participantRoles).meta({ wireNumbers: [...participantRoles] }),
  value: z.string().max(40),
});
const addOnRequest = z.object({
  catalogItemId: z.string().min(1).max(200),
  quantity: z.int().min(1).max(999_999_999),
});

export const cartLineRequest = z.object({
  id: z.int().optional(),
  catalogItemId: z.string().min(1).max(200),
  friendlyName: z.string().max(500).optional(),
  quantity: z.int().min(1).max(999_999_999),
  currencyCode: z.string().max(10).optional(),
  billingCycle: billingCycle.optional(),
  termDuration: z.string().max(20).optional(),
  provisioningContext: z.record(z.string(), z.string()).optional(),
  participants: z.array(participant).max(20).optional(),
  addonItems: z.array(addOnRequest).max(100).optional(),
  renewsTo: z.object({ termDuration: z.string().max(20).optional() }).optional(),
  promotionId: z.string().max(200).optional(),
  customTermEndDate: z.string().max(40).optional(),
  attestationAccepted: z.boolean().optional(),
});

export const cartRequest = z.object({ lineItems: z.array(cartLineRequest).max(500) });

export const orderPatch = z.object({
  status: orderStatus.optional(),
  billingCycle: billingCycle.optional(),
  lineItems: z
    .array(
      z.object({
        lineItemNumber: z.int().min(0).max(100_000),
        quantity: z.int().optional(),
        parentSubscriptionId: z.string().max(100).optional(),
      }),
    )
    .max(500)
    .optional(),
});
