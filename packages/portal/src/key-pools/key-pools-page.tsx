import { Button, makeStyles, Switch } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keyPoolsQuery } from '../api/key-pool-queries.ts';
import type { KeyPool } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { LowStockNotice } from './low-stock-notice.tsx';
import { StockWords } from './stock-words.tsx';
import { ThresholdForm } from './threshold-form.tsx';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', columnGap: '16px', rowGap: '8px' },
});

const tenYears = 3650;

/** What is in stock, in numbers; keys go in here and none ever comes out. */
export function KeyPoolsPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  return (
    <Page
      title={t('keyPools.title')}
      actions={
        <>
          <GoLink href={paths.keySettings()}>{t('keySettings.title')}</GoLink>
          <GoLink href={paths.keyImport()}>{t('keyPools.import')}</GoLink>
        </>
      }
    >
      <LowStockNotice />
      <div className={styles.filters}>
        <SearchField label={t('keyPools.search')} />
        <Switch
          label={t('keyPools.lowOnly')}
          checked={search.low === 'true'}
          onChange={(_, { checked }) => change({ low: checked ? 'true' : undefined, cursor: undefined })}
        />
      </div>
      <Pools />
    </Page>
  );
}

function Pools() {
  const { t, locale } = useReader();
  const [{ search, low, cursor }] = useUrlSearch();
  const [changed, setChanged] = useState<KeyPool>();
  const pools = useQuery(
    keyPoolsQuery({
      ...(search ? { search } : {}),
      ...(low === 'true' ? { low } : {}),
      ...(cursor ? { cursor } : {}),
    }),
  );
  if (pools.error) {
    const retry = () => pools.refetch();
    return <ReadFailure error={pools.error} what={t('keyPools.failed')} onRetry={retry} />;
  }
  if (!pools.data) return <LoadingLines />;
  if (pools.data.items.length === 0)
    return <EmptyState text={t(search || low ? 'keyPools.notFound' : 'keyPools.empty')} />;
  const count = (number: number) => formatCount(number, locale);
  const nameOf = ({ productTitle, keyGroup }: KeyPool) => `${productTitle}, ${keyGroup}`;
  const columns: Column<KeyPool>[] = [
    {
      key: 'sku',
      title: t('keyPools.sku'),
      cell: ({ productId, skuId, productTitle, skuTitle }) => (
        <GoLink href={paths.keyPool(productId, skuId)}>
          {skuTitle.startsWith(productTitle) ? skuTitle : `${productTitle}, ${skuTitle}`}
        </GoLink>
      ),
    },
    { key: 'group', title: t('keyPools.group'), cell: ({ keyGroup }) => keyGroup },
    { key: 'stock', title: t('keyPools.stock'), nowrap: true, cell: (pool) => <StockWords pool={pool} /> },
    {
      key: 'days',
      title: t('keyPools.lasts'),
      cell: ({ daysOfStock }) => {
        if (daysOfStock === null) return t('keyPools.noneTaken');
        return daysOfStock > tenYears ? t('keyPools.tenYears') : t('keyPools.days', { count: daysOfStock });
      },
    },
    {
      key: 'threshold',
      title: t('keyPools.threshold'),
      numeric: true,
      cell: ({ threshold }) => (threshold === 0 ? t('keyPools.never') : count(threshold)),
    },
    { key: 'taken', title: t('keyPools.taken'), numeric: true, cell: ({ taken }) => count(taken) },
    { key: 'revoked', title: t('keyPools.revoked'), numeric: true, cell: ({ revoked }) => count(revoked) },
    { key: 'waiting', title: t('keyPools.waiting'), numeric: true, cell: ({ waiting }) => count(waiting) },
    {
      key: 'imported',
      title: t('keyPools.lastImport'),
      nowrap: true,
      cell: ({ lastImportAt }) => (lastImportAt ? <ExactDate at={lastImportAt} /> : '–'),
    },
    {
      key: 'act',
      title: t('form.act'),
      cell: (pool) => (
        <Button
          size="small"
          aria-label={t('keyPools.thresholdOf', { pool: nameOf(pool) })}
          onClick={() => setChanged(pool)}
        >
          {t('keyPools.setThreshold')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('keyPools.title')}
        columns={columns}
        rows={pools.data.items}
        rowKey={({ productId, skuId, keyGroup }) => `${productId}/${skuId}/${keyGroup}`}
        busy={pools.isFetching}
      />
      <Pager next={pools.data.next} />
      {changed && <ThresholdForm pool={changed} onClose={() => setChanged(undefined)} />}
    </>
  );
}
