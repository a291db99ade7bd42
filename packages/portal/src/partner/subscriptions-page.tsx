import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { subscriptionsQuery } from '../api/subscription-queries.ts';
import type { Subscription } from '../api/types.ts';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { AddProductsButton, CustomerPage } from './customer-page.tsx';
import { CancelSubscription } from './subscriptions/cancel-subscription.tsx';
import { SubscriptionPanel } from './subscriptions/subscription-panel.tsx';
import { SubscriptionTable } from './subscriptions/subscription-table.tsx';

export function SubscriptionsPage() {
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  return (
    <CustomerPage title={t('subscriptions.title')} actions={<AddProductsButton customerId={customerId} />}>
      {(customer) => <Subscriptions customerId={customerId} customerName={customer.name} />}
    </CustomerPage>
  );
}

type Props = { readonly customerId: string; readonly customerName: string };

function Subscriptions({ customerId, customerName }: Props) {
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const query = useQuery(subscriptionsQuery(customerId, { cursor: search.cursor }));
  const [cancelling, setCancelling] = useState<Subscription>();
  const show = (subscription: Subscription | undefined) =>
    change({ item: subscription?.id, cursor: search.cursor }, subscription ? 'push' : 'replace');
  if (query.error)
    return (
      <ReadFailure error={query.error} what={t('subscriptions.failed')} onRetry={() => query.refetch()} />
    );
  if (!query.data) return <LoadingLines lines={6} height={48} />;
  return (
    <>
      {query.data.items.length === 0 ? (
        <EmptyState text={t('subscriptions.empty')}>
          <AddProductsButton customerId={customerId} />
        </EmptyState>
      ) : (
        <SubscriptionTable items={query.data.items} busy={query.isPlaceholderData} onManage={show} />
      )}
      <Pager next={query.data.next} />
      {search.item && !cancelling && (
        <SubscriptionPanel
          customerId={customerId}
          subscriptionId={search.item}
          onCancel={setCancelling}
          onClose={() => show(undefined)}
        />
      )}
      {cancelling && (
        <CancelSubscription
          customerName={customerName}
          subscription={cancelling}
          onClose={() => setCancelling(undefined)}
        />
      )}
    </>
  );
}
