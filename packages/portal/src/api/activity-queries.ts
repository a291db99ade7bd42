import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

export type ActivityFilter = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly action?: string | undefined;
  readonly customerId?: string | undefined;
  readonly user?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
  readonly partnerId?: string | undefined;
};

export const activityQuery = (query: ActivityFilter) =>
  queryOptions({
    queryKey: ['activity', query],
    queryFn: ({ signal }) => call('listActivity', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const clockQuery = queryOptions({
  queryKey: ['clock'],
  queryFn: ({ signal }) => call('getClock', {}, { signal }),
  refetchInterval: 60_000,
});

export function moveClock(body: { readonly advance?: string; readonly to?: string }): Promise<unknown> {
  return call('moveClock', { body });
}
