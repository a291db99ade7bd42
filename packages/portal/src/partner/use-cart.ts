import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { currentCartQuery, type LineInput, saveCart, withLine } from '../api/cart-queries.ts';
import { isProblem } from '../api/problem.ts';
import type { Cart } from '../api/types.ts';

type Change = (lines: readonly LineInput[]) => readonly LineInput[];

/**
 * The customer's open cart, saved on the server with each change. Changes wait for one another and are
 * applied to the newest lines; when somebody else changed the cart meanwhile, theirs is shown first.
 */
export function useCart(customerId: string) {
  const client = useQueryClient();
  const query = currentCartQuery(customerId);
  const cart = useQuery(query);
  const save = useMutation({
    scope: { id: `cart ${customerId}` },
    mutationFn: (change: Change): Promise<Cart> => {
      const seen = client.getQueryData(query.queryKey) ?? null;
      return saveCart(customerId, seen, change(seen?.lines ?? []));
    },
    onSuccess: (saved) => {
      client.setQueryData(query.queryKey, saved);
      client.setQueryData(['carts', customerId, saved.id], saved);
    },
    onError: (error) => {
      if (isProblem(error, 'version.stale')) client.invalidateQueries({ queryKey: query.queryKey });
    },
  });
  return {
    cart,
    saving: save.isPending,
    failure: save.error ?? undefined,
    add: (line: LineInput) => save.mutate((lines) => withLine(lines, line)),
    remove: (index: number) => save.mutate((lines) => lines.filter((_, position) => position !== index)),
    setQuantity: (index: number, quantity: number) =>
      save.mutate((lines) =>
        lines.map((line, position) => (position === index ? { ...line, quantity } : line)),
      ),
  };
}

export type OpenCart = ReturnType<typeof useCart>;
