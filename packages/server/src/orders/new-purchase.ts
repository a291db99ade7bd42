import type { KeyQuantity } from '@kontor/domain/entitlement/key-quantity';
import { invariant } from '@kontor/domain/invariant';
import type { OrderLinePlan } from '@kontor/domain/order/order-plan';
import type { CheckoutPlan, OrderPlan } from '@kontor/domain/order/place-order';
import { formatRate } from '@kontor/domain/pricing/exchange-rate';
import type { Instant } from '@kontor/domain/time';
import type { CartDocumentLine } from '../carts/cart-lines.ts';
import type { NamedOffer } from '../catalog/assemble-offers.ts';
import type { Vault } from '../platform/keys/vault.ts';
import { newUuid, randomHex } from '../platform/new-id.ts';
import { type NewReservation, newReservation } from '../reservations/new-reservation.ts';
import type { NewDue } from '../sandbox/due-store.ts';
import { dueRows, ownTerm } from './due-rows.ts';
import { makeKeys } from './make-keys.ts';
import type { AskedOfLine, OrderLineRow, OrderOrigin, OrderRecord } from './order-rows.ts';
import { poolHint } from './pool-hints.ts';
import type { ChargeRow, GeneratedKey, KeyTake, NewEntitlement, NewSubscription } from './purchase-store.ts';

/** A planned checkout with every id given, ready to be written. */
export type Purchase = {
  readonly orders: readonly OrderRecord[];
  readonly entitlements: readonly NewEntitlement[];
  readonly subscriptions: readonly NewSubscription[];
  readonly reservations: readonly NewReservation[];
  readonly charges: readonly ChargeRow[];
  readonly due: readonly NewDue[];
  readonly takes: readonly KeyTake[];
  readonly generated: readonly GeneratedKey[];
};

export type PurchaseContext = {
  readonly accountId: string;
  readonly customer: { readonly id: string; readonly name: string; readonly market: string };
  readonly cartId: string | null;
  readonly now: Instant;
  readonly offers: ReadonlyMap<string, NamedOffer>;
  readonly friendlyNames: ReadonlyMap<number, string>;
  /** By line; absent where no buyer wrote anything. */
  readonly asked?: ReadonlyMap<number, AskedOfLine>;
  readonly vault: Vault;
  /** Its keys are made for trying things out; no pool is touched. */
  readonly sandbox: boolean;
  /** Absent: a checkout. */
  readonly origin?: OrderOrigin;
};

/** Order ids read like the wire's: 32 characters that end in 1 (reference 6). */
export const newOrderId = (): string => `${randomHex(31)}1`;

/** Gives ids to a plan and spreads it over the rows it becomes. */
export const newPurchase = (plan: CheckoutPlan, context: PurchaseContext): Purchase => {
  const parts = plan.orders.map((order) => newOrder(order, context));
  return {
    orders: parts.map((part) => part.record),
    entitlements: parts.flatMap((part) => part.lines.flatMap((line) => line.entitlement ?? [])),
    subscriptions: parts.flatMap((part) => part.lines.flatMap((line) => line.subscription ?? [])),
    reservations: parts.flatMap((part) => part.lines.flatMap((line) => line.reservation ?? [])),
    charges: parts.flatMap((part) => part.lines.flatMap((line) => line.charge ?? [])),
    due: parts.flatMap((part) => part.lines.flatMap((line) => line.due)),
    takes: parts.flatMap((part) => part.lines.flatMap((line) => line.take ?? [])).sort(byPool),
    generated: parts.flatMap((part) => part.lines.flatMap((line) => line.generated)),
  };
};

/** One order of pools everywhere, so that two carts with the same products never wait for each other in a ring. */
const byPool = (a: KeyTake, b: KeyTake): number => {
  const left = `${a.productId}/${a.skuId}/${a.keyGroup}`;
  const right = `${b.productId}/${b.skuId}/${b.keyGroup}`;
  return left < right ? -1 : left > right ? 1 : 0;
};

const newOrder = (plan: OrderPlan, context: PurchaseContext) => {
  const orderId = newOrderId();
  const lines = plan.lines.map((line) => newLine(line, orderId, context));
  const record: OrderRecord = {
    order: {
      id: orderId,
      alternate_id: randomHex(12),
      customer_id: context.customer.id,
      customer_name: context.customer.name,
      market: context.customer.market,
      order_group: plan.orderGroup,
      cart_id: context.cartId,
      status: plan.status,
      version: 1,
      currency: plan.currency,
      billing_cycle: plan.billingCycle,
      term_duration: plan.term,
      net_minor: plan.total.net.minor,
      tax_minor: plan.total.tax.minor,
      dispute_unpaid: false,
      origin: context.origin ?? 'cart',
      created_at: plan.purchasedAt,
    },
    lines: lines.map((line) => line.row),
  };
  return { record, lines };
};

const newLine = (line: OrderLinePlan, orderId: string, context: PurchaseContext) => {
  const { accountId, customer, now } = context;
  const offer = context.offers.get(line.catalogItemId);
  invariant(offer, 'a planned line has its offer');
  const owned = {
    account_id: accountId,
    customer_id: customer.id,
    order_id: orderId,
    line_number: line.lineNumber,
  };
  const entitlementId = line.entitlement ? newUuid() : null;
  const isSubscription = line.family === 'software_subscription' || line.family === 'marketplace_saas';
  const subscriptionId = isSubscription && line.term !== '' ? newUuid() : null;
  const row = lineRow(line, offer, {
    entitlementId,
    subscriptionId,
    friendlyName: context.friendlyNames.get(line.cartLineId),
    asked: context.asked?.get(line.cartLineId),
  });
  return {
    row,
    reservation: newReservation(line.reservation, row, owned, now),
    entitlement:
      line.entitlement && entitlementId ? entitlementRow(line, { ...owned, id: entitlementId }, now) : null,
    subscription:
      subscriptionId && row.starts_on && row.ends_on
        ? {
            ...owned,
            id: subscriptionId,
            entitlement_id: entitlementId,
            friendly_name: row.friendly_name,
            partner_mpn_id: resellerOnRecord(row.asked),
            billing_cycle: line.billingCycle,
            auto_renew: true,
            quantity: line.quantity,
            term_duration: line.term,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            created_at: now,
          }
        : null,
    charge: line.charge ? chargeRow(line.charge, { ...owned, id: newUuid() }, row, now) : null,
    due: dueRows({ accountId, orderId, line: row, term: ownTerm(row) }, now),
    ...keysOf(line, entitlementId, context),
  };
};

const keysOf = ({ keys }: OrderLinePlan, entitlementId: string | null, context: PurchaseContext) => {
  if (!keys || !entitlementId) return { take: null, generated: [] };
  const { sandbox, vault } = context;
  const wanted = keyTake(keys, entitlementId, context);
  return sandbox || keys.source === 'generated'
    ? { take: null, generated: makeKeys(vault, wanted, { form: keys.form, sandbox }) }
    : { take: wanted, generated: [] };
};

export const lineRow = (
  line: OrderLinePlan,
  offer: NamedOffer,
  ids: {
    readonly entitlementId: string | null;
    readonly subscriptionId: string | null;
    readonly friendlyName: string | undefined;
    readonly asked?: AskedOfLine | undefined;
  },
): OrderLineRow => ({
  line_number: line.lineNumber,
  product_id: line.productId,
  sku_id: line.skuId,
  availability_id: line.availabilityId,
  product_title: offer.productTitle,
  sku_title: offer.skuTitle,
  friendly_name: ids.friendlyName ?? null,
  family: line.family,
  quantity: line.quantity,
  currency: line.currency,
  unit_minor: line.unitPrice.minor,
  market: line.market,
  segment: line.segment,
  list_unit_minor: line.listUnitPrice.minor,
  discounts: line.discounts,
  promotion_id: line.promotionId,
  tax_category: line.taxCategory,
  details: line.reservation ?? {},
  asked: ids.asked ?? {},
  tax_mode: line.taxMode,
  tax_rate_basis_points: line.taxRateBasisPoints,
  net_minor: line.amounts.net.minor,
  tax_minor: line.amounts.tax.minor,
  term_duration: line.term,
  billing_cycle: line.billingCycle,
  starts_on: line.startsOn,
  ends_on: line.endsOn,
  policy_id: line.policy?.id ?? null,
  policy_version: line.policy?.version ?? null,
  policy_zone: offer.policy?.zone ?? null,
  window_kind: line.cancellation?.windowKind ?? null,
  cancellation_window: offer.policy?.window ?? null,
  cancellable_until: line.cancellation?.cancellableUntil ?? null,
  closed_on: line.cancellation?.closedOn ?? null,
  credit_rule: line.cancellation?.creditRule ?? null,
  status: line.status,
  entitlement_id: ids.entitlementId,
  subscription_id: ids.subscriptionId,
});

type Owned = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly id: string;
  readonly order_id: string;
  readonly line_number: number;
};

export const entitlementRow = (line: OrderLinePlan, owned: Owned, now: Instant): NewEntitlement => ({
  ...owned,
  product_id: line.productId,
  sku_id: line.skuId,
  family: line.family,
  quantity: line.quantity,
  status: line.entitlement?.status ?? 'active',
  key_source: line.keys?.source ?? 'none',
  keys_wanted: line.entitlement?.keysEntitled ?? 0,
  ...keyRuleColumns(line.entitlement?.keyRule ?? null),
  created_at: now,
  expires_at: line.entitlement?.expiresAt ?? null,
});

const keyRuleColumns = (rule: KeyQuantity | null) => ({
  key_rule: rule?.rule ?? ('per_purchase' as const),
  key_activations: rule?.rule === 'activations' ? rule.activationsPerUnit : null,
});

export const chargeRow = (
  charge: NonNullable<OrderLinePlan['charge']>,
  owned: Owned,
  line: OrderLineRow,
  now: Instant,
): ChargeRow => ({
  ...owned,
  kind: charge.kind,
  sign: 1,
  credits_charge_id: null,
  currency: charge.net.currency,
  unit_minor: charge.unitPrice.minor,
  quantity: charge.quantity,
  net_minor: charge.net.minor,
  tax_minor: charge.tax.minor,
  tax_mode: charge.taxMode,
  tax_rate_basis_points: charge.taxRateBasisPoints,
  period_start: charge.periodStart,
  period_end: charge.periodEnd,
  formula: null,
  at: now,
  subscription_id: line.subscription_id,
  tax_category: charge.taxCategory,
  pricing_currency: charge.conversion?.unitPrice.currency ?? null,
  pricing_unit_minor: charge.conversion?.unitPrice.minor ?? null,
  exchange_rate: charge.conversion ? formatRate(charge.conversion.rate.rate) : null,
  exchange_rate_at: charge.conversion?.rate.at ?? null,
  list_unit_minor: charge.listUnitPrice.minor,
  promotion_id: charge.promotionId,
  reason: '',
});

type KeysWanted = NonNullable<OrderLinePlan['keys']>;

const keyTake = (keys: KeysWanted, entitlementId: string, context: PurchaseContext): KeyTake => ({
  productId: keys.productId,
  skuId: keys.skuId,
  keyGroup: keys.keyGroup,
  count: keys.count,
  hint: poolHint(keys.productId, keys.skuId, keys.keyGroup),
  accountId: context.accountId,
  customerId: context.customer.id,
  entitlementId,
  at: context.now,
});

/** The one reseller that the sale is of, if any was named. */
export const resellerOnRecord = ({ participants = [] }: AskedOfLine): string | null =>
  participants.find(({ key }) => key === 'transaction_reseller')?.value ?? null;

/** What the buyer said of cart lines that their orders keep, by line. */
export const askedOf = (lines: readonly CartDocumentLine[]): ReadonlyMap<number, AskedOfLine> =>
  new Map(
    lines.flatMap(({ id, wishes }) => {
      if (wishes === undefined) return [];
      const { participants, attestationAccepted } = wishes;
      const asked: AskedOfLine = {
        ...(participants === undefined ? {} : { participants }),
        ...(attestationAccepted === undefined ? {} : { attestationAccepted }),
      };
      return [[id, asked] as const];
    }),
  );

/** Names that the buyer gave to cart lines, by line. */
export const friendlyNamesOf = (lines: readonly { readonly id: number; readonly friendlyName?: string }[]) =>
  new Map(
    lines.flatMap(({ id, friendlyName }) =>
      friendlyName === undefined ? [] : [[id, friendlyName] as const],
    ),
  );
