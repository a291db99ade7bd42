import type { AccountId, CustomerId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type CustomerUserRow = {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly usage_location: string;
  readonly phone_number: string;
  readonly roles: readonly string[];
  readonly directory_roles: readonly string[];
  readonly force_password_change: boolean;
  readonly disabled: boolean;
  readonly deleted_at: Instant | null;
  readonly version: number;
};

const columns = `id, email, display_name, first_name, last_name, usage_location, phone_number, roles, directory_roles,
  force_password_change, disabled_at is not null as disabled, deleted_at, version`;

/** A user of a customer who was not deleted, or so lately that they can be brought back. */
export const readCustomerUser = (
  accountId: AccountId,
  customerId: CustomerId,
  personId: string,
): Statement<CustomerUserRow> =>
  statement(
    'people.read_customer_user',
    `select ${columns} from kontor.person
     where account_id = $1 and customer_id = $2 and id = $3 and kind = 'customer_user'`,
    [accountId, customerId, personId],
  );

export type UserSort = 'display_name' | 'email';
export type UserSearch = {
  readonly deleted: boolean;
  /** Part of the name or the address. */
  readonly text: string | null;
  readonly nameStartsWith: string | null;
  readonly emailStartsWith: string | null;
  /** Users who hold this role. */
  readonly role: string | null;
};
export type UserPage = UserSearch & {
  readonly sort: UserSort;
  readonly descending: boolean;
  /** Sort value and id of the last user of the page before. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
};

export const everyUser: UserSearch = {
  deleted: false,
  text: null,
  nameStartsWith: null,
  emailStartsWith: null,
  role: null,
};

// A deleted user of more than 30 days ago is one no more.
const found = `account_id = $1 and customer_id = $2 and kind = 'customer_user'
  and (case when $3::boolean then deleted_at > $4::timestamptz - interval '30 days' else deleted_at is null end)
  and ($5::text is null or position(lower($5) in lower(display_name)) > 0 or position(lower($5) in lower(email)) > 0)
  and ($6::text is null or starts_with(lower(display_name), lower($6)))
  and ($7::text is null or starts_with(lower(email), lower($7)))
  and ($8::text is null or $8 = any (roles) or $8 = any (directory_roles))`;

const valuesOf = (accountId: AccountId, customerId: CustomerId, now: Instant, search: UserSearch) => [
  accountId,
  customerId,
  search.deleted,
  new Date(now),
  search.text,
  search.nameStartsWith,
  search.emailStartsWith,
  search.role,
];

const pageTexts: Readonly<Record<string, string>> = Object.fromEntries(
  (['display_name', 'email'] as const).flatMap((sort) =>
    [false, true].map((descending) => [
      `${sort}_${descending ? 'down' : 'up'}`,
      `select ${columns} from kontor.person where ${found}
       and ($9::text is null or (lower(${sort}), id) ${descending ? '<' : '>'} ($9, $10::uuid))
       order by lower(${sort}) ${descending ? 'desc' : 'asc'}, id ${descending ? 'desc' : 'asc'} limit $11`,
    ]),
  ),
);

export const readCustomerUserPage = (
  accountId: AccountId,
  customerId: CustomerId,
  now: Instant,
  page: UserPage,
): Statement<CustomerUserRow> => {
  const order = `${page.sort}_${page.descending ? 'down' : 'up'}`;
  return statement(`people.read_users_${order}`, pageTexts[order] ?? '', [
    ...valuesOf(accountId, customerId, now, page),
    page.after?.[0] ?? null,
    page.after?.[1] ?? null,
    page.limit,
  ]);
};

export const countCustomerUsers = (
  accountId: AccountId,
  customerId: CustomerId,
  now: Instant,
  search: UserSearch,
): Statement<{ readonly total: bigint }> =>
  statement(
    'people.count_customer_users',
    `select count(*) as total from kontor.person where ${found}`,
    valuesOf(accountId, customerId, now, search),
  );

export const readCustomerDomain = (
  accountId: AccountId,
  customerId: CustomerId,
): Statement<{ readonly domain: string }> =>
  statement(
    'people.read_customer_domain',
    'select domain from kontor.customer where account_id = $1 and id = $2',
    [accountId, customerId],
  );

/** The address of somebody who was deleted more than 30 days ago is free again. */
export const freeAddress = (accountId: AccountId, email: string, now: Instant): Statement =>
  statement(
    'people.free_address',
    `update kontor.person set email = id::text || '@deleted.invalid'
     where account_id = $1 and lower(email) = lower($2) and deleted_at <= $3::timestamptz - interval '30 days'`,
    [accountId, email, new Date(now)],
  );

export type NewCustomerUser = Omit<CustomerUserRow, 'disabled' | 'deleted_at' | 'version'> & {
  readonly passwordHash: string;
};

export const insertCustomerUser = (
  accountId: AccountId,
  customerId: CustomerId,
  user: NewCustomerUser,
): Statement =>
  statement(
    'people.insert_customer_user',
    `insert into kontor.person (account_id, customer_id, id, kind, email, display_name, first_name, last_name,
       usage_location, phone_number, roles, directory_roles, force_password_change, password_hash)
     values ($1, $2, $3, 'customer_user', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      accountId,
      customerId,
      user.id,
      user.email,
      user.display_name,
      user.first_name,
      user.last_name,
      user.usage_location,
      user.phone_number,
      user.roles,
      user.directory_roles,
      user.force_password_change,
      user.passwordHash,
    ],
  );

export type CustomerUserState = Omit<CustomerUserRow, 'id' | 'email' | 'disabled'> & {
  /** Null where the password stays. */
  readonly passwordHash: string | null;
};

/** The user as they are to be; somebody else's change since they were read is noticed. */
export const updateCustomerUser = (
  accountId: AccountId,
  personId: string,
  user: CustomerUserState,
): Statement =>
  statement(
    'people.update_customer_user',
    `with changed as (
       update kontor.person set display_name = $4, first_name = $5, last_name = $6, usage_location = $7,
         phone_number = $8, roles = $9, directory_roles = $10, force_password_change = $11,
         deleted_at = $12, disabled_at = case when $12::timestamptz is not null then coalesce(disabled_at, $12)
           when deleted_at is not null then null else disabled_at end,
         password_hash = coalesce($13, password_hash), version = version + 1
       where account_id = $1 and id = $2 and kind = 'customer_user' and version = $3 returning 1)
     select kontor.expect(count(*), 1, 'user.changed') from changed`,
    [
      accountId,
      personId,
      user.version,
      user.display_name,
      user.first_name,
      user.last_name,
      user.usage_location,
      user.phone_number,
      user.roles,
      user.directory_roles,
      user.force_password_change,
      user.deleted_at === null ? null : new Date(user.deleted_at),
      user.passwordHash,
    ],
  );

/** Whoever was signed in with the old password, or is no more, is signed out everywhere. */
export const revokeSessionsOf = (accountId: AccountId, personId: string, realNow: number): Statement =>
  statement(
    'people.revoke_sessions',
    'update kontor.session set revoked_at = $3 where account_id = $1 and person_id = $2 and revoked_at is null',
    [accountId, personId, new Date(realNow)],
  );
