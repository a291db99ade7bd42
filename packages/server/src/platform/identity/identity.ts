import type { Decision } from '@kontor/domain/decision';
import type { FastifyInstance } from 'fastify';
import type { Pools } from '../db/pools.ts';
import type { Vault } from '../keys/vault.ts';
import type { Log } from '../log.ts';
import { newToken } from '../new-id.ts';
import { type Proof, proveByAssertion } from './client-assertion.ts';
import { type CodeRefusal, confirmCode } from './confirm-code.ts';
import { type ExchangeToken, exchangeThrough } from './exchange-token.ts';
import { signIdToken } from './id-token.ts';
import { createProvider } from './oidc-provider.ts';
import { hashPassword } from './passwords.ts';
import { registerIdentityRoutes as registerRoutes } from './register-identity-routes.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { type CodeRequired, type SignInInput, type SignInRefusal, signIn } from './sign-in.ts';
import type { SignInMeta } from './sign-in-activity-store.ts';
import { openSigningKeys, type SigningKeys } from './signing-keys.ts';
import type { SignedIn } from './start-session.ts';
import { tenantOf } from './token-claims.ts';
import type { TokenExchange } from './token-exchange.ts';
import type { TokenVersion } from './token-resources.ts';
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
  readonly pools: Pools;
  readonly publicUrl: string;
  readonly keys: SigningKeys;
  readonly exchangeToken: ExchangeToken;
  readonly proveByAssertion: (assertion: string) => Promise<Proof>;
  readonly signIdToken: (exchange: TokenExchange, version: TokenVersion) => Promise<string | undefined>;
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
    pools,
    publicUrl,
    keys,
    exchangeToken: exchangeThrough(provider),
    proveByAssertion: (assertion) => proveByAssertion({ pools, publicUrl, realNow }, assertion),
    signIdToken: async ({ application, person, issued, nonce }, version) => {
      if (application === undefined || person === undefined || issued === undefined) return undefined;
      const tenant = tenantOf({ application, person });
      const subject = { clientId: application.client_id, person, tenant, nonce };
      return signIdToken(keys, publicUrl, version, issued, subject);
    },
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
