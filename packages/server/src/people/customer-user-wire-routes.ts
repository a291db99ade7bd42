import { accepted, type Decision, refused } from '@kontor/domain/decision';
import {
  type DirectoryRole,
  directoryRoles,
  findDirectoryRole,
  rolesOf,
} from '@kontor/domain/people/directory-roles';
import type { WireOperation } from '@kontor/wire/operation';
import { peopleOperations as wire } from '@kontor/wire/people-operations';
import type { FastifyInstance } from 'fastify';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { searchable } from '../platform/http/searchable.ts';
import { type FilterRefusal, filterRefused, readFilter } from '../wire/read-filter.ts';
import { readSeek, seekCollection } from '../wire/seek-page.ts';
import { everyUser, type UserSearch, type UserSort } from './customer-user-store.ts';
import { customerUserWire, directoryRoleWire, roleMemberWire } from './customer-user-wire.ts';
import {
  type CustomerUserList,
  changeCustomerUser,
  changeRole,
  createCustomerUser,
  deleteCustomerUser,
  type FieldNames,
  getCustomerUser,
  listCustomerUsers,
} from './customer-users.ts';

type Params = Readonly<Record<string, string>>;
type Input<O extends WireOperation = WireOperation> = WireInput<O>;

const nameFrom = (params: Params) => ({
  customerId: customerIdFrom(params.customer),
  userId: uuidFrom(params.user),
});
const sizes = { usual: 100, most: 500 };

const wireNames: FieldNames = {
  userName: 'userPrincipalName',
  password: 'passwordProfile.password',
  displayName: 'displayName',
  usageLocation: 'usageLocation',
};

const collection = (items: readonly unknown[]) => ({
  totalCount: items.length,
  items,
  attributes: { objectType: 'Collection' },
});

/** Which users a filter names; deleted ones are asked for by their state (reference 2.7). */
const searchFrom = (text: string | undefined): Decision<UserSearch, FilterRefusal> => {
  const read = readFilter(text);
  if (!read.accepted) return read;
  const filter = read.value;
  if (filter === null) return accepted(everyUser);
  const value = searchable(filter.value);
  switch (filter.field) {
    case 'user_state': {
      const state = filter.value.trim().toLowerCase();
      if (filter.operator !== 'equals') return filterRefused('Operator must be equals');
      if (state !== 'active' && state !== 'inactive')
        return filterRefused('Value must be Active or Inactive');
      return accepted({ ...everyUser, deleted: state === 'inactive' });
    }
    case 'display_name':
      if (filter.operator !== 'starts_with') return filterRefused('Operator must be starts_with');
      return accepted({ ...everyUser, nameStartsWith: value });
    case 'user_principal_name':
      if (filter.operator !== 'starts_with') return filterRefused('Operator must be starts_with');
      return accepted({ ...everyUser, emailStartsWith: value });
    default:
      return filterRefused('Field must be UserState, DisplayName or UserPrincipalName');
  }
};

const sorts: Readonly<Record<string, UserSort>> = { displayname: 'display_name', userprincipalname: 'email' };

const orderFrom = (query: Readonly<Record<string, string>>) => {
  const sort = sorts[(query.sortfield ?? 'displayName').toLowerCase()];
  if (sort === undefined)
    return invalid([{ path: 'sortField', message: 'must be DisplayName or UserPrincipalName' }]);
  const direction = (query.sortdirection ?? 'ascending').toLowerCase();
  if (!/^(asc|desc)(ending)?$/.test(direction))
    return invalid([{ path: 'sortDirection', message: 'must be Ascending or Descending' }]);
  return accepted({ sort, descending: direction.startsWith('d') });
};

/** A page's cursor belongs to its customer and its order. */
const placeOf = (ctx: RequestContext, params: Params, query: Readonly<Record<string, string>>) => ({
  accountId: ctx.principal.accountId,
  list: `wire.users/${params.customer}/${query.sortfield ?? ''}/${query.sortdirection ?? ''}/${query.filter ?? ''}`,
});

const pairOf = (position: readonly string[] | null): readonly [string, string] | null =>
  position?.[0] === undefined || position[1] === undefined ? null : [position[0], position[1]];

const list = async (ctx: RequestContext, input: Input, only: Partial<UserSearch> = {}) => {
  const { params, query } = input;
  const seek = readSeek(ctx.vault, placeOf(ctx, params, query), input, sizes);
  if (!seek.accepted) return seek;
  const search = searchFrom(query.filter);
  if (!search.accepted) return search;
  const order = orderFrom(query);
  if (!order.accepted) return order;
  const { size, after } = seek.value;
  return listCustomerUsers(ctx, customerIdFrom(params.customer), {
    ...search.value,
    ...only,
    ...order.value,
    after: pairOf(after),
    limit: size,
  });
};

const page = (
  { users, total, last }: CustomerUserList,
  ctx: RequestContext,
  { params, query }: Input,
  {
    path,
    item,
  }: { readonly path: string; readonly item: (row: CustomerUserList['users'][number]) => unknown },
) =>
  seekCollection(ctx.vault, placeOf(ctx, params, query), {
    items: users.map(item),
    totalCount: total,
    path,
    query: {
      size: query.size,
      filter: query.filter,
      sortField: query.sortfield,
      sortDirection: query.sortdirection,
    },
    next: last,
  });

type PatchInput = WireInput<(typeof wire)['patchCustomerUser']>;

const patch = async (ctx: RequestContext, { params, body }: PatchInput) => {
  const { passwordProfile, state, userPrincipalName: _name, id: _id, ...facts } = body;
  if (state === 'inactive') {
    // A user is deactivated by deleting it; a client that sends back a deleted one whole changes nothing of that.
    const found = await getCustomerUser(ctx, nameFrom(params));
    if (!found.accepted) return found;
    if (found.value.deleted_at === null)
      return invalid([{ path: 'state', message: 'must be active; a user is deactivated by DELETE' }]);
  }
  return changeCustomerUser(
    ctx,
    nameFrom(params),
    {
      ...facts,
      password: passwordProfile?.password,
      forceChangePassword: passwordProfile?.forceChangePassword,
      restore: state === 'active',
    },
    wireNames,
  );
};

const userView = (
  row: Parameters<typeof customerUserWire>[0],
  _ctx: RequestContext,
  { params }: Pick<Input, 'params'>,
) => customerUserWire(row, params.customer ?? '');

export const registerCustomerUsersWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listCustomerUsers, {
    run: (ctx, input) => list(ctx, input),
    view: (value: CustomerUserList, ctx, input) =>
      page(value, ctx, input, {
        path: `/customers/${input.params.customer}/users`,
        item: (row) => customerUserWire(row, input.params.customer ?? ''),
      }),
  });
  registerWire(app, surface, wire.createCustomerUser, {
    run: (ctx, { params, body }) =>
      createCustomerUser(
        ctx,
        customerIdFrom(params.customer),
        {
          userName: body.userPrincipalName,
          password: body.passwordProfile?.password ?? '',
          displayName: body.displayName,
          firstName: body.firstName,
          lastName: body.lastName,
          phoneNumber: body.phoneNumber,
          usageLocation: body.usageLocation,
          forceChangePassword: body.passwordProfile?.forceChangePassword,
        },
        wireNames,
      ),
    view: userView,
  });
  registerWire(app, surface, wire.getCustomerUser, {
    run: (ctx, { params }) => getCustomerUser(ctx, nameFrom(params)),
    view: userView,
  });
  for (const operation of [wire.patchCustomerUser, wire.resetCustomerUserPassword])
    registerWire(app, surface, operation, { run: patch, view: userView });
  registerWire(app, surface, wire.deleteCustomerUser, {
    run: (ctx, { params }) => deleteCustomerUser(ctx, nameFrom(params)),
    view: () => undefined,
  });
  registerRoles(app, surface);
};

const roleFrom = (params: Params): Decision<DirectoryRole, { readonly code: 'directory_role.not_found' }> => {
  const role = findDirectoryRole(params.role ?? '');
  return role ? accepted(role) : refused({ code: 'directory_role.not_found' });
};

const memberChange = async (ctx: RequestContext, params: Params, userId: string, gives: boolean) => {
  const customerId = customerIdFrom(params.customer);
  // Who may not, and whose customer it is not, learns nothing of roles.
  const self = await readAs(ctx, 'customer_users.manage', customerId, []);
  if (!self.accepted) return self;
  const role = roleFrom(params);
  if (!role.accepted) return role;
  const done = await changeRole(ctx, { customerId, userId }, role.value, gives);
  return done.accepted ? accepted({ row: done.value, role: role.value }) : done;
};

const registerRoles = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listUserDirectoryRoles, {
    run: (ctx, { params }) => getCustomerUser(ctx, nameFrom(params)),
    view: (row, ctx) =>
      collection(
        rolesOf({ roles: row.roles, directoryRoles: row.directory_roles }).map((role) =>
          directoryRoleWire(role, ctx.locale),
        ),
      ),
  });
  registerWire(app, surface, wire.listDirectoryRoles, {
    run: (ctx, { params }) => readAs(ctx, 'customer_users.manage', customerIdFrom(params.customer), []),
    view: (_read, ctx) => collection(directoryRoles.map((role) => directoryRoleWire(role, ctx.locale))),
  });
  registerWire(app, surface, wire.listRoleMembers, {
    run: async (ctx, input) => {
      const self = await readAs(ctx, 'customer_users.manage', customerIdFrom(input.params.customer), []);
      if (!self.accepted) return self;
      const role = roleFrom(input.params);
      if (!role.accepted) return role;
      const listed = await list(ctx, input, { role: role.value.key });
      return listed.accepted ? accepted({ listed: listed.value, role: role.value }) : listed;
    },
    view: ({ listed, role }, ctx, input) =>
      page(listed, ctx, input, {
        path: `/customers/${input.params.customer}/directoryroles/${role.id}/usermembers`,
        item: (row) => roleMemberWire(row, role),
      }),
  });
  registerWire(app, surface, wire.addRoleMember, {
    run: (ctx, { params, body }) => memberChange(ctx, params, uuidFrom(body.id), true),
    view: ({ row, role }) => roleMemberWire(row, role),
  });
  registerWire(app, surface, wire.removeRoleMember, {
    run: (ctx, { params }) => memberChange(ctx, params, uuidFrom(params.user), false),
    view: () => undefined,
  });
};
