import { getCustomer as getOperation, listCustomers as listOperation } from '@kontor/contract/customers';
import { accepted, type Decision } from '@kontor/domain/decision';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { searchable } from '../platform/http/searchable.ts';
import { type FilterRefusal, filterRefused, readFilter } from '../wire/read-filter.ts';
import { readSeek, seekCollection } from '../wire/seek-page.ts';
import { registerAgreementsWire } from './agreement-wire-routes.ts';
import { registerCustomerChanges } from './customer-change-routes.ts';
import type { CustomerSearch } from './customer-store.ts';
import { customerDetailView, customerView } from './customer-view.ts';
import { customerItem, customerResource } from './customer-wire.ts';
import { registerCustomerChangesWire } from './customer-wire-routes.ts';
import { type CustomerRecord, getCustomer } from './get-customer.ts';
import { type CustomerList, listCustomers, listNobody } from './list-customers.ts';

const everybody: CustomerSearch = { text: null, nameStartsWith: null, domainStartsWith: null };
const list = 'customers';
const wireList = 'wire.customers';
/** The service leaves its own page size open; this one keeps answers small. */
const wireSizes = { usual: 100, most: 500 };

export const registerCustomersKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, listOperation, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, query.cursor);
      if (!cursor.accepted) return cursor;
      return listCustomers(ctx, {
        ...everybody,
        text: searchable(query.search),
        after: cursor.value?.[0] ?? null,
        limit: limit.value,
      });
    },
    view: ({ customers, lastId }: CustomerList, ctx) => ({
      items: customers.map((row) => customerView(row, ctx.locale)),
      next:
        lastId === null
          ? null
          : sealCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, [lastId]),
    }),
  });
  registerKontor(app, surface, getOperation, {
    run: (ctx, { params }) => getCustomer(ctx, customerIdFrom(params.customerId)),
    view: customerDetailView,
  });
  registerCustomerChanges(app, surface);
};

export const registerCustomersWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listCustomers, {
    run: async (ctx, input) => {
      const seek = readSeek(
        ctx.vault,
        { accountId: ctx.principal.accountId, list: wireList },
        input,
        wireSizes,
      );
      if (!seek.accepted) return seek;
      const search = searchFrom(input.query.filter);
      if (!search.accepted) return search;
      const { size, after } = seek.value;
      if (search.value === 'nobody') return listNobody(ctx);
      return listCustomers(ctx, { ...search.value, after: after?.[0] ?? null, limit: size });
    },
    view: ({ customers, total, lastId }: CustomerList, ctx, { query }) =>
      seekCollection(
        ctx.vault,
        { accountId: ctx.principal.accountId, list: wireList },
        {
          items: customers.map(customerItem),
          totalCount: total,
          path: '/customers',
          query: { size: query.size, filter: query.filter },
          next: lastId === null ? null : [lastId],
        },
      ),
  });
  registerWire(app, surface, wire.getCustomer, {
    run: (ctx, { params }) => getCustomer(ctx, customerIdFrom(params.customer)),
    view: ({ row }: CustomerRecord) => customerResource(row),
  });
  registerCustomerChangesWire(app, surface);
  registerAgreementsWire(app, surface);
};

/** 'nobody' where the filter names indirect partners, which there are none of. */
const searchFrom = (text: string | undefined): Decision<CustomerSearch | 'nobody', FilterRefusal> => {
  const read = readFilter(text);
  if (!read.accepted) return read;
  const filter = read.value;
  if (filter === null) return accepted(everybody);
  if (filter.operator !== 'starts_with') return filterRefused('Operator must be starts_with');
  switch (filter.field) {
    case 'company_name':
      return accepted({ ...everybody, nameStartsWith: searchable(filter.value) });
    case 'domain':
      return accepted({ ...everybody, domainStartsWith: searchable(filter.value) });
    case 'indirect_reseller':
    case 'indirect_cloud_solution_provider':
      return accepted('nobody');
    default:
      return filterRefused(
        'Field must be CompanyName, Domain, IndirectReseller or IndirectCloudSolutionProvider',
      );
  }
};
