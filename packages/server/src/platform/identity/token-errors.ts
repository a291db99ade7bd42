import { newUuid } from '../new-id.ts';

/**
 * What a token request can be refused with. Numbers and error words are those that client libraries of this
 * dialect look at; the description ends in what to do.
 */
const refusals = {
  not_a_form: [
    400,
    'invalid_request',
    900144,
    'The body must be a form (application/x-www-form-urlencoded).',
  ],
  body_too_large: [
    413,
    'invalid_request',
    90100,
    'The body is too large. Send the form fields of the grant only.',
  ],
  post_only: [405, 'invalid_request', 900561, 'The endpoint only accepts POST requests.'],
  parameter_missing: [
    400,
    'invalid_request',
    900144,
    "The request body must contain the parameter '{name}'.",
  ],
  parameter_repeated: [
    400,
    'invalid_request',
    9000411,
    "The parameter '{name}' is given twice. Send it once.",
  ],
  request_invalid: [400, 'invalid_request', 90100, 'A parameter is not valid: {detail}.'],
  tenant_unknown: [
    400,
    'invalid_request',
    90002,
    "Tenant '{tenant}' was not found. Use the id or domain of the application's partner account, of the person's tenant, or 'common'.",
  ],
  client_unknown: [
    400,
    'unauthorized_client',
    700016,
    "Application with identifier '{client}' was not found. Check the client id.",
  ],
  client_disabled: [
    400,
    'unauthorized_client',
    7000112,
    "Application '{client}' is disabled. Ask a Global administrator of its partner account.",
  ],
  secret_missing: [
    401,
    'invalid_client',
    7000218,
    "The request must contain 'client_secret' (in the form or as HTTP Basic credentials) or 'client_assertion'.",
  ],
  assertion_invalid: [
    401,
    'invalid_client',
    700027,
    'The client assertion does not prove the application: {detail}.',
  ],
  assertion_type: [
    401,
    'invalid_client',
    700030,
    "A client assertion needs client_assertion_type 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
  ],
  application_is_public: [
    401,
    'invalid_client',
    700025,
    'The application is public and keeps no secret. Send neither a secret nor an assertion; let a person sign in.',
  ],
  secret_wrong: [
    401,
    'invalid_client',
    7000215,
    'Invalid client secret provided. Send the value of the secret, not its id.',
  ],
  grant_unsupported: [
    400,
    'unsupported_grant_type',
    70003,
    "The grant type '{grant}' is not supported. Use 'client_credentials', 'authorization_code', 'refresh_token' or the device code grant.",
  ],
  code_invalid: [
    400,
    'invalid_grant',
    70008,
    'The authorization code is unknown, used, expired, or was made for another application. Let the person sign in again.',
  ],
  redirect_differs: [
    400,
    'invalid_grant',
    500112,
    "The 'redirect_uri' is not the one that the code was asked for with. Send exactly the same.",
  ],
  verifier_wrong: [
    400,
    'invalid_grant',
    501481,
    "The 'code_verifier' does not fit the 'code_challenge' of the request. Send the verifier it was made from.",
  ],
  authorization_pending: [
    400,
    'authorization_pending',
    70016,
    'The person has not answered yet. Ask again after the interval.',
  ],
  authorization_declined: [
    400,
    'authorization_declined',
    70018,
    'The person turned the request down. Begin anew if that was a mistake.',
  ],
  device_code_expired: [400, 'expired_token', 70020, 'The device code has expired. Begin anew.'],
  device_code_invalid: [
    400,
    'bad_verification_code',
    70019,
    'The device code is unknown, used, or was made for another application. Begin anew.',
  ],
  resource_unknown: [
    400,
    'invalid_resource',
    500011,
    "The resource '{resource}' was not found. Ask for one of: {accepted}.",
  ],
  scope_unknown: [
    400,
    'invalid_scope',
    70011,
    "The scope '{resource}' is not valid. Ask for the '.default' scope of one of: {accepted}.",
  ],
  several_resources: [
    400,
    'invalid_scope',
    28000,
    'Scopes of several resources were asked for. Ask for one resource at a time.',
  ],
  refresh_token_invalid: [
    400,
    'invalid_grant',
    70000,
    'The refresh token is malformed, revoked, or was issued to another application. Sign in again with this application.',
  ],
  refresh_token_expired: [400, 'invalid_grant', 700082, 'The refresh token has expired. Sign in again.'],
  person_disabled: [
    400,
    'invalid_grant',
    50057,
    'The user account is disabled. Ask an administrator of its tenant.',
  ],
  unavailable: [
    503,
    'temporarily_unavailable',
    90033,
    'A transient error has occurred. Try again in a few seconds.',
  ],
} as const satisfies Readonly<Record<string, readonly [number, string, number, string]>>;

export type TokenRefusalCode = keyof typeof refusals;

export type TokenRefusal = { readonly code: TokenRefusalCode; readonly [fact: string]: string };

export type TokenErrorBody = {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly [number];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
};

export type TokenErrorReply = { readonly status: number; readonly body: TokenErrorBody };

/** The reply of a refusal; `at` is milliseconds since 1970. */
export function tokenErrorReply(refusal: TokenRefusal, correlationId: string, at: number): TokenErrorReply {
  const [status, error, number, template] = refusals[refusal.code];
  const traceId = newUuid();
  const timestamp = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const text = template.replace(/\{(\w+)\}/g, (_, name: string) => printable(refusal[name] ?? ''));
  const description = `AADSTS${number}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  return {
    status,
    body: {
      error,
      error_description: description,
      error_codes: [number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
    },
  };
}

// RFC 6749 5.2 allows printable ASCII without quote and backslash in a description.
function printable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?').slice(0, 100);
}
