import { Button, makeStyles, Switch } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { marketsQuery } from '../api/operate-queries.ts';
import type { MarketAvailability } from '../api/types.ts';
import { ChoiceSelect } from '../partner/choice-select.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';
import { families } from './families.ts';
import { MarketForm } from './market-form.tsx';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', columnGap: '16px', rowGap: '8px' },
});

/** Where a family is sold. It opens on the markets in which reservations are not. */
export function MarketsPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const [market, setMarket] = useState<MarketAvailability>();
  const family = oneOf(search.family, families) ?? 'reservation';
  return (
    <Page title={t('markets.title')}>
      <div className={styles.filters}>
        <ChoiceSelect
          label={t('products.family')}
          values={families}
          chosen={family}
          name={(each) => t(`familyName.${each}`)}
          onChoose={(chosen) => change({ family: chosen })}
        />
        <SearchField label={t('taxRates.search')} />
        <Switch
          label={t('markets.all')}
          checked={search.all === 'yes'}
          onChange={(_, { checked }) => change({ all: checked ? 'yes' : undefined })}
        />
      </div>
      <Markets family={family} onChange={setMarket} />
      {market && <MarketForm market={market} onClose={() => setMarket(undefined)} />}
    </Page>
  );
}

type Props = {
  readonly family: (typeof families)[number];
  readonly onChange: (market: MarketAvailability) => void;
};

function Markets({ family, onChange }: Props) {
  const { t, locale, language } = useReader();
  const [{ search = '', all }] = useUrlSearch();
  const markets = useQuery(marketsQuery(family));
  if (markets.error) {
    const retry = () => markets.refetch();
    return <ReadFailure error={markets.error} what={t('markets.failed')} onRetry={retry} />;
  }
  if (!markets.data) return <LoadingLines />;
  const nameOf = ({ nameEn, nameTr }: MarketAvailability) => (language === 'tr' ? nameTr : nameEn);
  const wanted = search.toLocaleLowerCase(locale);
  const order = new Intl.Collator(locale);
  const rows = markets.data.items
    .filter((row) => all === 'yes' || wanted !== '' || !row.available || row.upcoming.length > 0)
    .filter((row) => `${nameOf(row)} ${row.market}`.toLocaleLowerCase(locale).includes(wanted))
    .sort((a, b) => order.compare(nameOf(a), nameOf(b)));
  if (rows.length === 0)
    return <EmptyState text={search === '' ? t('markets.everywhere') : t('taxRates.notFound', { search })} />;
  const columns: Column<MarketAvailability>[] = [
    { key: 'market', title: t('policies.market'), cell: (row) => `${nameOf(row)} (${row.market})` },
    {
      key: 'sold',
      title: t('markets.sold'),
      cell: ({ available }) => (
        <StatusWord tone={available ? 'good' : 'off'}>
          {t(available ? 'markets.yes' : 'markets.no')}
        </StatusWord>
      ),
    },
    {
      key: 'since',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => (effectiveFrom ? <ExactDate at={effectiveFrom} /> : '–'),
    },
    {
      key: 'upcoming',
      title: t('markets.upcoming'),
      cell: ({ upcoming: [next] }) =>
        next ? (
          <>
            {t(next.available ? 'markets.yes' : 'markets.no')}, <ExactDate at={next.effectiveFrom} withTime />
          </>
        ) : (
          '–'
        ),
    },
    {
      key: 'change',
      title: t('form.act'),
      cell: (row) => (
        <Button
          size="small"
          aria-label={t('markets.changeOf', { market: nameOf(row) })}
          onClick={() => onChange(row)}
        >
          {t('form.change')}
        </Button>
      ),
    },
  ];
  return (
    <DataTable label={t('markets.title')} columns={columns} rows={rows} rowKey={({ market }) => market} />
  );
}
