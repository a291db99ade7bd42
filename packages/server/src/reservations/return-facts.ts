import type { CustomerId, OrderId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type CurrencyCode, money, parseCurrency } from '@kontor/domain/money';
import { parseRate } from '@kontor/domain/pricing/exchange-rate';
import type { EarlierRefund, RefundQuestion } from '@kontor/domain/reservation/refund-reservation';
import type { ReturnableReservation } from '@kontor/domain/reservation/remaining-value';
import {
  chooseReservationPolicy,
  type ReservationPolicy,
} from '@kontor/domain/reservation/reservation-policy';
import type { Instant } from '@kontor/domain/time';
import { purchaseOf } from '../cancellations/purchase-of.ts';
import type { OrderRecord } from '../orders/order-rows.ts';
import { ordersFrom, readOrders } from '../orders/order-store.ts';
import { type ChargeRow, readCharges } from '../orders/purchase-store.ts';
import type { RowsOf, Statement } from '../platform/db/statement.ts';
import type { ReservationRow } from './reservation-store.ts';
import {
  type CapRateRow,
  type ReservationPolicyRow,
  type ReturnRow,
  readCapRates,
  readRefunds,
  readReservationPolicies,
} from './return-store.ts';

/** What giving a reservation back is decided by, beside the reservation itself. */
export type ReturnFacts = {
  readonly record: OrderRecord;
  readonly charges: readonly ChargeRow[];
  readonly policy: ReservationPolicy;
  readonly refunds: readonly ReturnRow[];
  readonly rates: readonly CapRateRow[];
};

export const termStatements = (accountId: string, orderId: string, now: Instant) =>
  [
    readReservationPolicies(),
    readRefunds(accountId),
    readCapRates(accountId, orderId, now),
  ] as const satisfies readonly Statement[];

export const factStatements = (accountId: string, customerId: CustomerId, orderId: OrderId, now: Instant) =>
  [
    readOrders(accountId, customerId, [orderId]),
    readCharges(accountId, orderId),
    ...termStatements(accountId, orderId, now),
  ] as const satisfies readonly Statement[];

export const factsFrom = (rows: RowsOf<ReturnType<typeof factStatements>>, now: Instant): ReturnFacts => {
  const [orderRows, charges, ...terms] = rows;
  const [record] = ordersFrom(orderRows);
  invariant(record, 'a reservation has its order');
  return { record, charges, ...termsFrom(terms, now) };
};

export const termsFrom = (
  [policies, refunds, rates]: RowsOf<ReturnType<typeof termStatements>>,
  now: Instant,
): Omit<ReturnFacts, 'record' | 'charges'> => {
  const policy = chooseReservationPolicy(policies.map(reservationPolicyOf), now);
  invariant(policy, 'the installation comes with a reservation policy');
  return { policy, refunds, rates };
};

export const reservationPolicyOf = (row: ReservationPolicyRow): ReservationPolicy => {
  const currency = parseCurrency(row.cap_currency);
  invariant(currency, 'a cap has a currency');
  return {
    version: row.version,
    fullRefundDays: row.full_refund_days,
    feeBasisPoints: row.fee_basis_points,
    cap: money(row.cap_minor, currency),
    capMonths: row.cap_months,
    zone: row.zone,
    effectiveFrom: row.effective_from,
  };
};

/** The currency that a reservation was charged in, which is the billing currency where the account has one. */
export const chargedCurrency = (row: ReservationRow, charges: readonly ChargeRow[]): CurrencyCode => {
  const charge = charges.find(({ line_number, sign }) => line_number === row.line_number && sign === 1);
  const currency = parseCurrency(charge?.currency ?? row.currency);
  invariant(currency, 'a charge has a currency');
  return currency;
};

export const returnableOf = (
  row: ReservationRow,
  { record, charges }: Pick<ReturnFacts, 'record' | 'charges'>,
): ReturnableReservation => {
  const line = purchaseOf(record, charges, []).lines.find(({ lineNumber }) => lineNumber === row.line_number);
  invariant(line && row.term_duration !== '', 'a reservation has its line and a term');
  return {
    purchasedAt: row.created_at,
    usedAt: row.used_at,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    term: row.term_duration,
    billingCycle: row.billing_cycle,
    charges: line.charges,
  };
};

/** What a reservation's status is by its own row and by its entitlement, which a cancelled order takes with it. */
export const stateOf = (row: ReservationRow) => ({
  status:
    row.status === 'active' && row.entitlement_status === 'cancelled' ? ('refunded' as const) : row.status,
  endsOn: row.ends_on,
});

export const refundQuestionOf = (
  row: ReservationRow,
  facts: ReturnFacts,
  /** Of the same deed, before this one. */
  besides: readonly EarlierRefund[] = [],
): RefundQuestion => ({
  state: stateOf(row),
  reservation: returnableOf(row, facts),
  currency: chargedCurrency(row, facts.charges),
  policy: facts.policy,
  earlier: [...facts.refunds.flatMap((refund) => earlierIn(refund, facts.policy)), ...besides],
  rates: facts.rates.flatMap(rateOf),
});

/** What was given back under a cap in another currency was measured against that cap. */
const earlierIn = (refund: ReturnRow, { cap }: ReservationPolicy): EarlierRefund[] =>
  refund.cap_currency === cap.currency
    ? [{ at: refund.at, capValue: money(refund.cap_value_minor, cap.currency) }]
    : [];

const rateOf = (row: CapRateRow) => {
  const from = parseCurrency(row.from_currency);
  const to = parseCurrency(row.to_currency);
  const rate = parseRate(row.rate);
  return from && to && rate ? [{ from, to, rate, at: row.effective_from }] : [];
};
