import {
  getKeys,
  getMyKeys,
  listMySoftware,
  listMySoftwareActivity,
  listSoftware as listOperation,
} from '@kontor/contract/software';
import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom, entitlementIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { entitlementWire, familiesOfType } from './entitlement-wire.ts';
import { listSoftware, type SoftwareItem } from './list-software.ts';
import { type RevealedKeys, revealKey } from './reveal-key.ts';
import { historyView, listHistory } from './software-history.ts';
import { readEntitlements } from './software-store.ts';
import { softwareItemView } from './software-view.ts';

type ListQuery = {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly status?: 'all' | 'active' | 'cancelled' | undefined;
  readonly search?: string | undefined;
};

const readPage = async (
  ctx: RequestContext,
  permission: 'software.read' | 'my_software.read',
  customerId: CustomerId,
  query: ListQuery,
) => {
  const limit = limitFrom(query.limit);
  if (!limit.accepted) return limit;
  const status = query.status ?? 'all';
  const search = query.search?.trim() || null;
  const place = {
    accountId: ctx.principal.accountId,
    list: `software/${customerId}/${status}/${search ?? ''}`,
  };
  const position = openCursor(ctx.vault, place, query.cursor);
  if (!position.accepted) return position;
  const [at, id] = position.value ?? [];
  const after = at === undefined || id === undefined ? null : { at: instant(Number(at)), id };
  const page = await listSoftware(ctx, { permission, customerId, status, search, after, limit: limit.value });
  if (!page.accepted) return page;
  const { items, next } = page.value;
  return accepted({ items, next: next && sealCursor(ctx.vault, place, [String(next.at), next.id]) });
};

const pageView = ({
  items,
  next,
}: {
  readonly items: readonly SoftwareItem[];
  readonly next: string | null;
}) => ({
  items: items.map(softwareItemView),
  next,
});

const keysView = ({ keyFormat, keyGroup, keys, activations, missing }: RevealedKeys) => ({
  keyFormat,
  keyGroup,
  keys: [...keys],
  ...(activations === null ? {} : { activations }),
  ...(missing > 0 ? { missing } : {}),
});

/** A customer's person acts for their own organisation; anybody else has none here. */
export const ownCustomerOf = ({ principal }: RequestContext): CustomerId =>
  customerIdFrom(principal.kind === 'customer_user' ? principal.customerId : undefined);

export const registerEntitlementsKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, listOperation, {
    run: (ctx, { params, query }) => readPage(ctx, 'software.read', customerIdFrom(params.customerId), query),
    view: pageView,
  });
  registerKontor(app, surface, listMySoftware, {
    run: (ctx, { query }) => readPage(ctx, 'my_software.read', ownCustomerOf(ctx), query),
    view: pageView,
  });
  registerKontor(app, surface, getKeys, {
    run: (ctx, { params, body }) =>
      revealKey(ctx, {
        permission: 'keys.read',
        customerId: customerIdFrom(params.customerId),
        entitlementId: entitlementIdFrom(params.entitlementId),
        choice: body,
      }),
    view: keysView,
  });
  registerKontor(app, surface, getMyKeys, {
    run: (ctx, { params, body }) =>
      revealKey(ctx, {
        permission: 'my_keys.read',
        customerId: ownCustomerOf(ctx),
        entitlementId: entitlementIdFrom(params.entitlementId),
        choice: body,
      }),
    view: keysView,
  });
  registerHistory(app, surface);
};

const historyPlace = (ctx: RequestContext, customerId: CustomerId, entitlementId: string | null) => ({
  accountId: ctx.principal.accountId,
  list: `software_history/${customerId}/${entitlementId ?? ''}`,
});

const registerHistory = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, listMySoftwareActivity, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const customerId = ownCustomerOf(ctx);
      const entitlementId = query.entitlementId ? entitlementIdFrom(query.entitlementId) : null;
      const place = historyPlace(ctx, customerId, entitlementId);
      const position = openCursor(ctx.vault, place, query.cursor);
      if (!position.accepted) return position;
      const [at, id] = position.value ?? [];
      const after = at === undefined || id === undefined ? null : { at: instant(Number(at)), id };
      const listed = await listHistory(ctx, { customerId, entitlementId, after, limit: limit.value });
      if (!listed.accepted) return listed;
      const { records, next } = listed.value;
      return accepted({
        items: records.map((record) => historyView(record, listed.value)),
        next: next && sealCursor(ctx.vault, place, [String(next.at), next.id]),
      });
    },
    view: (page) => page,
  });
};

export const registerEntitlementsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.listEntitlements, {
    run: async (ctx, { params, query }) => {
      const customerId = customerIdFrom(params.customer);
      const read = await readAs(ctx, 'entitlements.read', customerId, [
        readEntitlements(ctx.principal.accountId, customerId),
      ]);
      if (!read.accepted) return read;
      const wanted = query.entitlementtype === undefined ? () => true : familiesOfType(query.entitlementtype);
      if (!wanted)
        return refused({
          code: 'request.invalid',
          errors: [
            {
              path: 'entitlementType',
              message: 'must be software, reservedinstance or virtualmachinereservedinstance',
            },
          ],
        });
      return accepted(read.value.rows[0].filter((row) => wanted(row.family)));
    },
    view: (rows, _ctx, { params, query }) => ({
      totalCount: rows.length,
      items: rows.map((row) =>
        entitlementWire(row, customerIdFrom(params.customer), query.showexpiry?.toLowerCase() === 'true'),
      ),
      attributes: { objectType: 'Collection' },
    }),
  });
};
