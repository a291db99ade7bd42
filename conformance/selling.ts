import type { Principal } from '../packages/server/src/platform/http/context.ts';
import type { WorldOffer } from '../packages/server/src/testing/world-catalog.ts';
import type { Answer, Installation, Json } from './installation.ts';

// The steps of a sale over the wire, for tests of what comes before and after it.

export type WireLine = { readonly offer: WorldOffer; readonly quantity?: number; readonly more?: object };

export const wireCartBody = (lines: readonly WireLine[]) => ({
  lineItems: lines.map(({ offer, quantity = 1, more }, id) => ({
    id,
    catalogItemId: offer.catalogItemId,
    quantity,
    billingCycle: 'one_time',
    ...(offer.term === '' ? {} : { termDuration: offer.term }),
    ...more,
  })),
});

export type Sale = {
  readonly kontor: Installation;
  readonly who: Principal;
  readonly customerId: string;
};

export const createWireCart = (
  { kontor, who, customerId }: Sale,
  lines: readonly WireLine[],
): Promise<Answer> => kontor.as(who, 'POST', `/v1/customers/${customerId}/carts`, wireCartBody(lines));

export const checkoutWire = ({ kontor, who, customerId }: Sale, cartId: string): Promise<Answer> =>
  kontor.as(who, 'POST', `/v1/customers/${customerId}/carts/${cartId}/checkout`);

/** Buys the lines; throws with the answer when any step is refused. */
export const buy = async (sale: Sale, lines: readonly WireLine[]): Promise<Json[]> => {
  const cart = await createWireCart(sale, lines);
  if (cart.status !== 201) throw new Error(`cart: ${cart.status} ${cart.text}`);
  const bought = await checkoutWire(sale, cart.json.id);
  if (bought.status !== 201) throw new Error(`checkout: ${bought.status} ${bought.text}`);
  return bought.json.orders;
};

export const cancelWire = (
  { kontor, who, customerId }: Sale,
  orderId: string,
  body: object = { status: 'cancelled' },
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => kontor.as(who, 'PATCH', `/v1/customers/${customerId}/orders/${orderId}`, body, headers);
