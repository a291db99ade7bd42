import * as contract from '@kontor/contract/people';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { searchable } from '../platform/http/searchable.ts';
import { everyUser } from './customer-user-store.ts';
import { customerUserView, partnerUserView, seatsView } from './customer-user-view.ts';
import {
  type CustomerUserList,
  changeCustomerUser,
  createCustomerUser,
  deleteCustomerUser,
  getCustomerUser,
  listCustomerUsers,
} from './customer-users.ts';
import { changeUserSeats, listSeats, listUserSeats } from './licences.ts';
import {
  changePartnerUser,
  createPartnerUser,
  getPartnerUser,
  listPartnerUsers,
  type PartnerUserList,
  removePartnerUser,
  resetCredentials,
} from './partner-users.ts';

type Paging = { readonly limit?: string | undefined; readonly cursor?: string | undefined };

const nameFrom = (params: { readonly customerId: string; readonly userId: string }) => ({
  customerId: customerIdFrom(params.customerId),
  userId: uuidFrom(params.userId),
});

const placeFrom = (ctx: RequestContext, list: string, { limit: text, cursor: sealed }: Paging) => {
  const limit = limitFrom(text);
  if (!limit.accepted) return limit;
  const cursor = openCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, sealed);
  if (!cursor.accepted) return cursor;
  const [value, id] = cursor.value ?? [];
  const after = value === undefined || id === undefined ? null : ([value, id] as const);
  return { accepted: true as const, value: { limit: limit.value, after } };
};

const nextOf = (ctx: RequestContext, list: string, last: readonly [string, string] | null): string | null =>
  last && sealCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, last);

export const registerPeopleKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerCustomerUsers(app, surface);
  registerSeats(app, surface);
  registerUsers(app, surface);
};

const registerCustomerUsers = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listCustomerUsers, {
    run: async (ctx, { params, query }) => {
      const customerId = customerIdFrom(params.customerId);
      const list = `users/${customerId}/${query.state ?? 'active'}`;
      const place = placeFrom(ctx, list, query);
      if (!place.accepted) return place;
      const found = await listCustomerUsers(ctx, customerId, {
        ...everyUser,
        deleted: query.state === 'deleted',
        text: searchable(query.search),
        sort: 'display_name',
        descending: false,
        ...place.value,
      });
      return found.accepted ? { accepted: true as const, value: { found: found.value, list } } : found;
    },
    view: ({ found, list }: { found: CustomerUserList; list: string }, ctx) => ({
      items: found.users.map(customerUserView),
      next: nextOf(ctx, list, found.last),
    }),
  });
  registerKontor(app, surface, contract.createCustomerUser, {
    run: (ctx, { params, body }) => createCustomerUser(ctx, customerIdFrom(params.customerId), body),
    view: customerUserView,
  });
  registerKontor(app, surface, contract.getCustomerUser, {
    run: (ctx, { params }) => getCustomerUser(ctx, nameFrom(params)),
    view: customerUserView,
  });
  registerKontor(app, surface, contract.updateCustomerUser, {
    run: (ctx, { params, body }) => changeCustomerUser(ctx, nameFrom(params), body),
    view: customerUserView,
  });
  registerKontor(app, surface, contract.deleteCustomerUser, {
    run: (ctx, { params }) => deleteCustomerUser(ctx, nameFrom(params)),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.restoreCustomerUser, {
    run: (ctx, { params }) => changeCustomerUser(ctx, nameFrom(params), { restore: true }),
    view: customerUserView,
  });
};

const registerSeats = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listCustomerSeats, {
    run: (ctx, { params }) => listSeats(ctx, customerIdFrom(params.customerId)),
    view: seatsView,
  });
  registerKontor(app, surface, contract.listUserSeats, {
    run: (ctx, { params }) => listUserSeats(ctx, nameFrom(params)),
    view: seatsView,
  });
  registerKontor(app, surface, contract.changeUserSeats, {
    run: (ctx, { params, body }) =>
      changeUserSeats(ctx, nameFrom(params), { assign: body.assign ?? [], remove: body.remove ?? [] }),
    view: seatsView,
  });
};

const users = 'partner_users';

const registerUsers = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.listUsers, {
    run: async (ctx, { query }) => {
      const place = placeFrom(ctx, users, query);
      if (!place.accepted) return place;
      return listPartnerUsers(ctx, { text: searchable(query.search), ...place.value });
    },
    view: (list: PartnerUserList, ctx) => ({
      items: list.users.map(partnerUserView),
      next: nextOf(ctx, users, list.last),
    }),
  });
  registerKontor(app, surface, contract.createUser, {
    run: (ctx, { body }) => createPartnerUser(ctx, body),
    view: ({ row, credentials }) => ({ ...partnerUserView(row), ...credentials }),
  });
  registerKontor(app, surface, contract.getUser, {
    run: (ctx, { params }) => getPartnerUser(ctx, uuidFrom(params.userId)),
    view: partnerUserView,
  });
  registerKontor(app, surface, contract.updateUser, {
    run: (ctx, { params, body }) => changePartnerUser(ctx, uuidFrom(params.userId), body),
    view: partnerUserView,
  });
  registerKontor(app, surface, contract.removeUser, {
    run: (ctx, { params }) => removePartnerUser(ctx, uuidFrom(params.userId)),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.resetUserCredentials, {
    run: (ctx, { params }) => resetCredentials(ctx, uuidFrom(params.userId)),
    view: (shown) => ({ ...shown }),
  });
};
