import type { Role } from '@kontor/domain/access/roles';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { UserId } from '@kontor/domain/ids';
import { type ActRefusal, act } from '../partners/act.ts';
import { type Caller, type ReadRefusal, readAs } from '../partners/read-as.ts';
import { isUniqueViolation } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import { hashPassword } from '../platform/identity/passwords.ts';
import { revokeRefreshTokens } from '../platform/identity/refresh-tokens.ts';
import { newTotpSecret } from '../platform/identity/totp.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import { revokeSessionsOf } from './customer-user-store.ts';
import {
  type Credentials,
  countOtherAdministrators,
  expectAdministrator,
  insertPartnerUser,
  lockAdministrators,
  type PartnerUserPage,
  type PartnerUserRow,
  readPartnerUser,
  readPartnerUserPage,
  updateCredentials,
  updatePartnerUser,
} from './partner-user-store.ts';

export type PartnerUserRefusal =
  | ReadRefusal
  | ActRefusal
  | InputRefusal
  | { readonly code: 'user.not_found' }
  | { readonly code: 'user.last_administrator' }
  | { readonly code: 'email.taken' };

const administrator = 'global_administrator' satisfies Role;

/** Shown once, kept nowhere: the password's hash and the sealed secret are all that is stored. */
export type ShownCredentials = { readonly password: string; readonly totpSecret: string };
export type PartnerUserList = {
  readonly users: readonly PartnerUserRow[];
  readonly last: readonly [string, string] | null;
};

export const listPartnerUsers = async (ctx: RequestContext, page: PartnerUserPage) => {
  const read = await readAs(ctx, 'users.manage', undefined, [
    readPartnerUserPage(ctx.principal.accountId, { ...page, limit: page.limit + 1 }),
  ]);
  if (!read.accepted) return read;
  const { items, last } = pageOf(read.value.rows[0], page.limit);
  return accepted<PartnerUserList>({
    users: items,
    last: last && [last.display_name.toLowerCase(), last.id],
  });
};

type Found = { readonly caller: Caller; readonly row: PartnerUserRow; readonly others: number };

const readUser = async (
  ctx: RequestContext,
  personId: string,
): Promise<Decision<Found, PartnerUserRefusal>> => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'users.manage', undefined, [
    readPartnerUser(accountId, personId),
    countOtherAdministrators(accountId, personId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row], [count]] = rows;
  return row
    ? accepted({ caller, row, others: Number(count?.others ?? 0) })
    : refused({ code: 'user.not_found' });
};

export const getPartnerUser = async (ctx: RequestContext, personId: string) => {
  const found = await readUser(ctx, personId);
  return found.accepted ? accepted(found.value.row) : found;
};

/** Only a Global administrator makes or unmakes one, or comes near one's credentials: nobody raises themselves. */
const mayTouch = (
  caller: Caller,
  ...roles: readonly (readonly string[])[]
): Decision<void, PartnerUserRefusal> =>
  roles.some((held) => held.includes(administrator)) && !caller.actor.roles.includes(administrator)
    ? refused({ code: 'access.role_required', anyOf: [administrator] })
    : accepted(undefined);

const passwordLength = 20;

const newCredentials = async (
  { vault, principal }: RequestContext,
  personId: string,
): Promise<{ readonly shown: ShownCredentials; readonly kept: Credentials }> => {
  const password = newToken().slice(0, passwordLength);
  const totpSecret = newTotpSecret();
  const place = { table: 'person', row: personId, tenant: principal.accountId };
  const { ciphertext, dataKeyId } = vault.seal(place, totpSecret);
  const passwordHash = await hashPassword(password);
  return { shown: { password, totpSecret }, kept: { passwordHash, totpCiphertext: ciphertext, dataKeyId } };
};

const eventOf = (type: string, personId: string) => ({
  type,
  aggregateType: 'partner_user',
  aggregateId: personId,
  data: { userId: personId },
});

export type NewPartnerUser = {
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly string[];
};

export const createPartnerUser = async (
  ctx: RequestContext,
  body: NewPartnerUser,
): Promise<
  Decision<{ readonly row: PartnerUserRow; readonly credentials: ShownCredentials }, PartnerUserRefusal>
> => {
  const read = await readAs(ctx, 'users.manage', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const roles = [...new Set(body.roles)];
  const may = mayTouch(caller, roles);
  if (!may.accepted) return may;
  const email = body.email.trim();
  const display_name = body.displayName.trim();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    return invalid([{ path: 'email', message: 'must be an e-mail address' }]);
  if (display_name === '') return invalid([{ path: 'displayName', message: 'must not be blank' }]);
  const id = newUuid();
  const { shown, kept } = await newCredentials(ctx, id);
  const row: PartnerUserRow = {
    id,
    email,
    display_name,
    roles,
    second_factor: true,
    disabled: false,
    created_at: caller.now,
    version: 1,
  };
  try {
    const done = await act(
      ctx,
      caller,
      {
        writes: [insertPartnerUser(caller.accountId, { ...row, ...kept })],
        activity: [
          {
            action: 'create_partner_user',
            resourceId: id,
            newValue: { email, displayName: display_name, roles },
          },
        ],
        events: [eventOf('user.created', id)],
      },
      row,
    );
    return done.accepted ? accepted({ row, credentials: shown }) : done;
  } catch (error) {
    if (isUniqueViolation(error, 'person_email')) return refused({ code: 'email.taken' });
    throw error;
  }
};

export type PartnerUserChange = {
  readonly displayName?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly disabled?: boolean | undefined;
};

const endTokens = (ctx: RequestContext, personId: string): Promise<void> =>
  revokeRefreshTokens({ system: ctx.pools.system, realNow: ctx.realNow }, personId as UserId); // a person with this id was read

/** Changes what is named. Somebody who is disabled is signed out at once. */
export const changePartnerUser = async (ctx: RequestContext, personId: string, change: PartnerUserChange) => {
  const done = await withRetries(() => writeChange(ctx, personId, change, false));
  if (done.accepted && done.value.disabled) await endTokens(ctx, personId);
  return done;
};

/** Removes a person: nobody signs in with them again, and their address is free. */
export const removePartnerUser = async (ctx: RequestContext, personId: string) => {
  const done = await withRetries(() => writeChange(ctx, personId, { disabled: true }, true));
  if (done.accepted) await endTokens(ctx, personId);
  return done;
};

const recorded = (row: Pick<PartnerUserRow, 'display_name' | 'roles' | 'disabled'>) => ({
  displayName: row.display_name,
  roles: row.roles,
  disabled: row.disabled,
});

const writeChange = async (
  ctx: RequestContext,
  personId: string,
  change: PartnerUserChange,
  removed: boolean,
): Promise<Decision<PartnerUserRow, PartnerUserRefusal>> => {
  const found = await readUser(ctx, personId);
  if (!found.accepted) return found;
  const { caller, row, others } = found.value;
  const next: PartnerUserRow = {
    ...row,
    display_name: change.displayName?.trim() ?? row.display_name,
    roles: change.roles ? [...new Set(change.roles)] : row.roles,
    disabled: change.disabled ?? row.disabled,
  };
  const may = mayTouch(caller, row.roles, next.roles);
  if (!may.accepted) return may;
  if (next.display_name === '') return invalid([{ path: 'displayName', message: 'must not be blank' }]);
  const administers = (one: PartnerUserRow) => !one.disabled && one.roles.includes(administrator);
  if (administers(row) && !(administers(next) && !removed) && others === 0)
    return refused({ code: 'user.last_administrator' });
  if (!removed && JSON.stringify(recorded(row)) === JSON.stringify(recorded(next))) return accepted(row);
  const value = { ...next, version: row.version + 1 };
  const done = await act(
    ctx,
    caller,
    {
      writes: [
        lockAdministrators(caller.accountId),
        updatePartnerUser(caller.accountId, personId, { ...next, version: row.version, removed }, caller.now),
        ...(administers(row) ? [expectAdministrator(caller.accountId)] : []),
        ...(next.disabled ? [revokeSessionsOf(caller.accountId, personId, ctx.realNow())] : []),
      ],
      activity: [
        removed
          ? {
              action: 'remove_partner_user',
              resourceId: personId,
              oldValue: { email: row.email, ...recorded(row) },
            }
          : {
              action: 'update_partner_user',
              resourceId: personId,
              oldValue: recorded(row),
              newValue: recorded(next),
            },
      ],
      events: [removed ? eventOf('user.removed', personId) : eventOf('user.updated', personId)],
    },
    value,
  );
  return done.accepted ? accepted(value) : done;
};

/** A new password and a new secret of the second factor; whoever held the old ones is signed out everywhere. */
export const resetCredentials = async (ctx: RequestContext, personId: string) => {
  const done = await withRetries(async (): Promise<Decision<ShownCredentials, PartnerUserRefusal>> => {
    const found = await readUser(ctx, personId);
    if (!found.accepted) return found;
    const { caller, row } = found.value;
    const may = mayTouch(caller, row.roles);
    if (!may.accepted) return may;
    const { shown, kept } = await newCredentials(ctx, personId);
    const written = await act(
      ctx,
      caller,
      {
        writes: [
          updateCredentials(caller.accountId, personId, row.version, kept),
          revokeSessionsOf(caller.accountId, personId, ctx.realNow()),
        ],
        activity: [
          { action: 'update_partner_user', resourceId: personId, newValue: { credentials: 'reset' } },
        ],
        events: [eventOf('user.updated', personId)],
      },
      undefined,
    );
    return written.accepted ? accepted(shown) : written;
  });
  if (done.accepted) await endTokens(ctx, personId);
  return done;
};
