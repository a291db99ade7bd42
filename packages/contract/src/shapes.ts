import { billingCycles } from '@kontor/domain/catalog/billing-cycle';
import { segments } from '@kontor/domain/catalog/segment';
import { terms } from '@kontor/domain/catalog/term';
import { bitnesses } from '@kontor/domain/entitlement/fulfilment';
import { families } from '@kontor/domain/market/family';
import { taxCategories } from '@kontor/domain/market/tax';
import { discountKinds } from '@kontor/domain/pricing/discount';
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
export const taxCategory = z
  .enum(taxCategories)
  .describe('UNCL 5305: S standard rate, Z zero rate, E exempt, AE reverse charge, O no rate set');
/** A discount that was applied to a list price, the partner's before a promotion's. */
export const discount = z.object({
  kind: z.enum(discountKinds),
  id: z.string(),
  basisPoints: z.int().describe('hundredths of a percent'),
});
/** How a price became the amount that is charged, where the account is billed in another currency. */
export const conversion = z.object({
  pricingCurrency: currency,
  pricingUnitPrice: amount,
  exchangeRate: z.string().describe('decimal text with ten decimals'),
  exchangeRateAt: instant.describe('when the rate took effect'),
});
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
