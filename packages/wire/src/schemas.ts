import { z } from 'zod';

/** Members by their number on the wire, 0 first (reference 4). */
const billingCycles = ['unknown', 'monthly', 'annual', 'none', 'one_time', 'triennial', 'biennial'] as const;
export const billingCycle = z.enum(billingCycles).meta({ wireNumbers: [...billingCycles] });

/** Order statuses of 2021, which the oldest client can read (reference 6). */
export const orderStatuses = ['unknown', 'completed', 'pending', 'cancelled'] as const;
export const orderStatus = z.enum(orderStatuses).meta({ wireNumbers: [...orderStatuses] });

export const cartLineRequest = z.object({
  id: z.int().optional(),
  catalogItemId: z.string().min(1).max(200),
  friendlyName: z.string().max(500).optional(),
  quantity: z.int().min(1).max(999_999_999),
  currencyCode: z.string().max(10).optional(),
  billingCycle: billingCycle.optional(),
  termDuration: z.string().max(20).optional(),
  provisioningContext: z.record(z.string(), z.string()).optional(),
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
