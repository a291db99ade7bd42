import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export type CertificateEntry = {
  readonly sha256: string;
  readonly sha1: string;
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
};

export type ApplicationRow = {
  readonly client_id: string;
  readonly name: string;
  readonly public: boolean;
  readonly scopes: readonly string[];
  readonly redirect_uris: readonly string[];
  readonly disabled: boolean;
  readonly created_at: Instant;
  readonly version: number;
  readonly certificates: readonly CertificateEntry[];
};

const timeText = (name: string): string =>
  `to_char(c.${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const columns = `a.client_id, a.name, a.public, a.scopes, a.redirect_uris, a.disabled_at is not null as disabled,
  a.created_at, a.version,
  coalesce((select jsonb_agg(jsonb_build_object('sha256', encode(c.sha256, 'hex'), 'sha1', encode(c.sha1, 'hex'),
      'subject', c.subject, 'notBefore', ${timeText('not_before')}, 'notAfter', ${timeText('not_after')}) order by c.added_at)
    from kontor.application_certificate c
    where c.account_id = a.account_id and c.client_id = a.client_id and c.removed_at is null), '[]') as certificates`;

export const readApplication = (accountId: AccountId, clientId: string): Statement<ApplicationRow> =>
  statement(
    'applications.read',
    `select ${columns} from kontor.application a
     where a.account_id = $1 and a.client_id = $2 and a.removed_at is null`,
    [accountId, clientId],
  );

export const readApplicationPage = (
  accountId: AccountId,
  { after, limit }: { readonly after: readonly [string, string] | null; readonly limit: number },
): Statement<ApplicationRow> =>
  statement(
    'applications.read_page',
    `select ${columns} from kontor.application a
     where a.account_id = $1 and a.removed_at is null
       and ($2::text is null or (lower(a.name), a.client_id) > ($2, $3::uuid))
     order by lower(a.name), a.client_id limit $4`,
    [accountId, after?.[0] ?? null, after?.[1] ?? null, limit],
  );

type Facts = Pick<ApplicationRow, 'client_id' | 'name' | 'scopes' | 'redirect_uris'>;

export const insertApplication = (
  accountId: AccountId,
  application: Facts & Pick<ApplicationRow, 'public' | 'created_at'> & { readonly secretHash: Buffer },
): Statement =>
  statement(
    'applications.insert',
    `insert into kontor.application (account_id, client_id, name, secret_hash, scopes, redirect_uris, public, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      accountId,
      application.client_id,
      application.name,
      application.secretHash,
      application.scopes,
      application.redirect_uris,
      application.public,
      new Date(application.created_at),
    ],
  );

export type ApplicationState = Facts &
  Pick<ApplicationRow, 'disabled' | 'version'> & { readonly removed: boolean };

export const updateApplication = (accountId: AccountId, state: ApplicationState, now: Instant): Statement =>
  statement(
    'applications.update',
    `with changed as (
       update kontor.application set name = $4, scopes = $5, redirect_uris = $6,
         disabled_at = case when $7::boolean then coalesce(disabled_at, $9::timestamptz) end,
         removed_at = case when $8::boolean then $9::timestamptz end, version = version + 1
       where account_id = $1 and client_id = $2 and version = $3 and removed_at is null returning 1)
     select kontor.expect(count(*), 1, 'application.changed') from changed`,
    [
      accountId,
      state.client_id,
      state.version,
      state.name,
      state.scopes,
      state.redirect_uris,
      state.disabled || state.removed,
      state.removed,
      new Date(now),
    ],
  );

export const updateSecret = (
  accountId: AccountId,
  { client_id, version }: Pick<ApplicationRow, 'client_id' | 'version'>,
  secretHash: Buffer,
): Statement =>
  statement(
    'applications.update_secret',
    `with changed as (
       update kontor.application set secret_hash = $4, version = version + 1
       where account_id = $1 and client_id = $2 and version = $3 and removed_at is null returning 1)
     select kontor.expect(count(*), 1, 'application.changed') from changed`,
    [accountId, client_id, version, secretHash],
  );

export type NewCertificate = CertificateEntry & { readonly jwk: object };

/** A certificate that was taken back can be added again. */
export const insertCertificate = (
  accountId: AccountId,
  clientId: string,
  certificate: NewCertificate,
): Statement =>
  statement(
    'applications.insert_certificate',
    `insert into kontor.application_certificate (account_id, client_id, sha256, sha1, subject, public_jwk, not_before, not_after)
     values ($1, $2, decode($3, 'hex'), decode($4, 'hex'), $5, $6::jsonb, $7::timestamptz, $8::timestamptz)
     on conflict (account_id, client_id, sha256) do update set removed_at = null`,
    [
      accountId,
      clientId,
      certificate.sha256,
      certificate.sha1,
      certificate.subject,
      jsonb(certificate.jwk),
      certificate.notBefore,
      certificate.notAfter,
    ],
  );

export const removeCertificate = (
  accountId: AccountId,
  clientId: string,
  sha256: string,
  realNow: number,
): Statement =>
  statement(
    'applications.remove_certificate',
    `with changed as (
       update kontor.application_certificate set removed_at = $4
       where account_id = $1 and client_id = $2 and sha256 = decode($3, 'hex') and removed_at is null returning 1)
     select kontor.expect(count(*), 1, 'certificate.changed') from changed`,
    [accountId, clientId, sha256, new Date(realNow)],
  );
