import { billingInstant, periodAfter, periodOf } from '@kontor/domain/billing/billing-run';
import { parseAccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type Instant, instant } from '@kontor/domain/time';
import { readBillingDay } from '../billing/billed-account-store.ts';
import { runBilling } from '../billing/run-billing.ts';
import { query, readBatch } from '../platform/db/batch.ts';
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

/**
 * The last months of each customer, from whatever is on sale in its market, and the invoices of those months.
 * Answers how many orders there are.
 */
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
  if (orders > 0) await billPastMonths(services, partner.id, now);
  return orders;
}

/** As its clock would have billed them, had it run since then. */
async function billPastMonths({ pools }: Services, accountId: string, now: Instant): Promise<void> {
  const issuer = parseAccountId(accountId);
  const [settings] = await query(pools.system, noTenant, readBillingDay());
  invariant(issuer && settings, 'an account has an id, and an installation its billing day');
  const first = periodOf(instant(now - stories[0].daysAgo * millisecondsPerDay));
  for (let period = first; ; period = periodAfter(period)) {
    const billedAt = billingInstant(period, settings.billing_day);
    if (billedAt > now) return;
    const month = { issuer, period, onlyAccountId: null, startedBy: null };
    await runBilling(pools.system, { ...month, now: billedAt });
  }
}

/** Subscriptions and perpetual software in turn; plans of other makers are never cancelled. */
function offerFor(offers: readonly DemoOffer[], turn: number): DemoOffer | undefined {
  const suitable = offers.filter(({ family }) => family !== 'software_plan');
  return suitable[turn % suitable.length];
}
