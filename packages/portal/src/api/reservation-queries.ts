import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { CloudSubscription, Reservation } from './types.ts';

export const reservationsKey = (customerId: string) => ['reservations', customerId] as const;

export const reservationsQuery = (customerId: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...reservationsKey(customerId), 'list', cursor],
    queryFn: ({ signal }) =>
      call('listReservations', { params: { customerId }, query: { cursor } }, { signal }),
    placeholderData: keepPreviousData,
  });

export const cloudSubscriptionsQuery = (customerId: string) =>
  queryOptions({
    queryKey: [...reservationsKey(customerId), 'cloud subscriptions'],
    queryFn: ({ signal }) => call('listCloudSubscriptions', { params: { customerId } }, { signal }),
  });

export const hybridBenefitQuery = (customerId: string) =>
  queryOptions({
    queryKey: [...reservationsKey(customerId), 'hybrid benefit'],
    queryFn: ({ signal }) => call('getHybridBenefit', { params: { customerId } }, { signal }),
  });

export function coverMachines(customerId: string, cores: readonly number[]) {
  const vms = cores.map((count, index) => ({ name: String(index + 1), cores: count }));
  return call('coverMachines', { params: { customerId }, body: { vms } });
}

export function registerCloudSubscription(
  customerId: string,
  body: { readonly name: string; readonly id?: string },
): Promise<CloudSubscription> {
  return call('registerCloudSubscription', { params: { customerId }, body });
}

export type ReservationChange = {
  readonly name: string;
  readonly scope: Reservation['scope'];
  readonly cloudSubscriptionId: string | null;
};

export function changeReservation(
  customerId: string,
  { id, version }: Reservation,
  body: ReservationChange,
): Promise<Reservation> {
  return call(
    'changeReservation',
    { params: { customerId, reservationId: id }, body },
    { headers: { 'if-match': `"${version}"` } },
  );
}

export const refundPreviewQuery = (customerId: string, reservationId: string) =>
  queryOptions({
    queryKey: [...reservationsKey(customerId), reservationId, 'refund'],
    queryFn: ({ signal }) =>
      call('previewReservationRefund', { params: { customerId, reservationId } }, { signal }),
    gcTime: 0,
  });

export function refundReservation(customerId: string, reservationId: string, key: string) {
  return call(
    'refundReservation',
    { params: { customerId, reservationId } },
    { headers: { 'idempotency-key': key } },
  );
}

export type ExchangeTarget = {
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly termDuration: Reservation['termDuration'];
  readonly billingCycle: Reservation['billingCycle'];
};

export const exchangePreviewQuery = (
  customerId: string,
  reservationId: string,
  target: ExchangeTarget | undefined,
) =>
  queryOptions({
    queryKey: [...reservationsKey(customerId), reservationId, 'exchange', target],
    queryFn: ({ signal }) => {
      if (!target) throw new Error('nothing is chosen');
      return call('previewExchange', { params: { customerId, reservationId }, body: target }, { signal });
    },
    enabled: target !== undefined,
    retry: false,
    gcTime: 0,
  });

export function exchangeReservation(
  customerId: string,
  reservationId: string,
  body: ExchangeTarget,
  key: string,
) {
  return call(
    'exchangeReservation',
    { params: { customerId, reservationId }, body },
    { headers: { 'idempotency-key': key } },
  );
}
