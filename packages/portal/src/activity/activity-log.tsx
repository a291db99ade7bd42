import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { activityQuery, activityRecordQuery, type OfLog, unusualQuery } from '../api/activity-queries.ts';
import type { ActivityRecord } from '../api/types.ts';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { ActivityFilters } from './activity-filters.tsx';
import { ActivityTable } from './activity-table.tsx';
import { questionOf } from './question.ts';
import { RecordDialog } from './record-dialog.tsx';

const pageSize = '100';

/** The log of an account, as its address asks for it. */
export function ActivityLog({ partnerId }: { readonly partnerId?: string }) {
  const { t, instant, date } = useReader();
  const { now } = useSession();
  const [search, change] = useUrlSearch();
  const log: OfLog = partnerId === undefined ? {} : { partnerId };
  const question = questionOf(search, now);
  const records = useQuery(
    activityQuery({ ...question.filter, ...log, cursor: search.cursor, limit: pageSize }),
  );
  const unusual = useQuery(unusualQuery(log));
  const { items = [], next, searchedTo, archivedBefore } = records.data ?? {};
  return (
    <>
      <ActivityFilters question={question} records={items} />
      {records.error ? (
        <ReadFailure error={records.error} what={t('activity.failed')} onRetry={() => records.refetch()} />
      ) : !records.data ? (
        <LoadingLines lines={8} />
      ) : (
        <>
          {items.length === 0 ? (
            <EmptyState text={next ? t('log.nothingYet') : t('activity.empty')} />
          ) : (
            <ActivityTable
              records={items}
              unusual={unusual.data?.items ?? []}
              byUser={question.preset === 'keys'}
              busy={records.isPlaceholderData}
              onOpen={({ id }) => change({ record: id, cursor: search.cursor })}
            />
          )}
          {searchedTo && <Text size={200}>{t('log.searchedTo', { at: instant(searchedTo) })}</Text>}
          <Pager next={next} />
          {archivedBefore && <Text size={200}>{t('log.archived', { date: date(archivedBefore) })}</Text>}
        </>
      )}
      {search.record && (
        <OpenRecord
          key={search.record}
          id={search.record}
          known={items.find(({ id }) => id === search.record)}
          log={log}
          onClose={() => change({ record: undefined, cursor: search.cursor })}
        />
      )}
    </>
  );
}

type OpenProps = {
  readonly id: string;
  readonly known: ActivityRecord | undefined;
  readonly log: OfLog;
  readonly onClose: () => void;
};

/** A record is opened by its address, whether or not it is on the page behind. */
function OpenRecord({ id, known, log, onClose }: OpenProps) {
  const { t } = useReader();
  const { data, error, refetch } = useQuery({
    ...activityRecordQuery(id, log),
    enabled: known === undefined,
  });
  const record = known ?? data;
  if (record) return <RecordDialog record={record} log={log} onClose={onClose} />;
  return error ? <ReadFailure error={error} what={t('log.recordFailed')} onRetry={() => refetch()} /> : null;
}
