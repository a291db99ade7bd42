import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { CustomerId, UserId } from '@kontor/domain/ids';
import { parseMarketCode } from '@kontor/domain/market/market';
import {
  type DirectoryRole,
  type DirectoryRoleKey,
  directoryRoleKeys,
  heldRoles,
  rolesOf,
} from '@kontor/domain/people/directory-roles';
import { canBeRestored, passwordFault, userNameFault } from '@kontor/domain/people/user-rules';
import type { ActivityEntry } from '../activity/activity-store.ts';
import { type ActRefusal, act } from '../partners/act.ts';
import { type Caller, type ReadRefusal, readAs } from '../partners/read-as.ts';
import { isUniqueViolation } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { hashPassword } from '../platform/identity/passwords.ts';
import { revokeRefreshTokens } from '../platform/identity/refresh-tokens.ts';
import { newUuid } from '../platform/new-id.ts';
import {
  type CustomerUserRow,
  countCustomerUsers,
  freeAddress,
  insertCustomerUser,
  readCustomerDomain,
  readCustomerUser,
  readCustomerUserPage,
  revokeSessionsOf,
  type UserPage,
  updateCustomerUser,
} from './customer-user-store.ts';
import { removeSeatsOf } from './licence-store.ts';

export type UserName = { readonly customerId: CustomerId; readonly userId: string };
export type UserRefusal =
  | ReadRefusal
  | ActRefusal
  | InputRefusal
  | { readonly code: 'user.not_found' }
  | { readonly code: 'email.taken' };

export type CustomerUserList = {
  readonly users: readonly CustomerUserRow[];
  readonly total: number;
  /** Sort value and id of the last, when there is another page. */
  readonly last: readonly [string, string] | null;
};

/** Users of a customer who are there, or those who were deleted in the last 30 days. */
export const listCustomerUsers = async (ctx: RequestContext, customerId: CustomerId, page: UserPage) => {
  const { accountId } = ctx.principal;
  const self = await readAs(ctx, 'customer_users.manage', customerId, []);
  if (!self.accepted) return self;
  const { now } = self.value.caller;
  const read = await readAs(ctx, 'customer_users.manage', customerId, [
    readCustomerUserPage(accountId, customerId, now, { ...page, limit: page.limit + 1 }),
    countCustomerUsers(accountId, customerId, now, page),
  ]);
  if (!read.accepted) return read;
  const [rows, [count]] = read.value.rows;
  const { items, last } = pageOf(rows, page.limit);
  return accepted<CustomerUserList>({
    users: items,
    total: Number(count?.total ?? 0),
    last: last && [(page.sort === 'email' ? last.email : last.display_name).toLowerCase(), last.id],
  });
};

const readUser = async (
  ctx: RequestContext,
  { customerId, userId }: UserName,
): Promise<Decision<{ caller: Caller; row: CustomerUserRow }, UserRefusal>> => {
  const read = await readAs(ctx, 'customer_users.manage', customerId, [
    readCustomerUser(ctx.principal.accountId, customerId, userId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row]] = rows;
  if (!row || (row.deleted_at !== null && !canBeRestored(row.deleted_at, caller.now)))
    return refused({ code: 'user.not_found' });
  return accepted({ caller, row });
};

export const getCustomerUser = async (ctx: RequestContext, name: UserName) => {
  const found = await readUser(ctx, name);
  return found.accepted ? accepted(found.value.row) : found;
};

export type NewUserBody = {
  readonly userName: string;
  readonly password: string;
  readonly displayName: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly usageLocation?: string | undefined;
  readonly forceChangePassword?: boolean | undefined;
  readonly roles?: readonly DirectoryRoleKey[] | undefined;
};

/** What the caller's surface calls the fields that may be wrong. */
export type FieldNames = Readonly<Record<'userName' | 'password' | 'displayName' | 'usageLocation', string>>;
export const ownNames: FieldNames = {
  userName: 'userName',
  password: 'password',
  displayName: 'displayName',
  usageLocation: 'usageLocation',
};

const locationFault = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || parseMarketCode(text.toUpperCase())
    ? undefined
    : 'must be the two letters of a country, such as DE';

const faultsOf = (
  fields: FieldNames,
  found: Partial<Record<keyof FieldNames, string | undefined>>,
): FieldError[] =>
  (Object.keys(fields) as (keyof FieldNames)[]).flatMap((name) => {
    const message = found[name];
    return message === undefined ? [] : [{ path: fields[name], message }];
  });

/** What a record tells of a user: the words of the person among them stand in the log as commitments. */
const recorded = (
  row: Pick<
    CustomerUserRow,
    | 'display_name'
    | 'first_name'
    | 'last_name'
    | 'phone_number'
    | 'usage_location'
    | 'roles'
    | 'directory_roles'
  >,
) => ({
  displayName: row.display_name,
  firstName: row.first_name,
  lastName: row.last_name,
  phoneNumber: row.phone_number,
  usageLocation: row.usage_location,
  roles: keysOf(row),
});

const keysOf = (row: Pick<CustomerUserRow, 'roles' | 'directory_roles'>): readonly DirectoryRoleKey[] =>
  rolesOf({ roles: row.roles, directoryRoles: row.directory_roles }).map(({ key }) => key);

const eventOf = (type: string, { customerId, userId }: UserName) => ({
  type,
  aggregateType: 'customer_user',
  aggregateId: userId,
  data: { customerId, userId },
});

export const createCustomerUser = async (
  ctx: RequestContext,
  customerId: CustomerId,
  body: NewUserBody,
  fields: FieldNames = ownNames,
): Promise<Decision<CustomerUserRow, UserRefusal>> => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'customer_users.manage', customerId, [
    readCustomerDomain(accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const email = body.userName.trim();
  const errors = faultsOf(fields, {
    userName: userNameFault(email, rows[0][0]?.domain ?? ''),
    password: passwordFault(body.password),
    displayName: body.displayName.trim() === '' ? 'must not be blank' : undefined,
    usageLocation: locationFault(body.usageLocation),
  });
  if (errors.length > 0) return invalid(errors);
  const held = heldRoles(body.roles ?? []);
  const user = {
    id: newUuid(),
    email,
    display_name: body.displayName.trim(),
    first_name: body.firstName?.trim() ?? '',
    last_name: body.lastName?.trim() ?? '',
    usage_location: (body.usageLocation || caller.customer?.market || '').toUpperCase(),
    phone_number: body.phoneNumber?.trim() ?? '',
    roles: held.roles,
    directory_roles: held.directoryRoles,
    force_password_change: body.forceChangePassword ?? true,
  };
  const passwordHash = await hashPassword(body.password);
  const row: CustomerUserRow = { ...user, disabled: false, deleted_at: null, version: 1 };
  try {
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          freeAddress(accountId, email, caller.now),
          insertCustomerUser(accountId, customerId, { ...user, passwordHash }),
        ],
        activity: [
          {
            action: 'create_customer_user',
            resourceId: user.id,
            newValue: { userPrincipalName: email, ...recorded(row) },
          },
        ],
        events: [eventOf('customer_user.created', { customerId, userId: user.id })],
      },
      row,
    );
    return done.accepted ? accepted(row) : done;
  } catch (error) {
    if (isUniqueViolation(error, 'person_email')) return refused({ code: 'email.taken' });
    throw error;
  }
};

export type UserChange = {
  readonly displayName?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly usageLocation?: string | undefined;
  readonly forceChangePassword?: boolean | undefined;
  readonly password?: string | undefined;
  readonly roles?: readonly DirectoryRoleKey[] | undefined;
  /** Brings back somebody who was deleted. */
  readonly restore?: boolean | undefined;
};

/** Changes what is named; what is left out stays. A new password signs the person out everywhere. */
export const changeCustomerUser = async (
  ctx: RequestContext,
  name: UserName,
  change: UserChange,
  fields: FieldNames = ownNames,
): Promise<Decision<CustomerUserRow, UserRefusal>> => {
  const errors = faultsOf(fields, {
    password: change.password === undefined ? undefined : passwordFault(change.password),
    displayName: change.displayName?.trim() === '' ? 'must not be blank' : undefined,
    usageLocation: locationFault(change.usageLocation),
  });
  const passwordHash =
    change.password === undefined || errors.length > 0 ? null : await hashPassword(change.password);
  const done = await withRetries(async () => {
    const found = await readUser(ctx, name);
    if (!found.accepted) return found;
    if (errors.length > 0) return invalid(errors);
    return writeChange(ctx, name, found.value, { change, passwordHash });
  });
  if (done.accepted && passwordHash !== null) await endTokens(ctx, name);
  return done;
};

const endTokens = (ctx: RequestContext, { userId }: UserName): Promise<void> =>
  revokeRefreshTokens({ system: ctx.pools.system, realNow: ctx.realNow }, userId as UserId); // a user with this id was read

type Wanted = { readonly change: UserChange; readonly passwordHash: string | null };

const writeChange = async (
  ctx: RequestContext,
  name: UserName,
  { caller, row }: { readonly caller: Caller; readonly row: CustomerUserRow },
  { change, passwordHash }: Wanted,
): Promise<Decision<CustomerUserRow, UserRefusal>> => {
  const held = change.roles === undefined ? undefined : heldRoles(change.roles);
  const restored = change.restore === true && row.deleted_at !== null;
  const next: CustomerUserRow = {
    ...row,
    display_name: change.displayName?.trim() ?? row.display_name,
    first_name: change.firstName?.trim() ?? row.first_name,
    last_name: change.lastName?.trim() ?? row.last_name,
    phone_number: change.phoneNumber?.trim() ?? row.phone_number,
    usage_location: change.usageLocation?.toUpperCase() ?? row.usage_location,
    force_password_change: change.forceChangePassword ?? row.force_password_change,
    roles: held?.roles ?? row.roles,
    directory_roles: held?.directoryRoles ?? row.directory_roles,
    deleted_at: restored ? null : row.deleted_at,
    disabled: restored ? false : row.disabled,
  };
  const activity: ActivityEntry[] = [
    ...(restored ? [restoredEntry(row)] : []),
    ...(passwordHash === null
      ? []
      : [
          {
            action: 'reset_customer_user_password' as const,
            resourceId: row.id,
            newValue: { forceChangePassword: next.force_password_change },
          },
        ]),
    ...(JSON.stringify(recorded(row)) === JSON.stringify(recorded(next))
      ? []
      : [
          {
            action: 'update_customer_user' as const,
            resourceId: row.id,
            oldValue: recorded(row),
            newValue: recorded(next),
          },
        ]),
  ];
  const [first, ...more] = activity;
  // What comes to the same as it was is no act.
  if (first === undefined && row.force_password_change === next.force_password_change) return accepted(row);
  const entries: [ActivityEntry, ...ActivityEntry[]] = first
    ? [first, ...more]
    : [
        {
          action: 'update_customer_user',
          resourceId: row.id,
          oldValue: { forceChangePassword: row.force_password_change },
          newValue: { forceChangePassword: next.force_password_change },
        },
      ];
  const value = { ...next, version: row.version + 1 };
  const done = await act(
    ctx,
    caller,
    {
      writes: [
        updateCustomerUser(caller.accountId, row.id, { ...next, version: row.version, passwordHash }),
        ...(passwordHash === null ? [] : [revokeSessionsOf(caller.accountId, row.id, ctx.realNow())]),
      ],
      activity: entries,
      events: [eventOf('customer_user.updated', name)],
    },
    value,
  );
  return done.accepted ? accepted(value) : done;
};

const restoredEntry = (row: CustomerUserRow): ActivityEntry => ({
  action: 'restore_customer_user',
  resourceId: row.id,
  oldValue: { state: 'inactive' },
  newValue: { state: 'active' },
});

/** Deletes a user for 30 days in which they can be brought back; they are signed out at once. Twice is once. */
export const deleteCustomerUser = async (
  ctx: RequestContext,
  name: UserName,
): Promise<Decision<CustomerUserRow, UserRefusal>> => {
  const done = await withRetries(async (): Promise<Decision<CustomerUserRow, UserRefusal>> => {
    const found = await readUser(ctx, name);
    if (!found.accepted) return found;
    const { caller, row } = found.value;
    if (row.deleted_at !== null) return accepted(row);
    const value = { ...row, deleted_at: caller.now, disabled: true, version: row.version + 1 };
    const written = await act(
      ctx,
      caller,
      {
        writes: [
          updateCustomerUser(caller.accountId, row.id, {
            ...value,
            version: row.version,
            passwordHash: null,
          }),
          revokeSessionsOf(caller.accountId, row.id, ctx.realNow()),
          removeSeatsOf(caller.accountId, row.id),
        ],
        activity: [
          {
            action: 'delete_customer_user',
            resourceId: row.id,
            oldValue: { userPrincipalName: row.email, ...recorded(row) },
          },
        ],
        events: [eventOf('customer_user.deleted', name)],
      },
      value,
    );
    return written.accepted ? accepted(value) : written;
  });
  if (done.accepted) await endTokens(ctx, name);
  return done;
};

/** Gives a user one more role of the directory, or takes it. */
export const changeRole = async (
  ctx: RequestContext,
  name: UserName,
  role: DirectoryRole,
  gives: boolean,
): Promise<Decision<CustomerUserRow, UserRefusal>> => {
  const found = await readUser(ctx, name);
  if (!found.accepted) return found;
  const { row } = found.value;
  if (row.deleted_at !== null) return refused({ code: 'user.not_found' });
  const keys = keysOf(row);
  const roles = directoryRoleKeys.filter((key) => (key === role.key ? gives : keys.includes(key)));
  return changeCustomerUser(ctx, name, { roles });
};
