import { hash } from 'node:crypto';
import type { AccountId, CustomerId, UserId } from '@kontor/domain/ids';
import { writeBatch } from '../db/batch.ts';
import type { Pool } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import { newToken, newUuid } from '../new-id.ts';
import { type OidcModelEntry, putOidcModels, removeOidcModelsOfPerson } from './oidc-store.ts';
import { userScope } from './token-resources.ts';

/** Ten years (contract of demo.json), in seconds. */
export const refreshTokenLifeSeconds = 315_360_000;

export type RefreshTokenRequest = {
  readonly personId: UserId;
  readonly accountId: AccountId;
  readonly customerId?: CustomerId | undefined;
  /** The application it works with; 'any_in_demo' for customers and the operator, in a demo only. */
  readonly clientId: string | 'any_in_demo';
};

export type RefreshTokensDeps = { readonly system: Pool; readonly realNow: () => number };

/** Stored ids are hashes, so that the table opens nothing. */
export function oidcKey(id: string): string {
  return hash('sha256', id, 'base64url');
}

/** The clientId of tokens that are not for one application; no application has it. */
export const anyApplication = 'any_in_demo';

/** Issues refresh tokens without a sign-in, in the order asked, in one round trip: for the demo seed. */
export async function issueRefreshTokens(
  deps: RefreshTokensDeps,
  requests: readonly RefreshTokenRequest[],
): Promise<string[]> {
  const issued = requests.map((request) => ({ request, token: newToken() }));
  const entries = issued.flatMap(({ request, token }) => entriesOf(request, token, deps.realNow()));
  await writeBatch(deps.system, noTenant, [putOidcModels(entries)]);
  return issued.map(({ token }) => token);
}

export async function issueRefreshToken(
  deps: RefreshTokensDeps,
  request: RefreshTokenRequest,
): Promise<string> {
  const [token = ''] = await issueRefreshTokens(deps, [request]);
  return token;
}

/** Ends every refresh token of a person at once; access tokens live out their hour. */
export async function revokeRefreshTokens(deps: RefreshTokensDeps, personId: UserId): Promise<void> {
  await writeBatch(deps.system, noTenant, [removeOidcModelsOfPerson(personId)]);
}

// The payloads are those that the provider itself stores for a token of a consenting person.
function entriesOf(request: RefreshTokenRequest, token: string, now: number): OidcModelEntry[] {
  const iat = Math.floor(now / 1000);
  const exp = iat + refreshTokenLifeSeconds;
  const grantId = newUuid();
  const shared = { accountId: request.personId, clientId: request.clientId, iat, exp };
  const bare = { grantId, uid: null, userCode: null, expiresAt: exp * 1000 };
  return [
    { ...bare, model: 'Grant', key: oidcKey(grantId), payload: { ...shared, kind: 'Grant' } },
    {
      ...bare,
      model: 'RefreshToken',
      key: oidcKey(token),
      payload: {
        ...shared,
        kind: 'RefreshToken',
        grantId,
        gty: 'authorization_code',
        scope: userScope,
        amr: ['pwd', 'mfa'],
        iiat: iat,
        rotations: 0,
      },
    },
  ];
}
