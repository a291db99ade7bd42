import type { Permission } from '@kontor/domain/access/permissions';
import { isPriced, priceCart } from '@kontor/domain/cart/price-cart';
import { accepted, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { compare, formatAmount, subtract, zero } from '@kontor/domain/money';
import { type CheckoutPlan, type CreditLimit, placeOrder } from '@kontor/domain/order/place-order';
import {
  exchangeReservation as decide,
  type ExchangePlan,
} from '@kontor/domain/reservation/exchange-reservation';
import { chargesInTerm, commitmentOf } from '@kontor/domain/reservation/remaining-value';
import { addTerm, instant, localDateAt } from '@kontor/domain/time';
import { type CartLineRequest, catalogItemsOf, documentLines, domainLine } from '../carts/cart-lines.ts';
import { isAgreed, offersFrom } from '../carts/cart-record.ts';
import { readCreditLimits, releaseCredit, useCredit } from '../carts/cart-store.ts';
import { lineErrorWords } from '../carts/line-error-words.ts';
import { buyerOf } from '../carts/write-cart.ts';
import { readOffers, readProducts } from '../catalog/offer-store.ts';
import { ruleStatements } from '../catalog/price-rules.ts';
import { createdEvent, createdRecord, creditLimitOf, rowsOf } from '../orders/buy-lines.ts';
import { newPurchase, type Purchase } from '../orders/new-purchase.ts';
import { type Act, act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { endLine } from './end-line.ts';
import { contextOf, type ReservationFields } from './provisioning-context.ts';
import type { ReservationTarget } from './read-reservations.ts';
import { readFacts } from './refund-reservation.ts';
import { reservationZone } from './reservation-access.ts';
import { endReservation, type ReservationRow, readReservation } from './reservation-store.ts';
import { chargedCurrency, type ReturnFacts, returnableOf, stateOf } from './return-facts.ts';
import { insertReturn } from './return-store.ts';

export type ExchangeInput = ReservationTarget & {
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly term?: string | undefined;
  readonly billingCycle?: string | undefined;
  /** What is left out is as it was. */
  readonly reservation?: (ReservationFields & { readonly displayName?: string | undefined }) | undefined;
};

export type ReservationExchange = {
  readonly row: ReservationRow;
  readonly plan: ExchangePlan;
  readonly checkout: CheckoutPlan;
};

export type Exchanged = ReservationExchange & { readonly reservationId: string; readonly orderId: string };

type Decided = ReservationExchange & {
  readonly caller: Caller;
  readonly facts: ReturnFacts;
  readonly purchase: Purchase;
};

/** What an exchange would give back and charge; nothing is changed. */
export const previewExchange = async (ctx: RequestContext, input: ExchangeInput) => {
  const found = await decideExchange(ctx, 'cancellations.preview', input);
  return found.accepted ? accepted<ReservationExchange>(found.value) : found;
};

/** Ends one reservation and buys another in one transaction: the credit of what is left, and a whole new charge. */
export const exchangeReservation = (ctx: RequestContext, input: ExchangeInput) =>
  withRetries(async () => {
    const found = await decideExchange(ctx, 'reservations.return', input);
    if (!found.accepted) return found;
    const { caller, purchase, row, plan, checkout } = found.value;
    const [order] = purchase.orders;
    const [bought] = purchase.reservations;
    invariant(order && bought, 'an exchange buys a reservation');
    const value: Exchanged = { row, plan, checkout, reservationId: bought.id, orderId: order.order.id };
    const done = await act(ctx, caller, exchangeAct(found.value, value), value);
    return done.accepted ? accepted(value) : done;
  });

const decideExchange = async (ctx: RequestContext, permission: Permission, input: ExchangeInput) => {
  const { accountId } = ctx.principal;
  const { customerId, reservationId } = input;
  const items = catalogItemsOf([input]);
  const productId = items[0]?.productId ?? '';
  const read = await readAs(ctx, permission, customerId, [
    readReservation(accountId, customerId, reservationId),
    readProducts(productId),
    readCreditLimits(accountId),
    readOffers(accountId, ctx.realNow(), items),
    ...ruleStatements(accountId, ctx.realNow(), { customerId, productIds: [productId] }),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row], [product], limits, offerRows, ...rules] = rows;
  if (!row || !caller.customer) return refused({ code: 'reservation.not_found' });
  const { now } = caller;
  const offers = offersFrom(offerRows, rules, buyerOf(caller), now);
  const lines = documentLines([requestOf(input, row)], offers).map(domainLine);
  const [priced] = priceCart(lines, offers, now).lines;
  invariant(priced, 'one line is priced');
  if (!isPriced(priced)) return refused(notOffered(priced.error, caller));

  const facts = await readFacts({ pool: ctx.pools.app, scope: caller.scope, accountId }, row, now);
  const startsOn = localDateAt(now, reservationZone);
  const { term, billingCycle } = priced.line;
  const type = product?.sub_type_id ?? product?.type_id ?? '';
  const times =
    term === '' ? 1 : chargesInTerm({ startsOn, endsOn: addTerm(startsOn, term), term, billingCycle });
  const decision = decide(
    {
      state: stateOf(row),
      reservation: returnableOf(row, facts),
      currency: chargedCurrency(row, facts.charges),
      policy: facts.policy,
      type: row.type,
      target: { type, commitment: commitmentOf(priced.charged.net, times) },
    },
    now,
  );
  if (!decision.accepted) return decision;
  const plan = decision.value;
  const checkout = placeOrder(
    {
      cart: { expiresAt: instant(now + 1), lines },
      offers,
      agreementOnRecord: isAgreed(rules),
      creditLimits: limits.map(creditLimitOf).map((limit) => without(limit, plan)),
    },
    now,
  );
  if (!checkout.accepted) return checkout;
  const purchase = newPurchase(checkout.value, {
    accountId,
    customer: caller.customer,
    cartId: null,
    origin: 'exchange',
    now,
    offers,
    friendlyNames: new Map([[0, input.reservation?.displayName ?? row.name]]),
    vault: ctx.vault,
    sandbox: caller.sandbox,
  });
  return accepted<Decided>({ caller, row, facts, plan, checkout: checkout.value, purchase });
};

const requestOf = (input: ExchangeInput, row: ReservationRow): CartLineRequest => {
  const { scope, cloudSubscriptionId, region, hybridBenefit } = input.reservation ?? {};
  const provisioningContext = contextOf({
    scope: scope ?? row.scope,
    cloudSubscriptionId: cloudSubscriptionId ?? row.cloud_subscription_id ?? undefined,
    region,
    hybridBenefit: hybridBenefit ?? row.hybrid_benefit,
  });
  return {
    catalogItemId: input.catalogItemId,
    quantity: input.quantity,
    term: input.term,
    billingCycle: input.billingCycle,
    provisioningContext,
  };
};

const notOffered = (error: Parameters<typeof lineErrorWords>[0], caller: Caller) => ({
  code: 'reservation.exchange_not_offered' as const,
  reason: error.code,
  market: caller.customer?.market ?? '',
  ...lineErrorWords(error),
});

/** The credit of the old reservation is there for the new one to use. */
const without = (limit: CreditLimit, { credit }: ExchangePlan): CreditLimit => {
  if (limit.used.currency !== credit.total.currency) return limit;
  const left = subtract(limit.used, credit.total);
  return { ...limit, used: compare(left, zero(left.currency)) < 0 ? zero(left.currency) : left };
};

const exchangeAct = (decided: Decided, { reservationId, orderId }: Exchanged): Act => {
  const { caller, row, facts, plan, checkout, purchase } = decided;
  const { accountId } = caller;
  const [order] = purchase.orders;
  invariant(order, 'an exchange makes an order');
  const { total } = plan.credit;
  const details = {
    reservationId: row.id,
    orderId: row.order_id,
    exchangedFor: reservationId,
    newOrderId: orderId,
    credit: formatAmount(total),
    currency: total.currency,
  };
  const ending = {
    accountId,
    row,
    record: facts.record,
    charges: facts.charges,
    credits: plan.charges,
    day: plan.exchangeDate,
    at: plan.exchangedAt,
  };
  return {
    writes: [
      ...endLine(ending),
      endReservation(accountId, row, 'exchanged', plan.exchangedAt),
      ...rowsOf(accountId, caller.actor.userId ?? null, purchase),
      insertReturn({
        account_id: accountId,
        customer_id: row.customer_id,
        id: newUuid(),
        reservation_id: row.id,
        kind: 'exchange',
        policy_version: plan.policyVersion,
        currency: plan.remaining.currency,
        value_minor: plan.remaining.minor,
        cap_value_minor: 0n,
        exchanged_for: reservationId,
        at: plan.exchangedAt,
      }),
    ],
    activity: [
      { action: 'exchange_reservation', resourceId: row.id, newValue: details, details },
      createdRecord(order),
    ],
    events: [
      {
        type: 'reservation.exchanged',
        aggregateType: 'reservation',
        aggregateId: row.id,
        data: { ...details, customerId: row.customer_id },
      },
      createdEvent(order),
    ],
    last: [
      releaseCredit(accountId, total.currency, total.minor),
      ...checkout.exposure.map((amount) => useCredit(accountId, amount.currency, amount.minor)),
    ],
  };
};
