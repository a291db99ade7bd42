import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answer } from '../api/types.ts';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { OrderTable } from './order-table.tsx';

type Props = {
  readonly query: UseQueryResult<Answer<'listOrders'>>;
  readonly search?: string | undefined;
  readonly withCustomer?: boolean;
  /** What fills an empty list. */
  readonly children?: ReactNode;
};

export function OrderList({ query, search, withCustomer = false, children }: Props) {
  const { t } = useReader();
  if (query.error) {
    return <ReadFailure error={query.error} what={t('orders.failed')} onRetry={() => query.refetch()} />;
  }
  if (!query.data) return <LoadingLines lines={8} />;
  if (query.data.items.length === 0) {
    if (search) return <EmptyState text={t('orders.notFound', { search })} />;
    return <EmptyState text={t('orders.empty')}>{children}</EmptyState>;
  }
  return (
    <>
      <OrderTable orders={query.data.items} withCustomer={withCustomer} busy={query.isPlaceholderData} />
      <Pager next={query.data.next} />
    </>
  );
}
