import { usualAttempts } from '@kontor/domain/webhook/next-attempt';
import type { EventConsumer } from '../events/relay-events.ts';
import type { RelayedEvent } from '../events/relay-store.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { newUuid } from '../platform/new-id.ts';
import { insertDeliveries, keepEndpoints, type NewDelivery } from './delivery-store.ts';
import { type EndpointRow, readListeners } from './endpoint-store.ts';
import { partnerMessage, standardBody } from './webhook-body.ts';

/** Turns an account's events into messages to whoever asked for them. */
export const webhooksConsumer = ({ publicUrl }: { readonly publicUrl: string }): EventConsumer => ({
  name: 'webhooks',
  handle: async (system, accountId, events) => {
    const endpoints = await query(system, noTenant, readListeners(accountId));
    const rows = endpoints.flatMap((endpoint) =>
      events
        .filter(({ position }) => position > endpoint.after_position)
        .flatMap((event) => deliveryOf(endpoint, event, publicUrl)),
    );
    if (rows.length === 0) return [];
    const ids = [...new Set(rows.map(({ endpointId }) => endpointId))];
    return [keepEndpoints(accountId, ids), insertDeliveries(rows)];
  },
});

const wants = ({ events }: EndpointRow, type: string): boolean =>
  events.length === 0 || events.includes(type);

/** The message of an event to an endpoint; none where it asked for others. */
export const deliveryOf = (
  endpoint: EndpointRow,
  event: RelayedEvent,
  publicUrl: string,
): readonly NewDelivery[] => {
  const message =
    endpoint.form === 'standard'
      ? { name: event.type, body: standardBody(event) }
      : partnerMessage(event, publicUrl);
  if (!message || !wants(endpoint, message.name)) return [];
  return [
    {
      accountId: endpoint.account_id,
      endpointId: endpoint.id,
      id: newUuid(),
      messageId: event.id,
      type: message.name,
      aggregate: `${event.aggregate_type}/${event.aggregate_id}`,
      body: message.body,
      attemptsMost: usualAttempts,
    },
  ];
};
