import type { Decision } from '@kontor/domain/decision';
import type { FastifyInstance } from 'fastify';
import type { Pools } from '../db/pools.ts';
import type { Vault } from '../keys/vault.ts';
import type { Log } from '../log.ts';
import { newToken } from '../new-id.ts';
import { type CodeRefusal, confirmCode } from './confirm-code.ts';
import { type ExchangeToken, exchangeThrough } from './exchange-token.ts';
import { createProvider } from './oidc-provider.ts';
import { hashPassword } from './passwords.ts';
import { registerIdentityRoutes as registerRoutes } from './register-identity-routes.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { type CodeRequired, type SignInInput, type SignInRefusal, signIn } from './sign-in.ts';
import type { SignInMeta } from './sign-in-activity-store.ts';
import { openSigningKeys, type SigningKeys } from './signing-keys.ts';
import type { SignedIn } from './start-session.ts';
import { bearerVerifier, type VerifyBearer } from './verify-bearer.ts';

export type IdentityDeps = {
  readonly pools: Pools;
  readonly vault: Vault;
  readonly publicUrl: string;
  readonly realNow: () => number;
  readonly log: Log;
};

/** Who is who: tokens for the APIs and sessions for the portals. */
export type Identity = {
  readonly publicUrl: string;
  readonly keys: SigningKeys;
  readonly exchangeToken: ExchangeToken;
  readonly verifyBearer: VerifyBearer;
  readonly signIn: (
    input: SignInInput,
    meta: SignInMeta,
  ) => Promise<Decision<SignedIn | CodeRequired, SignInRefusal>>;
  readonly confirmCode: (
    input: { readonly pendingToken: string | undefined; readonly code: string },
    meta: SignInMeta,
  ) => Promise<Decision<SignedIn, CodeRefusal>>;
  readonly sessions: Sessions;
  readonly realNow: () => number;
  readonly log: Log;
};

/** Opens the identity of an installation; makes its signing key at the first start. @throws SealBroken */
export async function openIdentity(deps: IdentityDeps): Promise<Identity> {
  const { pools, vault, publicUrl, realNow, log } = deps;
  const keys = await openSigningKeys(pools.system, vault);
  const cookieKey = vault.lookupHash('oidc cookies').toString('base64url');
  const provider = createProvider({ pools, keys, cookieKey, publicUrl, realNow, log });
  const signInDeps = { pools, vault, realNow, decoyHash: hashPassword(newToken()) };
  return {
    publicUrl,
    keys,
    exchangeToken: exchangeThrough(provider),
    verifyBearer: bearerVerifier({ keys, publicUrl, realNow }),
    signIn: (input, meta) => signIn(signInDeps, input, meta),
    confirmCode: (input, meta) => confirmCode(signInDeps, input, meta),
    sessions: openSessions({ pools, realNow }),
    realNow,
    log,
  };
}

/** Mounts the token endpoints, discovery and keys at the root of the server. */
export function registerIdentityRoutes(app: FastifyInstance, identity: Identity): void {
  registerRoutes(app, identity);
}
