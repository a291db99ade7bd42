import { peopleOperations as wire } from '@kontor/wire/people-operations';
import type { FastifyInstance } from 'fastify';
import { customerIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import type { SeatRow } from './licence-store.ts';
import { licenceWire, managedServiceWire, subscribedSkuWire } from './licence-wire.ts';
import { changeUserSeats, listSeats, listUserSeats } from './licences.ts';

type Params = Readonly<Record<string, string>>;

const nameFrom = (params: Params) => ({
  customerId: customerIdFrom(params.customer),
  userId: uuidFrom(params.user),
});

const collection = (items: readonly unknown[]) => ({
  totalCount: items.length,
  items,
  attributes: { objectType: 'Collection' },
});

/** All that is sold here is of the first group; one that asks for others alone is told that there is nothing. */
const wantsFirstGroup = (url: string): boolean => {
  const groups = [...new URL(url, 'http://kontor.invalid').searchParams]
    .filter(([name]) => name.toLowerCase() === 'licensegroupids')
    .map(([, value]) => value.toLowerCase());
  return groups.length === 0 || groups.includes('group1');
};

/** One row a product, however many of its SKUs are bought. */
const byProduct = (rows: readonly SeatRow[]): readonly SeatRow[] =>
  rows.filter((row, index) => rows.findIndex((other) => other.product_id === row.product_id) === index);

export const registerLicencesWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listSubscribedSkus, {
    run: (ctx, { params }) => listSeats(ctx, customerIdFrom(params.customer)),
    view: (rows, _ctx, { request }) =>
      collection(wantsFirstGroup(request.url) ? rows.map(subscribedSkuWire) : []),
  });
  registerWire(app, surface, wire.listUserLicences, {
    run: (ctx, { params }) => listUserSeats(ctx, nameFrom(params)),
    view: (rows, _ctx, { request }) => collection(wantsFirstGroup(request.url) ? rows.map(licenceWire) : []),
  });
  registerWire(app, surface, wire.updateUserLicences, {
    run: (ctx, { params, body }) =>
      changeUserSeats(ctx, nameFrom(params), {
        assign: body.licensesToAssign?.map(({ skuId }) => skuId) ?? [],
        remove: body.licensesToRemove ?? [],
      }),
    view: (_rows, _ctx, { body }) => ({
      licensesToAssign: (body.licensesToAssign ?? []).map(({ skuId, excludedPlans }) => ({
        ...(excludedPlans ? { excludedPlans } : {}),
        skuId,
      })),
      licensesToRemove: body.licensesToRemove ?? [],
      licenseWarnings: [],
      attributes: { objectType: 'LicenseUpdate' },
    }),
  });
  registerWire(app, surface, wire.listManagedServices, {
    run: (ctx, { params }) => listSeats(ctx, customerIdFrom(params.customer)),
    view: (rows, _ctx, { params }) =>
      collection(byProduct(rows).map((row) => managedServiceWire(row, params.customer ?? ''))),
  });
};
