import {
  createCart as createOperation,
  getCart,
  getCurrentCart,
  updateCart as updateOperation,
} from '@kontor/contract/carts';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { cartIdFrom, customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { contextOf, type ReservationFields } from '../reservations/provisioning-context.ts';
import type { CartLineRequest } from './cart-lines.ts';
import { versionFrom } from './cart-version.ts';
import { cartView } from './cart-view.ts';
import { cartWire, linesFromWire } from './cart-wire.ts';
import { readCart, readOpenCart } from './read-cart.ts';
import { createCart, updateCart } from './write-cart.ts';

const linesFromBody = (lines: readonly KontorLine[]): CartLineRequest[] =>
  lines.map(({ termDuration, reservation = {}, ...line }) => ({
    ...line,
    friendlyName: line.friendlyName ?? reservation.displayName,
    provisioningContext: contextOf(reservation),
    ...(termDuration === undefined ? {} : { term: termDuration }),
  }));
type KontorLine = Omit<CartLineRequest, 'term' | 'provisioningContext'> & {
  readonly termDuration?: string | undefined;
  readonly reservation?: (ReservationFields & { readonly displayName?: string | undefined }) | undefined;
};

const targetOf = (customer: string | undefined, cart: string | undefined) => ({
  customerId: customerIdFrom(customer),
  cartId: cartIdFrom(cart),
});

export const registerCartsKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, createOperation, {
    run: (ctx, { params, body }) =>
      createCart(ctx, { customerId: customerIdFrom(params.customerId), lines: linesFromBody(body.lines) }),
    view: cartView,
  });
  registerKontor(app, surface, getCurrentCart, {
    run: (ctx, { params }) => readOpenCart(ctx, customerIdFrom(params.customerId)),
    view: (record) => ({ cart: record === null ? null : cartView(record) }),
  });
  registerKontor(app, surface, getCart, {
    run: (ctx, { params }) => readCart(ctx, targetOf(params.customerId, params.cartId)),
    view: cartView,
  });
  registerKontor(app, surface, updateOperation, {
    run: (ctx, { params, body, ifMatch }) =>
      updateCart(ctx, {
        ...targetOf(params.customerId, params.cartId),
        lines: linesFromBody(body.lines),
        version: versionFrom(ifMatch),
      }),
    view: cartView,
  });
};

export const registerCartsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.createCart, {
    run: (ctx, { params, body }) =>
      createCart(ctx, { customerId: customerIdFrom(params.customer), lines: linesFromWire(body) }),
    view: cartWire,
  });
  registerWire(app, surface, operations.getCart, {
    run: (ctx, { params }) => readCart(ctx, targetOf(params.customer, params.cart)),
    view: cartWire,
  });
  registerWire(app, surface, operations.updateCart, {
    run: (ctx, { params, body, ifMatch }) =>
      updateCart(ctx, {
        ...targetOf(params.customer, params.cart),
        lines: linesFromWire(body),
        version: versionFrom(ifMatch),
      }),
    view: cartWire,
  });
};
