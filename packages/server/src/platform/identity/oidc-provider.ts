import { hash, timingSafeEqual } from 'node:crypto';
import { type Configuration, errors, Provider } from 'oidc-provider';
import { query } from '../db/batch.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import type { Log } from '../log.ts';
import { errorFacts } from './error-facts.ts';
import { findPerson } from './identity-store.ts';
import { createAdapter } from './oidc-adapter.ts';
import { codeLifeSeconds, deviceCodeLifeSeconds } from './person-grants.ts';
import { refreshTokenLifeSeconds } from './refresh-tokens.ts';
import { type SigningKeys, signingAlgorithm } from './signing-keys.ts';
import { mayUseTenant } from './tenant-in-path.ts';
import { accessTokenClaims, tenantOf } from './token-claims.ts';
import type { TokenRefusal } from './token-errors.ts';
import { exchangeOf, type TokenExchange } from './token-exchange.ts';
import { acceptedResources, defaultResource, userScope } from './token-resources.ts';

/** One hour. */
const accessTokenLifeSeconds = 3600;

export type ProviderDeps = {
  readonly pools: Pools;
  readonly keys: SigningKeys;
  readonly cookieKey: string;
  readonly publicUrl: string;
  readonly realNow: () => number;
  readonly log: Log;
};

/** The authorization server. Its own routes stay unmounted: requests reach it through `exchangeToken`. */
export function createProvider(deps: ProviderDeps): Provider {
  const provider = new Provider(deps.publicUrl, configurationOf(deps));
  provider.Client.prototype.compareClientSecret = function compareClientSecret(actual) {
    if (exchangeOf(Provider.ctx)?.proved) return true;
    const expected = Buffer.from(this.clientSecret ?? '', 'hex');
    const given = hash('sha256', actual, 'buffer');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  provider.on('server_error', (_ctx, error) =>
    deps.log.error({ error: errorFacts(error) }, 'token endpoint failed'),
  );
  return provider;
}

function configurationOf(deps: ProviderDeps): Configuration {
  const resources = acceptedResources(deps.publicUrl);
  return {
    adapter: createAdapter({ pools: deps.pools, resources, realNow: deps.realNow }),
    // A copy: the provider writes into what it is given.
    jwks: structuredClone({ keys: [...deps.keys.private] }) as NonNullable<Configuration['jwks']>, // JWKs of ours
    cookies: { keys: [deps.cookieKey] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    scopes: ['openid', 'offline_access', userScope],
    responseTypes: ['code'],
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessTokenLifeSeconds,
      ClientCredentials: accessTokenLifeSeconds,
      AuthorizationCode: codeLifeSeconds,
      DeviceCode: deviceCodeLifeSeconds,
      RefreshToken: refreshTokenLifeSeconds,
      Grant: refreshTokenLifeSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      resourceIndicators: resourceIndicators(deps, resources),
    },
    findAccount: async (ctx, id) => {
      const [person] = await query(deps.pools.lookup, noTenant, findPerson(id));
      const exchange = exchangeOf(ctx);
      if (person === undefined || exchange === undefined) return undefined;
      if (person.disabled) return refuse(exchange, { code: 'person_disabled' });
      exchange.person = person;
      await assertAllowed(deps, exchange);
      return { accountId: id, claims: async () => ({ sub: id }) };
    },
    formats: {
      customizers: {
        jwt: (ctx, token, jwt) => {
          const { id, audience, iat, exp } = issuedBy(jwt.payload);
          const exchange = exchangeOf(ctx);
          const application = exchange?.application;
          if (!exchange || !application) throw new Error(`a ${token.kind} outside a token request`);
          const subject = { application, person: exchange.person };
          exchange.issued = { iat, exp, tenant: tenantOf(subject) };
          jwt.payload = accessTokenClaims(
            deps.publicUrl,
            exchange.version,
            { id, audience, iat, exp },
            subject,
          );
        },
      },
    },
  };
}

function resourceIndicators(deps: ProviderDeps, resources: readonly string[]) {
  return {
    enabled: true,
    defaultResource: () => defaultResource,
    useGrantedResource: () => true,
    getResourceServerInfo: async (ctx: Parameters<typeof exchangeOf>[0], resource: string) => {
      const exchange = exchangeOf(ctx);
      if (exchange === undefined || !resources.includes(resource)) throw new errors.InvalidTarget();
      if (exchange.grantType === 'client_credentials') await assertAllowed(deps, exchange);
      return {
        scope: userScope,
        audience: resource,
        accessTokenTTL: accessTokenLifeSeconds,
        accessTokenFormat: 'jwt' as const,
        jwt: { sign: { alg: signingAlgorithm } } as const,
      };
    },
  };
}

/** Called once the application has proved itself and, for a person's token, the person is known. */
async function assertAllowed(deps: ProviderDeps, exchange: TokenExchange): Promise<void> {
  const { application, person, tenant } = exchange;
  if (application === undefined) throw new errors.InvalidTarget();
  if (application.disabled) refuse(exchange, { code: 'client_disabled', client: application.client_id });
  const allowed = await mayUseTenant(deps.pools.system, tenant, { application, person });
  if (!allowed) refuse(exchange, { code: 'tenant_unknown', tenant });
}

function refuse(exchange: TokenExchange, refusal: TokenRefusal): never {
  exchange.refusal = refusal;
  throw new errors.CustomOIDCProviderError('invalid_request', refusal.code);
}

type IssuedPayload = {
  readonly jti?: unknown;
  readonly aud?: unknown;
  readonly iat?: unknown;
  readonly exp?: unknown;
};

function issuedBy(payload: IssuedPayload) {
  return {
    id: String(payload.jti),
    audience: String(payload.aud),
    iat: Number(payload.iat),
    exp: Number(payload.exp),
  };
}
