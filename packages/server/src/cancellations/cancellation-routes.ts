import { cancelPurchases as cancelOperation, previewCancellation } from '@kontor/contract/cancellations';
import type { FastifyInstance } from 'fastify';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { cancelPurchases, previewCancellations, totalsView } from './cancel-many.ts';

export const registerCancellationsKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, previewCancellation, {
    run: (ctx, { params, body }) => previewCancellations(ctx, customerIdFrom(params.customerId), body.orders),
    view: ({ orders, totals }) => ({ orders: [...orders], totals: totalsView(totals) }),
  });
  registerKontor(app, surface, cancelOperation, {
    run: (ctx, { params, body }) =>
      cancelPurchases(ctx, customerIdFrom(params.customerId), {
        orders: body.orders,
        acknowledged: body.acknowledged === true,
      }),
    view: ({ orders }) => ({ orders: [...orders] }),
  });
};
