import * as contract from '@kontor/contract/webhooks';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import type { DeliveryRow } from './delivery-store.ts';
import type { EndpointRow } from './endpoint-store.ts';
import {
  createEndpoint,
  type DeliveryList,
  type ListedEndpoint,
  listDeliveries,
  listEndpoints,
  type NewEndpoint,
  type RotatedSecret,
  removeEndpoint,
  replayEvents,
  rotateSecret,
} from './manage-endpoints.ts';

/** Where an account's events go, in the standard form. */
export const registerWebhooks = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.createWebhookEndpoint, {
    run: (ctx, { body }) => createEndpoint(ctx, body),
    view: ({ endpoint, secret, publicKey }: NewEndpoint) => ({ ...shown(endpoint), secret, publicKey }),
  });
  registerKontor(app, surface, contract.listWebhookEndpoints, {
    run: (ctx) => listEndpoints(ctx),
    view: (endpoints: readonly ListedEndpoint[]) => ({
      items: endpoints.map(({ endpoint, publicKeys }) => ({
        ...shown(endpoint),
        publicKeys: [...publicKeys],
      })),
      next: null,
    }),
  });
  registerKontor(app, surface, contract.deleteWebhookEndpoint, {
    run: (ctx, { params }) => removeEndpoint(ctx, uuidFrom(params.endpointId)),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.rotateWebhookSecret, {
    run: (ctx, { params }) => rotateSecret(ctx, uuidFrom(params.endpointId)),
    view: ({ previousUntil, ...made }: RotatedSecret) => ({
      ...made,
      previousUntil: formatInstant(previousUntil),
    }),
  });
  registerKontor(app, surface, contract.replayWebhookEvents, {
    run: (ctx, { params, body }) => replayEvents(ctx, uuidFrom(params.endpointId), body),
    view: (messages: number) => ({ messages }),
  });
  registerKontor(app, surface, contract.listWebhookDeliveries, {
    run: async (ctx, { params, query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const id = uuidFrom(params.endpointId);
      const cursor = openCursor(ctx.vault, placeOf(ctx, id), query.cursor);
      if (!cursor.accepted) return cursor;
      const before = cursor.value === null ? null : BigInt(cursor.value[0] ?? '0');
      return listDeliveries(ctx, id, { before, limit: limit.value });
    },
    view: ({ endpointId, rows, last }: DeliveryList, ctx) => ({
      items: rows.map(deliveryView),
      next: last === null ? null : sealCursor(ctx.vault, placeOf(ctx, endpointId), [String(last.seq)]),
    }),
  });
};

const placeOf = (ctx: RequestContext, id: string) => ({
  accountId: ctx.principal.accountId,
  list: `webhook_deliveries/${id}`,
});

const shown = (row: EndpointRow) => ({
  id: row.id,
  url: row.url,
  events: [...row.events],
  description: row.description,
  status: row.disabled_at === null ? ('active' as const) : ('disabled' as const),
  createdAt: formatInstant(row.created_at),
});

const deliveryView = (row: DeliveryRow) => ({
  id: row.id,
  messageId: row.message_id,
  type: row.type,
  status: row.status,
  createdAt: formatInstant(row.created_at),
  settledAt: row.settled_at === null ? null : formatInstant(row.settled_at),
  nextAttemptAt: row.status === 'waiting' ? formatInstant(row.next_attempt_at) : null,
  attempts: row.log.map((entry) => ({ ...entry })),
});
