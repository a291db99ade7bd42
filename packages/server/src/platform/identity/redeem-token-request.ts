import { assertionType, type Proof } from './client-assertion.ts';
import type { ExchangeToken, ProviderError } from './exchange-token.ts';
import { notBefore } from './token-claims.ts';
import type { TokenRefusal } from './token-errors.ts';
import { deviceGrant, type GrantType, grantTypes, type TokenExchange } from './token-exchange.ts';
import { acceptedResources, defaultResource, resourceWanted, type TokenVersion } from './token-resources.ts';

export type TokenRequest = {
  readonly version: TokenVersion;
  readonly tenant: string;
  /** Undefined when the body was no form. */
  readonly form: URLSearchParams | undefined;
  readonly authorization: string | undefined;
};

export type TokenGranted = { readonly granted: Readonly<Record<string, unknown>> };
export type TokenRefused = { readonly refused: TokenRefusal };

export type RedeemDeps = {
  readonly exchangeToken: ExchangeToken;
  readonly publicUrl: string;
  readonly proveByAssertion: (assertion: string) => Promise<Proof>;
  /** The id token of what was issued. */
  readonly signIdToken: (exchange: TokenExchange, version: TokenVersion) => Promise<string | undefined>;
};

/** Answers a token request of either shape; never throws for what a client sent. */
export async function redeemTokenRequest(
  deps: RedeemDeps,
  request: TokenRequest,
): Promise<TokenGranted | TokenRefused> {
  const read = readRequest(deps.publicUrl, request);
  if ('refused' in read) return read;
  const { resource, grantType } = read;
  const proof = read.assertion === undefined ? undefined : await deps.proveByAssertion(read.assertion);
  if (proof !== undefined && 'refused' in proof) return proof;
  if (proof !== undefined && read.clientId !== '' && read.clientId.toLowerCase() !== proof.clientId)
    return refuse({ code: 'assertion_invalid', detail: "its issuer is not the request's client_id" });
  const begun: TokenExchange = {
    version: request.version,
    tenant: request.tenant.toLowerCase(),
    grantType,
    ...(proof === undefined ? {} : { proved: true }),
  };
  // The provider asks for a secret; that of an application which has proved itself is not looked at.
  const form =
    proof === undefined ? read.form : { ...read.form, client_id: proof.clientId, client_secret: 'proved' };
  const { exchange, failure } = await deps.exchangeToken(begun, form, request.authorization);
  const { answer, issued } = exchange;
  if (answer?.status !== 200 || issued === undefined || !isRecord(answer.body)) {
    return { refused: exchange.refusal ?? refusalOf(failure, read, exchange) };
  }
  const reply = { body: answer.body, issued, resource, person: exchange.person };
  const granted = request.version === 'v1' ? replyOfV1(reply) : replyOfV2(reply);
  const idToken = wantsIdToken(request, grantType)
    ? await deps.signIdToken(exchange, request.version)
    : undefined;
  const wantsClientInfo = request.form?.get('client_info') === '1' && exchange.person !== undefined;
  return {
    granted: {
      ...granted,
      ...(idToken === undefined ? {} : { id_token: idToken }),
      ...(wantsClientInfo ? { client_info: clientInfo(exchange.person?.id ?? '', issued.tenant) } : {}),
    },
  };
}

// Where a person has just signed in; a refreshed token only says so again when it is asked to.
function wantsIdToken({ form }: TokenRequest, grantType: GrantType): boolean {
  if (grantType === 'client_credentials') return false;
  return grantType !== 'refresh_token' || / openid /.test(` ${form?.get('scope') ?? ''} `);
}

type ReadRequest = {
  readonly form: Readonly<Record<string, string>>;
  readonly resource: string;
  readonly grantType: GrantType;
  readonly clientId: string;
  readonly assertion: string | undefined;
};

const forwarded = [
  'client_id',
  'client_secret',
  'refresh_token',
  'code',
  'redirect_uri',
  'code_verifier',
  'device_code',
] as const;

/** What each grant cannot do without. */
const needed: Readonly<Record<GrantType, readonly string[]>> = {
  client_credentials: [],
  refresh_token: ['refresh_token'],
  authorization_code: ['code', 'redirect_uri'],
  [deviceGrant]: ['device_code'],
};

function readRequest(publicUrl: string, request: TokenRequest): ReadRequest | TokenRefused {
  const { form } = request;
  if (form === undefined) return refuse({ code: 'not_a_form' });
  const repeated = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (repeated !== undefined) return refuse({ code: 'parameter_repeated', name: repeated });
  const named = form.get('grant_type') ?? '';
  if (named === '') return refuse({ code: 'parameter_missing', name: 'grant_type' });
  // The older shape says it in a word, and calls the device's code a code.
  const grantType = named === 'device_code' ? deviceGrant : grantTypes.find((each) => each === named);
  if (grantType === undefined) return refuse({ code: 'grant_unsupported', grant: named });
  if (named === 'device_code' && !form.has('device_code')) form.set('device_code', form.get('code') ?? '');
  const assertion = form.get('client_assertion') || undefined;
  if (assertion !== undefined && form.get('client_assertion_type') !== assertionType)
    return refuse({ code: 'assertion_type' });
  const clientId = form.get('client_id') ?? '';
  if (clientId === '' && request.authorization === undefined && assertion === undefined) {
    return refuse({ code: 'parameter_missing', name: 'client_id' });
  }
  const missing = needed[grantType].find((name) => !form.get(name));
  if (missing !== undefined) return refuse({ code: 'parameter_missing', name: missing });
  const resource = readResource(publicUrl, request, grantType, form);
  if (typeof resource !== 'string') return resource;
  const kept = forwarded
    .filter((name) => name !== 'code' || grantType === 'authorization_code')
    .map((name) => [name, form.get(name) ?? ''])
    .filter(([, value]) => value !== '');
  return {
    form: { grant_type: grantType, ...Object.fromEntries(kept), resource },
    resource,
    grantType,
    clientId,
    assertion,
  };
}

function readResource(
  publicUrl: string,
  { version }: TokenRequest,
  grantType: GrantType,
  form: URLSearchParams,
): string | TokenRefused {
  const accepted = acceptedResources(publicUrl);
  const wanted = resourceWanted(
    { resource: form.get('resource') ?? undefined, scope: form.get('scope') ?? undefined },
    accepted,
  );
  switch (wanted.kind) {
    case 'known':
      return wanted.resource;
    case 'several':
      return refuse({ code: 'several_resources' });
    case 'unknown': {
      const code = version === 'v1' ? 'resource_unknown' : 'scope_unknown';
      return refuse({ code, resource: wanted.asked, accepted: accepted.join(', ') });
    }
    case 'none':
      if (grantType !== 'client_credentials') return defaultResource;
      return refuse({ code: 'parameter_missing', name: version === 'v1' ? 'resource' : 'scope' });
  }
}

function refuse(refused: TokenRefusal): TokenRefused {
  return { refused };
}

function refusalOf(
  failure: ProviderError | undefined,
  { clientId: client, grantType }: ReadRequest,
  exchange: TokenExchange,
): TokenRefusal {
  const detail = String(failure?.detail ?? '');
  switch (failure?.error) {
    case 'invalid_client':
      if (detail.includes('client not found')) return { code: 'client_unknown', client };
      if (exchange.application?.public) return { code: 'application_is_public' };
      if (detail.includes('invalid secret')) return { code: 'secret_wrong' };
      return { code: 'secret_missing' };
    case 'invalid_grant':
      return { code: grantRefusalOf(grantType, detail) };
    case 'authorization_pending':
      return { code: 'authorization_pending' };
    case 'access_denied':
      return { code: 'authorization_declined' };
    case 'expired_token':
      return { code: 'device_code_expired' };
    case 'invalid_request':
      // The one grant that such an application lacks is its own.
      if (exchange.application?.public && grantType === 'client_credentials')
        return { code: 'application_is_public' };
      return { code: 'request_invalid', detail: detail || 'check the client credentials' };
    default:
      // Nothing of the client's: the database is away, or a defect, which the log has.
      return { code: 'unavailable' };
  }
}

function grantRefusalOf(grantType: GrantType, detail: string): TokenRefusal['code'] {
  if (grantType === 'refresh_token')
    return detail.includes('expired') ? 'refresh_token_expired' : 'refresh_token_invalid';
  if (grantType === deviceGrant) return 'device_code_invalid';
  if (detail.includes('redirect_uri')) return 'redirect_differs';
  return /PKCE|verifier|challenge/i.test(detail) ? 'verifier_wrong' : 'code_invalid';
}

type Reply = {
  readonly body: Readonly<Record<string, unknown>>;
  readonly issued: { readonly iat: number; readonly exp: number };
  readonly resource: string;
  readonly person: object | undefined;
};

// In v1 every number is a string (reference 1.1).
function replyOfV1({ body, issued, resource, person }: Reply): Record<string, unknown> {
  const lifeSeconds = String(issued.exp - issued.iat);
  return {
    token_type: 'Bearer',
    ...(person === undefined ? {} : { scope: 'user_impersonation' }),
    expires_in: lifeSeconds,
    ext_expires_in: lifeSeconds,
    expires_on: String(issued.exp),
    not_before: String(notBefore(issued)),
    resource,
    access_token: body.access_token,
    ...(body.refresh_token === undefined ? {} : { refresh_token: body.refresh_token }),
  };
}

function replyOfV2({ body, issued, resource, person }: Reply): Record<string, unknown> {
  const lifeSeconds = issued.exp - issued.iat;
  return {
    token_type: 'Bearer',
    ...(person === undefined ? {} : { scope: `${resource}/user_impersonation` }),
    expires_in: lifeSeconds,
    ext_expires_in: lifeSeconds,
    access_token: body.access_token,
    ...(body.refresh_token === undefined ? {} : { refresh_token: body.refresh_token }),
  };
}

function clientInfo(personId: string, tenant: string): string {
  return Buffer.from(JSON.stringify({ uid: personId, utid: tenant })).toString('base64url');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
