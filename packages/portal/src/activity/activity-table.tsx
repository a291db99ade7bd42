import { Link, useRestoreFocusTarget } from '@fluentui/react-components';
import type { ActivityRecord } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { useReader } from '../ui/reader.ts';
import { actionWords } from './action-words.ts';
import { detailWords } from './detail-words.ts';

type Props = {
  readonly records: readonly ActivityRecord[];
  readonly byUser: boolean;
  readonly busy: boolean;
  readonly onOpen: (record: ActivityRecord) => void;
};

export function ActivityTable({ records, byUser, busy, onOpen }: Props) {
  const { t, locale } = useReader();
  const restoreFocus = useRestoreFocusTarget();
  const who = (record: ActivityRecord) => record.user ?? record.application ?? t('activity.system');
  const counts = new Map<string, number>();
  for (const record of records) counts.set(who(record), (counts.get(who(record)) ?? 0) + 1);
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
    { key: 'action', title: t('activity.action'), cell: ({ action }) => actionWords(action, t) },
    { key: 'user', title: t('activity.user'), cell: who },
    { key: 'details', title: t('activity.details'), cell: (record) => detailWords(record, locale) },
  ];
  const groupOf = (record: ActivityRecord) => ({
    key: who(record),
    heading: t('activity.group', { who: who(record), count: counts.get(who(record)) ?? 0 }),
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
