import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { softwareHistoryQuery } from '../api/software-queries.ts';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { HistoryTable } from './history-table.tsx';
import { MyProductsPage } from './my-products-page.tsx';

/** Billing → Your products → History: who fetched what in one's own organisation. */
export function MyHistoryPage() {
  return (
    <MyProductsPage>
      <MyHistory />
    </MyProductsPage>
  );
}

function MyHistory() {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const history = useQuery(softwareHistoryQuery({ cursor: search.cursor }));
  if (history.error)
    return <ReadFailure error={history.error} what={t('history.failed')} onRetry={() => history.refetch()} />;
  if (!history.data) return <LoadingLines lines={6} height={32} />;
  if (history.data.items.length === 0) return <EmptyState text={t('history.empty')} />;
  return (
    <>
      <Text>{t('history.explain')}</Text>
      <HistoryTable records={history.data.items} busy={history.isPlaceholderData} />
      <Pager next={history.data.next} />
    </>
  );
}
