import { invariant } from '@kontor/domain/invariant';
import { money, parseCurrency } from '@kontor/domain/money';
import { parseRate } from '@kontor/domain/pricing/exchange-rate';
import type { LockedPrice } from '@kontor/domain/subscription/add-quantity';
import { anchorDayOf } from '@kontor/domain/subscription/cycles';
import type { Subscription } from '@kontor/domain/subscription/subscription';
import { localDateAt } from '@kontor/domain/time';
import { zoneOfLine } from '../orders/due-rows.ts';
import type { SubscriptionRow } from './subscription-store.ts';

const currencyOf = (text: string) => {
  const currency = parseCurrency(text);
  invariant(currency, `${text} is no currency code`);
  return currency;
};

/** A row as the subscription that decisions are about. */
export const subscriptionOf = (row: SubscriptionRow): Subscription => {
  const zone = zoneOfLine(row);
  return {
    status: row.status,
    family: row.family,
    productId: row.product_id,
    skuId: row.sku_id,
    availabilityId: row.availability_id,
    segment: row.segment,
    quantity: row.quantity,
    term: row.term_duration,
    billingCycle: row.billing_cycle,
    currency: currencyOf(row.currency),
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    anchorDay: anchorDayOf(row.starts_on, localDateAt(row.created_at, zone)),
    zone,
    autoRenew: row.auto_renew,
    scheduledChange: row.scheduled_change,
    provisioning: row.entitlement_status === 'provisioning',
  };
};

/** The running term's price as it was frozen when the term began. */
export const lockedPriceOf = (row: SubscriptionRow): LockedPrice => {
  const currency = currencyOf(row.currency);
  return {
    listUnitPrice: money(row.locked_list_minor ?? row.locked_unit_minor, currency),
    unitPrice: money(row.locked_unit_minor, currency),
    discounts: row.locked_discounts,
    rate: rateOf(row),
    taxMode: row.locked_tax_mode,
  };
};

const rateOf = (row: SubscriptionRow): LockedPrice['rate'] => {
  if (row.exchange_rate === null || row.exchange_rate_at === null || row.charge_currency === null)
    return null;
  const rate = parseRate(row.exchange_rate);
  invariant(rate, 'a frozen exchange rate is readable');
  return {
    from: currencyOf(row.currency),
    to: currencyOf(row.charge_currency),
    rate,
    at: row.exchange_rate_at,
  };
};
