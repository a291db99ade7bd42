import { makeStyles, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { orderQuery } from '../api/customer-queries.ts';
import type { OrderDetail } from '../api/types.ts';
import { shortId } from '../format/names.ts';
import { paths } from '../paths.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam } from '../ui/url-state.ts';
import { ChargeTable } from './charge-table.tsx';
import { CustomerPage } from './customer-page.tsx';
import { OrderLineTable } from './order-line-table.tsx';

const useStyles = makeStyles({ heading: { margin: '8px 0 0' } });

export function OrderPage() {
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  const orderId = usePathParam('orderId');
  const order = useQuery(orderQuery(customerId, orderId));
  return (
    <CustomerPage
      title={t('order.title', { number: shortId(orderId) })}
      tab={false}
      actions={
        <GoLink href={paths.software(customerId, { search: orderId })}>{t('order.toSoftware')}</GoLink>
      }
    >
      {() =>
        order.error ? (
          <ReadFailure error={order.error} what={t('order.failed')} onRetry={() => order.refetch()} />
        ) : order.data ? (
          <Order order={order.data} />
        ) : (
          <LoadingLines lines={8} />
        )
      }
    </CustomerPage>
  );
}

function Order({ order }: { readonly order: OrderDetail }) {
  const styles = useStyles();
  const { t, money } = useReader();
  const facts = [
    {
      term: t('orders.number'),
      fact: (
        <>
          {order.id} <CopyButton text={order.id} what={t('orders.number')} />
        </>
      ),
    },
    { term: t('orders.date'), fact: <ExactDate at={order.createdAt} withTime /> },
    { term: t('orders.status'), fact: t(`orderStatus.${order.status}`) },
    { term: t('orders.total'), fact: money(order.total, order.currency) },
  ];
  return (
    <>
      <Facts facts={facts} />
      <Title3 as="h2" className={styles.heading}>
        {t('orders.lines')}
      </Title3>
      <OrderLineTable order={order} />
      <Title3 as="h2" className={styles.heading}>
        {t('order.charges')}
      </Title3>
      <ChargeTable charges={order.charges} />
    </>
  );
}
