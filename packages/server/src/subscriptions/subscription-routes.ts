import {
  cancelSubscription as cancelOperation,
  changeSubscription as changeOperation,
  getSubscription as getOperation,
  listSubscriptions as listOperation,
  previewQuantity as previewOperation,
} from '@kontor/contract/subscriptions';
import { accepted, refused } from '@kontor/domain/decision';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { creditView, verdictView } from '../cancellations/verdict-shown.ts';
import { versionFrom } from '../carts/cart-version.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { cancelSubscription } from './cancel-subscription.ts';
import { changeSubscription, decideChange } from './change-subscription.ts';
import { getSubscription, listSubscriptions } from './list-subscriptions.ts';
import { changeFrom, quantityView, subscriptionView } from './subscription-view.ts';

type Params = { readonly customerId: string; readonly subscriptionId: string };

const nameFrom = (params: Params) => ({
  customerId: customerIdFrom(params.customerId),
  subscriptionId: uuidFrom(params.subscriptionId),
});

export const registerSubscriptionsKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, listOperation, {
    run: async (ctx, { params, query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const customerId = customerIdFrom(params.customerId);
      const status = query.status ?? null;
      const place = {
        accountId: ctx.principal.accountId,
        list: `subscriptions/${customerId}/${status ?? ''}`,
      };
      const position = openCursor(ctx.vault, place, query.cursor);
      if (!position.accepted) return position;
      const [at, id] = position.value ?? [];
      const after = at === undefined || id === undefined ? null : { at: instant(Number(at)), id };
      const page = await listSubscriptions(ctx, { customerId, status, after, limit: limit.value });
      if (!page.accepted) return page;
      const { items, next } = page.value;
      return accepted({ items, next: next && sealCursor(ctx.vault, place, [String(next.at), next.id]) });
    },
    view: ({ items, next }) => ({ items: items.map(subscriptionView), next }),
  });
  registerKontor(app, surface, getOperation, {
    run: (ctx, { params }) => getSubscription(ctx, nameFrom(params)),
    view: subscriptionView,
  });
  registerKontor(app, surface, previewOperation, {
    run: async (ctx, { params, body }) => {
      const { quantity } = body;
      const decided = await decideChange(ctx, { ...nameFrom(params), change: { quantity } });
      if (!decided.accepted) return decided;
      const { added } = decided.value.plan;
      return added
        ? accepted(added)
        : invalid([{ path: 'quantity', message: 'is what the subscription has already; name more units' }]);
    },
    view: quantityView,
  });
  registerKontor(app, surface, changeOperation, {
    run: (ctx, { params, body, ifMatch }) => {
      const change = changeFrom(body);
      if (!change.accepted) return Promise.resolve(refused(change.refusal));
      const version = versionFrom(ifMatch);
      return changeSubscription(ctx, { ...nameFrom(params), change: change.value, version });
    },
    view: subscriptionView,
  });
  registerKontor(app, surface, cancelOperation, {
    run: (ctx, { params, body, ifMatch }) =>
      cancelSubscription(ctx, {
        ...nameFrom(params),
        acknowledged: body.acknowledged === true,
        version: versionFrom(ifMatch),
      }),
    view: ({ subscriptionId, verdict, cancelled }, ctx) => ({
      subscriptionId,
      verdict: { ...verdictView({ ...verdict, code: 'eligible' }, ctx.publicUrl), code: verdict.code },
      orders: cancelled.map(({ plan }) => ({ orderId: plan.orderId, credit: creditView(plan) })),
    }),
  });
};
