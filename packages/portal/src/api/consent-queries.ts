import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

export type TokenVersion = 'v1' | 'v2';

export const consentQuery = (version: TokenVersion, query: string) =>
  queryOptions({
    queryKey: ['consent', version, query],
    queryFn: ({ signal }) => call('describeConsent', { query: { version, query } }, { signal }),
    retry: false,
  });

export const deviceQuery = (userCode: string) =>
  queryOptions({
    queryKey: ['device', userCode],
    queryFn: ({ signal }) => call('describeDevice', { params: { userCode } }, { signal }),
    retry: false,
    enabled: userCode !== '',
  });

export const answerConsent = (version: TokenVersion, query: string, approved: boolean) =>
  call('answerConsent', { body: { version, query, approved } });

export const answerDevice = (userCode: string, approved: boolean) =>
  call('answerDevice', { params: { userCode }, body: { approved } });
