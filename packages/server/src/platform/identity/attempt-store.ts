import { timestamptz } from '../db/encode-value.ts';
import { type Statement, statement } from '../db/statement.ts';

/** Whose attempts are counted together, and how many failures are allowed within the window. */
export type AttemptLimit = { readonly subject: string; readonly most: number };

// The first of two numbers, which no other lock of ours uses; the second is the subject's.
const attemptLock = 7_236_541;

/** Attempts of one subject are counted one after the other, so that guesses sent at once are all counted. */
export const lockAttempts = (subject: string): Statement =>
  statement('sign_in_attempt.lock', 'select pg_advisory_xact_lock($1::int, hashtext($2))', [
    attemptLock,
    subject,
  ]);

export type AttemptClaim = {
  /** The attempt that has to leave the window before another is allowed; null when one is allowed. */
  readonly blocked_since: number | null;
};

/** Counts an attempt as failed before it is known, unless some subject has had its failures. */
export const claimAttempt = (
  limits: readonly AttemptLimit[],
  windowStart: number,
  now: number,
): Statement<AttemptClaim> =>
  statement(
    'sign_in_attempt.claim',
    `with limits as (select * from unnest($1::text[], $2::int[]) as t (subject, most)),
     blocked as (
       select (select a.failed_at from kontor.sign_in_attempt a
               where a.subject = l.subject and a.failed_at > $3::timestamptz
               order by a.failed_at desc offset l.most - 1 limit 1) as since
       from limits l),
     claimed as (
       insert into kontor.sign_in_attempt (subject, failed_at)
       select subject, $4::timestamptz from limits
       where not exists (select from blocked where since is not null))
     select max(since) as blocked_since from blocked`,
    [
      limits.map((limit) => limit.subject),
      limits.map((limit) => limit.most),
      timestamptz(windowStart),
      timestamptz(now),
    ],
  );

/** Takes back what `claimAttempt` counted, once the attempt has proved right. */
export const releaseAttempt = (subjects: readonly string[], claimedAt: number): Statement =>
  statement(
    'sign_in_attempt.release',
    `delete from kontor.sign_in_attempt where ctid in (
       select (array_agg(ctid))[1] from kontor.sign_in_attempt
       where subject = any ($1::text[]) and failed_at = $2::timestamptz group by subject)`,
    [subjects, timestamptz(claimedAt)],
  );

export const clearAttempts = (subject: string): Statement =>
  statement('sign_in_attempt.clear', 'delete from kontor.sign_in_attempt where subject = $1', [subject]);

export const sweepAttempts = (before: number): Statement =>
  statement('sign_in_attempt.sweep', 'delete from kontor.sign_in_attempt where failed_at < $1', [
    timestamptz(before),
  ]);
