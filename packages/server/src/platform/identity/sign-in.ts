import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { query, writeBatch } from '../db/batch.ts';
import { ExpectationFailed } from '../db/errors.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import type { Statement } from '../db/statement.ts';
import type { Vault } from '../keys/vault.ts';
import { newToken, newUuid } from '../new-id.ts';
import { type Attempt, beginAttempt, forgetting, releasing } from './attempts.ts';
import { findPersonByEmail, type SecretPersonRow } from './identity-store.ts';
import { findOidcModel, putOidcModels } from './oidc-store.ts';
import { verifyPassword } from './passwords.ts';
import { type PortalPrincipal, portalOf, portalPrincipal } from './portal-principal.ts';
import { oidcKey } from './refresh-tokens.ts';
import {
  findSecretPerson,
  finishPendingSignIn,
  insertSession,
  type NewSession,
  type Portal,
  useCode,
} from './session-store.ts';
import { csrfTokenFor, pendingSignInLifeMs, sessionKey, sessionLifeMs } from './session-token.ts';
import { addSignInActivity, addStrangerActivity, type SignInMeta } from './sign-in-activity.ts';
import { stepOfCode } from './totp.ts';

export type SignInDeps = {
  readonly pools: Pools;
  readonly vault: Vault;
  readonly realNow: () => number;
  /** The hash of a password nobody has, so that an unknown e-mail costs as much as a wrong password. */
  readonly decoyHash: Promise<string>;
};

export type SignedIn = {
  readonly state: 'signed_in';
  readonly sessionToken: string;
  readonly csrfToken: string;
  readonly principal: PortalPrincipal;
  readonly portal: Portal;
};
export type CodeRequired = { readonly state: 'code_required'; readonly pendingToken: string };

export type TooManyAttempts = {
  readonly code: 'sign_in.too_many_attempts';
  readonly retryAfterSeconds: number;
};
export type SignInRefusal =
  | { readonly code: 'sign_in.failed' }
  | { readonly code: 'sign_in.wrong_portal' }
  | TooManyAttempts;
export type CodeRefusal =
  | { readonly code: 'sign_in.failed' }
  | { readonly code: 'sign_in.not_begun' }
  | TooManyAttempts;

export type SignInInput = { readonly email: string; readonly password: string; readonly portal: Portal };

const pendingModel = 'PendingSignIn';
const longestUserAgent = 500;

/** E-mail and password; people with an authenticator then confirm a code. A stranger learns nothing. */
export async function signIn(
  deps: SignInDeps,
  input: SignInInput,
  meta: SignInMeta,
): Promise<Decision<SignedIn | CodeRequired, SignInRefusal>> {
  const now = deps.realNow();
  const email = input.email.trim();
  const attempt = await beginAttempt(deps.pools.system, { email, address: meta.address }, now);
  if ('retryAfterSeconds' in attempt) return refused({ code: 'sign_in.too_many_attempts', ...attempt });
  const person = await personOfEmail(deps, email);
  const fits = await verifyPassword(person?.password_hash ?? (await deps.decoyHash), input.password);
  if (person === undefined || !fits || person.disabled) {
    const reason = person === undefined ? 'unknown_email' : fits ? 'disabled' : 'wrong_password';
    await writeBatch(deps.pools.system, noTenant, [failure(person, input.portal, reason, meta, now)]);
    return refused({ code: 'sign_in.failed' });
  }
  if (portalOf[person.kind] !== input.portal) {
    const record = failure(person, input.portal, 'wrong_portal', meta, now);
    await writeBatch(deps.pools.system, noTenant, [releasing(attempt), record]);
    return refused({ code: 'sign_in.wrong_portal' });
  }
  if (person.totp_ciphertext !== null) return accepted(await awaitCode(deps, person, attempt, now));
  return accepted(await startSession(deps, { person, attempt, meta, now, secondFactor: false, writes: [] }));
}

/** The six digits; each code works once. The sign-in stays pending until a right code or five minutes. */
export async function confirmCode(
  deps: SignInDeps,
  input: { readonly pendingToken: string | undefined; readonly code: string },
  meta: SignInMeta,
): Promise<Decision<SignedIn, CodeRefusal>> {
  const now = deps.realNow();
  const key = oidcKey(input.pendingToken ?? '');
  const person = await personOfPending(deps, key, now);
  if (person === undefined) return refused({ code: 'sign_in.not_begun' });
  const attempt = await beginAttempt(deps.pools.system, { email: person.email, address: meta.address }, now);
  if ('retryAfterSeconds' in attempt) return refused({ code: 'sign_in.too_many_attempts', ...attempt });
  const secret = person.disabled ? undefined : totpSecretOf(deps, person);
  const step = secret === undefined ? undefined : stepOfCode(secret, input.code, now);
  const fail = async (reason: string) => {
    const record = failure(person, portalOf[person.kind], reason, meta, now);
    await writeBatch(deps.pools.system, noTenant, [record]);
    return refused({ code: 'sign_in.failed' });
  };
  if (step === undefined) return fail(person.disabled ? 'disabled' : 'wrong_code');
  const writes = [finishPendingSignIn(pendingModel, key), useCode(person.id, step)];
  try {
    return accepted(await startSession(deps, { person, attempt, meta, now, secondFactor: true, writes }));
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error;
    return error.code === 'sign_in.not_begun' ? refused({ code: 'sign_in.not_begun' }) : fail('used_code');
  }
}

async function personOfEmail(deps: SignInDeps, email: string): Promise<SecretPersonRow | undefined> {
  // PostgreSQL's text has no NUL; asked all the same, so that this answer takes as long as the others.
  const asked = email.replaceAll('\0', '');
  const [person] = await query(deps.pools.lookup, noTenant, findPersonByEmail(asked));
  return asked === email ? person : undefined;
}

async function personOfPending(
  deps: SignInDeps,
  key: string,
  now: number,
): Promise<SecretPersonRow | undefined> {
  const [pending] = await query(deps.pools.system, noTenant, findOidcModel(pendingModel, key));
  const { personId, expiresAt } = pending?.payload ?? {};
  if (typeof personId !== 'string' || typeof expiresAt !== 'number' || expiresAt <= now) return undefined;
  const [person] = await query(deps.pools.system, noTenant, findSecretPerson(personId));
  return person;
}

function totpSecretOf(deps: SignInDeps, person: SecretPersonRow): string | undefined {
  if (person.totp_ciphertext === null || person.data_key_id === null) return undefined;
  const place = { table: 'person', row: person.id, tenant: person.account_id };
  return deps.vault.open(place, person.totp_ciphertext, person.data_key_id);
}

async function awaitCode(
  deps: SignInDeps,
  person: SecretPersonRow,
  attempt: Attempt,
  now: number,
): Promise<CodeRequired> {
  const pendingToken = newToken();
  const expiresAt = now + pendingSignInLifeMs;
  const entry = {
    model: pendingModel,
    key: oidcKey(pendingToken),
    payload: { personId: person.id, expiresAt },
    grantId: null,
    uid: null,
    userCode: null,
    expiresAt,
  };
  await writeBatch(deps.pools.system, noTenant, [releasing(attempt), putOidcModels([entry])]);
  return { state: 'code_required', pendingToken };
}

type SessionStart = {
  readonly person: SecretPersonRow;
  readonly attempt: Attempt;
  readonly meta: SignInMeta;
  readonly now: number;
  readonly secondFactor: boolean;
  /** Raise when the sign-in may not end in a session after all. */
  readonly writes: readonly Statement[];
};

async function startSession(deps: SignInDeps, start: SessionStart): Promise<SignedIn> {
  const { person, meta, now, secondFactor } = start;
  const sessionToken = newToken();
  const portal = portalOf[person.kind];
  const session: NewSession = {
    tokenHash: sessionKey(sessionToken),
    id: newUuid(),
    accountId: person.account_id,
    personId: person.id,
    portal,
    secondFactor,
    address: meta.address,
    userAgent: meta.userAgent.slice(0, longestUserAgent),
    startedAt: now,
    expiresAt: now + sessionLifeMs,
  };
  const details = { portal, secondFactor: secondFactor ? 'yes' : 'no' };
  const act = { action: 'sign_in', resourceId: session.id, details } as const;
  await writeBatch(deps.pools.system, noTenant, [
    ...start.writes,
    insertSession(session),
    addSignInActivity(person.id, act, meta, now),
    ...forgetting(start.attempt),
  ]);
  const row = { ...person, person_id: person.id, id: session.id, second_factor: secondFactor };
  return {
    state: 'signed_in',
    sessionToken,
    csrfToken: csrfTokenFor(sessionToken),
    principal: portalPrincipal(row),
    portal,
  };
}

function failure(
  person: SecretPersonRow | undefined,
  portal: Portal,
  reason: string,
  meta: SignInMeta,
  now: number,
): Statement {
  const act = {
    action: 'sign_in_failed',
    resourceId: person?.id ?? '',
    details: { portal, reason },
  } as const;
  return person === undefined
    ? addStrangerActivity(act, meta, now)
    : addSignInActivity(person.id, act, meta, now);
}
