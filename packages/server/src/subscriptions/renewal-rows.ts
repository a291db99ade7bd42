import { invariant } from '@kontor/domain/invariant';
import type { RenewalPlan } from '@kontor/domain/subscription/renew-subscription';
import type { Instant } from '@kontor/domain/time';
import type { SystemEntry } from '../activity/activity-store.ts';
import type { NamedOffer } from '../catalog/assemble-offers.ts';
import { dueRows } from '../orders/due-rows.ts';
import { chargeRow, entitlementRow, lineRow, newOrderId } from '../orders/new-purchase.ts';
import type { OrderLineRow, OrderRecord } from '../orders/order-rows.ts';
import type { ChargeRow, NewEntitlement } from '../orders/purchase-store.ts';
import type { EventEntry } from '../partners/event-store.ts';
import { newUuid, randomHex } from '../platform/new-id.ts';
import type { NewDue } from '../sandbox/due-store.ts';
import { offerFacts } from './offer-facts.ts';
import { subscriptionOf } from './subscription-of.ts';
import type { SubscriptionRow } from './subscription-store.ts';
import type { ProlongedRow, RenewedRow } from './term-store.ts';

/** A renewal with every id given, as the rows it becomes. */
export type Renewal = {
  readonly record: OrderRecord;
  readonly moved: RenewedRow;
  readonly prolonged: ProlongedRow | null;
  /** Of another product from this term on: the entitlement that begins, and the one that ends. */
  readonly entitlement: NewEntitlement | null;
  readonly leftEntitlementId: string | null;
  readonly charge: ChargeRow | null;
  readonly due: readonly NewDue[];
  readonly event: EventEntry;
  readonly activity: SystemEntry;
};

type Context = { readonly accountId: string; readonly at: Instant };

export const renewalRows = (
  row: SubscriptionRow,
  plan: RenewalPlan & { readonly offer: NamedOffer },
  { accountId, at }: Context,
): Renewal => {
  const orderId = newOrderId();
  const entitlementId = plan.replaced && plan.line.entitlement ? newUuid() : row.entitlement_id;
  const line = {
    ...lineRow(plan.line, plan.offer, {
      entitlementId,
      subscriptionId: row.id,
      friendlyName: row.friendly_name ?? undefined,
    }),
    // A key that has not come yet is waited for in the next term too.
    status:
      row.entitlement_status === 'provisioning' && !plan.replaced
        ? ('provisioning' as const)
        : plan.line.status,
  };
  const { starts_on: startsOn, ends_on: endsOn } = line;
  invariant(startsOn && endsOn, 'a renewal has a term');
  const record = orderOf(row, plan, line, { orderId, at });
  const owned = { account_id: accountId, customer_id: row.customer_id, order_id: orderId, line_number: 0 };
  const { anchorDay } = subscriptionOf(row);
  const term = { startsOn, endsOn, term: line.term_duration, billingCycle: line.billing_cycle, anchorDay };
  return {
    record,
    moved: {
      id: row.id,
      version: row.version,
      order_id: orderId,
      line_number: 0,
      quantity: plan.quantity,
      term_duration: line.term_duration,
      billing_cycle: line.billing_cycle,
      starts_on: startsOn,
      ends_on: endsOn,
      entitlement_id: entitlementId,
    },
    ...entitlementRows(row, plan, { ...owned, id: entitlementId }, at),
    charge: plan.line.charge ? chargeRow(plan.line.charge, { ...owned, id: newUuid() }, line, at) : null,
    due: dueRows({ accountId, orderId, line, term }, at),
    ...saidOf(row, record, at),
  };
};

const orderOf = (
  row: SubscriptionRow,
  plan: RenewalPlan,
  line: OrderLineRow,
  { orderId, at }: { readonly orderId: string; readonly at: Instant },
): OrderRecord => ({
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
    currency: plan.line.currency,
    billing_cycle: plan.line.billingCycle,
    term_duration: plan.line.term,
    net_minor: plan.line.amounts.net.minor,
    tax_minor: plan.line.amounts.tax.minor,
    dispute_unpaid: false,
    origin: 'renewal',
    created_at: at,
  },
  lines: [line],
});

type OwnedEntitlement = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly id: string | null;
};

/** The same entitlement goes on; another product has keys of its own, which are taken at their first look. */
const entitlementRows = (
  row: SubscriptionRow,
  plan: RenewalPlan,
  { id, ...owned }: OwnedEntitlement,
  at: Instant,
): Pick<Renewal, 'prolonged' | 'entitlement' | 'leftEntitlementId'> => {
  const none = { prolonged: null, entitlement: null, leftEntitlementId: null };
  const { entitlement } = plan.line;
  if (id === null || !entitlement || entitlement.expiresAt === null) return none;
  if (!plan.replaced) {
    const version = row.entitlement_version ?? 0;
    const { order_id, line_number } = owned;
    const expires_at = entitlement.expiresAt;
    return {
      ...none,
      prolonged: { id, version, order_id, line_number, quantity: plan.quantity, expires_at },
    };
  }
  return {
    ...none,
    entitlement: entitlementRow(plan.line, { ...owned, id }, at),
    leftEntitlementId: row.entitlement_id,
  };
};

const saidOf = (row: SubscriptionRow, { order, lines }: OrderRecord, at: Instant) => {
  const [line] = lines;
  const details = {
    orderId: order.id,
    renewedOrderId: row.order_id,
    quantity: line?.quantity,
    startsOn: line?.starts_on,
    endsOn: line?.ends_on,
    termNumber: row.term_number + 1,
  };
  const before = { quantity: row.quantity, endsOn: row.ends_on, orderId: row.order_id };
  return {
    event: {
      type: 'subscription.renewed',
      aggregateType: 'subscription',
      aggregateId: row.id,
      data: { ...details, customerId: row.customer_id, at: new Date(at).toISOString() },
    },
    activity: {
      action: 'update_subscription' as const,
      resourceId: row.id,
      oldValue: before,
      newValue: details,
      details: { ...details, ...offerFacts(row) },
      customer: { id: row.customer_id, name: row.customer_name },
    },
  };
};
