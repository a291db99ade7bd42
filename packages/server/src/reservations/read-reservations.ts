import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId, ReservationId } from '@kontor/domain/ids';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { readCloudSubscriptions } from './cloud-subscription-store.ts';
import { type ReservationRecord, reservationRecord } from './reservation-access.ts';
import {
  type ReservationPage,
  type ReservationRow,
  readReservationPage,
  readReservation as readRow,
} from './reservation-store.ts';

export type ReservationTarget = {
  readonly customerId: CustomerId;
  readonly reservationId: ReservationId;
};

export type ReservationList = {
  readonly items: readonly ReservationRecord[];
  readonly last: ReservationRow | null;
};

/** What is reserved for a customer, newest first. */
export const listReservations = async (
  ctx: RequestContext,
  page: Omit<ReservationPage, 'customerId'> & { readonly customerId: CustomerId },
) => {
  const read = await readAs(ctx, 'subscriptions.read', page.customerId, [
    readReservationPage(ctx.principal.accountId, { ...page, limit: page.limit + 1 }),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const { items, last } = pageOf(rows[0], page.limit);
  return accepted<ReservationList>({ items: items.map((row) => reservationRecord(row, caller)), last });
};

export const readReservation = async (
  ctx: RequestContext,
  { customerId, reservationId }: ReservationTarget,
) => {
  const read = await readAs(ctx, 'subscriptions.read', customerId, [
    readRow(ctx.principal.accountId, customerId, reservationId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row]] = rows;
  return row ? accepted(reservationRecord(row, caller)) : refused({ code: 'reservation.not_found' });
};

/** The cloud subscriptions of a customer, the first registered first. */
export const listCloudSubscriptions = async (ctx: RequestContext, customerId: CustomerId) => {
  const read = await readAs(ctx, 'subscriptions.read', customerId, [
    readCloudSubscriptions(ctx.principal.accountId, customerId),
  ]);
  return read.accepted ? accepted(read.value.rows[0]) : read;
};
