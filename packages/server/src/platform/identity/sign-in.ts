import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { query, writeBatch } from '../db/batch.ts';
import { noTenant } from '../db/scope.ts';
import { newToken } from '../new-id.ts';
import { type Attempt, beginAttempt, releasing } from './attempts.ts';
import { findPersonByEmail, type SecretPersonRow } from './identity-store.ts';
import { putOidcModels } from './oidc-store.ts';
import { verifyPassword } from './passwords.ts';
import { portalOf } from './portal-principal.ts';
import { oidcKey } from './refresh-tokens.ts';
import type { Portal } from './session-store.ts';
import { pendingSignInLifeMs } from './session-token.ts';
import type { SignInMeta } from './sign-in-activity-store.ts';
import {
  failureRecord,
  type SignedIn,
  type SignInDeps,
  startSession,
  type TooManyAttempts,
} from './start-session.ts';

export type CodeRequired = { readonly state: 'code_required'; readonly pendingToken: string };

export type SignInRefusal =
  | { readonly code: 'sign_in.failed' }
  | { readonly code: 'sign_in.wrong_portal' }
  | TooManyAttempts;
export type SignInInput = { readonly email: string; readonly password: string; readonly portal: Portal };

/** Sign-ins that wait for their code, among the provider's models. */
export const pendingModel = 'PendingSignIn';

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
    await writeBatch(deps.pools.system, noTenant, [failureRecord(person, input.portal, reason, meta, now)]);
    return refused({ code: 'sign_in.failed' });
  }
  if (portalOf[person.kind] !== input.portal) {
    const record = failureRecord(person, input.portal, 'wrong_portal', meta, now);
    await writeBatch(deps.pools.system, noTenant, [releasing(attempt), record]);
    return refused({ code: 'sign_in.wrong_portal' });
  }
  if (person.totp_ciphertext !== null) return accepted(await awaitCode(deps, person, attempt, now));
  return accepted(await startSession(deps, { person, attempt, meta, now, secondFactor: false, writes: [] }));
}

async function personOfEmail(deps: SignInDeps, email: string): Promise<SecretPersonRow | undefined> {
  // PostgreSQL's text has no NUL; asked all the same, so that this answer takes as long as the others.
  const asked = email.replaceAll('\0', '');
  const [person] = await query(deps.pools.lookup, noTenant, findPersonByEmail(asked));
  return asked === email ? person : undefined;
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
