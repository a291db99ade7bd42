import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Selection } from '../../api/cancellation-queries.ts';
import { softwareQuery } from '../../api/software-queries.ts';
import type { SoftwareItem } from '../../api/types.ts';

/** Every purchase of the same products that still stands, and which of them are ticked. */
export function useCancelChoice(customerId: string, items: readonly SoftwareItem[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(items.map((item) => item.entitlementId)),
  );
  const titles = [...new Set(items.map((item) => item.productTitle))];
  const lists = useQueries({
    queries: titles.map((search) => softwareQuery(customerId, { search, status: 'active', limit: '200' })),
  });
  const found = lists.flatMap(({ data }) => data?.items ?? []);
  const options = sameProducts(items, found);
  const toggle = (entitlementId: string) =>
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(entitlementId)) after.add(entitlementId);
      return after;
    });
  const chosen = options.filter((item) => ticked.has(item.entitlementId));
  return { options, ticked, toggle, selection: byOrder(chosen) };
}

export type CancelChoice = ReturnType<typeof useCancelChoice>;

/** Those that were chosen come first and are there at once; the other purchases of their products follow. */
export function sameProducts(
  chosen: readonly SoftwareItem[],
  found: readonly SoftwareItem[],
): readonly SoftwareItem[] {
  const key = (item: SoftwareItem) => `${item.productId}:${item.skuId}`;
  const wanted = new Set(chosen.map(key));
  const known = new Set(chosen.map((item) => item.entitlementId));
  return [...chosen, ...found.filter((item) => wanted.has(key(item)) && !known.has(item.entitlementId))];
}

/** Lines of one order are cancelled together. */
export function byOrder(items: readonly SoftwareItem[]): readonly Selection[] {
  const orders = new Map<string, number[]>();
  for (const { orderId, lineItemNumber } of items) {
    orders.set(orderId, [...(orders.get(orderId) ?? []), lineItemNumber]);
  }
  return [...orders].map(([orderId, lineItemNumbers]) => ({
    orderId,
    lineItemNumbers: lineItemNumbers.sort((a, b) => a - b),
  }));
}
