import { parseCartId, parseCustomerId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type Instant, instant, millisecondsPerDay } from '@kontor/domain/time';
import { createCart } from '../carts/write-cart.ts';
import { checkoutCart } from '../orders/checkout-cart.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { contextOf } from '../reservations/provisioning-context.ts';
import { registerCloudSubscription } from '../reservations/register-cloud-subscription.ts';
import { demoUuid } from './demo-ids.ts';
import type { DemoPlan, PlannedCustomer, PlannedPerson } from './demo-people-plan.ts';
import { readDemoPrices } from './demo-sheets.ts';
import { done } from './done.ts';
import {
  addDemoRates,
  type DemoReservation,
  readDemoReservations,
  readReservingCustomers,
} from './seed-reservation-store.ts';
import { contextAt } from './sell.ts';

type Story = {
  readonly daysAgo: number;
  readonly sku: string;
  readonly cycle: 'one_time' | 'monthly';
  readonly quantity: number;
  readonly name: string;
  readonly hybridBenefit: boolean;
};

// One that is long past its first days, one that is paid by the month, one that can still be refunded whole.
const stories: readonly Story[] = [
  { daysAgo: 160, sku: '0002', cycle: 'one_time', quantity: 2, name: 'Web servers', hybridBenefit: true },
  { daysAgo: 45, sku: '0001', cycle: 'monthly', quantity: 4, name: 'Build agents', hybridBenefit: false },
  { daysAgo: 2, sku: '0001', cycle: 'one_time', quantity: 1, name: 'Reporting', hybridBenefit: true },
];

/** A cloud subscription for every customer who can reserve, and reservations for some of them. */
export async function seedReservations(services: Services, plan: DemoPlan, now: Instant): Promise<void> {
  const { system } = services.pools;
  const { currencyHundredthsPerDollar } = await readDemoPrices();
  await writeBatch(system, noTenant, [addDemoRates(currencyHundredthsPerDollar)]);
  for (const { id, users, customers } of plan.partners) {
    const agent = users.find(({ roles }) => roles.includes('admin_agent'));
    if (agent === undefined) continue;
    const served = new Set(
      (await query(system, noTenant, readReservingCustomers(id))).map((row) => row.customer_id),
    );
    for (const [index, customer] of customers.entries()) {
      if (served.has(customer.id)) continue;
      const offers = await query(system, noTenant, readDemoReservations(customer.market));
      if (offers.length === 0) continue;
      await reserve(services, { agent, customer, offers, story: stories[index % stories.length], now });
    }
  }
}

async function reserve(
  services: Services,
  facts: {
    readonly agent: PlannedPerson;
    readonly customer: PlannedCustomer;
    readonly offers: readonly DemoReservation[];
    readonly story: Story | undefined;
    readonly now: Instant;
  },
): Promise<void> {
  const { agent, customer, offers, story, now } = facts;
  const offer = offers.find(({ sku_id }) => sku_id === story?.sku);
  const customerId = parseCustomerId(customer.id);
  invariant(story && offer && customerId, 'the demo reserves what it prices');
  const ctx = contextAt(services, agent, instant(now - story.daysAgo * millisecondsPerDay));
  const registered = done(
    await registerCloudSubscription(ctx, {
      customerId,
      id: demoUuid(`cloud subscription ${customer.domain}`),
      name: 'Production',
    }),
  );
  const reservation = {
    scope: 'shared',
    cloudSubscriptionId: registered.id,
    hybridBenefit: story.hybridBenefit,
  };
  const line = {
    catalogItemId: `${offer.product_id}:${offer.sku_id}:${offer.availability_id}`,
    quantity: story.quantity,
    billingCycle: story.cycle,
    friendlyName: story.name,
    provisioningContext: contextOf(reservation),
  };
  const cart = done(await createCart(ctx, { customerId, lines: [line] }));
  const cartId = parseCartId(cart.row.id);
  invariant(cartId, 'a cart has a readable id');
  done(await checkoutCart(ctx, { customerId, cartId }));
}
