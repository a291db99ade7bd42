import type { WireEntitlementRow } from './software-store.ts';

/** `fulfillmentState` and quantity status of the wire, from ours (reference 8). */
const states: Readonly<Record<WireEntitlementRow['status'], string>> = {
  provisioning: 'PrefulfillmentPending',
  active: 'Fulfilled',
  suspended: 'Suspended',
  cancelled: 'Cancelled',
  expired: 'Expired',
};

/** Software carries no artifacts on the wire, and an empty list is what every client can read. */
export const entitlementWire = (row: WireEntitlementRow, customerId: string, showExpiry: boolean) => ({
  includedEntitlements: [],
  referenceOrder: { id: row.order_id, lineItemId: String(row.line_number), alternateId: row.alternate_id },
  productId: row.product_id,
  skuId: row.sku_id,
  quantity: row.status === 'provisioning' ? 0 : row.quantity,
  quantityDetails: [{ quantity: row.quantity, status: states[row.status] }],
  entitledArtifacts: row.reservation_id === null ? [] : [artifactOf(row, row.reservation_id, customerId)],
  entitlementType: row.family === 'reservation' ? 'reservedinstance' : 'software',
  fulfillmentState: states[row.status],
  ...(showExpiry && row.ends_on !== null ? { expiryDate: `${row.ends_on}T00:00:00Z` } : {}),
});

/** Where the reservation itself is read (reference 8). */
const artifactOf = (row: WireEntitlementRow, reservationId: string, customerId: string) => ({
  link: {
    uri: `/customers/${customerId}/artifacts/reservedinstance/groups/${row.order_id}/lineitems/${row.line_number}/resource/${reservationId}`,
    method: 'GET',
    headers: [],
  },
  resourceId: reservationId,
  artifactType: 'reservedinstance',
  dynamicAttributes: { reservationType: row.reservation_type?.toLowerCase() ?? '' },
});

/** `entitlementType` as clients spell it → the families it stands for; undefined for a word nobody knows. */
export const familiesOfType = (text: string): ((family: string) => boolean) | undefined => {
  switch (text.toLowerCase()) {
    case 'software':
      return (family) => family !== 'reservation';
    case 'reservedinstance':
    case 'virtualmachinereservedinstance':
      return (family) => family === 'reservation';
    default:
      return undefined;
  }
};
