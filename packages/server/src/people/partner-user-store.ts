import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type PartnerUserRow = {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly roles: readonly string[];
  readonly second_factor: boolean;
  readonly disabled: boolean;
  readonly created_at: Instant;
  readonly version: number;
};

const columns = `id, email, display_name, roles, totp_ciphertext is not null as second_factor,
  disabled_at is not null as disabled, created_at, version`;
const theirs = `account_id = $1 and kind = 'partner_user' and deleted_at is null`;

export const readPartnerUser = (accountId: AccountId, personId: string): Statement<PartnerUserRow> =>
  statement('people.read_partner_user', `select ${columns} from kontor.person where ${theirs} and id = $2`, [
    accountId,
    personId,
  ]);

export type PartnerUserPage = {
  readonly text: string | null;
  readonly after: readonly [string, string] | null;
  readonly limit: number;
};

export const readPartnerUserPage = (
  accountId: AccountId,
  { text, after, limit }: PartnerUserPage,
): Statement<PartnerUserRow> =>
  statement(
    'people.read_partner_users',
    `select ${columns} from kontor.person where ${theirs}
       and ($2::text is null or position(lower($2) in lower(display_name)) > 0 or position(lower($2) in lower(email)) > 0)
       and ($3::text is null or (lower(display_name), id) > ($3, $4::uuid))
     order by lower(display_name), id limit $5`,
    [accountId, text, after?.[0] ?? null, after?.[1] ?? null, limit],
  );

/** How many others could still give roles. */
export const countOtherAdministrators = (
  accountId: AccountId,
  personId: string,
): Statement<{ readonly others: bigint }> =>
  statement(
    'people.count_other_administrators',
    `select count(*) as others from kontor.person
     where ${theirs} and id <> $2 and disabled_at is null and 'global_administrator' = any (roles)`,
    [accountId, personId],
  );

/** Who may give roles changes one request after another, so that two never take the last one's right together. */
export const lockAdministrators = (accountId: AccountId): Statement =>
  statement(
    'people.lock_administrators',
    `select pg_advisory_xact_lock(hashtextextended('administrators ' || $1::text, 0))`,
    [accountId],
  );

export const expectAdministrator = (accountId: AccountId): Statement =>
  statement(
    'people.expect_administrator',
    `select kontor.expect((count(*) > 0)::int, 1, 'administrators.changed') from kontor.person
     where ${theirs} and disabled_at is null and 'global_administrator' = any (roles)`,
    [accountId],
  );

export type Credentials = {
  readonly passwordHash: string;
  readonly totpCiphertext: Buffer;
  readonly dataKeyId: number;
};

export const insertPartnerUser = (
  accountId: AccountId,
  user: Pick<PartnerUserRow, 'id' | 'email' | 'display_name' | 'roles' | 'created_at'> & Credentials,
): Statement =>
  statement(
    'people.insert_partner_user',
    `insert into kontor.person (account_id, id, kind, email, display_name, roles, password_hash, totp_ciphertext,
       data_key_id, created_at)
     values ($1, $2, 'partner_user', $3, $4, $5, $6, $7, $8, $9)`,
    [
      accountId,
      user.id,
      user.email,
      user.display_name,
      user.roles,
      user.passwordHash,
      user.totpCiphertext,
      user.dataKeyId,
      new Date(user.created_at),
    ],
  );

export type PartnerUserState = Pick<PartnerUserRow, 'version' | 'display_name' | 'roles' | 'disabled'> & {
  readonly removed: boolean;
};

/** A person who is removed frees their address; their records keep their id. */
export const updatePartnerUser = (
  accountId: AccountId,
  personId: string,
  user: PartnerUserState,
  now: Instant,
): Statement =>
  statement(
    'people.update_partner_user',
    `with changed as (
       update kontor.person set display_name = $4, roles = $5,
         disabled_at = case when $6::boolean then coalesce(disabled_at, $8::timestamptz) end,
         deleted_at = case when $7::boolean then $8::timestamptz end,
         email = case when $7::boolean then id::text || '@deleted.invalid' else email end,
         version = version + 1
       where account_id = $1 and id = $2 and version = $3 and kind = 'partner_user' returning 1)
     select kontor.expect(count(*), 1, 'user.changed') from changed`,
    [
      accountId,
      personId,
      user.version,
      user.display_name,
      user.roles,
      user.disabled || user.removed,
      user.removed,
      new Date(now),
    ],
  );

export const updateCredentials = (
  accountId: AccountId,
  personId: string,
  version: number,
  { passwordHash, totpCiphertext, dataKeyId }: Credentials,
): Statement =>
  statement(
    'people.update_credentials',
    `with changed as (
       update kontor.person set password_hash = $4, totp_ciphertext = $5, data_key_id = $6, totp_last_step = 0,
         version = version + 1
       where account_id = $1 and id = $2 and version = $3 and kind = 'partner_user' returning 1)
     select kontor.expect(count(*), 1, 'user.changed') from changed`,
    [accountId, personId, version, passwordHash, totpCiphertext, dataKeyId],
  );
