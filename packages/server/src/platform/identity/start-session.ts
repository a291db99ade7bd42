import { writeBatch } from '../db/batch.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import type { Statement } from '../db/statement.ts';
import type { Vault } from '../keys/vault.ts';
import { newToken, newUuid } from '../new-id.ts';
import { type Attempt, forgetting } from './attempts.ts';
import type { SecretPersonRow } from './identity-store.ts';
import { type PortalPrincipal, portalOf, portalPrincipal } from './portal-principal.ts';
import { insertSession, type NewSession, type Portal } from './session-store.ts';
import { csrfTokenFor, sessionKey, sessionLifeMs } from './session-token.ts';
import { addSignInActivity, addStrangerActivity, type SignInMeta } from './sign-in-activity-store.ts';

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
export type TooManyAttempts = {
  readonly code: 'sign_in.too_many_attempts';
  readonly retryAfterSeconds: number;
};
const longestUserAgent = 500;

export type SessionStart = {
  readonly person: SecretPersonRow;
  readonly attempt: Attempt;
  readonly meta: SignInMeta;
  readonly now: number;
  readonly secondFactor: boolean;
  /** Raise when the sign-in may not end in a session after all. */
  readonly writes: readonly Statement[];
};

/** The session and its record, in one transaction with what ends the sign-in. @throws ExpectationFailed */
export async function startSession(deps: SignInDeps, start: SessionStart): Promise<SignedIn> {
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

/** The record of a refused sign-in. */
export function failureRecord(
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
