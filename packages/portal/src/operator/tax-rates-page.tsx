import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { missingTaxRatesQuery, taxRatesQuery } from '../api/operate-queries.ts';
import type { TaxRate } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { TaxRateForm } from './tax-rate-form.tsx';
import { useMarketNames } from './use-market-names.ts';

/** The rates in force and to come, and the markets where somebody could buy without one. */
export function TaxRatesPage() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={t('taxRates.title')}
      actions={
        <Button appearance="primary" onClick={() => setOpen(true)}>
          {t('taxRates.new')}
        </Button>
      }
    >
      <Missing />
      <SearchField label={t('taxRates.search')} />
      <Rates />
      {open && <TaxRateForm onClose={() => setOpen(false)} />}
    </Page>
  );
}

function Missing() {
  const { t, locale } = useReader();
  const { nameOf } = useMarketNames();
  const { data } = useQuery(missingTaxRatesQuery);
  if (!data || data.items.length === 0) return null;
  const names = new Intl.ListFormat(locale).format(data.items.map(({ market }) => nameOf(market)));
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('taxRates.missing')}</MessageBarTitle>
        {t('taxRates.missingExplain', { names })}
      </MessageBarBody>
    </MessageBar>
  );
}

function Rates() {
  const { t, locale } = useReader();
  const { nameOf } = useMarketNames();
  const [{ search = '' }] = useUrlSearch();
  const rates = useQuery(taxRatesQuery);
  if (rates.error) {
    const retry = () => rates.refetch();
    return <ReadFailure error={rates.error} what={t('taxRates.failed')} onRetry={retry} />;
  }
  if (!rates.data) return <LoadingLines />;
  const wanted = search.toLocaleLowerCase(locale);
  const order = new Intl.Collator(locale);
  const rows = rates.data.items
    .filter(({ market }) => `${nameOf(market)} ${market}`.toLocaleLowerCase(locale).includes(wanted))
    .sort((a, b) => order.compare(nameOf(a.market), nameOf(b.market)));
  if (rows.length === 0) return <EmptyState text={t('taxRates.notFound', { search })} />;
  const columns: Column<TaxRate>[] = [
    { key: 'market', title: t('policies.market'), cell: ({ market }) => `${nameOf(market)} (${market})` },
    { key: 'region', title: t('taxRates.region'), cell: ({ region }) => region ?? '–' },
    {
      key: 'rate',
      title: t('taxRates.rate'),
      numeric: true,
      cell: ({ rateBasisPoints }) => formatRate(rateBasisPoints, locale),
    },
    { key: 'mode', title: t('taxRates.mode'), cell: ({ mode }) => t(`taxRates.mode.${mode}`) },
    {
      key: 'from',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} />,
    },
    {
      key: 'standing',
      title: t('policies.standing'),
      cell: ({ standing }) => (
        <StatusWord tone={standing === 'in_force' ? 'good' : 'waiting'}>
          {t(`policies.standing.${standing}`)}
        </StatusWord>
      ),
    },
  ];
  return (
    <DataTable
      label={t('taxRates.title')}
      columns={columns}
      rows={rows}
      rowKey={({ market, region, effectiveFrom }) => `${market}:${region ?? ''}:${effectiveFrom}`}
    />
  );
}
