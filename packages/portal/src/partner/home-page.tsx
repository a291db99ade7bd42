import { makeStyles, Text, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { ordersQuery } from '../api/customer-queries.ts';
import { paths } from '../paths.ts';
import { NeedsAnswerNotice } from '../support/waiting-notice.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit, useSession } from '../ui/session.ts';
import { EmptyState, ForbiddenState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { OrderTable } from './order-table.tsx';

const useStyles = makeStyles({
  heading: { margin: '8px 0 0' },
  links: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
    gap: '16px',
  },
  link: { display: 'grid', rowGap: '2px' },
});

/** What came last, and the ways to what is done most. */
export function HomePage() {
  const styles = useStyles();
  const { t } = useReader();
  const { person } = useSession();
  const permit = usePermit();
  return (
    <Page title={t('home.title', { name: person.displayName })}>
      <NeedsAnswerNotice />
      <ul className={styles.links}>
        <li className={styles.link}>
          <GoLink href={paths.customers()}>{t('home.toCustomers')}</GoLink>
          <Text size={200}>{t('home.toCustomersExplain')}</Text>
        </li>
        <li className={styles.link}>
          <GoLink href={paths.orders()}>{t('home.toOrders')}</GoLink>
          <Text size={200}>{t('home.toOrdersExplain')}</Text>
        </li>
        <li className={styles.link}>
          <GoLink href={paths.activity()}>{t('home.toActivity')}</GoLink>
          <Text size={200}>{t('home.toActivityExplain')}</Text>
        </li>
      </ul>
      <Title3 as="h2" className={styles.heading}>
        {t('home.recentOrders')}
      </Title3>
      {permit('orders.read') ? <RecentOrders /> : <ForbiddenState text={t('reason.role')} />}
    </Page>
  );
}

function RecentOrders() {
  const { t } = useReader();
  const orders = useQuery(ordersQuery({ limit: '8' }));
  if (orders.error) {
    return <ReadFailure error={orders.error} what={t('orders.failed')} onRetry={() => orders.refetch()} />;
  }
  if (!orders.data) return <LoadingLines lines={8} />;
  if (orders.data.items.length === 0) {
    return (
      <EmptyState text={t('orders.empty')}>
        <GoLink href={paths.customers()}>{t('orders.emptyAct')}</GoLink>
      </EmptyState>
    );
  }
  return <OrderTable orders={orders.data.items} withCustomer busy={false} />;
}
