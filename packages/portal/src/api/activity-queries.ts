import { type ProblemDetails, ProblemError } from '@kontor/contract/client';
import { routes } from '@kontor/contract/client-routes';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiBase, call } from './call.ts';

/** An operator names the account; everybody else reads their own. */
export type OfLog = { readonly partnerId?: string | undefined };

export type ActivityFilter = OfLog & {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly action?: string | undefined;
  readonly customerId?: string | undefined;
  readonly user?: string | undefined;
  readonly resource?: string | undefined;
  readonly outcome?: 'succeeded' | 'refused' | undefined;
  readonly text?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
};

export const activityQuery = (query: ActivityFilter) =>
  queryOptions({
    queryKey: ['activity', query],
    queryFn: ({ signal }) => call('listActivity', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const activityRecordQuery = (recordId: string, query: OfLog) =>
  queryOptions({
    queryKey: ['activity', 'record', recordId, query],
    queryFn: ({ signal }) => call('getActivityRecord', { params: { recordId }, query }, { signal }),
  });

export const unusualQuery = (query: OfLog) =>
  queryOptions({
    queryKey: ['activity', 'unusual', query],
    queryFn: ({ signal }) => call('listUnusualActivity', { query: { ...query, limit: '100' } }, { signal }),
  });

const viewsKey = ['activity-views'] as const;

export const activityViewsQuery = queryOptions({
  queryKey: viewsKey,
  queryFn: ({ signal }) => call('listActivityViews', {}, { signal }),
});

export const readProof = (recordId: string, query: OfLog, signal: AbortSignal) =>
  call('getActivityProof', { params: { recordId }, query }, { signal });

export const readLogKeys = (query: OfLog, signal?: AbortSignal) => readText('getLogKeys', query, signal);
export const readCheckpoint = (query: OfLog, signal?: AbortSignal) =>
  readText('getLogCheckpoint', query, signal);
export const readInstallationCheckpoint = (signal?: AbortSignal) =>
  readText('getInstallationCheckpoint', {}, signal);

type TextOperation = 'getLogKeys' | 'getLogCheckpoint' | 'getInstallationCheckpoint' | 'exportActivity';

/** The address of something that is given as text or as a file. */
export function addressOf(
  operation: TextOperation,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const [, path] = routes[operation];
  return pairs.length === 0 ? `${apiBase}${path}` : `${apiBase}${path}?${new URLSearchParams(pairs)}`;
}

async function readText(operation: TextOperation, query: OfLog, signal?: AbortSignal): Promise<string> {
  const response = await fetch(addressOf(operation, query), {
    credentials: 'same-origin',
    ...(signal ? { signal } : {}),
  });
  if (response.ok) return response.text();
  // A refusal is a problem, whatever was asked for.
  throw new ProblemError((await response.json()) as ProblemDetails);
}

export const clockQuery = queryOptions({
  queryKey: ['clock'],
  queryFn: ({ signal }) => call('getClock', {}, { signal }),
  refetchInterval: 60_000,
});

export function moveClock(body: { readonly advance?: string; readonly to?: string }): Promise<unknown> {
  return call('moveClock', { body });
}
