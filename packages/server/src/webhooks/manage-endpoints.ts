import { accepted, refused } from '@kontor/domain/decision';
import { type Instant, instant, parseInstant } from '@kontor/domain/time';
import { eventTypes } from '../events/event-types.ts';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { invalid } from '../platform/http/invalid.ts';
import { newUuid } from '../platform/new-id.ts';
import { faultOfAddress } from './callback-address.ts';
import {
  type DeliveryRow,
  insertDeliveries,
  keepEndpoints,
  readDeliveries,
  readEventsBetween,
  readEventsOfIds,
} from './delivery-store.ts';
import {
  deleteEndpoint,
  type EndpointRow,
  insertEndpoint,
  insertSecret,
  readEndpoint,
  readEndpoints,
  readPublicKeys,
  retireSecret,
} from './endpoint-store.ts';
import { deliveryOf } from './queue-deliveries.ts';
import { publicText } from './standard-signature.ts';
import { makeSecret } from './webhook-secrets.ts';

const mostEndpoints = 20;
/** How long a secret signs along after another took over. */
const graceMs = 86_400_000;
/** Of one request. */
const mostReplayed = 1000;

export type EndpointInput = {
  readonly url: string;
  readonly events?: readonly string[] | undefined;
  readonly description?: string | undefined;
};
export type NewEndpoint = {
  readonly endpoint: EndpointRow;
  readonly secret: string;
  readonly publicKey: string;
};

export const createEndpoint = (ctx: RequestContext, input: EndpointInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'webhooks.manage', undefined, [readEndpoints(accountId, 'standard')]);
    if (!read.accepted) return read;
    const errors = faultsOf(input, ctx.webhooksAllowPrivate === true);
    if (errors.length > 0) return invalid(errors);
    const { caller, rows } = read.value;
    if (rows[0].length >= mostEndpoints) return refused({ code: 'webhook.too_many', most: mostEndpoints });
    const now = ctx.realNow();
    const endpoint: EndpointRow = {
      account_id: accountId,
      id: newUuid(),
      form: 'standard',
      url: input.url,
      events: [...new Set(input.events ?? [])],
      description: input.description ?? '',
      ms_signature: false,
      after_position: 0n,
      created_at: now,
      disabled_at: null,
    };
    const { row, secret, publicKey } = makeSecret(ctx.vault, accountId);
    const done = await act(
      ctx,
      caller,
      {
        writes: [insertEndpoint(endpoint, now), insertSecret(accountId, endpoint.id, row)],
        activity: [{ action: 'register_webhook', resourceId: endpoint.id, newValue: recordOf(endpoint) }],
        events: [],
      },
      undefined,
    );
    return done.accepted ? accepted<NewEndpoint>({ endpoint, secret, publicKey }) : done;
  });

const faultsOf = ({ url, events = [] }: EndpointInput, allowPrivate: boolean) => {
  const address = faultOfAddress(url, allowPrivate);
  return [
    ...(address === undefined ? [] : [{ path: 'url', message: address }]),
    ...events.flatMap((type, index) =>
      Object.hasOwn(eventTypes, type)
        ? []
        : [
            {
              path: `events.${index}`,
              message: 'must be a type of event; docs/operating/events.md lists them',
            },
          ],
    ),
  ];
};

/** What the log keeps; the rest of an address may be a secret. */
export const recordOf = ({ url, events }: Pick<EndpointRow, 'url' | 'events'>) => ({
  origin: new URL(url).origin,
  events: [...events],
});

export type ListedEndpoint = { readonly endpoint: EndpointRow; readonly publicKeys: readonly string[] };

export const listEndpoints = async (ctx: RequestContext) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'webhooks.manage', undefined, [
    readEndpoints(accountId, 'standard'),
    readPublicKeys(accountId),
  ]);
  if (!read.accepted) return read;
  const [endpoints, keys] = read.value.rows;
  return accepted<readonly ListedEndpoint[]>(
    endpoints.map((endpoint) => ({
      endpoint,
      publicKeys: keys
        .filter((key) => key.endpoint_id === endpoint.id)
        .map((key) => publicText(key.public_key)),
    })),
  );
};

export const removeEndpoint = (ctx: RequestContext, id: string) =>
  withRetries(async () => {
    const found = await findEndpoint(ctx, id);
    if (!found.accepted) return found;
    const { caller, endpoint } = found.value;
    const done = await act(
      ctx,
      caller,
      {
        writes: [deleteEndpoint(endpoint.account_id, id)],
        activity: [{ action: 'remove_webhook', resourceId: id, oldValue: recordOf(endpoint) }],
        events: [],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });

const findEndpoint = async (ctx: RequestContext, id: string) => {
  const read = await readAs(ctx, 'webhooks.manage', undefined, [readEndpoint(ctx.principal.accountId, id)]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[endpoint]] = rows;
  return endpoint ? accepted({ caller, endpoint }) : refused({ code: 'webhook.not_found' as const });
};

export type RotatedSecret = {
  readonly secret: string;
  readonly publicKey: string;
  readonly previousUntil: Instant;
};

export const rotateSecret = (ctx: RequestContext, id: string) =>
  withRetries(async () => {
    const found = await findEndpoint(ctx, id);
    if (!found.accepted) return found;
    const { caller, endpoint } = found.value;
    const { account_id: accountId } = endpoint;
    const { row, secret, publicKey } = makeSecret(ctx.vault, accountId);
    const previousUntil = instant(ctx.realNow() + graceMs);
    const done = await act(
      ctx,
      caller,
      {
        writes: [retireSecret(accountId, id, previousUntil), insertSecret(accountId, id, row)],
        activity: [{ action: 'rotate_webhook_secret', resourceId: id }],
        events: [],
      },
      undefined,
    );
    return done.accepted ? accepted<RotatedSecret>({ secret, publicKey, previousUntil }) : done;
  });

export type ReplayInput = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly ids?: readonly string[] | undefined;
};
type Range = { readonly from: Instant; readonly to: Instant };

/** Sends events once more, under the ids that they had. */
export const replayEvents = (ctx: RequestContext, id: string, input: ReplayInput) =>
  withRetries(async () => {
    const found = await findEndpoint(ctx, id);
    if (!found.accepted) return found;
    const { caller, endpoint } = found.value;
    const asked = askedFrom(input, ctx.realNow());
    if (!asked.accepted) return asked;
    if (endpoint.disabled_at !== null) return refused({ code: 'webhook.disabled' as const });
    const { account_id: accountId } = endpoint;
    const { ids, range } = asked.value;
    const [events] = await readBatch(ctx.pools.app, caller.scope, [
      range
        ? readEventsBetween(accountId, { ...range, limit: mostReplayed + 1 })
        : readEventsOfIds(accountId, ids),
    ]);
    if (events.length > mostReplayed)
      return invalid([
        { path: 'to', message: `must be earlier: the time holds more than ${mostReplayed} events` },
      ]);
    const missing = ids.length - events.length;
    if (!range && missing > 0)
      return invalid([{ path: 'ids', message: `must be of events of the last 90 days: ${missing} are not` }]);
    const rows = events.flatMap((event) => deliveryOf(endpoint, event, ctx.publicUrl));
    const done = await act(
      ctx,
      caller,
      {
        writes: [keepEndpoints(accountId, [id]), insertDeliveries(rows)],
        activity: [{ action: 'replay_webhook', resourceId: id, details: { messages: rows.length } }],
        events: [],
      },
      rows.length,
    );
    return done.accepted ? accepted(rows.length) : done;
  });

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const askedFrom = ({ from, to, ids }: ReplayInput, now: Instant) => {
  if ((ids === undefined) === (from === undefined))
    return invalid([{ path: 'from', message: 'or ids must be given, and not both' }]);
  if (ids !== undefined) {
    const wrong = ids.findIndex((text) => !uuid.test(text));
    if (wrong >= 0) return invalid([{ path: `ids.${wrong}`, message: 'must be the id of an event' }]);
    const known = [...new Set(ids.map((text) => text.toLowerCase()))];
    return accepted<{ readonly ids: readonly string[]; readonly range?: Range }>({ ids: known });
  }
  const range = { from: parseInstant(from ?? ''), to: to === undefined ? now : parseInstant(to) };
  const errors = (['from', 'to'] as const).flatMap((path) =>
    range[path] === undefined ? [{ path, message: 'must be a moment, such as 2026-11-22T10:00:00Z' }] : [],
  );
  if (range.from === undefined || range.to === undefined) return invalid(errors);
  if (range.to <= range.from) return invalid([{ path: 'to', message: 'must lie after from' }]);
  return accepted<{ readonly ids: readonly string[]; readonly range?: Range }>({
    ids: [],
    range: { from: range.from, to: range.to },
  });
};

export type DeliveryList = {
  readonly endpointId: string;
  readonly rows: readonly DeliveryRow[];
  readonly last: DeliveryRow | null;
};

export const listDeliveries = async (
  ctx: RequestContext,
  id: string,
  { before, limit }: { readonly before: bigint | null; readonly limit: number },
) => {
  const found = await findEndpoint(ctx, id);
  if (!found.accepted) return found;
  const [rows] = await readBatch(ctx.pools.app, found.value.caller.scope, [
    readDeliveries(found.value.endpoint.account_id, id, { before, limit: limit + 1 }),
  ]);
  const { items, last } = pageOf(rows, limit);
  return accepted<DeliveryList>({ endpointId: id, rows: items, last });
};
