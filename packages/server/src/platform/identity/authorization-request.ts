import type { ApplicationRow } from './identity-store.ts';
import { resourceWanted, type TokenVersion } from './token-resources.ts';

/** How the answer goes back to the application: in the address, behind its #, or as a form that the browser posts. */
export const responseModes = ['query', 'fragment', 'form_post'] as const;
export type ResponseMode = (typeof responseModes)[number];

/** A well-formed request of an application that a person lets it act for them. */
export type AuthorizationRequest = {
  readonly version: TokenVersion;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly wantsIdToken: boolean;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompt: string | undefined;
};

/** Refusals that the person is shown: where to send them back to is not known, or not the application's. */
export type AuthorizationTrouble =
  | { readonly kind: 'client_unknown' | 'client_disabled' }
  | { readonly kind: 'redirect_unknown'; readonly asked: string };

/** Refusals that go back to the application. */
export type AuthorizationError = {
  readonly kind: 'error';
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly state: string | undefined;
  readonly error: string;
  readonly description: string;
};

export type ReadAuthorization =
  | { readonly kind: 'request'; readonly request: AuthorizationRequest }
  | AuthorizationTrouble
  | AuthorizationError;

const responseTypes: Readonly<Record<string, boolean>> = {
  code: false,
  'code id_token': true,
  'id_token code': true,
};
const challengePattern = /^[A-Za-z0-9_-]{43}$/;
const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/i;

/** Reads what an application asks of a person, from the query of the authorize endpoint. */
export function readAuthorization(
  query: URLSearchParams,
  version: TokenVersion,
  application: ApplicationRow | undefined,
  accepted: readonly string[],
): ReadAuthorization {
  if (application === undefined) return { kind: 'client_unknown' };
  if (application.disabled) return { kind: 'client_disabled' };
  const redirectUri = redirectOf(query, application);
  if (redirectUri === undefined) return { kind: 'redirect_unknown', asked: query.get('redirect_uri') ?? '' };
  const state = query.get('state') ?? undefined;
  const type = (query.get('response_type') ?? '').trim().split(/\s+/).join(' ');
  const wantsIdToken = responseTypes[type];
  const named = query.get('response_mode') ?? (wantsIdToken ? 'fragment' : 'query');
  const mode = responseModes.find((each) => each === named);
  const fail = (error: string, description: string): AuthorizationError => ({
    kind: 'error',
    redirectUri,
    mode: mode ?? 'query',
    state,
    error,
    description,
  });
  if (wantsIdToken === undefined)
    return fail('unsupported_response_type', "Ask for response_type 'code' or 'code id_token'.");
  if (mode === undefined)
    return fail('invalid_request', "response_mode is 'query', 'fragment' or 'form_post'.");
  // A token in an address would stay in histories and logs.
  if (wantsIdToken && mode === 'query')
    return fail('invalid_request', "An id token is not put into the address; use response_mode 'form_post'.");
  const wanted = resourceWanted(
    { resource: query.get('resource') ?? undefined, scope: query.get('scope') ?? undefined },
    accepted,
  );
  if (wanted.kind === 'unknown' || wanted.kind === 'several')
    return fail(
      version === 'v1' ? 'invalid_resource' : 'invalid_scope',
      `Ask for one of: ${accepted.join(', ')}.`,
    );
  const nonce = query.get('nonce') ?? undefined;
  if (wantsIdToken && nonce === undefined) return fail('invalid_request', 'An id token needs a nonce.');
  const challenge = query.get('code_challenge') ?? undefined;
  const trouble = challengeTrouble(challenge, query.get('code_challenge_method'), application.public);
  if (trouble !== undefined) return fail('invalid_request', trouble);
  const prompt = query.get('prompt') ?? undefined;
  return {
    kind: 'request',
    request: {
      version,
      clientId: application.client_id,
      redirectUri,
      mode,
      wantsIdToken,
      state,
      nonce,
      codeChallenge: challenge,
      prompt,
    },
  };
}

function challengeTrouble(
  challenge: string | undefined,
  method: string | null,
  isPublic: boolean,
): string | undefined {
  if (challenge === undefined)
    return isPublic ? 'A public application proves itself by a code_challenge (S256).' : undefined;
  if (method !== 'S256') return 'code_challenge_method is S256.';
  return challengePattern.test(challenge)
    ? undefined
    : 'code_challenge is the SHA-256 of the verifier as base64url, 43 characters.';
}

// Registered addresses are compared whole; a program on the person's own machine listens wherever a port is free
// (RFC 8252 7.3).
function redirectOf(query: URLSearchParams, { redirect_uris: known }: ApplicationRow): string | undefined {
  const asked = query.get('redirect_uri');
  if (asked === null || asked === '') return known.length === 1 ? known[0] : undefined;
  if (known.includes(asked)) return asked;
  if (!loopback.test(asked) || !URL.canParse(asked)) return undefined;
  const { pathname, search } = new URL(asked);
  const isOnThisMachine = known.some((each) => {
    if (!loopback.test(each)) return false;
    const registered = new URL(each);
    return registered.pathname === pathname && registered.search === search;
  });
  return isOnThisMachine ? asked : undefined;
}

/** What the browser has to do to bring the answer to the application. */
export type WayBack = {
  readonly uri: string;
  /** Posted as a form when the application asked for that; otherwise they are in `uri`. */
  readonly fields: Readonly<Record<string, string>> | undefined;
};

export function wayBack(
  redirectUri: string,
  mode: ResponseMode,
  fields: Readonly<Record<string, string>>,
): WayBack {
  if (mode === 'form_post') return { uri: redirectUri, fields };
  const text = new URLSearchParams(fields).toString();
  if (mode === 'fragment') return { uri: `${redirectUri}#${text}`, fields: undefined };
  return { uri: `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${text}`, fields: undefined };
}

export const wayBackOfError = ({
  redirectUri,
  mode,
  state,
  error,
  description,
}: AuthorizationError): WayBack =>
  wayBack(redirectUri, mode, {
    error,
    error_description: description,
    ...(state === undefined ? {} : { state }),
  });
