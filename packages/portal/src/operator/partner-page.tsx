import { Button, MessageBar, MessageBarBody, makeStyles, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { partnerQuery } from '../api/operate-queries.ts';
import type { PartnerAccount } from '../api/types.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { usePathParam } from '../ui/url-state.ts';
import { BillingCurrencyForm } from './billing-currency-form.tsx';
import { PartnerDetailsForm } from './partner-details-form.tsx';
import { PartnerDiscounts } from './partner-discounts.tsx';
import { PartnerLimitForm } from './partner-limit-form.tsx';
import { useMarketNames } from './use-market-names.ts';

const useStyles = makeStyles({ acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' } });

export function PartnerPage() {
  const { t } = useReader();
  const partner = useQuery(partnerQuery(usePathParam('partnerId')));
  const crumbs = [{ text: t('partners.title'), href: paths.partnerAccounts() }];
  if (partner.error || !partner.data) {
    const retry = () => partner.refetch();
    return (
      <Page title={t('partners.one')} crumbs={crumbs}>
        {partner.error ? (
          <ReadFailure error={partner.error} what={t('partners.failed')} onRetry={retry} />
        ) : (
          <LoadingLines />
        )}
      </Page>
    );
  }
  return <Known partner={partner.data} crumbs={crumbs} />;
}

type Props = {
  readonly partner: PartnerAccount;
  readonly crumbs: readonly { readonly text: string; readonly href: string }[];
};

function Known({ partner, crumbs }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [open, setOpen] = useState<'details' | 'limit' | 'currency'>();
  const [withoutLimit, setWithoutLimit] = useState<string>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title={partner.name}
      crumbs={crumbs}
      actions={
        <>
          <GoLink href={paths.partnerCustomers(partner.id)}>{t('nav.customers')}</GoLink>
          <GoLink href={paths.partnerCredits(partner.id)}>{t('credits.title')}</GoLink>
          <GoLink href={paths.partnerInvoices(partner.id)}>{t('billing.invoices')}</GoLink>
          <Button onClick={() => setOpen('details')}>{t('form.change')}</Button>
        </>
      }
    >
      <Company partner={partner} />
      <PartnerDiscounts partnerId={partner.id} />
      <Title3 as="h2">{t('partners.limits')}</Title3>
      {withoutLimit && (
        <MessageBar intent="warning" layout="multiline" role="status">
          <MessageBarBody>{t('billingCurrency.noLimit', { currency: withoutLimit })}</MessageBarBody>
        </MessageBar>
      )}
      <span className={styles.acts}>
        <Button onClick={() => setOpen('limit')}>{t('partners.setLimit')}</Button>
        <Button onClick={() => setOpen('currency')}>{t('billingCurrency.set')}</Button>
      </span>
      <Limits partner={partner} />
      {open === 'details' && <PartnerDetailsForm partner={partner} onClose={close} />}
      {open === 'limit' && <PartnerLimitForm partner={partner} onClose={close} />}
      {open === 'currency' && (
        <BillingCurrencyForm partner={partner} onDone={setWithoutLimit} onClose={close} />
      )}
    </Page>
  );
}

function Company({ partner }: { readonly partner: PartnerAccount }) {
  const { t } = useReader();
  const { nameOf } = useMarketNames();
  const { address } = partner;
  const lines = address && [address.line1, address.line2, address.postalCode, address.city, address.region];
  return (
    <Facts
      facts={[
        {
          term: t('policies.standing'),
          fact: (
            <StatusWord tone={partner.suspended ? 'bad' : 'good'}>
              {t(partner.suspended ? 'partners.suspended' : 'partners.active')}
            </StatusWord>
          ),
        },
        { term: t('partners.kind'), fact: t(partner.sandbox ? 'partners.sandbox' : 'partners.production') },
        { term: t('partners.country'), fact: nameOf(partner.country) },
        { term: t('partners.legalName'), fact: partner.legalName || '–' },
        { term: t('partners.vatId'), fact: partner.vatId || '–' },
        { term: t('overview.address'), fact: lines?.filter(Boolean).join(', ') || '–' },
        { term: t('customers.currency'), fact: partner.currency ?? '–' },
        { term: t('partners.billingCurrency'), fact: partner.billingCurrency ?? t('partners.eachCurrency') },
        { term: t('partners.terms'), fact: t('policies.days', { count: partner.paymentTermsDays }) },
        { term: t('partners.payment'), fact: t(`partners.payment.${partner.paymentMode}`) },
        { term: t('partners.since'), fact: <ExactDate at={partner.createdAt} /> },
        { term: t('overview.tenantId'), fact: partner.id },
      ]}
    />
  );
}

type Limit = PartnerAccount['creditLimits'][number];

function Limits({ partner }: { readonly partner: PartnerAccount }) {
  const { t, money } = useReader();
  if (partner.creditLimits.length === 0) return <EmptyState text={t('partners.noLimit')} />;
  const columns: Column<Limit>[] = [
    { key: 'currency', title: t('customers.currency'), cell: ({ currency }) => currency },
    {
      key: 'limit',
      title: t('partners.limit'),
      numeric: true,
      cell: ({ limit, currency }) => money(limit, currency, 'code'),
    },
    {
      key: 'used',
      title: t('partners.used'),
      numeric: true,
      cell: ({ used, currency }) => money(used, currency, 'code'),
    },
  ];
  return (
    <DataTable
      label={t('partners.limits')}
      columns={columns}
      rows={partner.creditLimits}
      rowKey={({ currency }) => currency}
    />
  );
}
