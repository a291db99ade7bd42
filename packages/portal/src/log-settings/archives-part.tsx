import { Link, makeStyles, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { OfLog } from '../api/activity-queries.ts';
import { archiveFile, archivesQuery } from '../api/log-settings-queries.ts';
import type { ActivityArchive } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { formatCount, formatSize } from '../format/size.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';

const useStyles = makeStyles({
  files: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '12px' },
});

type Props = { readonly log: OfLog };

/** The months of the log that lie in files now. */
export function ArchivesPart({ log }: Props) {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const { data, error, refetch, isPlaceholderData } = useQuery(
    archivesQuery({ ...log, cursor: search.cursor }),
  );
  if (error) return <ReadFailure error={error} what={t('archives.failed')} onRetry={() => refetch()} />;
  if (!data) return <LoadingLines lines={6} />;
  if (data.items.length === 0) return <EmptyState text={t('archives.empty')} />;
  return (
    <>
      <Text>{t('archives.explain')}</Text>
      <ArchiveTable log={log} archives={data.items} busy={isPlaceholderData} />
      <Pager next={data.next} />
    </>
  );
}

type TableProps = Props & { readonly archives: readonly ActivityArchive[]; readonly busy: boolean };

function ArchiveTable({ log, archives, busy }: TableProps) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const nameOf = (month: string) => formatMonth(month, locale, '');
  const columns: Column<ActivityArchive>[] = [
    { key: 'month', title: t('archives.month'), nowrap: true, cell: ({ month }) => nameOf(month) },
    {
      key: 'records',
      title: t('archives.records'),
      numeric: true,
      cell: ({ records }) => formatCount(records, locale),
    },
    {
      key: 'numbers',
      title: t('archives.numbers'),
      numeric: true,
      cell: ({ firstLeaf, lastLeaf }) =>
        `${formatCount(firstLeaf, locale)} – ${formatCount(lastLeaf, locale)}`,
    },
    {
      key: 'size',
      title: t('archives.size'),
      numeric: true,
      nowrap: true,
      cell: ({ sizeBytes }) => formatSize(sizeBytes, locale),
    },
    {
      key: 'verified',
      title: t('archives.verified'),
      nowrap: true,
      cell: ({ verifiedAt }) => <ExactDate at={verifiedAt} />,
    },
    {
      key: 'files',
      title: t('archives.files'),
      cell: ({ month, sha256 }) => (
        <span className={styles.files}>
          <Link
            href={archiveFile(month, 'records', log)}
            download=""
            aria-label={t('archives.recordsOf', { month: nameOf(month) })}
          >
            {t('archives.recordsFile')}
          </Link>
          <Link
            href={archiveFile(month, 'proof', log)}
            download=""
            aria-label={t('archives.proofOf', { month: nameOf(month) })}
          >
            {t('archives.proofFile')}
          </Link>
          <CopyButton
            text={sha256}
            what={t('archives.sumOf', { month: nameOf(month) })}
            label={t('archives.sum')}
          />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      label={t('logSettings.part.archives')}
      columns={columns}
      rows={archives}
      rowKey={({ month }) => month}
      busy={busy}
    />
  );
}
