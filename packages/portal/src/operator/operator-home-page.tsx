import { makeStyles, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { keyPoolsQuery } from '../api/key-pool-queries.ts';
import { LowStockNotice } from '../key-pools/low-stock-notice.tsx';
import { paths } from '../paths.ts';
import { OverdueNotice } from '../support/waiting-notice.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';

const useStyles = makeStyles({
  links: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 220px), 1fr))',
    gap: '16px',
  },
  link: { display: 'grid', rowGap: '2px' },
});

/** What needs the operator first, and the ways to what is done most. */
export function OperatorHomePage() {
  const styles = useStyles();
  const { t } = useReader();
  const { person } = useSession();
  return (
    <Page title={t('home.title', { name: person.displayName })}>
      <OverdueNotice />
      <LowStockNotice />
      <ul className={styles.links}>
        <li className={styles.link}>
          <GoLink href={paths.keyPools()}>{t('nav.keys')}</GoLink>
          <Text size={200}>
            <StockWords />
          </Text>
        </li>
        <li className={styles.link}>
          <GoLink href={paths.supportQueue()}>{t('support.requests')}</GoLink>
          <Text size={200}>{t('operatorHome.support')}</Text>
        </li>
        <li className={styles.link}>
          <GoLink href={paths.partnerAccounts()}>{t('nav.partnerAccounts')}</GoLink>
          <Text size={200}>{t('operatorHome.partners')}</Text>
        </li>
        <li className={styles.link}>
          <GoLink href={paths.billingRuns()}>{t('nav.invoicesAndPayments')}</GoLink>
          <Text size={200}>{t('operatorHome.billing')}</Text>
        </li>
        <li className={styles.link}>
          <GoLink href={paths.priceSheets()}>{t('nav.priceSheets')}</GoLink>
          <Text size={200}>{t('operatorHome.priceSheets')}</Text>
        </li>
      </ul>
    </Page>
  );
}

function StockWords() {
  const { t } = useReader();
  const low = useQuery(keyPoolsQuery({ low: 'true' }));
  if (!low.data || low.data.items.length > 0) return t('operatorHome.keys');
  return t('operatorHome.keysEnough');
}
