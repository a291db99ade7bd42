import { billingCycles } from '@kontor/domain/catalog/billing-cycle';
import { segments } from '@kontor/domain/catalog/segment';
import { terms } from '@kontor/domain/catalog/term';
import { bitnesses } from '@kontor/domain/entitlement/fulfilment';
import { families } from '@kontor/domain/market/family';
import { z } from 'zod';

/** Shapes several nouns share. Amounts are decimal text, instants RFC 3339 UTC, ids opaque text. */
export const id = z.string().min(1).max(80);
export const amount = z
  .string()
  .regex(/^-?\d+(\.\d{1,3})?$/)
  .describe('decimal text with exactly the decimals of its currency');
export const currency = z.string().regex(/^[A-Z]{3}$/);
export const instant = z.string().describe('RFC 3339, UTC');
export const localDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const quantity = z.int().min(1).max(999_999_999);

export const sum = z.object({ currency, net: amount, tax: amount, total: amount });

export const paging = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/)
    .optional()
    .describe('1 to 500, 50 when left out'),
  cursor: z.string().max(500).optional().describe('the `next` of the page before'),
};

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export const family = z.enum(families);
export const taxMode = z.enum(['exclusive', 'inclusive']);
export const segment = z.enum(segments);
export const billingCycle = z.enum(billingCycles);
/** '' stands for no term, as on perpetual software. */
export const termDuration = z.enum(terms);
export const bitness = z.enum(bitnesses);

/** The last moment a purchase made now, or a line already bought, can be cancelled. */
export const cancellationTerms = z.object({
  cancellable: z.boolean(),
  window: z.string().optional().describe('ISO 8601: P60D counts calendar days, PT168H exact hours'),
  credit: z.enum(['full', 'prorated']).optional(),
  cancellableUntil: instant.optional(),
  closedOn: localDate.optional(),
  policyVersion: z.string().optional(),
});
