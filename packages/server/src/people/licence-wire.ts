import { link } from '../wire/seek-page.ts';
import { type SeatRow, seatIdOf } from './licence-store.ts';

const skuOf = (row: SeatRow) => ({
  id: seatIdOf(row),
  name: row.sku_title === row.product_title ? row.product_title : `${row.product_title} ${row.sku_title}`,
  skuPartNumber: `${row.product_id}:${row.sku_id}`,
  targetType: 'User',
  licenseGroupId: 'group1',
});

/** A SKU holds one service, which is itself. */
const plansOf = (row: SeatRow) => [
  {
    displayName: row.product_title,
    serviceName: row.product_id,
    id: seatIdOf({ product_id: row.product_id, sku_id: '' }),
    capabilityStatus: row.active > 0 ? 'Enabled' : 'Suspended',
    targetType: 'User',
  },
];

export const subscribedSkuWire = (row: SeatRow) => ({
  availableUnits: Math.max(row.active - row.consumed, 0),
  activeUnits: row.active,
  consumedUnits: row.consumed,
  suspendedUnits: row.suspended,
  totalUnits: row.active,
  warningUnits: 0,
  productSku: skuOf(row),
  servicePlans: plansOf(row),
  capabilityStatus: row.active > 0 ? 'Enabled' : 'Suspended',
  attributes: { objectType: 'SubscribedSku' },
});

export const licenceWire = (row: SeatRow) => ({
  servicePlans: plansOf(row),
  productSku: skuOf(row),
  attributes: { objectType: 'License' },
});

/** What a partner looks after for a customer: the products of its subscriptions. */
export const managedServiceWire = (row: SeatRow, customerId: string) => ({
  id: row.product_id,
  name: row.product_title,
  groupName: row.publisher,
  links: {
    adminService: link(`/customers/${customerId}/subscriptions`),
    serviceHealth: link(`/customers/${customerId}/subscriptions`),
    serviceTicket: link(`/customers/${customerId}/servicerequests`),
  },
  attributes: { objectType: 'ManagedService' },
});
