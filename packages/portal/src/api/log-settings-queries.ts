import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { OfLog } from './activity-queries.ts';
import { apiBase, call } from './call.ts';

type Paged = OfLog & { readonly cursor?: string | undefined };

export const unusualPageQuery = (query: Paged) =>
  queryOptions({
    queryKey: ['activity', 'unusual', 'page', query],
    queryFn: ({ signal }) => call('listUnusualActivity', { query: { ...query, limit: '50' } }, { signal }),
    placeholderData: keepPreviousData,
  });

export const unusualSettingsQuery = (query: OfLog) =>
  queryOptions({
    queryKey: ['settings', 'unusual-activity', query],
    queryFn: ({ signal }) => call('getUnusualSettings', { query }, { signal }),
  });

export const archivesQuery = (query: Paged) =>
  queryOptions({
    queryKey: ['activity', 'archives', query],
    queryFn: ({ signal }) => call('listActivityArchives', { query: { ...query, limit: '50' } }, { signal }),
    placeholderData: keepPreviousData,
  });

export function archiveFile(month: string, part: 'records' | 'proof', { partnerId }: OfLog): string {
  const query = new URLSearchParams({ part, ...(partnerId ? { partnerId } : {}) });
  return `${apiBase}/activity/archives/${encodeURIComponent(month)}?${query}`;
}

export const witnessesQuery = queryOptions({
  queryKey: ['activity', 'witnesses'],
  queryFn: ({ signal }) => call('listLogWitnesses', {}, { signal }),
});

export const retentionQuery = queryOptions({
  queryKey: ['settings', 'activity-retention'],
  queryFn: ({ signal }) => call('getActivityRetention', {}, { signal }),
});

type Wanted = OfLog & {
  readonly user?: string;
  readonly text?: string;
  readonly action?: string;
  readonly from: string;
};

/** Records, page after page, for finding somebody in all of them. */
export const recordsBackQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ['activity', 'back', wanted],
    queryFn: ({ signal, pageParam }) =>
      call(
        'listActivity',
        { query: { ...wanted, limit: '100', ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
