import type { WireOperation } from './operation.ts';
import { cartRequest, orderPatch } from './schemas.ts';

/** The calls answered so far. */
export const operations = {
  listCustomers: { name: 'listCustomers', method: 'GET', path: '/v1/customers', status: 200, source: '2' },
  getCustomer: {
    name: 'getCustomer',
    method: 'GET',
    path: '/v1/customers/{customer}',
    status: 200,
    source: '2',
  },

  listProducts: { name: 'listProducts', method: 'GET', path: '/v1/products', status: 200, source: '4' },
  getProduct: { name: 'getProduct', method: 'GET', path: '/v1/products/{product}', status: 200, source: '4' },
  listSkus: {
    name: 'listSkus',
    method: 'GET',
    path: '/v1/products/{product}/skus',
    status: 200,
    source: '4',
  },
  getSku: {
    name: 'getSku',
    method: 'GET',
    path: '/v1/products/{product}/skus/{sku}',
    status: 200,
    source: '4',
  },
  listAvailabilities: {
    name: 'listAvailabilities',
    method: 'GET',
    path: '/v1/products/{product}/skus/{sku}/availabilities',
    status: 200,
    source: '4',
  },
  getAvailability: {
    name: 'getAvailability',
    method: 'GET',
    path: '/v1/products/{product}/skus/{sku}/availabilities/{availability}',
    status: 200,
    source: '4',
  },
  listCustomerProducts: {
    name: 'listCustomerProducts',
    method: 'GET',
    path: '/v1/customers/{customer}/products',
    status: 200,
    source: '4',
  },
  getCustomerProduct: {
    name: 'getCustomerProduct',
    method: 'GET',
    path: '/v1/customers/{customer}/products/{product}',
    status: 200,
    source: '4',
  },
  listCustomerSkus: {
    name: 'listCustomerSkus',
    method: 'GET',
    path: '/v1/customers/{customer}/products/{product}/skus',
    status: 200,
    source: '4',
  },
  getCustomerSku: {
    name: 'getCustomerSku',
    method: 'GET',
    path: '/v1/customers/{customer}/products/{product}/skus/{sku}',
    status: 200,
    source: '4',
  },
  listCustomerAvailabilities: {
    name: 'listCustomerAvailabilities',
    method: 'GET',
    path: '/v1/customers/{customer}/products/{product}/skus/{sku}/availabilities',
    status: 200,
    source: '4',
  },
  getCustomerAvailability: {
    name: 'getCustomerAvailability',
    method: 'GET',
    path: '/v1/customers/{customer}/products/{product}/skus/{sku}/availabilities/{availability}',
    status: 200,
    source: '4',
  },

  createCart: {
    name: 'createCart',
    method: 'POST',
    path: '/v1/customers/{customer}/carts',
    body: cartRequest,
    status: 201,
    source: '5',
  },
  getCart: {
    name: 'getCart',
    method: 'GET',
    path: '/v1/customers/{customer}/carts/{cart}',
    status: 200,
    source: '5',
  },
  updateCart: {
    name: 'updateCart',
    method: 'PUT',
    path: '/v1/customers/{customer}/carts/{cart}',
    body: cartRequest,
    status: 200,
    source: '5',
  },
  checkoutCart: {
    name: 'checkoutCart',
    method: 'POST',
    path: '/v1/customers/{customer}/carts/{cart}/checkout',
    status: 201,
    source: '5',
  },

  listOrders: {
    name: 'listOrders',
    method: 'GET',
    path: '/v1/customers/{customer}/orders',
    status: 200,
    source: '6',
  },
  getOrder: {
    name: 'getOrder',
    method: 'GET',
    path: '/v1/customers/{customer}/orders/{order}',
    status: 200,
    source: '6',
  },
  patchOrder: {
    name: 'patchOrder',
    method: 'PATCH',
    path: '/v1/customers/{customer}/orders/{order}',
    body: orderPatch,
    status: 200,
    source: '6.2',
  },

  listEntitlements: {
    name: 'listEntitlements',
    method: 'GET',
    path: '/v1/customers/{customer}/entitlements',
    status: 200,
    source: '8',
  },
  getReservationArtifact: {
    name: 'getReservationArtifact',
    method: 'GET',
    path: '/v1/customers/{customer}/artifacts/reservedinstance/groups/{order}/lineitems/{line}/resource/{reservation}',
    status: 200,
    source: '8',
  },
  listAuditRecords: {
    name: 'listAuditRecords',
    method: 'GET',
    path: '/v1/auditrecords',
    status: 200,
    source: '9',
  },
  listUnbilledLines: {
    name: 'listUnbilledLines',
    method: 'GET',
    path: '/v1/invoices/unbilled/lineitems',
    status: 200,
    source: '10',
  },
  getInvoiceSummary: {
    name: 'getInvoiceSummary',
    method: 'GET',
    path: '/v1/invoices/summary',
    status: 200,
    source: '10',
  },
  listInvoiceSummaries: {
    name: 'listInvoiceSummaries',
    method: 'GET',
    path: '/v1/invoices/summaries',
    status: 200,
    source: '10',
  },
} as const satisfies Record<string, WireOperation>;

export type WireOperations = typeof operations;
export type WireOperationName = keyof WireOperations;
