import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { customerQuery } from '../api/customer-queries.ts';
import type { CustomerDetail } from '../api/types.ts';
import { paths } from '../paths.ts';
import { useFollow } from '../ui/go-link.tsx';
import { LinkTabs } from '../ui/link-tabs.tsx';
import { Page } from '../ui/page.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam } from '../ui/url-state.ts';

type Props = {
  readonly title: string;
  readonly tab?: boolean;
  readonly actions?: ReactNode;
  readonly width?: 'form' | 'full';
  readonly children: (customer: CustomerDetail) => ReactNode;
};

/** The frame of every page of one customer: trail, tabs, and the customer once it is known. */
export function CustomerPage({ title, tab = true, actions, width = 'full', children }: Props) {
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  const customer = useQuery(customerQuery(customerId));
  const name = customer.data?.name ?? '…';
  const tabs = [
    { href: paths.customer(customerId), text: t('customer.overview') },
    { href: paths.software(customerId), text: t('customer.software') },
    { href: paths.subscriptions(customerId), text: t('customer.subscriptions') },
    { href: paths.reservations(customerId), text: t('customer.reservations') },
    { href: paths.customerOrders(customerId), text: t('customer.orders') },
    { href: paths.addProducts(customerId), text: t('customer.addProducts') },
  ];
  const trail = [
    { text: t('customers.title'), href: paths.customers() },
    { text: name, href: paths.customer(customerId) },
  ];
  return (
    <Page
      title={title}
      crumbs={trail}
      actions={actions}
      width={width}
      below={tab ? <LinkTabs label={name} tabs={tabs} /> : undefined}
    >
      {customer.error ? (
        <ReadFailure error={customer.error} what={t('customer.failed')} onRetry={() => customer.refetch()} />
      ) : customer.data ? (
        children(customer.data)
      ) : (
        <LoadingLines lines={6} />
      )}
    </Page>
  );
}

/** The way to buy, in its place also for those who may not. */
export function AddProductsButton({ customerId }: { readonly customerId: string }) {
  const { t } = useReader();
  const permit = usePermit();
  const follow = useFollow();
  return (
    <PermittedButton
      appearance="primary"
      reason={permit('carts.write') ? undefined : t('reason.role')}
      onClick={() => follow(paths.addProducts(customerId))}
    >
      {t('customer.addProducts')}
    </PermittedButton>
  );
}
