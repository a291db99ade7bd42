import type { Purchase } from '../orders/new-purchase.ts';
import type { OrderRecord } from '../orders/order-rows.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import { holdSubscriptions, insertCaptures, type NewCapture } from './capture-store.ts';

/**
 * A purchase whose money a provider has to take first: it is written with its charges, and nothing of it is handed
 * out. The request for the money commits with it, so that neither can be without the other.
 */
export const awaitPayment = (
  accountId: string,
  purchase: Purchase,
): { readonly purchase: Purchase; readonly captures: readonly Statement[] } => {
  const captures = purchase.orders.flatMap((record) => captureOf(accountId, record, purchase));
  if (captures.length === 0) return { purchase, captures: [] };
  const waiting = new Set(captures.map(({ orderId }) => orderId));
  const held = purchase.entitlements.filter(({ order_id }) => waiting.has(order_id));
  const heldIds = new Set(held.map(({ id }) => id));
  return {
    purchase: {
      ...purchase,
      orders: purchase.orders.map((record) => (waiting.has(record.order.id) ? pending(record) : record)),
      entitlements: purchase.entitlements.map((row) =>
        heldIds.has(row.id) ? { ...row, status: 'provisioning' } : row,
      ),
      takes: purchase.takes.filter(({ entitlementId }) => !heldIds.has(entitlementId)),
      generated: purchase.generated.filter(({ entitlement_id }) => !heldIds.has(entitlement_id)),
    },
    captures: [insertCaptures(captures), holdSubscriptions(accountId, [...waiting])],
  };
};

/** One an order, of everything charged for it; nothing is asked for what costs nothing. */
const captureOf = (accountId: string, { order }: OrderRecord, { charges }: Purchase): NewCapture[] => {
  const ofOrder = charges.filter((charge) => charge.order_id === order.id);
  const amountMinor = ofOrder.reduce((sum, charge) => sum + charge.net_minor + charge.tax_minor, 0n);
  const [first] = ofOrder;
  if (!first || amountMinor === 0n) return [];
  return [
    {
      accountId,
      customerId: order.customer_id,
      id: newUuid(),
      orderId: order.id,
      currency: first.currency,
      amountMinor,
      at: order.created_at,
    },
  ];
};

const pending = ({ order, lines }: OrderRecord): OrderRecord => ({
  order: { ...order, status: 'pending' },
  lines: lines.map((line) => ({ ...line, status: 'provisioning' })),
});
