import { hash } from 'node:crypto';
import type { AccountId, CustomerId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

/** Seats that a customer has of one SKU: what is bought and active, what is suspended, what people hold. */
export type SeatRow = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly publisher: string;
  readonly active: number;
  readonly suspended: number;
  readonly consumed: number;
};

export const readSeats = (accountId: AccountId, customerId: CustomerId): Statement<SeatRow> =>
  statement(
    'people.read_seats',
    `select l.product_id, l.sku_id, min(l.product_title) as product_title, min(l.sku_title) as sku_title,
       min(p.publisher) as publisher,
       coalesce(sum(s.quantity) filter (where s.status = 'active'), 0)::int as active,
       coalesce(sum(s.quantity) filter (where s.status = 'suspended'), 0)::int as suspended,
       (select count(*) from kontor.licence_assignment a
        where a.account_id = $1 and a.customer_id = $2 and a.product_id = l.product_id and a.sku_id = l.sku_id)::int as consumed
     from kontor.subscription s
     join kontor.order_line l on l.account_id = s.account_id and l.order_id = s.order_id and l.line_number = s.line_number
     join kontor.product p on p.id = l.product_id
     where s.account_id = $1 and s.customer_id = $2 and s.status in ('active', 'suspended')
     group by l.product_id, l.sku_id order by l.product_id, l.sku_id`,
    [accountId, customerId],
  );

export type AssignmentRow = { readonly product_id: string; readonly sku_id: string };

export const readAssignments = (accountId: AccountId, personId: string): Statement<AssignmentRow> =>
  statement(
    'people.read_assignments',
    `select product_id, sku_id from kontor.licence_assignment where account_id = $1 and person_id = $2
     order by product_id, sku_id`,
    [accountId, personId],
  );

/** Seats of one customer change one request after another. */
export const lockSeats = (customerId: CustomerId): Statement =>
  statement('people.lock_seats', `select pg_advisory_xact_lock(hashtextextended('seats ' || $1::text, 0))`, [
    customerId,
  ]);

type Seat = { readonly customerId: CustomerId; readonly personId: string } & AssignmentRow;

export const removeSeat = (accountId: AccountId, seat: Seat): Statement =>
  statement(
    'people.remove_seat',
    `delete from kontor.licence_assignment
     where account_id = $1 and person_id = $2 and product_id = $3 and sku_id = $4`,
    [accountId, seat.personId, seat.product_id, seat.sku_id],
  );

export const addSeat = (accountId: AccountId, seat: Seat, now: Instant): Statement =>
  statement(
    'people.add_seat',
    `insert into kontor.licence_assignment (account_id, customer_id, person_id, product_id, sku_id, assigned_at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [accountId, seat.customerId, seat.personId, seat.product_id, seat.sku_id, new Date(now)],
  );

/** Nobody was quicker: what people hold now is not above what is bought. */
export const expectSeats = (accountId: AccountId, seat: Seat): Statement =>
  statement(
    'people.expect_seats',
    `select kontor.expect(((select count(*) from kontor.licence_assignment a
         where a.account_id = $1 and a.customer_id = $2 and a.product_id = $3 and a.sku_id = $4)
       <= (select coalesce(sum(s.quantity), 0) from kontor.subscription s
           join kontor.order_line l on l.account_id = s.account_id and l.order_id = s.order_id
             and l.line_number = s.line_number
           where s.account_id = $1 and s.customer_id = $2 and s.status = 'active'
             and l.product_id = $3 and l.sku_id = $4))::int, 1, 'seats.changed')`,
    [accountId, seat.customerId, seat.product_id, seat.sku_id],
  );

/** Everything that somebody held is free for others again. */
export const removeSeatsOf = (accountId: AccountId, personId: string): Statement =>
  statement(
    'people.remove_seats_of',
    'delete from kontor.licence_assignment where account_id = $1 and person_id = $2',
    [accountId, personId],
  );

/** Clients name a SKU of licences by a uuid; ours are two texts, from which it is always the same. */
export const seatIdOf = ({ product_id, sku_id }: AssignmentRow): string => {
  const hex = hash('sha256', JSON.stringify(['seat', product_id, sku_id]), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
