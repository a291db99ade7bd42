import {
  parseAccountId,
  parseCartId,
  parseCustomerId,
  parseEntitlementId,
  parseOrderId,
  parseUserId,
} from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type Instant, instant } from '@kontor/domain/time';
import { cancelPurchase } from '../cancellations/cancel-purchase.ts';
import { createCart } from '../carts/write-cart.ts';
import { revealKey } from '../entitlements/reveal-key.ts';
import { checkoutCart } from '../orders/checkout-cart.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import type { PlannedCustomer, PlannedPerson } from './demo-people-plan.ts';
import { done } from './done.ts';
import type { DemoOffer } from './seed-store.ts';

export type Sale = {
  readonly customer: PlannedCustomer;
  /** The Admin agent who buys, fetches keys and cancels. */
  readonly agent: PlannedPerson;
  readonly offers: readonly { readonly offer: DemoOffer; readonly quantity: number }[];
  readonly at: Instant;
  /** Days after the purchase; absent where it stands. */
  readonly cancelledAfterDays?: number;
  readonly keyShown: boolean;
};

export type Sold = { readonly sale: Sale; readonly orderIds: readonly string[] };

const millisecondsPerDay = 86_400_000;
const millisecondsPerHour = 3_600_000;

/** Makes one purchase of the past, and what became of it, by the commands that everybody uses. */
export async function sell(services: Services, sale: Sale): Promise<Sold> {
  const { customer, offers, at } = sale;
  const customerId = must(parseCustomerId(customer.id));
  const buying = contextAt(services, sale.agent, at);
  const lines = offers.map(({ offer, quantity }) => ({
    catalogItemId: `${offer.product_id}:${offer.sku_id}:${offer.availability_id}`,
    quantity,
    billingCycle: 'one_time',
    term: offer.term_duration,
  }));
  const cart = done(await createCart(buying, { customerId, lines }));
  const orders = done(await checkoutCart(buying, { customerId, cartId: must(parseCartId(cart.row.id)) }));
  if (sale.keyShown) await showKeys(services, sale, orders);
  const orderIds = orders.map(({ order }) => order.id);
  if (sale.cancelledAfterDays !== undefined) {
    const later = instant(at + sale.cancelledAfterDays * millisecondsPerDay);
    const cancelling = contextAt(services, sale.agent, later);
    for (const orderId of orderIds) {
      done(await cancelPurchase(cancelling, { customerId, orderId: must(parseOrderId(orderId)) }));
    }
  }
  return { sale, orderIds };
}

type Ordered = {
  readonly lines: readonly { readonly entitlement_id: string | null; readonly family: string }[];
};

// Through whatever version the product has in English for 64 bits; plans have no key to show.
async function showKeys(services: Services, { customer, agent, at }: Sale, orders: readonly Ordered[]) {
  const ctx = contextAt(services, agent, instant(at + millisecondsPerHour));
  for (const line of orders.flatMap((order) => order.lines)) {
    const entitlementId = parseEntitlementId(line.entitlement_id ?? '');
    if (entitlementId === undefined || line.family === 'software_plan') continue;
    const choice = { version: '2025', language: 'en-US', bitness: '64' } as const;
    const customerId = must(parseCustomerId(customer.id));
    done(await revealKey(ctx, { permission: 'keys.read', customerId, entitlementId, choice }));
  }
}

function contextAt(services: Services, agent: PlannedPerson, at: Instant): RequestContext {
  return {
    ...services,
    realNow: () => at,
    principal: {
      kind: 'partner_user',
      accountId: must(parseAccountId(agent.accountId)),
      userId: must(parseUserId(agent.id)),
      secondFactor: true,
    },
    requestId: newUuid(),
    correlationId: newUuid(),
    address: '127.0.0.1',
    locale: 'en-US',
  };
}

function must<T>(value: T | undefined): T {
  invariant(value !== undefined, 'the demo is made of readable ids');
  return value;
}
