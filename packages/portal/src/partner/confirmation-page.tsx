import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Text,
} from '@fluentui/react-components';
import { useQueries } from '@tanstack/react-query';
import { orderQuery } from '../api/customer-queries.ts';
import type { OrderDetail } from '../api/types.ts';
import { paths } from '../paths.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { GoLink, useFollow } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { CustomerPage } from './customer-page.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '16px' },
  order: { display: 'grid', rowGap: '2px' },
  number: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '8px' },
  acts: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'center' },
});

/** The purchase is done: its numbers, what happens now, and the way to the keys. */
export function ConfirmationPage() {
  const styles = useStyles();
  const { t } = useReader();
  const follow = useFollow();
  const customerId = usePathParam('customerId');
  const [{ orders: ids = '' }] = useUrlSearch();
  const orderIds = ids.split(',').filter(Boolean);
  const orders = useQueries({ queries: orderIds.map((id) => orderQuery(customerId, id)) });
  const failed = orders.find(({ error }) => error);
  const only = orderIds.length === 1 ? orderIds[0] : undefined;
  const lines = orders.flatMap(({ data }) => data?.lines ?? []);
  const item = lines.length === 1 ? lines[0]?.entitlementId : undefined;
  const software = paths.software(customerId, only ? { search: only, ...(item ? { item } : {}) } : {});
  return (
    <CustomerPage title={t('confirmation.title')} tab={false} width="form">
      {(customer) => (
        <>
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{t('confirmation.done', { count: orderIds.length })}</MessageBarTitle>
              {t('confirmation.next', { customer: customer.name })}
            </MessageBarBody>
          </MessageBar>
          {failed && <ReadFailure error={failed.error} what={t('order.failed')} />}
          <ul className={styles.list}>
            {orders.map(({ data }, index) => (
              <li key={orderIds[index]}>{data ? <Bought order={data} /> : <LoadingLines lines={2} />}</li>
            ))}
          </ul>
          <div className={styles.acts}>
            <Button appearance="primary" onClick={() => follow(software)}>
              {t('software.getKeysAndDownloads')}
            </Button>
            <GoLink href={paths.customerOrders(customerId)}>{t('customer.orders')}</GoLink>
            <GoLink href={paths.addProducts(customerId)}>{t('confirmation.more')}</GoLink>
          </div>
        </>
      )}
    </CustomerPage>
  );
}

function Bought({ order }: { readonly order: OrderDetail }) {
  const styles = useStyles();
  const { t, money } = useReader();
  return (
    <div className={styles.order}>
      <div className={styles.number}>
        <Text>{t('confirmation.order')}</Text>
        <GoLink href={paths.order(order.customerId, order.id)}>{order.id}</GoLink>
        <CopyButton text={order.id} what={t('orders.number')} />
      </div>
      {order.lines.map((line) => (
        <Text key={line.lineNumber}>
          {t('orders.line', { title: line.skuTitle, quantity: line.quantity })}
        </Text>
      ))}
      <Text weight="semibold">{money(order.total, order.currency)}</Text>
    </div>
  );
}
