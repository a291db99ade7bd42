import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ConsentsDeps, readAuthorizationQuery } from '../platform/identity/consents.ts';

type SendPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/**
 * The portal's pages outside its portals. The page of consent may post to the application that asks, if the address
 * is the application's own, and to nobody else.
 */
export const registerConsentPages = (app: FastifyInstance, page: SendPage, deps: ConsentsDeps): void => {
  app.get('/device', page);
  app.get<{ Querystring: { query?: unknown; version?: unknown } }>('/consent', async (request, reply) => {
    const { query, version } = request.query;
    const origin = await originOf(deps, String(query ?? ''), version === 'v1' ? 'v1' : 'v2');
    const policy = String(reply.getHeader('content-security-policy') ?? '');
    if (origin !== undefined)
      reply.header(
        'content-security-policy',
        policy.replace(/form-action [^;]*/, `form-action 'self' ${origin}`),
      );
    return page(request, reply);
  });
};

const originOf = async (
  deps: ConsentsDeps,
  query: string,
  version: 'v1' | 'v2',
): Promise<string | undefined> => {
  const { read } = await readAuthorizationQuery(deps, new URLSearchParams(query), version);
  if (read.kind !== 'request' || read.request.mode !== 'form_post') return undefined;
  const { origin, protocol } = new URL(read.request.redirectUri);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
};
