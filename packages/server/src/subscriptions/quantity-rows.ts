import type { QuantityPlan } from '@kontor/domain/subscription/add-quantity';
import type { Instant } from '@kontor/domain/time';
import type { NamedOffer } from '../catalog/assemble-offers.ts';
import { dueRows } from '../orders/due-rows.ts';
import { chargeRow, lineRow, newOrderId } from '../orders/new-purchase.ts';
import type { OrderRecord } from '../orders/order-rows.ts';
import type { ChargeRow } from '../orders/purchase-store.ts';
import { newUuid, randomHex } from '../platform/new-id.ts';
import type { NewDue } from '../sandbox/due-store.ts';
import { subscriptionOf } from './subscription-of.ts';
import type { SubscriptionRow } from './subscription-store.ts';

/** Units added to a running term as the rows they become: an order of their own, whose line ends with the term. */
export type AddedQuantity = {
  readonly record: OrderRecord;
  readonly charge: ChargeRow | null;
  readonly due: readonly NewDue[];
};

type Context = { readonly accountId: string; readonly offer: NamedOffer; readonly now: Instant };

export const quantityRows = (
  row: SubscriptionRow,
  { line: plan }: QuantityPlan,
  { accountId, offer, now }: Context,
): AddedQuantity => {
  const orderId = newOrderId();
  const line = {
    ...lineRow(plan, offer, {
      entitlementId: row.entitlement_id,
      subscriptionId: row.id,
      friendlyName: row.friendly_name ?? undefined,
    }),
    status: row.entitlement_status === 'provisioning' ? ('provisioning' as const) : plan.status,
  };
  const record: OrderRecord = {
    order: {
      id: orderId,
      alternate_id: randomHex(12),
      customer_id: row.customer_id,
      customer_name: row.customer_name,
      market: row.customer_market,
      order_group: '0',
      cart_id: null,
      status: 'completed',
      version: 1,
      currency: plan.currency,
      billing_cycle: plan.billingCycle,
      term_duration: plan.term,
      net_minor: plan.amounts.net.minor,
      tax_minor: plan.amounts.tax.minor,
      dispute_unpaid: false,
      origin: 'quantity',
      created_at: now,
    },
    lines: [line],
  };
  const owned = { account_id: accountId, customer_id: row.customer_id, order_id: orderId, line_number: 0 };
  return {
    record,
    charge: plan.charge ? chargeRow(plan.charge, { ...owned, id: newUuid() }, line, now) : null,
    due: dueRows({ accountId, orderId, line, term: subscriptionOf(row), coTermed: true }, now),
  };
};
