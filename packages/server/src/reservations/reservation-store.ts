import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Segment } from '@kontor/domain/catalog/segment';
import type { Term } from '@kontor/domain/catalog/term';
import type { EntitlementStatus } from '@kontor/domain/entitlement/entitlement';
import type { ReservationScope, ReservationStatus } from '@kontor/domain/reservation/reservation';
import type { Instant, LocalDate } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import type { NewReservation } from './new-reservation.ts';

const column = (name: string, type: string) => ({ name, type });

const insertion = {
  name: 'reservations.insert',
  table: 'kontor.reservation',
  columns: [
    column('account_id', 'uuid'),
    column('customer_id', 'uuid'),
    column('id', 'uuid'),
    column('order_id', 'text'),
    column('line_number', 'integer'),
    column('entitlement_id', 'uuid'),
    column('cloud_subscription_id', 'uuid'),
    column('name', 'text'),
    column('scope', 'text'),
    column('region', 'text'),
    column('quantity', 'integer'),
    column('hybrid_benefit', 'boolean'),
    column('status', 'text'),
    column('starts_on', 'date'),
    column('ends_on', 'date'),
    column('created_at', 'timestamptz'),
  ],
};

export const insertReservations = (rows: readonly NewReservation[]): Statement =>
  insertMany(
    insertion,
    rows.map((row) => [
      row.account_id,
      row.customer_id,
      row.id,
      row.order_id,
      row.line_number,
      row.entitlement_id,
      row.cloud_subscription_id,
      row.name,
      row.scope,
      row.region,
      row.quantity,
      row.hybrid_benefit,
      'active',
      row.starts_on,
      row.ends_on,
      new Date(row.created_at),
    ]),
  );

/** A reservation with the line that bought it. */
export type ReservationRow = {
  readonly id: string;
  readonly customer_id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly entitlement_id: string;
  readonly cloud_subscription_id: string | null;
  readonly cloud_subscription_name: string | null;
  readonly name: string;
  readonly scope: ReservationScope;
  readonly region: string;
  readonly quantity: number;
  readonly hybrid_benefit: boolean;
  readonly status: ReservationStatus;
  readonly version: number;
  readonly used_at: Instant | null;
  readonly starts_on: LocalDate;
  readonly ends_on: LocalDate;
  readonly created_at: Instant;
  readonly ended_at: Instant | null;
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly segment: Segment | null;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly currency: string;
  readonly unit_minor: bigint;
  /** What is reserved, as the product's own sub type: VirtualMachines, SqlDatabases. */
  readonly type: string;
  readonly type_name: string;
  readonly entitlement_status: EntitlementStatus;
  readonly exchanged_for: string | null;
};

const reservationText = (which: string): string => `
select r.id, r.customer_id, r.order_id, r.line_number, r.entitlement_id, r.cloud_subscription_id,
  s.name as cloud_subscription_name, r.name, r.scope, r.region, r.quantity, r.hybrid_benefit, r.status, r.version,
  r.used_at, r.starts_on, r.ends_on, r.created_at, r.ended_at, l.product_id, l.sku_id, l.product_title, l.sku_title,
  l.segment, l.term_duration, l.billing_cycle, l.currency, l.unit_minor, coalesce(p.sub_type_id, p.type_id) as type,
  coalesce(p.sub_type_name, p.title) as type_name, e.status as entitlement_status, t.exchanged_for
from (select * from kontor.reservation r where ${which}) r
join kontor.order_line l on l.account_id = r.account_id and l.order_id = r.order_id and l.line_number = r.line_number
join kontor.entitlement e on e.account_id = r.account_id and e.id = r.entitlement_id
join kontor.product p on p.id = l.product_id
left join kontor.cloud_subscription s on s.account_id = r.account_id and s.customer_id = r.customer_id
  and s.id = r.cloud_subscription_id
left join kontor.reservation_return t on t.account_id = r.account_id and t.reservation_id = r.id
order by r.created_at desc, r.id desc`;

export type ReservationPage = {
  readonly customerId: string;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

const pageText = reservationText(`r.account_id = $1 and r.customer_id = $2
  and (r.created_at, r.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
  order by r.created_at desc, r.id desc limit $5`);

export const readReservationPage = (
  accountId: string,
  { customerId, after, limit }: ReservationPage,
): Statement<ReservationRow> => ({
  name: 'reservations.read_page',
  text: pageText,
  values: [accountId, customerId, after ? new Date(after.at) : null, after?.id ?? null, limit],
});

const oneText = reservationText('r.account_id = $1 and r.customer_id = $2 and r.id = $3');

export const readReservation = (
  accountId: string,
  customerId: string,
  reservationId: string,
): Statement<ReservationRow> => ({
  name: 'reservations.read',
  text: oneText,
  values: [accountId, customerId, reservationId],
});

const ofAccountText = reservationText('r.account_id = $1 and r.id = $2');

/** For the operator, who names the partner and no customer. */
export const readReservationOf = (accountId: string, reservationId: string): Statement<ReservationRow> => ({
  name: 'reservations.read_of_account',
  text: ofAccountText,
  values: [accountId, reservationId],
});

const ofOrderText = reservationText('r.account_id = $1 and r.order_id = $2');

export const readReservationsOfOrder = (accountId: string, orderId: string): Statement<ReservationRow> => ({
  name: 'reservations.read_of_order',
  text: ofOrderText,
  values: [accountId, orderId],
});

export const saveSettings = (
  accountId: string,
  row: Pick<ReservationRow, 'id' | 'version' | 'name' | 'scope' | 'cloud_subscription_id'>,
): Statement => ({
  name: 'reservations.save_settings',
  text: `with changed as (
      update kontor.reservation set name = $4, scope = $5, cloud_subscription_id = $6, version = version + 1
      where account_id = $1 and id = $2 and version = $3 and status = 'active' returning 1)
    select kontor.expect(count(*), 1, 'reservation.changed') from changed`,
  values: [accountId, row.id, row.version, row.name, row.scope, row.cloud_subscription_id],
});

export const markUsed = (
  accountId: string,
  { id, version }: Pick<ReservationRow, 'id' | 'version'>,
  at: Instant,
): Statement => ({
  name: 'reservations.mark_used',
  text: `with changed as (
      update kontor.reservation set used_at = $4, version = version + 1
      where account_id = $1 and id = $2 and version = $3 and status = 'active' and used_at is null returning 1)
    select kontor.expect(count(*), 1, 'reservation.changed') from changed`,
  values: [accountId, id, version, new Date(at)],
});

/** Ends a reservation that was read as active; raises when something came first. */
export const endReservation = (
  accountId: string,
  { id, version }: Pick<ReservationRow, 'id' | 'version'>,
  status: 'exchanged' | 'refunded',
  at: Instant,
): Statement => ({
  name: 'reservations.end',
  text: `with changed as (
      update kontor.reservation set status = $4, ended_at = $5, version = version + 1
      where account_id = $1 and id = $2 and version = $3 and status = 'active' returning 1)
    select kontor.expect(count(*), 1, 'reservation.changed') from changed`,
  values: [accountId, id, version, status, new Date(at)],
});

/** Reservations end with their entitlements, at the same instant. */
export const expireReservations = (
  accountId: string,
  entitlementIds: readonly string[],
  at: Instant,
): Statement => ({
  name: 'reservations.expire',
  text: `update kontor.reservation set status = 'expired', ended_at = $3, version = version + 1
    where account_id = $1 and entitlement_id = any ($2) and status = 'active'`,
  values: [accountId, entitlementIds, new Date(at)],
});
