import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiBase, call } from './call.ts';
import type { Answer } from './types.ts';
import { type Progress, upload } from './upload.ts';

export type SupportFilter = NonNullable<Parameters<typeof call<'listSupportRequests'>>[1]['query']>;

export const supportRequestsQuery = (query: SupportFilter) =>
  queryOptions({
    queryKey: ['support', 'list', query],
    queryFn: ({ signal }) => call('listSupportRequests', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const supportRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['support', 'one', id],
    queryFn: ({ signal }) => call('getSupportRequest', { params: { id } }, { signal }),
    // A conversation goes on while it is looked at.
    refetchInterval: 30_000,
  });

export const supportAssigneesQuery = queryOptions({
  queryKey: ['support', 'assignees'],
  queryFn: ({ signal }) => call('listSupportAssignees', {}, { signal }),
  staleTime: 60_000,
});

export type PurchaseAsk = {
  readonly orderId?: string | undefined;
  readonly lineItemNumbers?: string | undefined;
  readonly subscriptionId?: string | undefined;
};

/** What is known of a purchase that something shall come back of. */
export const prefillQuery = (query: PurchaseAsk) =>
  queryOptions({
    queryKey: ['support', 'prefill', query],
    queryFn: ({ signal }) => call('prefillSupportRequest', { query }, { signal }),
    enabled: Boolean(query.orderId || query.subscriptionId),
    placeholderData: keepPreviousData,
    retry: false,
  });

export type SupportDraft = Parameters<typeof call<'createSupportRequest'>>[1]['body'];

export function reportProblem(body: SupportDraft, key: string): Promise<Answer<'createSupportRequest'>> {
  return call('createSupportRequest', { body }, { headers: { 'idempotency-key': key } });
}

export function attachFile(
  id: string,
  file: File,
  onProgress: Progress,
): Promise<Answer<'addSupportAttachment'>> {
  const body = new FormData();
  body.append('file', file, file.name);
  // The contract names this answer for the operation whose route was called.
  return upload('addSupportAttachment', { params: { id }, body }, onProgress) as Promise<
    Answer<'addSupportAttachment'>
  >;
}

export function attachmentFile(id: string, n: number): string {
  return `${apiBase}/support-requests/${encodeURIComponent(id)}/attachments/${n}`;
}

export type RefundTerms = Parameters<typeof call<'previewSupportRefund'>>[1]['body'];

/** Always fresh: what it promises is what the decision does a moment later. */
export const refundPreviewOfRequest = (id: string, body: RefundTerms, ready: boolean) =>
  queryOptions({
    queryKey: ['support', 'refund-preview', id, body],
    queryFn: ({ signal }) => call('previewSupportRefund', { params: { id }, body }, { signal }),
    enabled: ready,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** What a decision makes stale beside the requests themselves. */
export const staleAfterDecision = [
  ['support'],
  ['orders'],
  ['software'],
  ['subscriptions'],
  ['partners'],
] as const;
