import { type Instant, instant } from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import type { DemoPlan, PlannedCustomer, PlannedPartner } from './demo-people-plan.ts';
import {
  addReviewRule,
  type DemoOffer,
  markDisputed,
  readDemoOffers,
  readServedCustomers,
} from './seed-store.ts';
import { type Sale, type Sold, sell } from './sell.ts';

type Story = {
  readonly daysAgo: number;
  readonly quantity: number;
  readonly lines: 1 | 2;
  readonly cancelledAfterDays?: number;
  readonly keyShown: boolean;
};

// A year of every customer: some past their window, some cancelled, some that can still be cancelled.
const stories: readonly Story[] = [
  { daysAgo: 348, quantity: 5, lines: 1, keyShown: true },
  { daysAgo: 211, quantity: 2, lines: 2, keyShown: false },
  { daysAgo: 97, quantity: 10, lines: 1, cancelledAfterDays: 33, keyShown: true },
  { daysAgo: 24, quantity: 3, lines: 1, keyShown: true },
  { daysAgo: 9, quantity: 1, lines: 2, keyShown: false },
];

const millisecondsPerDay = 86_400_000;

/** A year of orders, then the review rules, which look at orders of this seed alone (product 6). */
export async function seedOrders(services: Services, plan: DemoPlan, now: Instant): Promise<void> {
  const sold = await Promise.all(plan.partners.map((partner) => sellAsPartner(services, partner, now)));
  await seedReviewRules(services, sold.flat(), now);
}

// One customer after the other: a partner's purchases meet at its credit limit anyway.
async function sellAsPartner(services: Services, partner: PlannedPartner, now: Instant): Promise<Sold[]> {
  const { system } = services.pools;
  const orders = await query(system, noTenant, readServedCustomers(partner.id));
  const served = new Set(orders.map((row) => row.customer_id));
  const agent = partner.users.find(({ roles }) => roles.includes('admin_agent'));
  if (agent === undefined) return [];
  const sold: Sold[] = [];
  for (const [index, customer] of partner.customers.entries()) {
    if (served.has(customer.id)) continue;
    const offers = await query(system, noTenant, readDemoOffers(customer.market));
    const wanted = partner.facts.sandbox ? stories.slice(-2) : stories;
    for (const [turn, story] of wanted.entries()) {
      const sale = saleOf({ customer, offers, story, turn: index * stories.length + turn, now });
      sold.push(await sell(services, { ...sale, agent }));
    }
  }
  return sold;
}

function saleOf(facts: {
  readonly customer: PlannedCustomer;
  readonly offers: readonly DemoOffer[];
  readonly story: Story;
  readonly turn: number;
  readonly now: Instant;
}): Omit<Sale, 'agent'> {
  const { customer, offers, story, turn, now } = facts;
  // What is cancelled must be cancellable, and what shows a key must have the version that is shown.
  const isPlain = story.cancelledAfterDays !== undefined || story.keyShown;
  const suitable = offers.filter(({ family }) => !isPlain || family !== 'software_plan');
  const picked = Array.from(
    { length: story.lines },
    (_, line) => suitable[(turn * 3 + line * 5) % suitable.length],
  );
  return {
    customer,
    offers: picked.flatMap((offer) => (offer === undefined ? [] : [{ offer, quantity: story.quantity }])),
    at: instant(now - story.daysAgo * millisecondsPerDay - (turn % 7) * 3_600_000),
    keyShown: story.keyShown,
    ...(story.cancelledAfterDays === undefined ? {} : { cancelledAfterDays: story.cancelledAfterDays }),
  };
}

const cancellableDays = 60;

async function seedReviewRules(services: Services, sold: readonly Sold[], now: Instant): Promise<void> {
  const recent = sold.filter(
    ({ sale }) =>
      now - sale.at < cancellableDays * millisecondsPerDay &&
      sale.offers.every(({ offer }) => offer.family !== 'software_plan'),
  );
  const [large, disputed] = [recent[0], recent[1]];
  const largeId = large?.orderIds[0];
  const disputedId = disputed?.orderIds[0];
  if (large === undefined || disputed === undefined || !largeId || !disputedId) return;
  const none = { amountMinor: null, currency: null };
  await writeBatch(services.pools.system, noTenant, [
    ...['USD', 'EUR', 'AUD', 'BRL', 'JPY'].map((currency) =>
      addReviewRule({
        id: `demo_large_order_${currency.toLowerCase()}`,
        kind: 'order_total_above',
        amountMinor: 0n,
        currency,
        orderIds: [largeId],
      }),
    ),
    markDisputed(disputed.sale.customer.accountId, disputedId),
    addReviewRule({ id: 'demo_unpaid_dispute', kind: 'unpaid_dispute', ...none, orderIds: [disputedId] }),
  ]);
}
