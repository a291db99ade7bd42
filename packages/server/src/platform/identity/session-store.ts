import { timestamptz } from '../db/encode-value.ts';
import { type Statement, statement } from '../db/statement.ts';
import type { PersonKind, SecretPersonRow } from './identity-store.ts';

export type Portal = 'partner' | 'customer' | 'operator';

export type NewSession = {
  readonly tokenHash: Buffer;
  readonly id: string;
  readonly accountId: string;
  readonly personId: string;
  readonly portal: Portal;
  readonly secondFactor: boolean;
  readonly address: string;
  readonly userAgent: string;
  readonly startedAt: number;
  readonly expiresAt: number;
};

export const insertSession = (session: NewSession): Statement =>
  statement(
    'session.insert',
    `insert into kontor.session (token_hash, id, account_id, person_id, portal, second_factor, address, user_agent,
       started_at, last_seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)`,
    [
      session.tokenHash,
      session.id,
      session.accountId,
      session.personId,
      session.portal,
      session.secondFactor,
      session.address,
      session.userAgent,
      timestamptz(session.startedAt),
      timestamptz(session.expiresAt),
    ],
  );

export type SessionRow = {
  readonly id: string;
  readonly account_id: string;
  readonly person_id: string;
  readonly customer_id: string | null;
  readonly kind: PersonKind;
  readonly portal: Portal;
  readonly second_factor: boolean;
  readonly expires_at: number;
  readonly last_seen_at: number;
};

export const findSessionRow = (tokenHash: Buffer): Statement<SessionRow> =>
  statement('session.find', 'select * from kontor.find_session($1)', [tokenHash]);

export const touchSession = (tokenHash: Buffer, now: number): Statement =>
  statement(
    'session.touch',
    'update kontor.session set last_seen_at = greatest(last_seen_at, $2) where token_hash = $1',
    [tokenHash, timestamptz(now)],
  );

export type ListedSessionRow = {
  readonly id: string;
  readonly started_at: number;
  readonly last_seen_at: number;
  readonly address: string;
  readonly user_agent: string;
};

export const listSessionRows = (
  accountId: string,
  personId: string,
  now: number,
  seenAfter: number,
): Statement<ListedSessionRow> =>
  statement(
    'session.list',
    `select id, started_at, last_seen_at, address, user_agent from kontor.session
     where account_id = $1 and person_id = $2 and revoked_at is null and expires_at > $3 and last_seen_at > $4
     order by last_seen_at desc, id`,
    [accountId, personId, timestamptz(now), timestamptz(seenAfter)],
  );

export type RevokedRow = { readonly token_hashes: readonly Buffer[] };

export const revokeSessionRow = (
  accountId: string,
  personId: string,
  sessionId: string,
  now: number,
): Statement<RevokedRow> =>
  statement(
    'session.revoke',
    `with revoked as (
       update kontor.session set revoked_at = $4
       where account_id = $1 and person_id = $2 and id = $3 and revoked_at is null and expires_at > $4
       returning token_hash)
     -- One aggregate: a join with no revoked row would never come to the check.
     select array_agg(token_hash) as token_hashes, kontor.expect(count(*), 1, 'session.not_found') from revoked`,
    [accountId, personId, sessionId, timestamptz(now)],
  );

export const sweepSessions = (before: number): Statement =>
  statement('session.sweep', 'delete from kontor.session where expires_at < $1', [timestamptz(before)]);

export const findSecretPerson = (id: string): Statement<SecretPersonRow> =>
  statement(
    'identity.find_secret_person',
    `select account_id, id, customer_id, kind, email, display_name, password_hash, totp_ciphertext, data_key_id,
       totp_last_step, roles, disabled_at is not null as disabled
     from kontor.person where id = $1`,
    [id],
  );

/** A code works once: of two that use it at once, one is refused. */
export const useCode = (personId: string, step: number): Statement =>
  statement(
    'identity.use_code',
    `with used as (
       update kontor.person set totp_last_step = $2::bigint
       where id = $1 and totp_last_step < $2::bigint and disabled_at is null returning 1)
     select kontor.expect(count(*), 1, 'sign_in.failed') from used`,
    [personId, step],
  );

/** A sign-in that waits for its code ends in one session at most. */
export const finishPendingSignIn = (model: string, key: string): Statement =>
  statement(
    'identity.finish_pending_sign_in',
    `with finished as (delete from kontor.oidc_model where model = $1 and id = $2 returning 1)
     select kontor.expect(count(*), 1, 'sign_in.not_begun') from finished`,
    [model, key],
  );
