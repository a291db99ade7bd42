import type { WireOperation } from './operation.ts';
import { inventoryRequest, orderRequest } from './order-schemas.ts';

const orders = '/v1/customers/{customer}/orders';
const one = `${orders}/{order}` as const;

/** Orders beside reading and cancelling them, and what is in stock (reference 4, 6). */
export const orderOperations = {
  createOrder: {
    name: 'createOrder',
    method: 'POST',
    path: orders,
    body: orderRequest,
    status: 201,
    throttled: 'order',
    source: '6',
  },
  getOrderProvisioning: {
    name: 'getOrderProvisioning',
    method: 'GET',
    path: `${one}/provisioningstatus`,
    status: 200,
    throttled: 'order',
    source: '6',
  },
  listOrderActivationLinks: {
    name: 'listOrderActivationLinks',
    method: 'GET',
    path: `${one}/activationlinks`,
    status: 200,
    source: '6',
  },
  listLineActivationLinks: {
    name: 'listLineActivationLinks',
    method: 'GET',
    path: `${one}/lineitems/{line}/activationlinks`,
    status: 200,
    source: '6',
  },
  listOrderAttachments: {
    name: 'listOrderAttachments',
    method: 'GET',
    path: `${one}/attachments`,
    status: 200,
    source: '6',
  },
  addOrderAttachments: {
    name: 'addOrderAttachments',
    method: 'POST',
    path: `${one}/attachment`,
    bodyStream: 'multipart/form-data',
    status: 201,
    source: '6',
  },
  getOrderAttachment: {
    name: 'getOrderAttachment',
    method: 'GET',
    path: `${one}/attachment/{attachment}`,
    status: 200,
    source: '6',
  },
  checkInventory: {
    name: 'checkInventory',
    method: 'POST',
    path: '/v1/extensions/product/checkinventory',
    body: inventoryRequest,
    status: 200,
    source: '4',
  },
} as const satisfies Record<string, WireOperation>;
