import { checkoutCart as checkoutOperation } from '@kontor/contract/carts';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { versionFrom } from '../carts/cart-version.ts';
import { cartIdFrom, customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { checkoutCart } from './checkout-cart.ts';
import { orderView } from './order-view.ts';
import { orderWire } from './order-wire.ts';

export const registerCheckoutKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, checkoutOperation, {
    run: (ctx, { params, ifMatch }) =>
      checkoutCart(ctx, {
        customerId: customerIdFrom(params.customerId),
        cartId: cartIdFrom(params.cartId),
        version: versionFrom(ifMatch),
      }),
    view: (orders) => ({ orders: orders.map(orderView) }),
  });
};

export const registerCheckoutWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.checkoutCart, {
    run: (ctx, { params, ifMatch }) =>
      checkoutCart(ctx, {
        customerId: customerIdFrom(params.customer),
        cartId: cartIdFrom(params.cart),
        version: versionFrom(ifMatch),
      }),
    view: (orders) => ({
      orders: orders.map((record) => orderWire(record, { includePrice: false })),
      // A cart is bought whole or refused whole, so that no order group is ever left behind; clients read the list.
      orderErrors: [],
      attributes: { objectType: 'CartCheckoutResult' },
    }),
  });
};
