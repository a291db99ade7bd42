import type { SubscriptionRow } from './subscription-store.ts';

/** What the wire's audit records say of a subscription beside what changed (reference 9). */
export const offerFacts = (
  row: Pick<SubscriptionRow, 'friendly_name' | 'sku_title' | 'product_id' | 'sku_id' | 'availability_id'>,
) => ({
  subscriptionName: row.friendly_name ?? row.sku_title,
  offerId: `${row.product_id}:${row.sku_id}:${row.availability_id}`,
});
