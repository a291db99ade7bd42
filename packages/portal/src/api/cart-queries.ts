import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import { isProblem } from './problem.ts';
import type { Cart, CartLine, Order } from './types.ts';

export type LineInput = Pick<
  CartLine,
  'catalogItemId' | 'quantity' | 'termDuration' | 'billingCycle' | 'currency' | 'friendlyName' | 'reservation'
>;

export const currentCartQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['carts', customerId, 'current'],
    queryFn: async ({ signal }) =>
      (await call('getCurrentCart', { params: { customerId } }, { signal })).cart,
  });

export const cartQuery = (customerId: string, cartId: string) =>
  queryOptions({
    queryKey: ['carts', customerId, cartId],
    queryFn: ({ signal }) => call('getCart', { params: { customerId, cartId } }, { signal }),
  });

export function lineInput(line: LineInput): LineInput {
  const { catalogItemId, quantity, termDuration, billingCycle, currency, friendlyName, reservation } = line;
  return {
    catalogItemId,
    quantity,
    termDuration,
    billingCycle,
    currency,
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(reservation === undefined ? {} : { reservation }),
  };
}

/** Two lines of the same thing are one line with both quantities. */
export function withLine(lines: readonly LineInput[], added: LineInput): LineInput[] {
  const same = (line: LineInput) =>
    line.catalogItemId === added.catalogItemId &&
    line.termDuration === added.termDuration &&
    line.billingCycle === added.billingCycle &&
    line.currency === added.currency &&
    isSameReservation(line.reservation, added.reservation);
  if (!lines.some(same)) return [...lines.map(lineInput), added];
  return lines.map((line) =>
    same(line) ? { ...lineInput(line), quantity: line.quantity + added.quantity } : lineInput(line),
  );
}

function isSameReservation(a: LineInput['reservation'] = {}, b: LineInput['reservation'] = {}): boolean {
  return (
    a.scope === b.scope &&
    a.cloudSubscriptionId === b.cloudSubscriptionId &&
    a.region === b.region &&
    (a.hybridBenefit ?? false) === (b.hybridBenefit ?? false)
  );
}

/** Saves the lines over the version that was seen; a cart that is gone meanwhile is begun anew. */
export async function saveCart(
  customerId: string,
  seen: Cart | null,
  lines: readonly LineInput[],
): Promise<Cart> {
  const body = { lines: lines.map(lineInput) };
  if (!seen) return call('createCart', { params: { customerId }, body });
  try {
    return await call(
      'updateCart',
      { params: { customerId, cartId: seen.id }, body },
      { headers: { 'if-match': `"${seen.version}"` } },
    );
  } catch (error) {
    const gone = isProblem(error, 'cart.already_ordered') || isProblem(error, 'cart.expired');
    if (!gone) throw error;
    return call('createCart', { params: { customerId }, body });
  }
}

/** Buys what was reviewed: another version of the cart is refused as changed. */
export async function buy(customerId: string, cart: Cart): Promise<readonly Order[]> {
  const answer = await call(
    'checkoutCart',
    { params: { customerId, cartId: cart.id } },
    { headers: { 'if-match': `"${cart.version}"` } },
  );
  return answer.orders;
}
