import { useQuery } from '@tanstack/react-query';
import { customerOrdersQuery } from '../api/customer-queries.ts';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { AddProductsButton, CustomerPage } from './customer-page.tsx';
import { OrderList } from './order-list.tsx';

export function CustomerOrdersPage() {
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  return (
    <CustomerPage title={t('customer.orders')} actions={<AddProductsButton customerId={customerId} />}>
      {() => <History customerId={customerId} />}
    </CustomerPage>
  );
}

function History({ customerId }: { readonly customerId: string }) {
  const { t } = useReader();
  const [{ cursor }] = useUrlSearch();
  const orders = useQuery(customerOrdersQuery(customerId, { cursor }));
  return (
    <OrderList query={orders}>
      <GoLink href={paths.addProducts(customerId)}>{t('customer.addProducts')}</GoLink>
    </OrderList>
  );
}
