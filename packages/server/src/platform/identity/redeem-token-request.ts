import type { ExchangeToken, ProviderError } from './exchange-token.ts';
import { notBefore } from './token-claims.ts';
import type { TokenRefusal } from './token-errors.ts';
import type { TokenExchange } from './token-exchange.ts';
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

/** Answers a token request of either shape; never throws for what a client sent. */
export async function redeemTokenRequest(
  exchangeToken: ExchangeToken,
  publicUrl: string,
  request: TokenRequest,
): Promise<TokenGranted | TokenRefused> {
  const read = readRequest(publicUrl, request);
  if ('refused' in read) return read;
  const { form, resource, grantType } = read;
  const begun: TokenExchange = { version: request.version, tenant: request.tenant.toLowerCase(), grantType };
  const { exchange, failure } = await exchangeToken(begun, form, request.authorization);
  const { answer, issued } = exchange;
  if (answer?.status !== 200 || issued === undefined || !isRecord(answer.body)) {
    return { refused: exchange.refusal ?? refusalOf(failure, read.clientId) };
  }
  const reply = { body: answer.body, issued, resource, person: exchange.person };
  const granted = request.version === 'v1' ? replyOfV1(reply) : replyOfV2(reply);
  const wantsClientInfo = request.form?.get('client_info') === '1' && exchange.person !== undefined;
  if (!wantsClientInfo) return { granted };
  return { granted: { ...granted, client_info: clientInfo(exchange.person?.id ?? '', issued.tenant) } };
}

type ReadRequest = {
  readonly form: Readonly<Record<string, string>>;
  readonly resource: string;
  readonly grantType: TokenExchange['grantType'];
  readonly clientId: string;
};

const forwarded = ['grant_type', 'client_id', 'client_secret', 'refresh_token'] as const;

function readRequest(publicUrl: string, request: TokenRequest): ReadRequest | TokenRefused {
  const { form } = request;
  if (form === undefined) return refuse({ code: 'not_a_form' });
  const repeated = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (repeated !== undefined) return refuse({ code: 'parameter_repeated', name: repeated });
  const grantType = form.get('grant_type') ?? '';
  if (grantType === '') return refuse({ code: 'parameter_missing', name: 'grant_type' });
  if (grantType !== 'client_credentials' && grantType !== 'refresh_token') {
    return refuse({ code: 'grant_unsupported', grant: grantType });
  }
  const clientId = form.get('client_id') ?? '';
  if (clientId === '' && request.authorization === undefined) {
    return refuse({ code: 'parameter_missing', name: 'client_id' });
  }
  if (grantType === 'refresh_token' && !form.get('refresh_token')) {
    return refuse({ code: 'parameter_missing', name: 'refresh_token' });
  }
  const resource = readResource(publicUrl, request, grantType, form);
  if (typeof resource !== 'string') return resource;
  const kept = forwarded.map((name) => [name, form.get(name) ?? '']).filter(([, value]) => value !== '');
  return { form: { ...Object.fromEntries(kept), resource }, resource, grantType, clientId };
}

function readResource(
  publicUrl: string,
  { version }: TokenRequest,
  grantType: TokenExchange['grantType'],
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
      if (grantType === 'refresh_token') return defaultResource;
      return refuse({ code: 'parameter_missing', name: version === 'v1' ? 'resource' : 'scope' });
  }
}

function refuse(refused: TokenRefusal): TokenRefused {
  return { refused };
}

function refusalOf(failure: ProviderError | undefined, client: string): TokenRefusal {
  const detail = String(failure?.detail ?? '');
  switch (failure?.error) {
    case 'invalid_client':
      if (detail.includes('client not found')) return { code: 'client_unknown', client };
      if (detail.includes('invalid secret')) return { code: 'secret_wrong' };
      return { code: 'secret_missing' };
    case 'invalid_grant':
      if (detail.includes('expired')) return { code: 'refresh_token_expired' };
      return { code: 'refresh_token_invalid' };
    case 'invalid_request':
      return { code: 'request_invalid', detail: detail || 'check the client credentials' };
    default:
      // Nothing of the client's: the database is away, or a defect, which the log has.
      return { code: 'unavailable' };
  }
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
