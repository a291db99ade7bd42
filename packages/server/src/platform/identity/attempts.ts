import { hash } from 'node:crypto';
import { writeBatch } from '../db/batch.ts';
import type { Pool } from '../db/pools.ts';
import { withRetries } from '../db/retry.ts';
import { noTenant } from '../db/scope.ts';
import type { Statement } from '../db/statement.ts';
import { claimAttempt, clearAttempts, lockAttempts, releaseAttempt } from './attempt-store.ts';

const windowMs = 15 * 60_000;
const mostPerAccount = 10;
// An office shares one address; were its limit an account's, one person's mistakes would lock out all of them.
const mostPerAddress = 30;

/** An attempt that counts as failed until it is released. */
export type Attempt = {
  readonly accountSubject: string;
  readonly addressSubject: string;
  readonly claimedAt: number;
};

export type AttemptsBlocked = { readonly retryAfterSeconds: number };

/** Counts the attempt, or says how long to wait. The e-mail need not belong to anybody. */
export async function beginAttempt(
  system: Pool,
  who: { readonly email: string; readonly address: string },
  now: number,
): Promise<Attempt | AttemptsBlocked> {
  const accountSubject = `account:${hash('sha256', who.email.toLowerCase(), 'base64url')}`;
  const addressSubject = `address:${who.address}`;
  const limits = [
    { subject: accountSubject, most: mostPerAccount },
    { subject: addressSubject, most: mostPerAddress },
  ];
  const [, , claim] = await withRetries(() =>
    writeBatch(system, noTenant, [
      lockAttempts(accountSubject),
      lockAttempts(addressSubject),
      claimAttempt(limits, now - windowMs, now),
    ]),
  );
  const since = claim.rows[0]?.blocked_since ?? null;
  if (since === null) return { accountSubject, addressSubject, claimedAt: now };
  return { retryAfterSeconds: Math.max(1, Math.ceil((since + windowMs - now) / 1000)) };
}

/** The attempt was right as far as it went: it is not counted any longer. */
export function releasing(attempt: Attempt): Statement {
  return releaseAttempt([attempt.accountSubject, attempt.addressSubject], attempt.claimedAt);
}

/** The person is in: their earlier mistakes are forgotten, those of the address are not. */
export function forgetting(attempt: Attempt): Statement[] {
  return [releasing(attempt), clearAttempts(attempt.accountSubject)];
}
