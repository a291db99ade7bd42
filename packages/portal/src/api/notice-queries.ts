import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Answer } from './types.ts';

type NoticeAsk = NonNullable<Parameters<typeof call<'listNotices'>>[1]['query']>;

export const noticesQuery = (query: NoticeAsk) =>
  queryOptions({
    queryKey: ['notices', query],
    queryFn: ({ signal }) => call('listNotices', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** What the bell shows; asked for now and then, since nothing on the page says that something happened. */
export const newestNoticesQuery = queryOptions({
  ...noticesQuery({ limit: '6' }),
  refetchInterval: 60_000,
});

export async function markRead(client: QueryClient, noticeId: string): Promise<void> {
  await call('readNotice', { params: { noticeId } });
  await client.invalidateQueries({ queryKey: ['notices'] });
}

export async function markAllRead(client: QueryClient): Promise<void> {
  await call('readAllNotices', {});
  await client.invalidateQueries({ queryKey: ['notices'] });
}

export const noticePreferencesQuery = queryOptions({
  queryKey: ['notice-preferences'],
  queryFn: ({ signal }) => call('getNoticePreferences', {}, { signal }),
});

export type PreferenceChange = Parameters<typeof call<'putNoticePreferences'>>[1]['body'];

export async function changePreferences(
  client: QueryClient,
  body: PreferenceChange,
): Promise<Answer<'putNoticePreferences'>> {
  const answer = await call('putNoticePreferences', { body });
  client.setQueryData(noticePreferencesQuery.queryKey, answer);
  return answer;
}

export const calendarQuery = queryOptions({
  queryKey: ['calendar'],
  queryFn: ({ signal }) => call('getCalendarAddress', {}, { signal }),
});

type MailAsk = NonNullable<Parameters<typeof call<'listMails'>>[1]['query']>;

export const mailsQuery = (query: MailAsk) =>
  queryOptions({
    queryKey: ['mails', query],
    queryFn: ({ signal }) => call('listMails', { query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
