import { getLicenceKeys, getLicenceRevocations } from '@kontor/contract/licences';
import { accepted } from '@kontor/domain/decision';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../platform/http/problem-reply.ts';
import { type KontorSurface, registerKontorOpen } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { publishedKeys } from './licence-keys.ts';
import { type PublishedList, publishRevocations } from './publish-revocations.ts';

const keysPath = '/.well-known/kontor-licence-keys.json';
type Asked = { readonly product?: unknown; readonly since?: unknown };

/** Public keys and revocation lists: whoever ships or runs the software needs no account for them. */
export const registerPublishedLicences = (app: FastifyInstance, surface: KontorSurface): void => {
  const { services } = surface;
  registerKontorOpen(app, surface, getLicenceKeys, async () =>
    accepted({ keys: await publishedKeys(services) }),
  );
  app.get(keysPath, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send({ keys: await publishedKeys(services) }),
  );
  app.get<{ Querystring: Asked }>(`/kontor/v1${getLicenceRevocations.path}`, async (request, reply) => {
    const { product, since = '0' } = request.query;
    const errors = [
      ...(typeof product === 'string' && product !== ''
        ? []
        : [{ path: 'product', message: 'must be the id of a product, as it stands in the licence' }]),
      ...(typeof since === 'string' && /^\d{1,15}$/.test(since)
        ? []
        : [
            {
              path: 'since',
              message: 'must be the number of a list you have, or left out for the whole list',
            },
          ]),
    ];
    if (errors.length > 0)
      return sendProblem(reply, services.publicUrl, 'request.invalid', request.id, { errors });
    const list = await publishRevocations(services, String(product), BigInt(String(since)));
    if (!list) return sendProblem(reply, services.publicUrl, 'not_found', request.id);
    return sendList(request, reply, list, etagOf(list, String(since)));
  });
};

const etagOf = ({ number, issuedAt, kid }: PublishedList, since: string): string =>
  `"${number}-${issuedAt}-${since}-${kid.slice(0, 8)}"`;

// Asked anew every time, so that a licence taken back is on the very next read; unchanged, it costs no bytes.
const sendList = (
  request: FastifyRequest,
  reply: FastifyReply,
  list: PublishedList,
  etag: string,
): FastifyReply => {
  reply.headers({
    etag,
    'cache-control': 'public, no-cache',
    'last-modified': new Date(list.issuedAt).toUTCString(),
  });
  const held = headerOf(request, 'if-none-match')
    ?.split(',')
    .map((text) => text.trim().replace(/^W\//, ''));
  if (held?.includes(etag) || held?.includes('*')) return reply.code(304).send();
  return reply.header('content-type', 'text/plain; charset=utf-8').send(list.text);
};
