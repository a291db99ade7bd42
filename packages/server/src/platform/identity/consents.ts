import { hash } from 'node:crypto';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { query as readRows } from '../db/batch.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import {
  type AuthorizationRequest,
  readAuthorization,
  type WayBack,
  wayBack,
  wayBackOfError,
} from './authorization-request.ts';
import { signIdToken } from './id-token.ts';
import { type ApplicationRow, findApplication, findPerson } from './identity-store.ts';
import { issueCode, letDeviceIn, turnDeviceAway, waitingDevice } from './person-grants.ts';
import type { PortalPrincipal } from './portal-principal.ts';
import type { SigningKeys } from './signing-keys.ts';
import { acceptedResources, type TokenVersion } from './token-resources.ts';

export type ConsentsDeps = {
  readonly pools: Pools;
  readonly keys: SigningKeys;
  readonly publicUrl: string;
  readonly realNow: () => number;
};

/** What a person is asked to agree to. */
export type Asked = {
  readonly application: { readonly clientId: string; readonly name: string; readonly accountName: string };
  /** Where the browser goes afterwards; undefined for a device, which waits elsewhere. */
  readonly returnsTo: string | undefined;
};

export type ConsentRefusal = {
  readonly code:
    | 'consent.application_unknown'
    | 'consent.redirect_unknown'
    | 'consent.request_invalid'
    | 'consent.not_for_you'
    | 'consent.second_factor'
    | 'consent.device_unknown';
  readonly detail?: string;
};

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const applicationOf = async (deps: ConsentsDeps, clientId: string): Promise<ApplicationRow | undefined> => {
  if (!uuidPattern.test(clientId)) return undefined;
  const [application] = await readRows(deps.pools.lookup, noTenant, findApplication(clientId));
  return application;
};

/** Reads the request that an application put into an address of the authorize endpoint. */
export async function readAuthorizationQuery(
  deps: ConsentsDeps,
  query: URLSearchParams,
  version: TokenVersion,
) {
  const application = await applicationOf(deps, query.get('client_id') ?? '');
  return {
    application,
    read: readAuthorization(query, version, application, acceptedResources(deps.publicUrl)),
  };
}

// An application acts for the people of its own partner, and of that partner's customers.
const mayConsent = (
  principal: PortalPrincipal,
  application: ApplicationRow,
): Decision<void, ConsentRefusal> => {
  if (principal.accountId !== application.account_id) return refused({ code: 'consent.not_for_you' });
  // Tokens of people are given to whoever passed a second factor, and to nobody else (product 1).
  return principal.secondFactor ? accepted(undefined) : refused({ code: 'consent.second_factor' });
};

type Found = { readonly application: ApplicationRow; readonly request: AuthorizationRequest };

const findAsked = async (
  deps: ConsentsDeps,
  principal: PortalPrincipal,
  text: string,
  version: TokenVersion,
): Promise<Decision<Found, ConsentRefusal>> => {
  const { application, read } = await readAuthorizationQuery(deps, new URLSearchParams(text), version);
  switch (read.kind) {
    case 'client_unknown':
    case 'client_disabled':
      return refused({ code: 'consent.application_unknown' });
    case 'redirect_unknown':
      return refused({ code: 'consent.redirect_unknown', detail: read.asked });
    case 'error':
      return refused({ code: 'consent.request_invalid', detail: read.description });
    case 'request': {
      if (application === undefined) return refused({ code: 'consent.application_unknown' });
      const allowed = mayConsent(principal, application);
      return allowed.accepted ? accepted({ application, request: read.request }) : allowed;
    }
  }
};

const askedOf = (application: ApplicationRow, returnsTo: string | undefined): Asked => ({
  application: {
    clientId: application.client_id,
    name: application.name,
    accountName: application.account_name,
  },
  returnsTo,
});

/** What an application asks of the person who is signed in. */
export const describeConsent = async (
  deps: ConsentsDeps,
  principal: PortalPrincipal,
  query: string,
  version: TokenVersion,
): Promise<Decision<Asked, ConsentRefusal>> => {
  const found = await findAsked(deps, principal, query, version);
  if (!found.accepted) return found;
  const { application, request } = found.value;
  return accepted(askedOf(application, new URL(request.redirectUri).host || request.redirectUri));
};

/** The person's answer, as the way back to the application: a code, or that they declined. */
export const answerConsent = async (
  deps: ConsentsDeps,
  principal: PortalPrincipal,
  query: string,
  version: TokenVersion,
  approved: boolean,
): Promise<Decision<WayBack & { readonly application: ApplicationRow }, ConsentRefusal>> => {
  const found = await findAsked(deps, principal, query, version);
  if (!found.accepted) return found;
  const { application, request } = found.value;
  const { redirectUri, mode, state } = request;
  if (!approved) {
    const description = 'The person declined.';
    const back = wayBackOfError({
      kind: 'error',
      redirectUri,
      mode,
      state,
      error: 'access_denied',
      description,
    });
    return accepted({ ...back, application });
  }
  const code = await issueCode(
    { system: deps.pools.system, realNow: deps.realNow },
    {
      personId: principal.userId,
      accountId: principal.accountId,
      clientId: request.clientId,
      redirectUri,
      codeChallenge: request.codeChallenge,
      nonce: request.nonce,
    },
  );
  const idToken = request.wantsIdToken ? await idTokenBeside(deps, principal, request, code) : undefined;
  const back = wayBack(redirectUri, mode, {
    code,
    ...(idToken === undefined ? {} : { id_token: idToken }),
    ...(state === undefined ? {} : { state }),
    session_state: principal.sessionId ?? '',
  });
  return accepted({ ...back, application });
};

const idTokenBeside = async (
  deps: ConsentsDeps,
  principal: PortalPrincipal,
  request: AuthorizationRequest,
  code: string,
): Promise<string | undefined> => {
  const [person] = await readRows(deps.pools.lookup, noTenant, findPerson(principal.userId));
  if (person === undefined) return undefined;
  const iat = Math.floor(deps.realNow() / 1000);
  return signIdToken(
    deps.keys,
    deps.publicUrl,
    request.version,
    { iat, exp: iat + 3600 },
    {
      clientId: request.clientId,
      person,
      tenant: person.customer_id ?? person.account_id,
      nonce: request.nonce,
      codeHash: hash('sha256', code, 'buffer').subarray(0, 16).toString('base64url'),
    },
  );
};

/** What the device that shows this code asks of the person who is signed in. */
export const describeDevice = async (
  deps: ConsentsDeps,
  principal: PortalPrincipal,
  userCode: string,
): Promise<Decision<Asked, ConsentRefusal>> => {
  const found = await findDevice(deps, principal, userCode);
  return found.accepted ? accepted(askedOf(found.value, undefined)) : found;
};

const findDevice = async (
  deps: ConsentsDeps,
  principal: PortalPrincipal,
  userCode: string,
): Promise<Decision<ApplicationRow, ConsentRefusal>> => {
  const grants = { system: deps.pools.system, realNow: deps.realNow };
  const waiting = await waitingDevice(grants, userCode);
  const application = waiting && (await applicationOf(deps, waiting.clientId));
  if (application === undefined || application.disabled) return refused({ code: 'consent.device_unknown' });
  const allowed = mayConsent(principal, application);
  // Somebody else's device is nobody's: a guessed code tells nothing.
  if (!allowed.accepted)
    return allowed.refusal.code === 'consent.not_for_you'
      ? refused({ code: 'consent.device_unknown' })
      : allowed;
  return accepted(application);
};

/** The person's answer to a device that waits. */
export const answerDevice = async (
  deps: ConsentsDeps,
  principal: PortalPrincipal,
  userCode: string,
  approved: boolean,
): Promise<Decision<ApplicationRow, ConsentRefusal>> => {
  const found = await findDevice(deps, principal, userCode);
  if (!found.accepted) return found;
  const grants = { system: deps.pools.system, realNow: deps.realNow };
  const consent = {
    personId: principal.userId,
    accountId: principal.accountId,
    clientId: found.value.client_id,
  };
  const answered = approved
    ? await letDeviceIn(grants, userCode, consent)
    : await turnDeviceAway(grants, userCode);
  return answered ? found : refused({ code: 'consent.device_unknown' });
};
