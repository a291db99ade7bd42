import { type Instant, instant } from '@kontor/domain/time';
import { readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import type { PlannedPartner } from './demo-people-plan.ts';
import { type DemoOffer, readDemoOffers } from './seed-store.ts';
import { type Sale, sellIfPossible } from './sell.ts';

// Past the usual window, cancelled in it, and still open.
const stories = [
  { daysAgo: 118, quantity: 5 },
  { daysAgo: 41, quantity: 2, cancelledAfterDays: 9 },
  { daysAgo: 6, quantity: 3 },
] as const;

const millisecondsPerDay = 86_400_000;

/** The last months of each customer, from whatever is on sale in its market; answers how many orders there are. */
export async function placeSandboxOrders(
  services: Services,
  partner: PlannedPartner,
  now: Instant,
): Promise<number> {
  const agent = partner.users.find(({ roles }) => roles.includes('admin_agent'));
  if (agent === undefined) return 0;
  const { customers } = partner;
  const onSale = await readBatch(
    services.pools.system,
    noTenant,
    customers.map(({ market }) => readDemoOffers(market)),
  );
  let orders = 0;
  // One after the other: a partner's purchases meet at its credit limit anyway.
  for (const [index, customer] of customers.entries())
    for (const [turn, { daysAgo, quantity, ...story }] of stories.entries()) {
      const offer = offerFor(onSale[index] ?? [], index + turn);
      if (offer === undefined) continue;
      const at = instant(now - daysAgo * millisecondsPerDay);
      const sale: Sale = { customer, agent, offers: [{ offer, quantity }], at, keyShown: false, ...story };
      orders += await sellIfPossible(services, sale);
    }
  return orders;
}

/** Subscriptions and perpetual software in turn; plans of other makers are never cancelled. */
function offerFor(offers: readonly DemoOffer[], turn: number): DemoOffer | undefined {
  const suitable = offers.filter(({ family }) => family !== 'software_plan');
  return suitable[turn % suitable.length];
}
