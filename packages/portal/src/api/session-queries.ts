import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { PortalName } from '../paths.ts';
import { call, rememberCsrfToken } from './call.ts';
import type { Session } from './types.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => keepSession(await call('getSession', {}, { signal })),
  staleTime: 60_000,
});

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: ({ signal }) => call('getInstallation', {}, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

function keepSession(session: Session): Session {
  rememberCsrfToken(session.csrfToken);
  return session;
}

/** 'code' when the authenticator is asked for next. */
export async function signIn(
  client: QueryClient,
  who: { readonly email: string; readonly password: string; readonly portal: PortalName },
): Promise<'signed_in' | 'code'> {
  const answer = await call('signIn', { body: who });
  if (answer.state === 'code_required') return 'code';
  begin(client, answer);
  return 'signed_in';
}

export async function confirmCode(client: QueryClient, code: string): Promise<void> {
  begin(client, await call('confirmCode', { body: { code } }));
}

/** Nothing of the person before may be seen by the one who comes after; the sign-in page begins with this. */
export function forgetSession(client: QueryClient): void {
  rememberCsrfToken('');
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'installation' });
}

export async function signOut(): Promise<void> {
  await call('signOut', {});
}

function begin(client: QueryClient, session: Session): void {
  forgetSession(client);
  client.setQueryData(sessionQuery.queryKey, keepSession(session));
}
