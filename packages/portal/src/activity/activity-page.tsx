import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { activityQuery } from '../api/activity-queries.ts';
import type { ActivityRecord } from '../api/types.ts';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit, useSession } from '../ui/session.ts';
import { EmptyState, ForbiddenState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';
import { ActivityFilters } from './activity-filters.tsx';
import { ActivityTable } from './activity-table.tsx';
import { actionsOf, presets, ranges, spanOf } from './presets.ts';
import { RecordDialog } from './record-dialog.tsx';

export function ActivityPage() {
  const { t } = useReader();
  const permit = usePermit();
  return (
    <Page title={t('nav.activity')}>
      {permit('activity.read') ? <Activity /> : <ForbiddenState text={t('activity.needsRole')} />}
    </Page>
  );
}

function Activity() {
  const { t } = useReader();
  const { now } = useSession();
  const [search] = useUrlSearch();
  const [open, setOpen] = useState<ActivityRecord>();
  const preset = oneOf(search.preset, presets) ?? 'keys';
  const range = oneOf(search.range, ranges) ?? 'month';
  const span = range === 'custom' ? { from: search.from, to: search.to } : spanOf(range, now);
  const records = useQuery(
    activityQuery({
      ...span,
      action: search.action ?? actionsOf(preset),
      customerId: search.customer,
      user: search.user,
      cursor: search.cursor,
      limit: '100',
    }),
  );
  const items = records.data?.items ?? [];
  return (
    <>
      <ActivityFilters preset={preset} range={range} records={items} />
      {records.error ? (
        <ReadFailure error={records.error} what={t('activity.failed')} onRetry={() => records.refetch()} />
      ) : !records.data ? (
        <LoadingLines lines={8} />
      ) : items.length === 0 ? (
        <EmptyState text={t('activity.empty')} />
      ) : (
        <>
          <ActivityTable
            records={items}
            byUser={preset === 'keys'}
            busy={records.isPlaceholderData}
            onOpen={setOpen}
          />
          <Pager next={records.data.next} />
        </>
      )}
      {open && <RecordDialog record={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
