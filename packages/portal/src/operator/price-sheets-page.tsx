import { Link, makeStyles, Title3, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { priceSheetFile, priceSheetsQuery } from '../api/operator-queries.ts';
import type { PriceSheet } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { PriceSheetImport } from './price-sheet-import.tsx';

const useStyles = makeStyles({
  heading: { margin: '8px 0 0' },
  hash: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

export function PriceSheetsPage() {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <Page title={t('priceSheets.title')}>
      <PriceSheetImport />
      <Title3 as="h2" className={styles.heading}>
        {t('priceSheets.versions')}
      </Title3>
      <Versions />
    </Page>
  );
}

function Versions() {
  const styles = useStyles();
  const { t, locale } = useReader();
  const [{ cursor }] = useUrlSearch();
  const sheets = useQuery(priceSheetsQuery({ cursor }));
  if (sheets.error) {
    const retry = () => sheets.refetch();
    return <ReadFailure error={sheets.error} what={t('priceSheets.failed')} onRetry={retry} />;
  }
  if (!sheets.data) return <LoadingLines lines={4} />;
  if (sheets.data.items.length === 0) return <EmptyState text={t('priceSheets.empty')} />;
  const columns: Column<PriceSheet>[] = [
    {
      key: 'version',
      title: t('priceSheets.version'),
      cell: ({ version }) => (
        <Link href={priceSheetFile(version)} download>
          {t('priceSheets.versionOf', { version })}
        </Link>
      ),
    },
    { key: 'view', title: t('priceSheets.view'), cell: ({ view }) => view },
    {
      key: 'rows',
      title: t('priceSheets.rows'),
      numeric: true,
      cell: ({ rows }) => formatCount(rows, locale),
    },
    {
      key: 'from',
      title: t('priceSheets.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} />,
    },
    {
      key: 'imported',
      title: t('priceSheets.imported'),
      nowrap: true,
      cell: ({ importedAt }) => <ExactDate at={importedAt} withTime />,
    },
    {
      key: 'sha256',
      title: 'SHA-256',
      cell: ({ sha256 }) => (
        <span title={sha256} className={styles.hash}>
          {sha256.slice(0, 16)}…
        </span>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('priceSheets.versions')}
        columns={columns}
        rows={sheets.data.items}
        rowKey={({ version }) => String(version)}
      />
      <Pager next={sheets.data.next} />
    </>
  );
}
