import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { query, writeBatch } from '../db/batch.ts';
import { ExpectationFailed } from '../db/errors.ts';
import { noTenant } from '../db/scope.ts';
import { beginAttempt } from './attempts.ts';
import type { SecretPersonRow } from './identity-store.ts';
import { findOidcModel } from './oidc-store.ts';
import { portalOf } from './portal-principal.ts';
import { oidcKey } from './refresh-tokens.ts';
import { findSecretPerson, finishPendingSignIn, useCode } from './session-store.ts';
import { pendingModel } from './sign-in.ts';
import type { SignInMeta } from './sign-in-activity-store.ts';
import {
  failureRecord,
  type SignedIn,
  type SignInDeps,
  startSession,
  type TooManyAttempts,
} from './start-session.ts';
import { stepOfCode } from './totp.ts';

export type CodeRefusal =
  | { readonly code: 'sign_in.failed' }
  | { readonly code: 'sign_in.not_begun' }
  | TooManyAttempts;

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
  const secret = person.disabled ? undefined : await totpSecretOf(deps, person);
  const step = secret === undefined ? undefined : stepOfCode(secret, input.code, now);
  const fail = async (reason: string) => {
    const record = failureRecord(person, portalOf[person.kind], reason, meta, now);
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

async function totpSecretOf(deps: SignInDeps, person: SecretPersonRow): Promise<string | undefined> {
  if (person.totp_ciphertext === null || person.data_key_id === null) return undefined;
  const place = { table: 'person', row: person.id, tenant: person.account_id };
  return deps.vault.open(place, person.totp_ciphertext, person.data_key_id);
}
