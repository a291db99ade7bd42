import { randomInt } from 'node:crypto';
import type { AccountId, UserId } from '@kontor/domain/ids';
import { query, writeBatch } from '../db/batch.ts';
import type { Pool } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import { newToken, newUuid } from '../new-id.ts';
import {
  answerDeviceCode,
  findOidcModelByUserCode,
  type OidcModelEntry,
  putOidcModels,
} from './oidc-store.ts';
import { oidcKey, refreshTokenLifeSeconds } from './refresh-tokens.ts';
import { userScope } from './token-resources.ts';

// What a person's consent leaves for an application to redeem. The payloads are those that the provider itself
// stores, so that its own rules of redemption hold.

/** Ten minutes, as long as a redirect may take. */
export const codeLifeSeconds = 600;
/** A quarter of an hour, for somebody who walks to another machine. */
export const deviceCodeLifeSeconds = 900;
/** How often a waiting device may ask. */
export const deviceIntervalSeconds = 5;

export type GrantsDeps = { readonly system: Pool; readonly realNow: () => number };

export type Consent = {
  readonly personId: UserId;
  readonly accountId: AccountId;
  readonly clientId: string;
};

const secondsNow = (deps: GrantsDeps): number => Math.floor(deps.realNow() / 1000);

const grantOf = (deps: GrantsDeps, consent: Consent): OidcModelEntry => {
  const iat = secondsNow(deps);
  const exp = iat + refreshTokenLifeSeconds;
  const grantId = newUuid();
  return {
    model: 'Grant',
    key: oidcKey(grantId),
    payload: { kind: 'Grant', accountId: consent.personId, clientId: consent.clientId, iat, exp },
    grantId,
    uid: null,
    userCode: null,
    expiresAt: exp * 1000,
  };
};

export type CodeRequest = Consent & {
  readonly redirectUri: string;
  readonly codeChallenge: string | undefined;
  readonly nonce: string | undefined;
};

/** A code for the application that the person agreed to; it works once, for ten minutes, for that application alone. */
export async function issueCode(deps: GrantsDeps, request: CodeRequest): Promise<string> {
  const code = newToken();
  const grant = grantOf(deps, request);
  const iat = secondsNow(deps);
  const exp = iat + codeLifeSeconds;
  const payload = {
    kind: 'AuthorizationCode',
    accountId: request.personId,
    clientId: request.clientId,
    grantId: grant.grantId,
    redirectUri: request.redirectUri,
    ...(request.codeChallenge === undefined
      ? {}
      : { codeChallenge: request.codeChallenge, codeChallengeMethod: 'S256' }),
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    scope: userScope,
    amr: ['pwd', 'mfa'],
    authTime: iat,
    iat,
    exp,
  };
  const entry: OidcModelEntry = {
    model: 'AuthorizationCode',
    key: oidcKey(code),
    payload,
    grantId: grant.grantId,
    uid: null,
    userCode: null,
    expiresAt: exp * 1000,
  };
  await writeBatch(deps.system, noTenant, [putOidcModels([grant, entry])]);
  return code;
}

export type DeviceCode = { readonly deviceCode: string; readonly userCode: string };

// Without letters that are taken for digits or for each other, and without vowels, so that no words come out.
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const userCodeLength = 9;

const newUserCode = (): string =>
  Array.from({ length: userCodeLength }, () => letters[randomInt(letters.length)]).join('');

/** What a person may type: small letters, spaces and hyphens do not matter. */
export const plainUserCode = (text: string): string => text.toUpperCase().replace(/[\s-]/g, '');

/** A device begins to wait. The long code is its own, the short one is what the person types elsewhere. */
export async function beginDevice(deps: GrantsDeps, clientId: string): Promise<DeviceCode> {
  const code = { deviceCode: newToken(), userCode: newUserCode() };
  const iat = secondsNow(deps);
  const exp = iat + deviceCodeLifeSeconds;
  const entry: OidcModelEntry = {
    model: 'DeviceCode',
    key: oidcKey(code.deviceCode),
    payload: { kind: 'DeviceCode', clientId, scope: userScope, iat, exp },
    grantId: null,
    uid: null,
    userCode: oidcKey(code.userCode),
    expiresAt: exp * 1000,
  };
  await writeBatch(deps.system, noTenant, [putOidcModels([entry])]);
  return code;
}

/** The application whose device waits under this code; undefined when none does, or it was answered. */
export async function waitingDevice(
  deps: GrantsDeps,
  userCode: string,
): Promise<{ readonly clientId: string } | undefined> {
  const [row] = await query(
    deps.system,
    noTenant,
    findOidcModelByUserCode('DeviceCode', oidcKey(plainUserCode(userCode))),
  );
  if (row === undefined || 'accountId' in row.payload || 'error' in row.payload) return undefined;
  if (Number(row.payload.exp) * 1000 <= deps.realNow()) return undefined;
  return { clientId: String(row.payload.clientId) };
}

/** The person lets the device in. False when it no longer waits. */
export async function letDeviceIn(deps: GrantsDeps, userCode: string, consent: Consent): Promise<boolean> {
  const grant = grantOf(deps, consent);
  const answer = { accountId: consent.personId, grantId: grant.grantId, amr: ['pwd', 'mfa'] };
  const [answered] = await writeBatch(deps.system, noTenant, [
    answerDeviceCode(oidcKey(plainUserCode(userCode)), answer, grant.grantId),
    putOidcModels([grant]),
  ]);
  return answered.rows.length > 0;
}

/** The person turns the device away. */
export async function turnDeviceAway(deps: GrantsDeps, userCode: string): Promise<boolean> {
  const answer = { error: 'access_denied', errorDescription: 'declined' };
  const [answered] = await writeBatch(deps.system, noTenant, [
    answerDeviceCode(oidcKey(plainUserCode(userCode)), answer, null),
  ]);
  return answered.rows.length > 0;
}
