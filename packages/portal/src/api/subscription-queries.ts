import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Subscription, SubscriptionChange } from './types.ts';

export type SubscriptionFilter = {
  readonly status?: Subscription['status'] | undefined;
  readonly cursor?: string | undefined;
};

export const subscriptionsQuery = (customerId: string, query: SubscriptionFilter) =>
  queryOptions({
    queryKey: ['subscriptions', customerId, query],
    queryFn: ({ signal }) => call('listSubscriptions', { params: { customerId }, query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const subscriptionQuery = (customerId: string, subscriptionId: string) =>
  queryOptions({
    queryKey: ['subscriptions', customerId, subscriptionId],
    queryFn: ({ signal }) => call('getSubscription', { params: { customerId, subscriptionId } }, { signal }),
  });

/** What more units would cost now; always fresh, since it is what the change then charges. */
export const quantityPreviewQuery = (
  { customerId, id: subscriptionId, version, quantity: running }: Subscription,
  quantity: number,
) =>
  queryOptions({
    queryKey: ['subscriptions', customerId, subscriptionId, 'quantity', version, quantity],
    queryFn: ({ signal }) =>
      call('previewQuantity', { params: { customerId, subscriptionId }, body: { quantity } }, { signal }),
    enabled: quantity > running,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** A change of what the reader has seen: another's change in between is told, not overwritten. */
export function changeSubscription(of: Subscription, change: SubscriptionChange): Promise<Subscription> {
  const params = { customerId: of.customerId, subscriptionId: of.id };
  return call('changeSubscription', { params, body: change }, { headers: { 'if-match': `"${of.version}"` } });
}

/** What else a change of a subscription makes stale. */
export const staleAfterChange = [['subscriptions'], ['software'], ['orders'], ['activity']] as const;
