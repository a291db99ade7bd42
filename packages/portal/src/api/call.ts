import { type Call, createCall } from '@kontor/contract/client';

export const apiBase = '/kontor/v1';

/** The token of the live session; the server compares it with the cookie's session on every change. */
let csrfToken = '';

export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

export function csrfHeaders(): Record<string, string> {
  return csrfToken === '' ? {} : { 'x-kontor-csrf': csrfToken };
}

export const call: Call = createCall(apiBase, csrfHeaders);
