import { Link, makeStyles, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import type { ActivityRecord, UnusualActivity } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { useReader } from '../ui/reader.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { actionWords } from './action-words.ts';
import { detailWords } from './detail-words.ts';
import { unusualWords, whoWords } from './who-words.ts';

const useStyles = makeStyles({
  action: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: '12px' },
  details: { display: 'flex', flexDirection: 'column' },
});

type Props = {
  readonly records: readonly ActivityRecord[];
  readonly unusual: readonly UnusualActivity[];
  readonly byUser: boolean;
  readonly busy: boolean;
  readonly onOpen: (record: ActivityRecord) => void;
};

export function ActivityTable({ records, unusual, byUser, busy, onOpen }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const restoreFocus = useRestoreFocusTarget();
  const who = (record: ActivityRecord) => whoWords(record, t);
  const groupKey = (record: ActivityRecord) => record.userId ?? who(record);
  const counts = new Map<string, number>();
  for (const record of records) counts.set(groupKey(record), (counts.get(groupKey(record)) ?? 0) + 1);
  const columns: Column<ActivityRecord>[] = [
    {
      key: 'at',
      title: t('activity.at'),
      nowrap: true,
      cell: (record) => (
        <Link {...restoreFocus} as="button" onClick={() => onOpen(record)}>
          <ExactDate at={record.at} withTime />
        </Link>
      ),
    },
    { key: 'customer', title: t('activity.customer'), cell: ({ customerName }) => customerName ?? '–' },
    {
      key: 'action',
      title: t('activity.action'),
      cell: ({ action, outcome }) => (
        <span className={styles.action}>
          {actionWords(action, t)}
          {outcome === 'refused' && <StatusWord tone="bad">{t('log.outcome.refused')}</StatusWord>}
        </span>
      ),
    },
    { key: 'user', title: t('activity.user'), cell: who },
    {
      key: 'details',
      title: t('activity.details'),
      cell: (record) => (
        <span className={styles.details}>
          {detailWords(record, locale)}
          {unusual
            .filter(({ recordId }) => recordId === record.id)
            .map((one) => (
              <Text key={one.rule} size={200}>
                <StatusWord tone="waiting">{unusualWords(one, t)}</StatusWord>
              </Text>
            ))}
        </span>
      ),
    },
  ];
  const groupOf = (record: ActivityRecord) => ({
    key: groupKey(record),
    heading: t('activity.group', { who: who(record), count: counts.get(groupKey(record)) ?? 0 }),
  });
  return (
    <DataTable
      label={t('nav.activity')}
      columns={columns}
      rows={records}
      rowKey={(record) => record.id}
      busy={busy}
      {...(byUser ? { groupOf } : {})}
    />
  );
}
