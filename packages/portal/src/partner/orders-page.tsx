import { useQuery } from '@tanstack/react-query';
import { ordersQuery } from '../api/customer-queries.ts';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { OrderList } from './order-list.tsx';

export function OrdersPage() {
  const { t } = useReader();
  const [{ search, cursor }] = useUrlSearch();
  const orders = useQuery(ordersQuery({ search, cursor }));
  return (
    <Page title={t('orders.title')}>
      <SearchField label={t('orders.search')} />
      <OrderList query={orders} search={search} withCustomer>
        <GoLink href={paths.customers()}>{t('orders.emptyAct')}</GoLink>
      </OrderList>
    </Page>
  );
}
