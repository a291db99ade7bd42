import { makeStyles, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { balanceQuery } from '../api/payment-queries.ts';
import { PartnerBilling } from '../billing/billing-page.tsx';
import { paths } from '../paths.ts';
import { BalanceCards } from '../payments/balance-cards.tsx';
import { isInUse } from '../payments/share-of.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';
import { BillingStatement } from './billing-statement.tsx';
import { BillingStatementCustomers } from './billing-statement-customers.tsx';

const useStyles = makeStyles({ heading: { margin: '16px 0 0' } });

/** What is owed by currency, and for one of them how it came about and for whom. */
export function BillingStatementPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [search] = useUrlSearch();
  const { data, error, refetch } = useQuery(balanceQuery);
  if (error || !data)
    return (
      <PartnerBilling>
        {error ? (
          <ReadFailure error={error} what={t('balance.failed')} onRetry={() => refetch()} />
        ) : (
          <LoadingLines lines={8} />
        )}
      </PartnerBilling>
    );
  const currencies = data.items.map(({ currency }) => currency);
  const currency = oneOf(search.currency, currencies) ?? data.items.find(isInUse)?.currency ?? currencies[0];
  return (
    <PartnerBilling>
      {currency === undefined ? (
        <EmptyState text={t('balance.none')}>
          <GoLink href={paths.customers()}>{t('nav.customers')}</GoLink>
        </EmptyState>
      ) : (
        <>
          <BalanceCards
            balances={data.items}
            act={(balance) => (
              <GoLink href={`${paths.statement()}?currency=${balance.currency}`}>
                {t('balance.show', { currency: balance.currency })}
              </GoLink>
            )}
          />
          <Title3 as="h2" className={styles.heading}>
            {t('statement.title', { currency })}
          </Title3>
          <BillingStatement currency={currency} />
          <Title3 as="h2" className={styles.heading}>
            {t('exposure.title')}
          </Title3>
          <BillingStatementCustomers key={currency} currency={currency} />
        </>
      )}
    </PartnerBilling>
  );
}
