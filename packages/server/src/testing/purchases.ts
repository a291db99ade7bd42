import type { TaxMode } from '@kontor/domain/money';
import { addDays, addTerm, type Instant, localDateAt, startOfDay, utc } from '@kontor/domain/time';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { type Transaction, withTransaction } from '../platform/db/transaction.ts';
import { newUuid, randomHex } from '../platform/new-id.ts';
import type { WorldOffer } from './world-catalog.ts';
import type { WorldCustomer } from './world-people.ts';

export type BoughtLine = {
  readonly orderId: string;
  readonly alternateId: string;
  readonly entitlementId: string;
  readonly subscriptionId: string | null;
  readonly chargeId: string;
  readonly expiresAt: Instant | null;
};

export type PurchaseFacts = {
  readonly customer: WorldCustomer;
  readonly offer: WorldOffer;
  readonly at: Instant;
  readonly quantity?: number;
  readonly unitMinor?: bigint;
  readonly rateBasisPoints?: number;
  readonly mode?: TaxMode;
  /** Left out, it ends with its term. */
  readonly autoRenew?: boolean;
};

/** A purchase that has happened, row by row, for tests of what comes after it. No keys are taken. */
export const arrangePurchase = (system: Pool, facts: PurchaseFacts): Promise<BoughtLine> =>
  withTransaction(system, noTenant, (transaction) => writePurchase(transaction, facts));

const writePurchase = async (transaction: Transaction, facts: PurchaseFacts): Promise<BoughtLine> => {
  const { customer, offer, at } = facts;
  const startsOn = localDateAt(at, utc);
  const endsOn = offer.term === '' ? null : addTerm(startsOn, offer.term);
  const bought: BoughtLine = {
    orderId: `${randomHex(31)}1`,
    alternateId: randomHex(12),
    entitlementId: newUuid(),
    subscriptionId: offer.family === 'software_subscription' ? newUuid() : null,
    chargeId: newUuid(),
    expiresAt: endsOn === null ? null : startOfDay(endsOn, utc),
  };
  const amounts = amountsOf(facts);
  const owner = [customer.accountId, customer.id, bought.orderId];
  await transaction.sql(
    `insert into kontor.purchase_order (account_id, customer_id, id, alternate_id, order_group, status, currency,
       billing_cycle, term_duration, net_minor, tax_minor, created_at)
     values ($1, $2, $3, $4, '0', 'completed', $5, 'one_time', $6, $7, $8, $9)`,
    [...owner, bought.alternateId, offer.currency, offer.term, amounts.net, amounts.tax, new Date(at)],
  );
  await writeLine(transaction, facts, bought, { startsOn, endsOn });
  await transaction.sql(
    `insert into kontor.entitlement (account_id, customer_id, order_id, id, line_number, product_id, sku_id, family,
       quantity, status, key_source, keys_wanted, created_at, expires_at)
     values ($1, $2, $3, $4, 0, $5, $6, $7, $8, 'active', 'none', 0, $9, $10)`,
    [
      ...owner,
      bought.entitlementId,
      offer.productId,
      offer.skuId,
      offer.family,
      facts.quantity ?? 1,
      new Date(at),
      bought.expiresAt === null ? null : new Date(bought.expiresAt),
    ],
  );
  await writeDue(transaction, customer.accountId, bought, at);
  return bought;
};

const amountsOf = (facts: PurchaseFacts) => {
  const {
    quantity = 1,
    unitMinor = facts.offer.unitMinor,
    rateBasisPoints = 1900,
    mode = 'exclusive',
  } = facts;
  const atUnitPrice = unitMinor * BigInt(quantity);
  const rate = BigInt(rateBasisPoints);
  if (mode === 'exclusive') return { net: atUnitPrice, tax: (atUnitPrice * rate + 5_000n) / 10_000n };
  const net = (atUnitPrice * 20_000n + 10_000n + rate) / (2n * (10_000n + rate));
  return { net, tax: atUnitPrice - net };
};

const writeLine = async (
  transaction: Transaction,
  facts: PurchaseFacts,
  bought: BoughtLine,
  { startsOn, endsOn }: { readonly startsOn: string; readonly endsOn: string | null },
) => {
  const { customer, offer, at, quantity = 1, unitMinor = offer.unitMinor } = facts;
  const { mode = 'exclusive', rateBasisPoints = 1900 } = facts;
  const { net, tax } = amountsOf(facts);
  const owner = [customer.accountId, customer.id, bought.orderId];
  const money = [quantity, offer.currency, unitMinor, mode, rateBasisPoints, net, tax];
  await transaction.sql(
    `insert into kontor.order_line (account_id, customer_id, order_id, line_number, quantity, currency, unit_minor,
       tax_mode, tax_rate_basis_points, net_minor, tax_minor, product_id, sku_id, availability_id, product_title,
       sku_title, family, term_duration, billing_cycle, starts_on, ends_on, status, entitlement_id, subscription_id,
       market, segment, policy_id, policy_version, policy_zone, window_kind, cancellation_window, cancellable_until,
       closed_on, credit_rule)
     values ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'one_time', $18, $19,
       'fulfilled', $20, $21, $22, 'commercial', $23, 1, 'UTC', 'calendar', 'P60D', $24, $25, $26)`,
    [
      ...owner,
      ...money,
      offer.productId,
      offer.skuId,
      offer.availabilityId,
      offer.title,
      `${offer.title}, 16 cores`,
      offer.family,
      offer.term,
      endsOn === null ? null : startsOn,
      endsOn,
      bought.entitlementId,
      bought.subscriptionId,
      customer.market,
      arrangedPolicy,
      new Date(windowClosesAt(at) - 1),
      addDays(localDateAt(at, utc), 60),
      endsOn === null ? 'full' : 'prorated',
    ],
  );
  if (bought.subscriptionId !== null) {
    await transaction.sql(
      `insert into kontor.subscription (account_id, customer_id, order_id, id, line_number, status, quantity,
         term_duration, billing_cycle, auto_renew, starts_on, ends_on, created_at, entitlement_id)
       values ($1, $2, $3, $4, 0, 'active', $5, $6, 'one_time', $7, $8, $9, $10, $11)`,
      [
        ...owner,
        bought.subscriptionId,
        quantity,
        offer.term,
        facts.autoRenew ?? false,
        startsOn,
        endsOn,
        new Date(at),
        bought.entitlementId,
      ],
    );
  }
  await transaction.sql(
    `insert into kontor.charge (account_id, customer_id, order_id, line_number, quantity, currency, unit_minor,
       tax_mode, tax_rate_basis_points, net_minor, tax_minor, id, kind, sign, period_start, period_end, at)
     values ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, 'new', 1, $12, $13, $14)`,
    [...owner, ...money, bought.chargeId, endsOn === null ? null : startsOn, endsOn, new Date(at)],
  );
};

/** Stands for the default policy, whose row nothing here reads. */
const arrangedPolicy = '66666666-6666-4666-8666-666666666666';

/** The first instant after sixty days. */
const windowClosesAt = (at: Instant): Instant => startOfDay(addDays(localDateAt(at, utc), 61), utc);

const writeDue = async (transaction: Transaction, accountId: string, bought: BoughtLine, at: Instant) => {
  const rows: [Instant, string, string][] = [
    [windowClosesAt(at), 'cancellation_window.closed', `${bought.orderId}:0`],
  ];
  const { expiresAt, subscriptionId, entitlementId } = bought;
  if (expiresAt !== null && subscriptionId !== null)
    rows.push([expiresAt, 'subscription.term_end', subscriptionId]);
  else if (expiresAt !== null) rows.push([expiresAt, 'entitlement.expiry', entitlementId]);
  for (const [dueAt, kind, ref] of rows) {
    await transaction.sql(
      'insert into kontor.due (account_id, id, due_at, kind, ref) values ($1, $2, $3, $4, $5)',
      [accountId, newUuid(), new Date(dueAt), kind, ref],
    );
  }
};
