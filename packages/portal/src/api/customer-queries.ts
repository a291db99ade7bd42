import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

export type Paging = { readonly cursor?: string | undefined };

export const customersQuery = (
  query: Paging & { readonly search?: string | undefined; readonly limit?: string },
) =>
  queryOptions({
    queryKey: ['customers', query],
    queryFn: ({ signal }) => call('listCustomers', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const customerQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customers', customerId],
    queryFn: ({ signal }) => call('getCustomer', { params: { customerId } }, { signal }),
  });

export const ordersQuery = (
  query: Paging & { readonly search?: string | undefined; readonly limit?: string },
) =>
  queryOptions({
    queryKey: ['orders', query],
    queryFn: ({ signal }) => call('listOrders', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const customerOrdersQuery = (customerId: string, query: Paging & { readonly limit?: string }) =>
  queryOptions({
    queryKey: ['orders', customerId, query],
    queryFn: ({ signal }) => call('listCustomerOrders', { params: { customerId }, query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const orderQuery = (customerId: string, orderId: string) =>
  queryOptions({
    queryKey: ['orders', customerId, orderId],
    queryFn: ({ signal }) => call('getOrder', { params: { customerId, orderId } }, { signal }),
  });

export const linePolicyQuery = (customerId: string, orderId: string, lineNumber: number) =>
  queryOptions({
    queryKey: ['orders', customerId, orderId, 'policy', lineNumber],
    queryFn: ({ signal }) =>
      call('getLinePolicy', { params: { customerId, orderId, lineNumber: String(lineNumber) } }, { signal }),
  });
