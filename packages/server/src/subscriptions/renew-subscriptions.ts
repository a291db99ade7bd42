import { invariant } from '@kontor/domain/invariant';
import {
  nextTermOf,
  type RenewalPlan,
  renewSubscription,
} from '@kontor/domain/subscription/renew-subscription';
import type { Instant } from '@kontor/domain/time';
import { startOfDay } from '@kontor/domain/time';
import { addSystemActivity } from '../activity/activity-store.ts';
import { useCreditUnguarded } from '../carts/cart-store.ts';
import type { NamedOffer } from '../catalog/assemble-offers.ts';
import { readOffersAt } from '../catalog/read-offers-at.ts';
import { expireEntitlements } from '../entitlements/expiry-store.ts';
import { revokeSurplusKeys } from '../entitlements/keys-of-units-store.ts';
import { zoneOfLine } from '../orders/due-rows.ts';
import { insertOrderLines, insertOrders } from '../orders/order-store.ts';
import { insertCharges, insertEntitlements } from '../orders/purchase-store.ts';
import { addEvents } from '../partners/event-store.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import { type DueHandlers, type DueServices, groupOf } from '../sandbox/due-events.ts';
import { insertDue } from '../sandbox/due-store.ts';
import { readTaxBuyers, TaxEngineSilent, taxOffers } from '../tax/tax-offers.ts';
import { exposureOf } from './exposure.ts';
import { wantOf } from './next-charge.ts';
import { offerFacts } from './offer-facts.ts';
import { type Renewal, renewalRows } from './renewal-rows.ts';
import { subscriptionOf } from './subscription-of.ts';
import { readSubscriptions, type SubscriptionRow } from './subscription-store.ts';
import { endSubscriptions, moveToNextTerm, type ProlongedRow, prolongEntitlements } from './term-store.ts';

/** Terms that end: each subscription renews as a new purchase of that instant, or expires. */
export const termEndHandlers = {
  'subscription.term_end': async (services, accountId, rows) => {
    const { due_at: at } = groupOf(rows);
    const read = readSubscriptions(
      accountId,
      rows.map(({ ref }) => ref),
    );
    const found = await query(services.pools.system, noTenant, read);
    return endTerms(
      services,
      accountId,
      found.filter((row) => hasEnded(row, at)),
      at,
    );
  },
} as const satisfies DueHandlers;

/** Cancelled meanwhile, or gone on already: then this end is of no interest any more. */
const hasEnded = (row: SubscriptionRow, at: Instant): boolean =>
  row.status !== 'deleted' && row.status !== 'expired' && startOfDay(row.ends_on, zoneOfLine(row)) <= at;

type Ended = { readonly row: SubscriptionRow; readonly reason: string; readonly failed: boolean };

const endTerms = async (
  services: DueServices,
  accountId: string,
  found: readonly SubscriptionRow[],
  at: Instant,
): Promise<readonly Statement[]> => {
  const wants = found.filter((row) => row.auto_renew).map(wantOf);
  const { system } = services.pools;
  const offersAt = await readOffersAt(system, noTenant, accountId, { wants, at });
  const customers = wants.map(({ customerId }) => customerId);
  const buyers = await readTaxBuyers(services, { pool: system, scope: noTenant }, accountId, customers);
  const renewals: Renewal[] = [];
  const ended: Ended[] = [];
  for (const row of found) {
    const subscription = subscriptionOf(row);
    const offers = await taxOffers(
      services,
      offersAt(wantOf(row)),
      { ...nextTermOf(subscription), currency: subscription.currency },
      { buyer: buyers.get(row.customer_id), now: at },
    );
    if (!offers.accepted)
      throw new TaxEngineSilent('the tax engine did not answer; the renewal waits for it');
    const outcome = renewSubscription(subscription, offers.value, at);
    if (outcome.kind === 'expire') ended.push({ row, reason: outcome.reason, failed: outcome.failed });
    else renewals.push(renewalRows(row, { ...outcome, offer: named(outcome) }, { accountId, at }));
  }
  return [...renewStatements(accountId, renewals, at), ...expireStatements(accountId, ended, at)];
};

/** The offers that were handed in have the words of the catalog with them. */
const named = ({ offer }: RenewalPlan): NamedOffer => {
  invariant('productTitle' in offer, 'an offer of the store is named');
  return offer as NamedOffer; // checked above
};

/** Fewer units have fewer keys, where a unit has one. */
const prolong = (accountId: string, rows: readonly ProlongedRow[], at: Instant): Statement[] => [
  prolongEntitlements(accountId, rows),
  revokeSurplusKeys(
    accountId,
    rows.map(({ id }) => id),
    new Date(at),
  ),
];

const renewStatements = (accountId: string, renewals: readonly Renewal[], at: Instant): Statement[] => {
  if (renewals.length === 0) return [];
  const records = renewals.map(({ record }) => record);
  const charges = renewals.flatMap(({ charge }) => charge ?? []);
  const prolonged = renewals.flatMap(({ prolonged: row }) => row ?? []);
  const made = renewals.flatMap(({ entitlement }) => entitlement ?? []);
  const left = renewals.flatMap(({ leftEntitlementId }) => leftEntitlementId ?? []);
  return [
    insertOrders(accountId, null, records),
    insertOrderLines(accountId, records),
    ...(prolonged.length > 0 ? prolong(accountId, prolonged, at) : []),
    ...(left.length > 0 ? [expireEntitlements(accountId, at, left)] : []),
    ...(made.length > 0 ? [insertEntitlements(made)] : []),
    moveToNextTerm(
      accountId,
      at,
      renewals.map(({ moved }) => moved),
    ),
    ...(charges.length > 0 ? [insertCharges(charges)] : []),
    insertDue(renewals.flatMap(({ due }) => due)),
    addEvents(
      accountId,
      at,
      renewals.map(({ event }) => event),
    ),
    addSystemActivity(
      accountId,
      at,
      renewals.map(({ activity }) => activity),
    ),
    ...(charges.length > 0 ? [useCreditUnguarded(accountId, at, exposureOf(charges))] : []),
  ];
};

const expireStatements = (accountId: string, ended: readonly Ended[], at: Instant): Statement[] => {
  if (ended.length === 0) return [];
  const entitlements = ended.flatMap(({ row }) => row.entitlement_id ?? []);
  return [
    ...(entitlements.length > 0 ? [expireEntitlements(accountId, at, entitlements)] : []),
    endSubscriptions(
      accountId,
      at,
      ended.map(({ row }) => row),
    ),
    addEvents(accountId, at, ended.flatMap(endedEvents)),
    addSystemActivity(
      accountId,
      at,
      ended.map(({ row, reason }) => ({
        action: 'update_subscription',
        resourceId: row.id,
        oldValue: { status: row.status },
        newValue: { status: 'expired' },
        details: { orderId: row.order_id, reason, ...offerFacts(row) },
        customer: { id: row.customer_id, name: row.customer_name },
      })),
    ),
  ];
};

const endedEvents = ({ row, reason, failed }: Ended) => {
  const about = { aggregateType: 'subscription', aggregateId: row.id };
  const data = { customerId: row.customer_id, orderId: row.order_id, reason };
  return [
    ...(failed ? [{ ...about, type: 'subscription.renewal_failed', data }] : []),
    { ...about, type: 'subscription.expired', data },
  ];
};
