import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { NewSandbox } from './types.ts';

export const sandboxesKey = ['sandboxes'] as const;

export const sandboxesQuery = (query: { readonly cursor?: string | undefined }) =>
  queryOptions({
    queryKey: [...sandboxesKey, query],
    queryFn: ({ signal }) => call('listSandboxes', { query }, { signal }),
  });

export function createSandbox(body: { readonly name: string; readonly seed: boolean }): Promise<NewSandbox> {
  return call('createSandbox', { body });
}

export function deleteSandbox(sandboxId: string): Promise<unknown> {
  return call('deleteSandbox', { params: { sandboxId } });
}
