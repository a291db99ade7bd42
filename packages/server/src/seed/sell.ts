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
  const orders = done(await buy(services, sale));
  if (sale.keyShown) await showKeys(services, sale, orders);
  const orderIds = orders.map(({ order }) => order.id);
  for (const decision of await cancelLater(services, sale, orderIds)) done(decision);
  return { sale, orderIds };
}

/** The same where the catalogue is anybody's: what is not sold is left out, what cannot be cancelled stands. */
export async function sellIfPossible(services: Services, sale: Sale): Promise<number> {
  const orders = await buy(services, sale);
  if (!orders.accepted) return 0;
  const orderIds = orders.value.map(({ order }) => order.id);
  await cancelLater(services, sale, orderIds);
  return orderIds.length;
}

async function buy(services: Services, sale: Sale) {
  const { customer, offers, at } = sale;
  const customerId = must(parseCustomerId(customer.id));
  const buying = contextAt(services, sale.agent, at);
  const lines = offers.map(({ offer, quantity }) => ({
    catalogItemId: `${offer.product_id}:${offer.sku_id}:${offer.availability_id}`,
    quantity,
    billingCycle: 'one_time',
    term: offer.term_duration,
  }));
  const cart = await createCart(buying, { customerId, lines });
  if (!cart.accepted) return cart;
  return checkoutCart(buying, { customerId, cartId: must(parseCartId(cart.value.row.id)) });
}

async function cancelLater(services: Services, sale: Sale, orderIds: readonly string[]) {
  const { customer, agent, at, cancelledAfterDays } = sale;
  if (cancelledAfterDays === undefined) return [];
  const customerId = must(parseCustomerId(customer.id));
  const cancelling = contextAt(services, agent, instant(at + cancelledAfterDays * millisecondsPerDay));
  const decisions = [];
  for (const orderId of orderIds)
    decisions.push(await cancelPurchase(cancelling, { customerId, orderId: must(parseOrderId(orderId)) }));
  return decisions;
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

/** As that person would ask at a moment of the past. */
export function contextAt(services: Services, agent: PlannedPerson, at: Instant): RequestContext {
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
