import type { Instant, Zone } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type ReservationPolicyRow = {
  readonly version: number;
  readonly full_refund_days: number;
  readonly fee_basis_points: number;
  readonly cap_minor: bigint;
  readonly cap_currency: string;
  readonly cap_months: number;
  readonly zone: Zone;
  readonly effective_from: Instant;
};

const policyColumns =
  'version, full_refund_days, fee_basis_points, cap_minor, cap_currency, cap_months, zone, effective_from';

export const readReservationPolicies = (): Statement<ReservationPolicyRow> => ({
  name: 'reservations.read_policies',
  text: `select ${policyColumns} from kontor.reservation_policy order by version`,
  values: [],
});

export const insertReservationPolicy = (
  policy: Omit<ReservationPolicyRow, 'version'>,
): Statement<ReservationPolicyRow> => ({
  name: 'reservations.insert_policy',
  text: `insert into kontor.reservation_policy (full_refund_days, fee_basis_points, cap_minor, cap_currency, cap_months, zone, effective_from)
    values ($1, $2, $3, $4, $5, $6, $7) returning ${policyColumns}`,
  values: [
    policy.full_refund_days,
    policy.fee_basis_points,
    policy.cap_minor,
    policy.cap_currency,
    policy.cap_months,
    policy.zone,
    new Date(policy.effective_from),
  ],
});

export type ReturnRow = {
  readonly at: Instant;
  readonly cap_value_minor: bigint;
  readonly cap_currency: string;
};

/** What an account has had refunded, oldest first; exchanges do not count. */
export const readRefunds = (accountId: string): Statement<ReturnRow> => ({
  name: 'reservations.read_refunds',
  text: `select t.at, t.cap_value_minor, p.cap_currency
    from kontor.reservation_return t join kontor.reservation_policy p on p.version = t.policy_version
    where t.account_id = $1 and t.kind = 'refund' order by t.at, t.id`,
  values: [accountId],
});

export type CapRateRow = {
  readonly from_currency: string;
  readonly to_currency: string;
  readonly rate: string;
  readonly effective_from: Instant;
};

/** The rates in force at an instant from what an order was charged in into the currencies in which caps are set. */
export const readCapRates = (accountId: string, orderId: string, at: Instant): Statement<CapRateRow> => ({
  name: 'reservations.read_cap_rates',
  text: `select distinct on (x.from_currency, x.to_currency) x.from_currency, x.to_currency, x.rate::text as rate, x.effective_from
    from kontor.exchange_rate x
    where x.from_currency in (select currency from kontor.charge where account_id = $1 and order_id = $2)
      and x.effective_from <= $3
      and x.to_currency in (select cap_currency from kontor.reservation_policy)
    order by x.from_currency, x.to_currency, x.effective_from desc, x.recorded_at desc`,
  values: [accountId, orderId, new Date(at)],
});

/** Refunds of one account come one after the other, so that two cannot both take what the cap leaves. */
export const holdRefunds = (accountId: string): Statement => ({
  name: 'reservations.hold_refunds',
  text: `select pg_advisory_xact_lock(hashtextextended('reservation_return/' || $1::text, 0))`,
  values: [accountId],
});

/** After the lock: raises when another refund came first. */
export const guardRefunds = (accountId: string, count: number): Statement => ({
  name: 'reservations.guard_refunds',
  text: `select kontor.expect(count(*), $2, 'reservation.changed') from kontor.reservation_return
    where account_id = $1 and kind = 'refund'`,
  values: [accountId, count],
});

export type NewReturn = {
  readonly account_id: string;
  readonly customer_id: string;
  readonly id: string;
  readonly reservation_id: string;
  readonly kind: 'refund' | 'exchange';
  readonly policy_version: number;
  readonly currency: string;
  readonly value_minor: bigint;
  readonly cap_value_minor: bigint;
  readonly exchanged_for: string | null;
  readonly at: Instant;
};

export const insertReturn = (row: NewReturn): Statement => ({
  name: 'reservations.insert_return',
  text: `insert into kontor.reservation_return (account_id, customer_id, id, reservation_id, kind, policy_version, currency,
      value_minor, cap_value_minor, exchanged_for, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  values: [
    row.account_id,
    row.customer_id,
    row.id,
    row.reservation_id,
    row.kind,
    row.policy_version,
    row.currency,
    row.value_minor,
    row.cap_value_minor,
    row.exchanged_for,
    new Date(row.at),
  ],
});
