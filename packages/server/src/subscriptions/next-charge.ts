import { invariant } from '@kontor/domain/invariant';
import { type Money, money, parseCurrency } from '@kontor/domain/money';
import { chargedPeriodAt, nextChargedPeriod } from '@kontor/domain/subscription/cycles';
import { nextTermOf, priceNextTerm } from '@kontor/domain/subscription/renew-subscription';
import { type LocalDate, localDateAt } from '@kontor/domain/time';
import { type OffersAt, readOffersAt } from '../catalog/read-offers-at.ts';
import type { Caller } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { subscriptionOf } from './subscription-of.ts';
import type { SubscriptionRow } from './subscription-store.ts';

/** What is charged next if nothing changes; of a renewal as it would be priced today. */
export type NextCharge = {
  readonly date: LocalDate;
  readonly kind: 'cycle_charge' | 'renew';
  /** Null where the next term cannot be priced today. */
  readonly unitPrice: Money | null;
  readonly currency: string;
  readonly quantity: number;
};

/** The next charge of each subscription that has one, by its id. */
export const nextCharges = async (
  ctx: RequestContext,
  caller: Caller,
  rows: readonly SubscriptionRow[],
): Promise<ReadonlyMap<string, NextCharge>> => {
  const running = rows.filter(({ status }) => status === 'active' || status === 'suspended');
  const found = new Map(running.flatMap((row) => nextCycle(row, caller)));
  const renewing = running.filter((row) => !found.has(row.id) && row.auto_renew && row.status === 'active');
  if (renewing.length === 0) return found;
  const offersAt = await readOffersAt(ctx.pools.app, caller.scope, caller.accountId, {
    wants: renewing.map(wantOf),
    at: caller.now,
  });
  for (const row of renewing) found.set(row.id, renewalOf(row, offersAt, caller));
  return found;
};

/** A further part of the running term, at the price frozen with it. */
const nextCycle = (row: SubscriptionRow, caller: Caller): [string, NextCharge][] => {
  const subscription = subscriptionOf(row);
  const today = localDateAt(caller.now, subscription.zone);
  if (today < row.starts_on || today >= row.ends_on) return [];
  const next = nextChargedPeriod(subscription, chargedPeriodAt(subscription, today));
  if (!next) return [];
  const currency = parseCurrency(row.charge_currency ?? row.currency);
  invariant(currency, 'a charge has a currency');
  const unitPrice = money(row.charge_unit_minor ?? row.locked_unit_minor, currency);
  return [[row.id, { date: next.start, kind: 'cycle_charge', unitPrice, currency, quantity: row.quantity }]];
};

export const wantOf = (row: SubscriptionRow) => {
  const { productId, skuId } = nextTermOf(subscriptionOf(row));
  return { customerId: row.customer_id, productId, skuId };
};

const renewalOf = (row: SubscriptionRow, offersAt: OffersAt, caller: Caller): NextCharge => {
  const subscription = subscriptionOf(row);
  const priced = priceNextTerm(subscription, offersAt(wantOf(row)), caller.now);
  const { quantity } = nextTermOf(subscription);
  const about = { date: row.ends_on, kind: 'renew' as const, quantity };
  if ('code' in priced) return { ...about, unitPrice: null, currency: row.currency };
  const { unitPrice } = priced.charged;
  return { ...about, unitPrice, currency: unitPrice.currency };
};
