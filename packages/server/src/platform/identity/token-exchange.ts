import type { IncomingMessage } from 'node:http';
import type { ApplicationRow, PersonRow } from './identity-store.ts';
import type { TokenTimes } from './token-claims.ts';
import type { TokenRefusal } from './token-errors.ts';
import type { TokenVersion } from './token-resources.ts';

export const grantTypes = [
  'client_credentials',
  'refresh_token',
  'authorization_code',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const;
export type GrantType = (typeof grantTypes)[number];

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code' satisfies GrantType;

/** One token request on its way through the provider: what was asked, and what was found out on the way. */
export type TokenExchange = {
  readonly version: TokenVersion;
  /** The tenant of the path, in lower case. */
  readonly tenant: string;
  readonly grantType: GrantType;
  /** The application proved itself by a signed assertion, before the provider was asked. */
  readonly proved?: boolean;
  application?: ApplicationRow;
  /** What the person's sign-in asked to be said again in the id token. */
  nonce?: string;
  person?: PersonRow;
  /** Why it ended, when our own rules ended it. */
  refusal?: TokenRefusal;
  issued?: TokenTimes & { readonly tenant: string };
  answer?: { readonly status: number; readonly body: unknown };
};

// The provider's hooks are handed its context, whose request is the one that we composed.
const exchanges = new WeakMap<IncomingMessage, TokenExchange>();

export function beginExchange(request: IncomingMessage, exchange: TokenExchange): void {
  exchanges.set(request, exchange);
}

export function exchangeOf(ctx: { readonly req: IncomingMessage } | undefined): TokenExchange | undefined {
  return ctx === undefined ? undefined : exchanges.get(ctx.req);
}
