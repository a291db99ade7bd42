import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { OfLog } from '../api/activity-queries.ts';
import { unusualPageQuery } from '../api/log-settings-queries.ts';
import type { UnusualActivity } from '../api/types.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { Section } from './section.tsx';
import { UnusualRules } from './unusual-rules.tsx';
import { ruleWords } from './words.ts';

/** What stood out, and what is called so. */
export function UnusualPart({ log }: { readonly log: OfLog }) {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const found = useQuery(unusualPageQuery({ ...log, cursor: search.cursor }));
  return (
    <>
      <Section title={t('unusual.list')}>
        {found.error ? (
          <ReadFailure error={found.error} what={t('unusual.failed')} onRetry={() => found.refetch()} />
        ) : !found.data ? (
          <LoadingLines lines={4} />
        ) : found.data.items.length === 0 ? (
          <Text>{t('unusual.empty')}</Text>
        ) : (
          <>
            <UnusualTable items={found.data.items} log={log} busy={found.isPlaceholderData} />
            <Pager next={found.data.next} />
          </>
        )}
      </Section>
      <UnusualRules log={log} />
    </>
  );
}

type TableProps = {
  readonly items: readonly UnusualActivity[];
  readonly log: OfLog;
  readonly busy: boolean;
};

function UnusualTable({ items, log: { partnerId }, busy }: TableProps) {
  const { t, locale, instant } = useReader();
  const recordOf = (record: string) =>
    partnerId === undefined
      ? paths.activity({ preset: 'all', record })
      : paths.partnerActivity(partnerId, { preset: 'all', record });
  const columns: Column<UnusualActivity>[] = [
    {
      key: 'at',
      title: t('activity.at'),
      nowrap: true,
      cell: ({ at, recordId }) => (
        <GoLink href={recordOf(recordId)} aria-label={t('unusual.openRecord', { at: instant(at) })}>
          <ExactDate at={at} withTime />
        </GoLink>
      ),
    },
    { key: 'what', title: t('unusual.what'), cell: (one) => ruleWords(one, { t, locale }) },
    { key: 'who', title: t('unusual.who'), cell: ({ person }) => <bdi>{person ?? t('log.erased')}</bdi> },
  ];
  return (
    <DataTable
      label={t('unusual.list')}
      columns={columns}
      rows={items}
      rowKey={({ recordId, rule }) => `${recordId} ${rule}`}
      busy={busy}
    />
  );
}
