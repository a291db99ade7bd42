import { STATUS_CODES } from 'node:http';
import { partnerEventNames } from '@kontor/domain/webhook/partner-event';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { limitRequests, type RequestLimit } from '../platform/limit-requests.ts';
import type { AttemptEntry, TestDeliveryRow } from './delivery-store.ts';
import type { EndpointRow } from './endpoint-store.ts';
import { getRegistration, getTest, mayManage, putRegistration, sendTest } from './register-callback.ts';
import { certificatePath, openWebhookKey } from './webhook-key.ts';

/** Of an account (reference 0.8). */
const testsPerMinute = 2;

/** Callbacks of Partner Center's form, and the certificate that they are verified by. */
export const registerWebhooksWire = (
  app: FastifyInstance,
  surface: WireSurface,
  tests: RequestLimit = limitRequests(testsPerMinute),
): void => {
  registerWire(app, surface, wire.listWebhookEvents, {
    run: (ctx) => mayManage(ctx),
    view: () => partnerEventNames,
  });
  registerWire(app, surface, wire.getWebhookRegistration, {
    run: (ctx) => getRegistration(ctx),
    view: (row: EndpointRow) => shown(row),
  });
  const registered = (row: EndpointRow) => ({ SubscriberId: row.account_id, ...shown(row) });
  registerWire(app, surface, wire.createWebhookRegistration, {
    run: (ctx, { body }) => putRegistration(ctx, body, 'new'),
    view: registered,
  });
  registerWire(app, surface, wire.updateWebhookRegistration, {
    run: (ctx, { body }) => putRegistration(ctx, body, 'change'),
    view: registered,
  });
  registerWire(app, surface, wire.createWebhookTest, {
    run: (ctx) => sendTest(ctx, tests),
    view: (correlationId: string) => ({ correlationId }),
  });
  registerWire(app, surface, wire.getWebhookTest, {
    run: (ctx, { params }) => getTest(ctx, uuidFrom(params.correlation)),
    view: (row: TestDeliveryRow, ctx) => ({
      correlationId: row.id,
      partnerId: ctx.principal.accountId,
      status: row.status === 'waiting' ? 'pending' : 'completed',
      callbackUrl: row.url,
      results: row.log.map(resultOf),
    }),
  });
  registerCertificate(app, surface);
};

// The casing of the service's own samples (reference 13).
const shown = ({ url, events }: EndpointRow) => ({ WebhookUrl: url, WebhookEvents: events });

/** "NotFound" for 404. */
const codeOf = (status: number | null): string =>
  status === null ? '' : (STATUS_CODES[status] ?? String(status)).replaceAll(/[^A-Za-z0-9]/g, '');

const resultOf = ({ at, status, message, error }: AttemptEntry) => ({
  responseCode: codeOf(status),
  responseMessage: message,
  systemError: error !== '',
  dateTimeUtc: at,
});

const registerCertificate = (app: FastifyInstance, { services }: WireSurface): void => {
  app.get<{ Params: { name: string } }>(`${certificatePath}/:name`, async (request, reply) => {
    const { kid, certificate } = await openWebhookKey(services);
    if (request.params.name.toLowerCase() !== `${kid}.cer`) return reply.callNotFound();
    return reply
      .headers({ 'content-type': 'application/pkix-cert', 'cache-control': 'public, max-age=3600' })
      .send(certificate);
  });
};
