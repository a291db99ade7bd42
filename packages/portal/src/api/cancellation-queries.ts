import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { CancelledOrder } from './types.ts';

export type Selection = { readonly orderId: string; readonly lineItemNumbers: readonly number[] };

const toBody = (orders: readonly Selection[]) =>
  orders.map(({ orderId, lineItemNumbers }) => ({ orderId, lineItemNumbers: [...lineItemNumbers] }));

/** Always fresh: what a preview promises is what the deed does a moment later. */
export const previewQuery = (customerId: string, orders: readonly Selection[]) =>
  queryOptions({
    queryKey: ['cancellations', customerId, orders],
    queryFn: ({ signal }) =>
      call('previewCancellation', { params: { customerId }, body: { orders: toBody(orders) } }, { signal }),
    enabled: orders.length > 0,
    staleTime: 0,
    gcTime: 0,
  });

export async function cancelPurchases(
  customerId: string,
  orders: readonly Selection[],
  idempotencyKey: string,
): Promise<readonly CancelledOrder[]> {
  const answer = await call(
    'cancelPurchases',
    { params: { customerId }, body: { orders: toBody(orders), acknowledged: true } },
    { headers: { 'idempotency-key': idempotencyKey } },
  );
  return answer.orders;
}
