import { responseModes } from './authorization-request.ts';
import { signingAlgorithm } from './signing-keys.ts';
import { issuerOf } from './token-claims.ts';
import { grantTypes } from './token-exchange.ts';
import { acceptedResources, type TokenVersion, userScope } from './token-resources.ts';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The OpenID provider metadata of a tenant, or of the installation. It says nothing about whether the tenant
 * exists: where the path names it by anything but its id, the issuer holds the placeholder that clients of this
 * dialect fill in from a token's `tid`.
 */
export function discoveryDocument(
  publicUrl: string,
  tenant: string | undefined,
  version: TokenVersion,
): Record<string, unknown> {
  const path = tenant === undefined ? 'common' : encodeURIComponent(tenant);
  const named = tenant !== undefined && uuidPattern.test(tenant) ? tenant.toLowerCase() : '{tenantid}';
  const endpoints = version === 'v1' ? `${publicUrl}/${path}/oauth2` : `${publicUrl}/${path}/oauth2/v2.0`;
  const keys = version === 'v1' ? 'discovery/keys' : 'discovery/v2.0/keys';
  return {
    issuer: tenant === undefined ? publicUrl : issuerOf(publicUrl, named, version),
    token_endpoint: `${endpoints}/token`,
    authorization_endpoint: `${endpoints}/authorize`,
    jwks_uri: tenant === undefined ? `${publicUrl}/discovery/keys` : `${publicUrl}/${path}/${keys}`,
    device_authorization_endpoint: `${endpoints}/devicecode`,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'client_secret_basic',
      'private_key_jwt',
      'none',
    ],
    grant_types_supported: [...grantTypes],
    response_types_supported: ['code', 'code id_token'],
    response_modes_supported: [...responseModes],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [signingAlgorithm],
    scopes_supported: scopesSupported(publicUrl),
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'tid', 'oid', 'appid', 'upn', 'name', 'amr'],
  };
}

function scopesSupported(publicUrl: string): string[] {
  return acceptedResources(publicUrl).flatMap((resource) => [
    `${resource}/.default`,
    `${resource}/${userScope}`,
  ]);
}

/** What clients fetch to learn which hosts speak for an authority: ours alone. */
export function instanceDiscovery(
  publicUrl: string,
  authorizationEndpoint: string | undefined,
): Record<string, unknown> {
  const asked = URL.parse(authorizationEndpoint ?? '')?.pathname.split('/')[1];
  const tenant = asked === undefined || asked === '' ? 'common' : asked;
  const { host } = new URL(publicUrl);
  return {
    tenant_discovery_endpoint: `${publicUrl}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
