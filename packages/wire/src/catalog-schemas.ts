import { z } from 'zod';
import { billingCycle } from './schemas.ts';

const eligibilityItem = z.object({
  id: z.int().min(0).optional(),
  catalogItemId: z.string().min(1).max(200),
  quantity: z.int().min(1).max(999_999_999).optional(),
  billingCycle: billingCycle.optional(),
  termDuration: z.string().max(20).optional(),
  promotionId: z.string().min(1).max(200),
});

/** Whether promotions hold for what a customer would buy (reference 4). */
export const promotionEligibilitiesRequest = z.object({ items: z.array(eligibilityItem).min(1).max(500) });
