import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Offer, ProductSummary } from './types.ts';

export type Family = ProductSummary['family'];
export type Segment = Offer['segment'];
export type ProductFilter = {
  readonly family?: Family | undefined;
  readonly segment?: Segment | undefined;
  readonly search?: string | undefined;
};

export const productsQuery = (customerId: string, filter: ProductFilter) =>
  infiniteQueryOptions({
    queryKey: ['catalog', customerId, 'products', filter],
    queryFn: ({ signal, pageParam }) =>
      call('listProducts', { params: { customerId }, query: { ...filter, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const productQuery = (customerId: string, productId: string, segment: Segment | undefined) =>
  queryOptions({
    queryKey: ['catalog', customerId, 'product', productId, segment],
    queryFn: ({ signal }) =>
      call('getProduct', { params: { customerId, productId }, query: { segment } }, { signal }),
  });
