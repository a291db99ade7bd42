import { catalogOperations } from './catalog-operations.ts';
import { customerOperations } from './customer-operations.ts';
import { invoiceOperations } from './invoice-operations.ts';
import type { WireOperation } from './operation.ts';
import { orderOperations } from './order-operations.ts';
import { peopleOperations } from './people-operations.ts';
import { profileOperations } from './profile-operations.ts';
import { cartRequest, orderPatch } from './schemas.ts';
import { serviceRequestCreate, serviceRequestPatch } from './service-request.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { webhookOperations } from './webhook-operations.ts';

/** The calls answered so far. */
export const operations = {
  ...customerOperations,

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
    throttled: 'cart',
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
    throttled: 'cart',
    source: '5',
  },
  checkoutCart: {
    name: 'checkoutCart',
    method: 'POST',
    path: '/v1/customers/{customer}/carts/{cart}/checkout',
    status: 201,
    throttled: 'cart',
    source: '5',
  },

  listOrders: {
    name: 'listOrders',
    method: 'GET',
    path: '/v1/customers/{customer}/orders',
    status: 200,
    throttled: 'order',
    source: '6',
  },
  getOrder: {
    name: 'getOrder',
    method: 'GET',
    path: '/v1/customers/{customer}/orders/{order}',
    status: 200,
    throttled: 'order',
    source: '6',
  },
  patchOrder: {
    name: 'patchOrder',
    method: 'PATCH',
    path: '/v1/customers/{customer}/orders/{order}',
    body: orderPatch,
    status: 200,
    throttled: 'order',
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
  getAuditRecord: {
    name: 'getAuditRecord',
    method: 'GET',
    path: '/v1/auditrecords/{record}',
    status: 200,
    source: '9',
  },
  /** The address of a record as events carry it. */
  getAuditActivity: {
    name: 'getAuditActivity',
    method: 'GET',
    path: '/auditactivity/v1/auditrecords/{record}',
    status: 200,
    source: '9',
  },
  listSupportTopics: {
    name: 'listSupportTopics',
    method: 'GET',
    path: '/v1/servicerequests/supporttopics',
    status: 200,
    source: '11',
  },
  listServiceRequests: {
    name: 'listServiceRequests',
    method: 'GET',
    path: '/v1/servicerequests',
    status: 200,
    source: '11',
  },
  createServiceRequest: {
    name: 'createServiceRequest',
    method: 'POST',
    path: '/v1/servicerequests/{agentLocale}',
    body: serviceRequestCreate,
    status: 201,
    source: '11',
  },
  getServiceRequest: {
    name: 'getServiceRequest',
    method: 'GET',
    path: '/v1/servicerequests/{request}',
    status: 200,
    source: '11',
  },
  updateServiceRequest: {
    name: 'updateServiceRequest',
    method: 'PATCH',
    path: '/v1/servicerequests/{request}',
    body: serviceRequestPatch,
    status: 200,
    source: '11',
  },
  listCustomerServiceRequests: {
    name: 'listCustomerServiceRequests',
    method: 'GET',
    path: '/v1/customers/{customer}/servicerequests',
    status: 200,
    source: '11',
  },
  getCustomerServiceRequest: {
    name: 'getCustomerServiceRequest',
    method: 'GET',
    path: '/v1/customers/{customer}/servicerequests/{request}',
    status: 200,
    source: '11',
  },
  updateCustomerServiceRequest: {
    name: 'updateCustomerServiceRequest',
    method: 'PATCH',
    path: '/v1/customers/{customer}/servicerequests/{request}',
    body: serviceRequestPatch,
    status: 200,
    source: '11',
  },
  ...invoiceOperations,
  ...catalogOperations,
  ...orderOperations,
  ...subscriptionOperations,
  ...webhookOperations,
  ...peopleOperations,
  ...profileOperations,
} as const satisfies Record<string, WireOperation>;

export type WireOperations = typeof operations;
export type WireOperationName = keyof WireOperations;
